"""The truth that recommendations are fitted to and measured against: films that the same people rate.

Users are split by the parity of their id: the fit uses only the odd users, the evaluation only the even ones.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from precompute.recommender.arrays import Ints
from precompute.recommender.corating import corating, rating_matrix
from precompute.recommender.fields import Fields

MIN_RATERS = 10
NEIGHBOURS = 50
SHRINKAGE = 10.0


@dataclass(frozen=True)
class Truth:
    """The true neighbours of the films that enough people rated.

    films: their rows in the catalogue, ascending; is_neighbour: film × film, True if the second (of the same list)
    is a true neighbour of the first.
    """

    films: Ints
    is_neighbour: NDArray[np.bool_]


def fit_users(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings that the weights may be learned from: by users with an odd id."""
    return ratings[ratings["user_id"] % 2 == 1]


def evaluation_users(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings held out for the evaluation: by users with an even id."""
    return ratings[ratings["user_id"] % 2 == 0]


def rated_films(ratings: pd.DataFrame, fields: Fields, users: Ints | None = None) -> sp.csr_matrix:
    """Return the matrix user × film with 1 where the user rated the film; a row per user of `users`, or per user with ratings."""
    return rating_matrix(ratings["user_id"].to_numpy(np.int64), fields.rows(ratings["film_id"]), len(fields.film_id), users)


def true_neighbours(
    rated: sp.csr_matrix, min_raters: int = MIN_RATERS, count: int = NEIGHBOURS, shrinkage: float = SHRINKAGE
) -> Truth:
    """Return for each film with `min_raters` or more the `count` other such films with the highest co-rating above 0."""
    films = np.flatnonzero(np.bincount(rated.indices, minlength=rated.shape[1]) >= min_raters).astype(np.int64)
    corated = corating(rated, films, films, shrinkage)
    is_neighbour = np.zeros(corated.shape, bool)
    np.put_along_axis(is_neighbour, np.argsort(-corated, axis=1, kind="stable")[:, :count], True, axis=1)
    return Truth(films, is_neighbour & (corated > 0))
