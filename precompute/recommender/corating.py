"""Co-rating: how far two films share the people who rate them.

The cosine of the two films' sets of raters, co / √(n_i · n_j) (Sarwar et al. 2001, "Item-based collaborative
filtering recommendation algorithms"), shrunk by co / (co + λ) towards 0 where few people rated both
(Bell and Koren 2007): two films that one and the same person saw are not each other's nearest.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import scipy.sparse as sp

from precompute.recommender.fields import Floats, Ints

SHRINKAGE = 10.0
_BLOCK = 512
THREADS = 2


def raters(user_id: Ints, row: Ints, films: int, users: Ints | None = None) -> sp.csr_matrix:
    """User × film, 1 where the user rated the film, whatever the stars; users ascending, those who rated unless given."""
    known = np.unique(user_id) if users is None else users
    shape = (max(len(known), 1), films)
    rated = sp.csr_matrix((np.ones(len(row), np.float32), (np.searchsorted(known, user_id), row)), shape=shape)
    rated.sum_duplicates()
    rated.data[:] = 1
    return rated


def corating(rated: sp.csr_matrix, rows: Ints, columns: Ints, shrinkage: float = SHRINKAGE) -> Floats:
    """The co-rating of each film of `rows` with each of `columns`, 0 to 1; a film with itself is 0."""
    ratings = np.asarray(rated.sum(axis=0)).ravel().astype(np.float32)
    together = (rated[:, rows].T @ rated[:, columns]).toarray()
    together[rows[:, None] == columns[None, :]] = 0
    return shrunk_cosine(together, ratings[rows][:, None], ratings[columns][None, :], shrinkage)


def shrunk_cosine(together: Floats, one: Floats, other: Floats, shrinkage: float = SHRINKAGE) -> Floats:
    """The co-rating of films that so many people rated together, `one` film being rated by so many, and the `other`."""
    cosine = together / np.sqrt(np.maximum(np.asarray(one, np.float32) * other, 1))
    return np.asarray(cosine * (together / np.maximum(together + shrinkage, 1e-9)), dtype=np.float32)


def corating_neighbours(rated: sp.csr_matrix, top_n: int) -> sp.csr_matrix:
    """Film × film: each film's `top_n` highest co-ratings, found by blocks of films; ties to the earlier film."""
    films = rated.shape[1]
    held = np.flatnonzero(np.bincount(rated.indices, minlength=films)).astype(np.int64)

    def nearest(rows: Ints) -> tuple[Floats, Ints, Ints]:
        block = corating(rated, rows, held)
        best = np.argpartition(_rank(block), min(top_n, len(held) - 1), axis=1)[:, :top_n]
        value = np.take_along_axis(block, best, axis=1)
        shared = value > 0
        return value[shared], np.repeat(rows, shared.sum(axis=1)), held[best[shared]]

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(nearest, [held[start : start + _BLOCK] for start in range(0, len(held), _BLOCK)]))
    nothing = (np.empty(0, np.float32), np.empty(0, np.int64), np.empty(0, np.int64))
    values, rows, columns = (np.concatenate(parts) for parts in zip(nothing, *found, strict=True))
    neighbours = sp.csr_matrix((values, (rows, columns)), shape=(films, films))
    neighbours.sort_indices()
    return neighbours


def _rank(similar: Floats) -> Ints:
    """Numbers all different in a row that sort as (similarity downwards, column), so that no cut can hit a tie.

    The bits of floats ≥ 0, read as integers, sort as the floats do.
    """
    bits = np.ascontiguousarray(similar, np.float32).view(np.int32).astype(np.int64)
    return (-bits << 32) + np.arange(similar.shape[1])
