"""Co-rating: how far two films share the people who rate them.

The cosine of the two films' sets of raters, co / √(n_i · n_j) (Sarwar et al. 2001, "Item-based collaborative
filtering recommendation algorithms"), shrunk by co / (co + λ) towards 0 where few people rated both
(Bell and Koren 2007): two films that one and the same person saw are not each other's nearest.
"""

import numpy as np
import scipy.sparse as sp

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.blocks import by_blocks, joined
from precompute.recommender.highest import highest

SHRINKAGE = 10.0
# Films that fewer people rate together are not taken for neighbours.
_FEWEST = 2
_BLOCK = 512


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


def corating_neighbours(rated: sp.csr_matrix, top_n: int) -> tuple[Ints, Ints]:
    """Each film's `top_n` highest co-ratings, as (film, film) rows: by blocks of films, ties to the earlier film.

    What a single person rated is left out: it is near anything else of theirs by chance.
    """
    films = rated.shape[1]
    ratings = np.bincount(rated.indices, minlength=films).astype(np.float32)
    held = np.flatnonzero(ratings >= _FEWEST).astype(np.int64)
    known = rated[:, held]

    def nearest(block: slice) -> tuple[Ints, Ints]:
        together = (known[:, block].T @ known).tocoo()
        shared = (together.data >= _FEWEST) & (together.row + block.start != together.col)
        row, column = held[together.row[shared] + block.start], held[together.col[shared]]
        return highest(row, column, shrunk_cosine(together.data[shared], ratings[row], ratings[column]), films, top_n)[:2]

    return joined(by_blocks(nearest, len(held), _BLOCK))
