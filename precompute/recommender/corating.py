"""Co-rating: how much the people who rate two films are the same people.

The cosine of the two films' sets of raters, co / √(n_i · n_j) (Sarwar et al. 2001, "Item-based collaborative
filtering recommendation algorithms"), is multiplied by co / (co + λ), which shrinks it towards 0 if few people rated
both (Bell and Koren 2007). Two films that only one person rated are therefore not each other's nearest.
"""

import numpy as np
import scipy.sparse as sp

from precompute.recommender.arrays import Floats, Ints, row_products
from precompute.recommender.parallel import concat_pairs, map_blocks
from precompute.recommender.top_n import top_n_per_row

SHRINKAGE = 10.0
# Films that fewer people rate together are not neighbours.
_MIN_COMMON_RATERS = 2
_BLOCK = 128


def rating_matrix(user_id: Ints, row: Ints, films: int, users: Ints | None = None) -> sp.csr_matrix:
    """Return the matrix user × film that holds 1 where the user rated the film, whatever the stars.

    users: the user id of each row, ascending; if None, the users that have ratings.
    """
    row_ids = np.unique(user_id) if users is None else users
    shape = (max(len(row_ids), 1), films)
    rated = sp.csr_matrix((np.ones(len(row), np.float32), (np.searchsorted(row_ids, user_id), row)), shape=shape)
    rated.sum_duplicates()
    rated.data[:] = 1
    return rated


def corating(rated: sp.csr_matrix, rows: Ints, columns: Ints, shrinkage: float = SHRINKAGE) -> Floats:
    """Return the co-rating, 0 to 1, of each film of `rows` with each of `columns`; 0 for a film with itself.

    rated: user × film, as `rating_matrix` returns it.
    """
    raters = np.asarray(rated.sum(axis=0)).ravel().astype(np.float32)
    common = (rated[:, rows].T @ rated[:, columns]).toarray()
    common[rows[:, None] == columns[None, :]] = 0
    return shrunk_cosine(common, raters[rows][:, None], raters[columns][None, :], shrinkage)


def shrunk_cosine(common: Floats, raters_i: Floats, raters_j: Floats, shrinkage: float = SHRINKAGE) -> Floats:
    """Return the co-rating of pairs of films, from the number of common raters and the number of raters of each film."""
    cosine = common / np.sqrt(np.maximum(np.asarray(raters_i, np.float32) * raters_j, 1))
    return np.asarray(cosine * (common / np.maximum(common + shrinkage, 1e-9)), dtype=np.float32)


def pair_coratings(ratings: sp.csr_matrix, i: Ints, j: Ints) -> Floats:
    """Return the co-rating of films i and j, pair by pair: 0 for most, because few films are rated. ratings: film × user."""
    raters = np.diff(ratings.indptr)
    both = np.flatnonzero((raters[i] > 0) & (raters[j] > 0))
    values = np.zeros(len(i), np.float32)
    values[both] = shrunk_cosine(row_products(ratings, i[both], j[both]), raters[i[both]], raters[j[both]])
    return values


def corating_neighbours(rated: sp.csr_matrix, top_n: int) -> tuple[Ints, Ints]:
    """Return the pairs (film, film) of each film with its `top_n` highest co-ratings; ties go to the earlier film.

    Films that only one person rated are left out: they are close to everything else that this person rated, by chance.
    """
    raters = np.bincount(rated.indices, minlength=rated.shape[1]).astype(np.float32)
    films = np.flatnonzero(raters >= _MIN_COMMON_RATERS).astype(np.int64)
    by_user, raters = rated[:, films], raters[films]
    by_film = by_user.T.tocsr()

    def nearest(block: slice) -> tuple[Ints, Ints]:
        common = by_film[block] @ by_user
        i, j = np.repeat(np.arange(common.shape[0]), np.diff(common.indptr)) + block.start, common.indices
        pairs = np.flatnonzero((common.data >= _MIN_COMMON_RATERS) & (i != j))
        # take, here and in other modules: much quicker than brackets.
        i, j, common_raters = i.take(pairs), j.take(pairs).astype(np.int64), common.data.take(pairs)
        return top_n_per_row(i, j, shrunk_cosine(common_raters, raters[i], raters[j]), len(films), top_n)[:2]

    rows, columns = concat_pairs(map_blocks(nearest, len(films), _BLOCK))
    return films[rows], films[columns]
