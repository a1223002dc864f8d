"""Each film's most similar films, without comparing every film with every other.

A token's posting list holds only its best-known films (a champion list: Manning, Raghavan and Schütze 2008,
Introduction to Information Retrieval, 7.1.3), so the work per film is bounded and the whole grows with the catalogue,
not with its square. What the lists propose is then compared exactly.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from sparse_dot_topn import sp_matmul_topn

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.blocks import THREADS, by_blocks, concat_pairs
from precompute.recommender.corating import corating_neighbours
from precompute.recommender.fields import MOST_FAME
from precompute.recommender.similarity import Similarity, neighbour_matrix
from precompute.recommender.top_n import top_n_per_row

# Lengths of the posting lists: of tokens that few films share (a director, a keyword, a word), and of common ones.
RARE, COMMON = 300, 1500
# How many films either kind of list proposes to a film, and how many of these are compared exactly. An estimate of the
# similarity selects them; it ignores films cut from a list and, for the common tokens, the rare ones.
PROPOSED, COMPARED = 60, 12
# How many of the films that the same people rate are compared exactly.
CORATED = 40
# How many of the best-known films are candidates for every film, so that even a film that shares nothing has neighbours.
BEST_KNOWN = 6
# Films whose candidates are found at a time.
_BLOCK = 2048
_YEARS = 5
# Fame, a logarithm of votes, is below this.
_LEVELS = 16


def neighbours(similarity: Similarity, top_n: int) -> tuple[Ints, Floats]:
    """Return the `top_n` films most similar to each: rows (film × top_n, padded with -1) and their similarities."""
    i, j = candidates(similarity)
    films = len(similarity.fields.film_id)
    return neighbour_matrix(i, j, similarity.pairs(i, j), films, top_n)


def candidates(similarity: Similarity) -> tuple[Ints, Ints]:
    """Return the distinct pairs of different films that are compared exactly, as rows i and j."""
    films = len(similarity.fields.film_id)
    # numpy.unique hashes here, which takes ten times as long as this sort.
    pair = np.concatenate([np.array([-1]), *(i * films + j for i, j in _proposed(similarity))])
    pair.sort()
    pair = pair[1:][pair[1:] > pair[:-1]]
    i, j = pair // films, pair % films
    different = np.flatnonzero(i != j)
    return i.take(different), j.take(different)


def _proposed(similarity: Similarity) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs that share a rare token, pairs that share common ones, co-rated pairs, and the best known with every film."""
    films, listed = len(similarity.fields.film_id), similarity.listed
    yield _nearest_proposals(similarity, listed, listed, np.arange(films), RARE)
    yield _nearest_proposals(similarity, *_common(similarity), COMMON)
    if similarity.raters is not None:
        yield corating_neighbours(similarity.raters.T.tocsr(), CORATED)
    best_known = min(BEST_KNOWN, films)
    yield np.repeat(np.arange(films), best_known), np.tile(np.arange(best_known), films)


def _nearest_proposals(
    similarity: Similarity, queries: sp.csr_matrix, tokens: sp.csr_matrix, query_id: Ints, most: int
) -> tuple[Ints, Ints]:
    """Return the pairs with the highest estimate among those that the posting lists propose.

    queries, tokens: film × token, as a film looks others up and as it is listed; query_id: a number for each film, equal
    for films with equal queries, so that each query is run once; most: the length of a posting list.
    """
    lists = champions(tokens, most).T.tocsr()
    by_query = np.argsort(query_id, kind="stable")

    def nearest(block: slice) -> tuple[Ints, Ints]:
        films = by_query[block]
        _, first, which = np.unique(query_id[films], return_index=True, return_inverse=True)
        proposals = sp_matmul_topn(queries[films[first]], lists, top_n=PROPOSED, n_threads=THREADS)[which]
        i, j = np.repeat(films, np.diff(proposals.indptr)), proposals.indices.astype(np.int64)
        different = i != j
        i, j = i[different], j[different]
        listed = proposals.data[different] if queries is similarity.listed else np.zeros(len(i), np.float32)
        return top_n_per_row(i, j, similarity.estimates(i, j, listed), len(query_id), COMPARED)[:2]

    return concat_pairs(by_blocks(nearest, len(query_id), _BLOCK))


def champions(tokens: sp.csr_matrix, most: int) -> sp.csr_matrix:
    """Return `tokens` (film × token, best known first) with only the first `most` films of each token."""
    lists = tokens.tocsc()
    lists.sort_indices()
    rank = np.arange(lists.nnz) - np.repeat(lists.indptr[:-1], np.diff(lists.indptr))
    is_champion = rank < most
    column = np.repeat(np.arange(lists.shape[1]), np.diff(lists.indptr))
    return sp.csr_matrix((lists.data[is_champion], (lists.indices[is_champion], column[is_champion])), shape=lists.shape)


def _common(similarity: Similarity) -> tuple[sp.csr_matrix, sp.csr_matrix, Ints]:
    """Return the queries, the tokens and the query id of each film for genre, language, time and fame.

    A film's query has its own five years and level of fame as one token. It is listed under that token and under those
    of the years and levels around it, weighted by about what era, fame and prior add to the score.
    """
    fields, weight = similarity.fields, similarity.weights.fields
    films = len(fields.film_id)
    language = np.sqrt(weight["language"] + weight["rare language"] * fields.traits.rarity)
    genre_and_language = [sp.csr_matrix(similarity.genres), _one_hot(fields.traits.language, language)]
    period, level = (fields.traits.year // _YEARS).astype(np.int64), fields.traits.fame.astype(np.int64)
    own = period * _LEVELS + level
    tokens, rank = np.unique(own, return_inverse=True)
    prior = weight["well known"] * fields.traits.fame / MOST_FAME + weight["well liked"] * fields.traits.rating / 10
    times = sp.csr_matrix((films, len(tokens)), dtype=np.float32)
    for years, levels in product(range(-2, 3), range(-1, 3)):
        other = (period + years) * _LEVELS + level + levels
        proposals = np.minimum(np.searchsorted(tokens, other), len(tokens) - 1)
        era = sum(weight[f"era, {scale} years"] * np.exp(-abs(years) * _YEARS / scale) for scale in (3, 30))
        fame = weight["as known"] * np.exp(-((levels / 3) ** 2))
        times += _one_hot(np.where(tokens[proposals] == other, proposals, -1), prior + era + fame, len(tokens))
    queries = _one_hot(rank, np.ones(films, np.float32), len(tokens))
    kind = _unique_row_ids([*similarity.genres.T, fields.traits.language, own])
    return sp.hstack([*genre_and_language, queries]).tocsr(), sp.hstack([*genre_and_language, times]).tocsr(), kind


def _unique_row_ids(columns: Iterable[NDArray[Any]]) -> Ints:
    """Return a number for each row, equal for rows that are equal in all columns."""
    kind: Ints = np.zeros(1, np.int64)
    for column in columns:
        values = pd.factorize(column)[0]
        kind = pd.factorize(kind * (values.max(initial=0) + 1) + values)[0]
    return kind


def _one_hot(column: Ints, value: Floats, columns: int | None = None) -> sp.csr_matrix:
    """Return a matrix whose row r holds value[r] in column[r], and nothing if that is -1."""
    held = np.flatnonzero(column >= 0)
    shape = (len(column), columns or int(column.max(initial=0)) + 1)
    return sp.csr_matrix((value[held].astype(np.float32), (held, column[held])), shape=shape)
