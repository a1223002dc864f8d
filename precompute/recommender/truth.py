"""The truth that recommendations are fitted to and measured against: films that the same people rate.

Users are split apart by the parity of their id. The fit sees the odd users only, the evaluation asks the even only.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.corating import corating, raters
from precompute.recommender.fields import Fields

FEWEST_RATERS = 10
NEIGHBOURS = 50
SHRINKAGE = 10.0


@dataclass(frozen=True)
class Truth:
    """The true neighbours of the films that enough people rated.

    films: their rows in the catalogue, ascending; near: film × film, True where the second (of the same list)
    is a true neighbour of the first; corating: the co-rating behind it.
    """

    films: Ints
    near: NDArray[np.bool_]
    corating: Floats


def fit_users(ratings: pd.DataFrame) -> pd.DataFrame:
    """The ratings that the weights may be learned from: those of users with an odd id."""
    return ratings[ratings["user_id"] % 2 == 1]


def evaluation_users(ratings: pd.DataFrame) -> pd.DataFrame:
    """The ratings held out to measure with: those of users with an even id."""
    return ratings[ratings["user_id"] % 2 == 0]


def rated_films(ratings: pd.DataFrame, fields: Fields, users: Ints | None = None) -> sp.csr_matrix:
    """User × film, 1 where the user rated the film; one row for each of `users`, else for each who rated."""
    return raters(ratings["user_id"].to_numpy(np.int64), fields.rows(ratings["film_id"]), len(fields.film_id), users)


def true_neighbours(
    rated: sp.csr_matrix, fewest: int = FEWEST_RATERS, count: int = NEIGHBOURS, shrinkage: float = SHRINKAGE
) -> Truth:
    """For each film with `fewest` raters or more, the `count` of those films with the highest co-rating above 0."""
    films = np.flatnonzero(np.bincount(rated.indices, minlength=rated.shape[1]) >= fewest).astype(np.int64)
    similar = corating(rated, films, films, shrinkage)
    near = np.zeros(similar.shape, bool)
    np.put_along_axis(near, np.argsort(-similar, axis=1, kind="stable")[:, :count], True, axis=1)
    return Truth(films, near & (similar > 0), similar)
