"""python -m precompute.recommender.fitting --tables DIR: learn the weights from MovieLens ratings.

Among each film's candidates, the films that the same people rate should score highest. With p the softmax of the scores
and t spread evenly over the true neighbours, the loss is the cross-entropy −Σ t·log p (ListNet's top-one loss, Cao et al.
2007) plus a small ridge. It is convex, so there is one minimum and a run always finds the same weights. Only users with an
odd id are used. To learn the weight of co-rating, these users are split once more, and the co-ratings of one half predict
those of the other: a film's neighbours must not be predicted by the same people whose ratings are the truth.

Ratings hardly determine how much a common director, cast, keyword or franchise should count: over a wide range of these
weights, precision is flat. Readers care about them, so each gets the greatest weight that costs next to no precision, and
co-rating the least.
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
from precompute.recommender.fields import TOKEN_FIELDS, Fields, film_fields
from precompute.recommender.metrics import precision, top_columns
from precompute.recommender.similarity import CLOSENESS
from precompute.recommender.truth import Truth, fit_users, rated_films, true_neighbours
from precompute.recommender.weights import WEIGHTS_FILE, Weights, write_weights
from precompute.tables import TableError, load

SEED = 20170726
# How many films without ratings are candidates, to be scored below the true neighbours.
UNRATED_CANDIDATES = 1000
# How many films the fit ranks candidates for. Five raters are enough, because few people rated most of the catalogue.
SAMPLED_FILMS, FIT_MIN_RATERS = 800, 5
RIDGE = 1e-3
# Fitted to the fifty neighbours that the evaluation uses, fame outweighs everything else. The ten nearest by the plain
# cosine cost about 0.04 of precision there and give films that resemble each other, not only the famous ones of the time.
FIT_NEIGHBOURS, FIT_SHRINKAGE = 10, 0.0
# The fields that readers care about, the weights that they may be raised to (as shares of all weights together), and the
# precision@5 that each may cost.
RAISED_FIELDS = ("director", "cast", "keyword", "collection")
RAISED_SHARES = tuple(step / 100 for step in range(1, 11))
RAISE_TOLERANCE = 0.003
# The weights that co-rating may get, and the precision@5 that a lower one may cost: the lower it is, the more a film's
# neighbours resemble it, and the less they are only what the same people saw.
CORATING_SHARES = tuple(step / 50 for step in range(21))
CORATING_TOLERANCE = 0.02
# A genre of fewer films has no weight of its own.
MIN_FILMS_OF_GENRE = 100
_GENRE_PREFIX = "genre "
_DECIMALS = 3


def fit(ratings: pd.DataFrame, fields: Fields) -> Weights:
    """Return the weights learned from these ratings. The caller selects the users; see `fit_users`."""
    rng = np.random.default_rng(SEED)
    rated = rated_films(ratings, fields)
    truth = true_neighbours(rated, FIT_MIN_RATERS, FIT_NEIGHBOURS, FIT_SHRINKAGE)
    unrated = np.setdiff1d(np.arange(len(fields.film_id)), np.unique(rated.indices))
    unrated = np.sort(rng.choice(unrated, min(UNRATED_CANDIDATES, len(unrated)), replace=False))
    sampled = np.sort(rng.choice(len(truth.films), min(SAMPLED_FILMS, len(truth.films)), replace=False))
    names, closeness = field_closeness(fields, truth.films[sampled], np.concatenate([truth.films, unrated]))
    is_neighbour = np.hstack([truth.is_neighbour[sampled], np.zeros((len(sampled), len(unrated)), bool)])
    learned = dict(zip(names, learn(closeness, is_neighbour, sampled), strict=True))
    scale = sum(learned.values())
    halves = _halves(ratings, fields)
    learned |= _raised_weights(halves, fields, learned, scale)
    corating_weight = _corating_weight(halves, fields, learned, scale)
    shares = {name: _rounded(weight / scale) for name, weight in learned.items()}
    return Weights(
        {name: share for name, share in shares.items() if not name.startswith(_GENRE_PREFIX)},
        {name.removeprefix(_GENRE_PREFIX): share for name, share in shares.items() if name.startswith(_GENRE_PREFIX)},
        _rounded(corating_weight / scale),
    )


def field_closeness(fields: Fields, rows: Ints, columns: Ints) -> tuple[list[str], Floats]:
    """Return the names of the fields, and how close each film of `rows` is to each of `columns` (rows × columns × fields).

    Each common genre is a field.
    """
    films_of_genre = np.bincount(fields.genres.indices, minlength=len(fields.genre_names))
    common_genres = [
        genre for genre, films in zip(fields.genre_names, films_of_genre, strict=True) if films >= MIN_FILMS_OF_GENRE
    ]
    names = [*TOKEN_FIELDS, *CLOSENESS, *(_GENRE_PREFIX + genre for genre in common_genres)]
    closeness = np.empty((len(rows), len(columns), len(names)), np.float32)
    for field, name in enumerate(names):
        if name in fields.vectors:
            closeness[:, :, field] = (fields.vectors[name][rows] @ fields.vectors[name][columns].T).toarray()
        elif name in CLOSENESS:
            closeness[:, :, field] = CLOSENESS[name](fields.traits.take(rows[:, None]), fields.traits.take(columns[None, :]))
        else:
            genre = fields.genre_names.index(name.removeprefix(_GENRE_PREFIX))
            values = fields.genres[:, [genre]].toarray().ravel()
            closeness[:, :, field] = np.outer(values[rows], values[columns])
    return names, closeness


def learn(closeness: Floats, is_neighbour: NDArray[np.bool_], itself: Ints) -> Floats:
    """Return the weights ≥ 0, one per field, that rank each film's true neighbours highest.

    closeness: film × candidate × field; is_neighbour: film × candidate, True for true neighbours; itself: the index of
    each film among the candidates.
    """
    films, candidates, fields = closeness.shape
    target = is_neighbour / np.maximum(is_neighbour.sum(axis=1), 1)[:, None]
    flat = closeness.reshape(-1, fields)
    deviation = flat.std(axis=0).astype(np.float64) + 1e-6
    rows = np.arange(films)

    def loss_and_gradient(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = (flat @ (weights / deviation).astype(np.float32)).reshape(films, candidates).astype(np.float64)
        score[rows, itself] = score.min() - 50
        score -= score.max(axis=1, keepdims=True)
        softmax = np.exp(score)
        softmax /= softmax.sum(axis=1, keepdims=True)
        cross_entropy = -np.log(softmax[is_neighbour]) @ target[is_neighbour] / films
        gradient = ((softmax - target).ravel().astype(np.float32) @ flat).astype(np.float64) / deviation / films
        return cross_entropy + RIDGE * weights @ weights, gradient + 2 * RIDGE * weights

    bounds = [(0, None)] * fields
    result = minimize(loss_and_gradient, np.zeros(fields), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return np.asarray(result.x / deviation, dtype=np.float32)


def _halves(ratings: pd.DataFrame, fields: Fields) -> list[sp.csr_matrix]:
    """Return the ratings (user × film) in two halves, every other user in each."""
    users = np.unique(ratings["user_id"])
    return [rated_films(ratings[ratings["user_id"].isin(users[start::2])], fields) for start in (0, 1)]


def _raised_weights(halves: list[sp.csr_matrix], fields: Fields, learned: dict[str, float], scale: float) -> dict[str, float]:
    """Return the weight of each of RAISED_FIELDS, raised as far as precision@5 falls by no more than the tolerance.

    Each weight is raised while the others stay as learned; the loss of precision is the mean of the two halves.
    """
    losses = {(name, share): 0.0 for name in RAISED_FIELDS for share in RAISED_SHARES}
    for half in halves:
        truth = true_neighbours(half, FIT_MIN_RATERS)
        names, closeness = field_closeness(fields, truth.films, truth.films)
        content = closeness @ np.array([learned[name] for name in names], np.float32)
        before = _precision(content, truth)
        for name, share in losses:
            raise_by = max(share * scale - learned[name], 0)
            raised = content + np.float32(raise_by) * closeness[:, :, names.index(name)]
            losses[name, share] += (before - _precision(raised, truth)) / len(halves)
    return {
        name: max([learned[name], *(share * scale for share in RAISED_SHARES if losses[name, share] <= RAISE_TOLERANCE)])
        for name in RAISED_FIELDS
    }


def _precision(score: Floats, truth: Truth) -> float:
    recommended = top_columns(score, np.arange(len(truth.films)), 5)
    return float(precision(np.take_along_axis(truth.is_neighbour, recommended, axis=1)).mean())


def _corating_weight(halves: list[sp.csr_matrix], fields: Fields, learned: dict[str, float], scale: float) -> float:
    """Return the least weight of co-rating whose precision@5 is within the tolerance of the highest.

    One half gives the co-ratings and the other the truth, in turn; the precision is the mean of both.
    """
    precisions = dict.fromkeys(CORATING_SHARES, 0.0)
    for half, other_half in (halves, halves[::-1]):
        truth = true_neighbours(other_half, FIT_MIN_RATERS)
        names, closeness = field_closeness(fields, truth.films, truth.films)
        content = closeness @ np.array([learned[name] for name in names], np.float32)
        corated = corating(half, truth.films, truth.films)
        for share in precisions:
            precisions[share] += _precision(content + np.float32(share * scale) * corated, truth) / len(halves)
    lowest_accepted = max(precisions.values()) - CORATING_TOLERANCE
    return scale * min(share for share, value in precisions.items() if value >= lowest_accepted)


def _rounded(weight: float) -> float:
    # More decimals carry no information and differ in their last bits between machines.
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
