"""python -m precompute.recommender.fitting --tables DIR: learn the weights from what people call alike.

The weights of the fields are those of a logistic regression over the judged pairs that may be fitted to (judged_pairs.py):
how alike people call two films, from 0 to 1, against how close the films are in each field. Weights are ≥ 0, so that more in
common never makes films less alike, and a ridge keeps fields that say the same from taking each other's part. The loss is
convex: a run always finds the same weights.

What the same people rate comes after that. People watch films of one time together, alike or not, so that all that it finds of
these costs likeness. Of the weights with which most of the films are found that the same people rate, those are taken that
agree best with the judged pairs. Only users with an odd id are used; the co-ratings of one half of them predict those of the
other.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import scipy.sparse as sp
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.corating import pair_coratings
from precompute.recommender.fields import Fields, film_fields
from precompute.recommender.judged_pairs import VERDICTS, area_under_curve, judged_pairs
from precompute.recommender.likeness import Judged
from precompute.recommender.metrics import precision, top_columns
from precompute.recommender.similarity import FIELDS, Similarity, field_closeness
from precompute.recommender.truth import fit_users, rated_films, true_neighbours
from precompute.recommender.weights import ERA, WEIGHTS_FILE, Weights, write_weights
from precompute.tables import TableError, load

RIDGE = 1e-2
# What Weights.era and Weights.corating may be, and the share of the highest precision@5 that they must reach.
ERA_WEIGHTS = (0.0, 0.01, 0.02, 0.03, 0.04)
CORATING_WEIGHTS = tuple(step / 5 for step in range(16))
ENOUGH_PRECISION = 0.91
FIT_MIN_RATERS = 5
_DECIMALS = 3


def fit(pairs: pd.DataFrame, ratings: pd.DataFrame, fields: Fields) -> Weights:
    """Return the weights learned from these judged pairs (seed and film ids, verdict) and ratings.

    The weights of the fields add up to 1. The caller selects pairs and users; see `judged_pairs` and `fit_users`.
    """
    row = pd.Series(np.arange(len(fields.film_id)), index=fields.film_id)
    pairs = pairs[pairs["seed"].isin(row.index) & pairs["film"].isin(row.index)]
    closeness = field_closeness(fields, row[pairs["seed"]].to_numpy(np.int64), row[pairs["film"]].to_numpy(np.int64))
    learned = learn(closeness, pairs["verdict"].to_numpy(np.float64) / (VERDICTS - 1))
    shares = learned / max(learned.sum(), 1e-9)
    content = {name: _rounded(share) for name, share in zip(FIELDS, shares, strict=True)}
    judged = Judged.of(pairs, fields.film_id)
    return Weights(content, *weights_with_ratings(ratings, fields, content, judged))


def learn(closeness: Floats, likeness: NDArray[np.float64], ridge: float = RIDGE) -> NDArray[np.float64]:
    """Return the weights ≥ 0, one per field, of a logistic regression of likeness (0 to 1) on closeness (pair × field)."""
    deviation = closeness.std(axis=0).astype(np.float64) + 1e-6
    scaled = closeness.astype(np.float64) / deviation

    def loss_and_gradient(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = parameters[1:]
        score = scaled @ weights + parameters[0]
        loss = np.logaddexp(0, score).mean() - (likeness * score).mean() + ridge * weights @ weights
        residual = 1 / (1 + np.exp(-score)) - likeness
        gradient = np.concatenate([[residual.mean()], scaled.T @ residual / len(likeness) + 2 * ridge * weights])
        return float(loss), gradient

    bounds = [(None, None), *[(0, None)] * closeness.shape[1]]
    start = np.zeros(closeness.shape[1] + 1)
    result = minimize(loss_and_gradient, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 1000})
    return np.asarray(result.x[1:] / deviation)


def weights_with_ratings(
    ratings: pd.DataFrame, fields: Fields, content: Mapping[str, float], judged: Judged
) -> tuple[float, float]:
    """Return the best of ERA_WEIGHTS and CORATING_WEIGHTS: of those whose precision@5 is enough, the pair with the highest AUC.

    One half of the users gives the co-ratings and the other the truth, in turn; the precision is the mean of both. The area
    under the curve is that of the judged pairs, with the co-ratings of all of these users.
    """
    users = np.unique(ratings["user_id"])
    halves = [rated_films(ratings[ratings["user_id"].isin(users[start::2])], fields) for start in (0, 1)]
    precisions = dict.fromkeys(product(ERA_WEIGHTS, CORATING_WEIGHTS), 0.0)
    for half, other_half in (halves, halves[::-1]):
        truth = true_neighbours(other_half, FIT_MIN_RATERS)
        films = truth.films
        if not len(films):
            return 0.0, 0.0
        i, j = np.repeat(films, len(films)), np.tile(films, len(films))
        for (era, weight), scores in _scores_with_ratings(fields, content, half, i, j):
            recommended = top_columns(scores.reshape(len(films), len(films)), np.arange(len(films)), 5)
            hits = np.take_along_axis(truth.is_neighbour, recommended, axis=1)
            precisions[era, weight] += float(precision(hits).mean()) / 2
    enough = ENOUGH_PRECISION * max(precisions.values())
    scored = _scores_with_ratings(fields, content, rated_films(ratings, fields), judged.seed, judged.film)
    areas = {pair: area_under_curve(scores.astype(np.float64), judged.alike) for pair, scores in scored}
    return max((pair for pair, found in precisions.items() if found >= enough), key=lambda pair: (areas[pair], pair))


def _scores_with_ratings(
    fields: Fields, content: Mapping[str, float], rated: sp.csr_matrix, i: Ints, j: Ints
) -> Iterator[tuple[tuple[float, float], Floats]]:
    """Yield each of ERA_WEIGHTS and CORATING_WEIGHTS, and the scores of films i and j, pair by pair, with these."""
    likeness = Similarity.from_fields(fields, Weights(content, 0.0, 0.0)).pairs(i, j)
    same_time = Similarity.from_fields(fields, Weights({ERA: 1.0}, 0.0, 0.0)).pairs(i, j)
    together = pair_coratings(rated.T.tocsr(), i, j)
    for era, weight in product(ERA_WEIGHTS, CORATING_WEIGHTS):
        yield (era, weight), (likeness + np.float32(era) * same_time) * (1 + np.float32(weight) * together)


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
    pairs = judged_pairs()
    write_weights(fit(pairs[~pairs["held_out"]], fit_users(clean.ratings), film_fields(clean)), WEIGHTS_FILE)


if __name__ == "__main__":
    typer.run(main)
