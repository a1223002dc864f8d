"""python -m precompute.recommender.fitting --tables DIR: learn the weights from MovieLens ratings.

Of each film's candidates, those that the same people rate should score highest. With p the softmax of the scores and
t spread evenly over the true neighbours, the loss is the cross-entropy −Σ t·log p (ListNet's top-one loss, Cao et al.
2007) with a little ridge: convex, so the weights are the one minimum and a run repeats them. Only users with an odd id
are seen. The weight of co-rating is learned with these users split once more, one half's co-ratings against the
other's, because a film's neighbours must not be told by the very people who are asked about them.

Ratings hardly say how much a common director, cast, theme or franchise should count: over a wide range of these weights
precision is flat. There a reader decides: each of these bonds gets the greatest weight that costs next to no precision,
and co-rating the least.
"""

from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import scipy.sparse as sp
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.corating import corating
from precompute.recommender.fields import LISTED, Fields, film_fields
from precompute.recommender.metrics import precision, top
from precompute.recommender.similarity import TRAITS
from precompute.recommender.truth import Truth, fit_users, rated_films, true_neighbours
from precompute.recommender.weights import WEIGHTS_FILE, Weights, write_weights
from precompute.tables import TableError, load

SEED = 20170726
# Films that nobody here rated, as candidates to be scored below the true neighbours.
STRANGERS = 1000
# Films asked about: also those that few people rated, because most of the catalogue is like them.
ASKED, FEWEST = 800, 5
RIDGE = 1e-3
# Fitted to the fifty neighbours that the evaluation asks for, fame outweighs all else; the ten nearest by the plain
# cosine cost about 0.04 of precision there and give the films that resemble, not only the famous ones of the time.
NEAREST, FIT_SHRINKAGE = 10, 0.0
# The bonds that readers look for, the weights they may be raised to (of all weights together), and the precision@5
# that each may cost.
BONDS = ("director", "cast", "keyword", "collection")
RAISES = tuple(step / 100 for step in range(1, 11))
TOLERANCE = 0.003
# The weights that co-rating may get, and the precision@5 that a lower one may cost: the lower it is, the more a film's
# neighbours resemble it, and the less they are only what the same people saw.
CORATING_SHARES = tuple(step / 50 for step in range(21))
CORATING_TOLERANCE = 0.02
# A genre of fewer films has no weight of its own.
FEWEST_OF_GENRE = 100
_DECIMALS = 3


def fit(ratings: pd.DataFrame, fields: Fields) -> Weights:
    """The weights learned from these ratings; the caller says whose they are."""
    random = np.random.default_rng(SEED)
    rated = rated_films(ratings, fields)
    truth = _target(rated)
    unrated = np.setdiff1d(np.arange(len(fields.film_id)), np.unique(rated.indices))
    strangers = np.sort(random.choice(unrated, min(STRANGERS, len(unrated)), replace=False))
    sampled = np.sort(random.choice(len(truth.films), min(ASKED, len(truth.films)), replace=False))
    names, closeness = field_closeness(fields, truth.films[sampled], np.concatenate([truth.films, strangers]))
    near = np.hstack([truth.near[sampled], np.zeros((len(sampled), len(strangers)), bool)])
    learned = dict(zip(names, learn(closeness, near, sampled), strict=True))
    scale = sum(learned.values())
    halves = _halves(ratings, fields)
    learned |= _raised_bonds(halves, fields, learned, scale)
    corating_weight = _corating_weight(halves, fields, learned, scale)
    return Weights(
        {name: _rounded(weight / scale) for name, weight in learned.items() if not name.startswith("genre ")},
        {name[6:]: _rounded(weight / scale) for name, weight in learned.items() if name.startswith("genre ")},
        _rounded(corating_weight / scale),
    )


def _target(rated: sp.csr_matrix) -> Truth:
    return true_neighbours(rated, fewest=FEWEST, count=NEAREST, shrinkage=FIT_SHRINKAGE)


def field_closeness(fields: Fields, rows: Ints, columns: Ints) -> tuple[list[str], Floats]:
    """The names of the fields and (rows, columns, field): how close each pair is in each."""
    common = [
        name for name, n in zip(fields.genre_names, np.bincount(fields.genres.indices), strict=True) if n >= FEWEST_OF_GENRE
    ]
    names = [*LISTED, *TRAITS, *(f"genre {name}" for name in common)]
    closeness = np.empty((len(rows), len(columns), len(names)), np.float32)
    for field, name in enumerate(names):
        if name in fields.listed:
            closeness[:, :, field] = (fields.listed[name][rows] @ fields.listed[name][columns].T).toarray()
        elif name in TRAITS:
            closeness[:, :, field] = TRAITS[name](fields.traits.of(rows[:, None]), fields.traits.of(columns[None, :]))
        else:
            column = fields.genres[:, [fields.genre_names.index(name.removeprefix("genre "))]].toarray().ravel()
            closeness[:, :, field] = np.outer(column[rows], column[columns])
    return names, closeness


