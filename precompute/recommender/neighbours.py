"""Each film's most similar films, without comparing every film with every other.

A token's posting list holds only its best-known films (a champion list: Manning, Raghavan and Schütze 2008,
Introduction to Information Retrieval, 7.1.3), so the work per film is bounded and the whole grows with the catalogue,
not with its square. What the lists propose is then compared exactly.
"""

from itertools import product

import numpy as np
import scipy.sparse as sp
from sparse_dot_topn import sp_matmul_topn

from precompute.recommender.corating import THREADS, corating_neighbours
from precompute.recommender.fields import MOST_FAME, Floats, Ints
from precompute.recommender.similarity import Similarity, best

CHAMPIONS = 1000
PROPOSED = 50
# Of the films that the same people rate.
CORATED = 60
# Everyone's candidates, so that a film which shares nothing with any other still has neighbours.
BEST_KNOWN = 10
_YEARS = 5
# Fame is a logarithm of votes below this.
_LEVELS = 16


def neighbours(similarity: Similarity, top_n: int) -> tuple[Ints, Floats]:
    """The `top_n` films most similar to each: rows (film × top_n, -1 where there are fewer) and their similarities."""
    i, j = candidates(similarity)
    films = len(similarity.fields.film_id)
    return best(i, j, similarity.pairs(i, j), films, top_n)


def candidates(similarity: Similarity) -> tuple[Ints, Ints]:
    """Distinct pairs of films worth comparing, each with two different films."""
    films = len(similarity.fields.film_id)
    known = min(BEST_KNOWN, films)
    i, j = [np.repeat(np.arange(films), known)], [np.tile(np.arange(known), films)]
    asked, proposed = _times(similarity)
    content = similarity.weighted
    # What is alike in content, then what is alike in content, time and fame: either alone misses half the other's.
    for queries, proposals in ((content, content), (_beside(content, asked), _beside(content, proposed))):
        found = sp_matmul_topn(queries, champions(proposals).T.tocsr(), top_n=PROPOSED, n_threads=THREADS).tocoo()
        i, j = [*i, found.row.astype(np.int64)], [*j, found.col.astype(np.int64)]
    if similarity.raters is not None:
        corated = corating_neighbours(similarity.raters.T.tocsr(), CORATED).tocoo()
        i, j = [*i, corated.row.astype(np.int64)], [*j, corated.col.astype(np.int64)]
    # Sorted, then what differs from its predecessor: numpy's own unique hashes, ten times slower here.
    pair = np.sort(np.concatenate(i) * films + np.concatenate(j))
    pair = pair[np.diff(pair, prepend=-1) > 0]
    rows, columns = pair // films, pair % films
    return rows[rows != columns], columns[rows != columns]


def champions(tokens: sp.csr_matrix, most: int = CHAMPIONS) -> sp.csr_matrix:
    """`tokens` (film × token, best known first) with only the first `most` films of each token."""
    lists = tokens.tocsc()
    lists.sort_indices()
    place = np.arange(lists.nnz) - np.repeat(lists.indptr[:-1], np.diff(lists.indptr))
    kept = place < most
    column = np.repeat(np.arange(lists.shape[1]), np.diff(lists.indptr))
    return sp.csr_matrix((lists.data[kept], (lists.indices[kept], column[kept])), shape=lists.shape)


def _beside(left: sp.csr_matrix, right: sp.csr_matrix) -> sp.csr_matrix:
    return sp.hstack([left, right]).tocsr()


def _times(similarity: Similarity) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Tokens for time and fame, film × token: as films are asked about, and as they are proposed.

    A film is asked about under its own five years and level of fame. It is proposed under those and the ones around
    them, with about what era, fame and prior would add to the score.
    """
    fields, weight = similarity.fields, similarity.weights.fields
    period, level = (fields.year // _YEARS).astype(np.int64), fields.fame.astype(np.int64)
    own = period * _LEVELS + level
    tokens = np.unique(own)
    films = len(own)
    shape = (films, len(tokens))
    asked = sp.csr_matrix((np.ones(films, np.float32), (np.arange(films), np.searchsorted(tokens, own))), shape=shape)
    prior = weight["well known"] * fields.fame / MOST_FAME + weight["well liked"] * fields.rating / 10
    film: list[Ints] = []
    column: list[Ints] = []
    value: list[Floats] = []
    for years, levels in product(range(-2, 3), range(-1, 3)):
        other = (period + years) * _LEVELS + level + levels
        place = np.minimum(np.searchsorted(tokens, other), len(tokens) - 1)
        exists = np.flatnonzero(tokens[place] == other)
        era = sum(weight[f"era, {scale} years"] * np.exp(-abs(years) * _YEARS / scale) for scale in (3, 30))
        fame = weight["as known"] * np.exp(-((levels / 3) ** 2))
        film.append(exists)
        column.append(place[exists])
        value.append((prior[exists] + era + fame).astype(np.float32))
    where = (np.concatenate(film), np.concatenate(column))
    return asked, sp.csr_matrix((np.concatenate(value), where), shape=shape)
