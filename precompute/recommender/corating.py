"""Co-rating: how far two films share the people who rate them.

The cosine of the two films' sets of raters, co / √(n_i · n_j) (Sarwar et al. 2001, "Item-based collaborative
filtering recommendation algorithms"), shrunk by co / (co + λ) towards 0 where few people rated both
(Bell and Koren 2007): two films that one and the same person saw are not each other's nearest.
"""

import numpy as np
import scipy.sparse as sp

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.blocks import by_blocks, concat_pairs
from precompute.recommender.top_n import top_n_per_row

SHRINKAGE = 10.0
# Films that fewer people rate together are not taken for neighbours.
_FEWEST = 2
_BLOCK = 128


def raters(user_id: Ints, row: Ints, films: int, users: Ints | None = None) -> sp.csr_matrix:
    """User × film, 1 where the user rated the film, whatever the stars; users ascending, those who rated unless given."""
    person_ids = np.unique(user_id) if users is None else users
    shape = (max(len(person_ids), 1), films)
    rated = sp.csr_matrix((np.ones(len(row), np.float32), (np.searchsorted(person_ids, user_id), row)), shape=shape)
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
    person_ids, ratings = rated[:, held], ratings[held]
    by_film = person_ids.T.tocsr()

    def nearest(block: slice) -> tuple[Ints, Ints]:
        together = by_film[block] @ person_ids
        row, column = np.repeat(np.arange(together.shape[0]), np.diff(together.indptr)) + block.start, together.indices
        shared = np.flatnonzero((together.data >= _FEWEST) & (row != column))
        # take, here and elsewhere: much quicker than brackets.
        row, column, people = row.take(shared), column.take(shared).astype(np.int64), together.data.take(shared)
        return top_n_per_row(row, column, shrunk_cosine(people, ratings[row], ratings[column]), len(held), top_n)[:2]

    rows, columns = concat_pairs(by_blocks(nearest, len(held), _BLOCK))
    return held[rows], held[columns]