def learn(closeness: Floats, near: NDArray[np.bool_], itself: Ints) -> Floats:
    """The weights ≥ 0, one per field, that rank each film's true neighbours highest.

    closeness: (film, candidate, field); near: (film, candidate), which are true; itself: which candidate each film is.
    """
    films, candidates, fields = closeness.shape
    target = near / np.maximum(near.sum(axis=1), 1)[:, None]
    flat = closeness.reshape(-1, fields)
    spread = flat.std(axis=0).astype(np.float64) + 1e-6
    rows = np.arange(films)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = (flat @ (weights / spread).astype(np.float32)).reshape(films, candidates).astype(np.float64)
        score[rows, itself] = score.min() - 50
        score -= score.max(axis=1, keepdims=True)
        share = np.exp(score)
        share /= share.sum(axis=1, keepdims=True)
        cross_entropy = -np.log(share[near]) @ target[near] / films
        slope = ((share - target).ravel().astype(np.float32) @ flat).astype(np.float64) / spread / films
        return cross_entropy + RIDGE * weights @ weights, slope + 2 * RIDGE * weights

    result = minimize(loss, np.zeros(fields), jac=True, method="L-BFGS-B", bounds=[(0, None)] * fields, options={"maxiter": 500})
    return np.asarray(result.x / spread, dtype=np.float32)


def _halves(ratings: pd.DataFrame, fields: Fields) -> list[sp.csr_matrix]:
    """These users' ratings (user × film) in two, every other user in each."""
    users = np.unique(ratings["user_id"])
    return [rated_films(ratings[ratings["user_id"].isin(users[start::2])], fields) for start in (0, 1)]


def _raised_bonds(halves: list[sp.csr_matrix], fields: Fields, learned: dict[str, float], scale: float) -> dict[str, float]:
    """The weight of each bond, raised alone as far as precision@5 falls by no more than the tolerance, on average."""
    losses = {(bond, share): 0.0 for bond in BONDS for share in RAISES}
    for half in halves:
        truth = true_neighbours(half, fewest=FEWEST)
        names, closeness = field_closeness(fields, truth.films, truth.films)
        content = closeness @ np.array([learned[name] for name in names], np.float32)
        before = _precision(content, truth)
        for bond, share in losses:
            more = max(share * scale - learned[bond], 0)
            raised = content + np.float32(more) * closeness[:, :, names.index(bond)]
            losses[bond, share] += (before - _precision(raised, truth)) / len(halves)
    return {
        bond: max([learned[bond], *(share * scale for share in RAISES if losses[bond, share] <= TOLERANCE)]) for bond in BONDS
    }


def _precision(score: Floats, truth: Truth) -> float:
    result = top(score, np.arange(len(truth.films)), 5)
    return float(precision(np.take_along_axis(truth.near, result, axis=1)).mean())


def _corating_weight(halves: list[sp.csr_matrix], fields: Fields, learned: dict[str, float], scale: float) -> float:
    """The least weight of co-rating that comes near the most precise one, one half told and the other asked, on average."""
    result = dict.fromkeys(CORATING_SHARES, 0.0)
    for half, sampled in (halves, halves[::-1]):
        truth = true_neighbours(sampled, fewest=FEWEST)
        names, closeness = field_closeness(fields, truth.films, truth.films)
        content = closeness @ np.array([learned[name] for name in names], np.float32)
        corated = corating(half, truth.films, truth.films)
        for share in result:
            result[share] += _precision(content + np.float32(share * scale) * corated, truth) / len(halves)
    neighbour_matrix = max(result.values())
    return scale * min(share for share, precise in result.items() if precise >= neighbour_matrix - CORATING_TOLERANCE)


def _rounded(weight: float) -> float:
    # Three decimals say all there is to know, and hide the last bits in which machines differ.
    return round(float(weight), _DECIMALS)


def main(tables: Annotated[Path, typer.Option(help="Where the clean tables are.")] = Path("data/tables")) -> None:
    """Learn the weights of the recommender and write precompute/recommender/weights.json."""
    try:
        clean = load(tables)
    except TableError as error:
        raise typer.BadParameter(str(error)) from error
    if clean.ratings.empty:
        raise typer.BadParameter("the tables hold no ratings to learn from; build with links.csv and ratings_small.csv")
    write_weights(fit(fit_users(clean.ratings), film_fields(clean)), WEIGHTS_FILE)


if __name__ == "__main__":
    typer.run(main)
