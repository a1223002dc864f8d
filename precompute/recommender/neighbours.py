"""Each film's most similar films, without comparing every film with every other.

A token's posting list holds only its best-known films (a champion list: Manning, Raghavan and Schütze 2008,
Introduction to Information Retrieval, 7.1.3). This bounds the work per film, so the total grows with the catalogue and not
with its square. The films that the lists propose are then compared exactly.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.corating import corating_neighbours
from precompute.recommender.fields import MAX_FAME
from precompute.recommender.highest_products import highest_products
from precompute.recommender.parallel import concat_pairs, map_blocks
from precompute.recommender.similarity import Similarity, neighbour_matrix
from precompute.recommender.top_n import top_n_per_row

# Lengths of the posting lists of tokens that few films share (a director, a keyword, a word), and of common tokens.
RARE_LIST_LENGTH, COMMON_LIST_LENGTH = 300, 1500
# How many films either kind of list proposes for a film, and how many of these are compared exactly. An estimate of the
# similarity selects them; it ignores films cut from a list and, for the common tokens, the rare ones.
PROPOSALS_PER_FILM, CANDIDATES_PER_FILM = 60, 12
# How many of the films that the same people rate are compared exactly.
CORATED_PER_FILM = 40
# How many of the best-known films are candidates for every film, so that even a film that shares nothing has neighbours.
BEST_KNOWN_CANDIDATES = 6
# The number of films whose candidates are searched at a time.
_BLOCK = 2048
_YEARS_PER_PERIOD = 5
# Fame, a logarithm of votes, is below this.
_FAME_LEVELS = 16


def neighbours(similarity: Similarity, top_n: int) -> tuple[Ints, Floats]:
    """Return the `top_n` films most similar to each film: rows (film × top_n, padded with -1) and their similarities."""
    i, j = candidates(similarity)
    films = len(similarity.fields.film_id)
    return neighbour_matrix(i, j, similarity.pairs(i, j), films, top_n)


def candidates(similarity: Similarity) -> tuple[Ints, Ints]:
    """Return the distinct pairs of different films that are compared exactly, as rows i and j."""
    films = len(similarity.fields.film_id)
    # numpy.unique would hash these numbers, which takes ten times as long as this sort.
    pairs = np.concatenate([np.array([-1]), *(i * films + j for i, j in _proposals(similarity))])
    pairs.sort()
    pairs = pairs[1:][pairs[1:] > pairs[:-1]]
    i, j = pairs // films, pairs % films
    different = np.flatnonzero(i != j)
    return i.take(different), j.take(different)


def _proposals(similarity: Similarity) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs that share a rare token, pairs that share common tokens, co-rated pairs, and every film with the best known."""
    films, vectors = len(similarity.fields.film_id), similarity.vectors
    yield _nearest_proposals(similarity, vectors, vectors, np.arange(films), RARE_LIST_LENGTH)
    yield _nearest_proposals(similarity, *_common_tokens(similarity), COMMON_LIST_LENGTH)
    if similarity.ratings is not None:
        yield corating_neighbours(similarity.ratings.T.tocsr(), CORATED_PER_FILM)
    best_known = min(BEST_KNOWN_CANDIDATES, films)
    yield np.repeat(np.arange(films), best_known), np.tile(np.arange(best_known), films)


def _nearest_proposals(
    similarity: Similarity, queries: sp.csr_matrix, tokens: sp.csr_matrix, query_id: Ints, list_length: int
) -> tuple[Ints, Ints]:
    """Return the pairs with the highest estimates among those that the posting lists propose.

    queries, tokens: film × token, the tokens that a film searches for and those under which it is listed; query_id: a
    number for each film, equal for films with equal queries, so that each query is run once.
    """
    lists = champions(tokens, list_length).T.tocsr()
    by_query = np.argsort(query_id, kind="stable")

    def nearest(block: slice) -> tuple[Ints, Ints]:
        films = by_query[block]
        _, first, query = np.unique(query_id[films], return_index=True, return_inverse=True)
        proposals = highest_products(queries[films[first]], lists, PROPOSALS_PER_FILM)[query]
        i, j = np.repeat(films, np.diff(proposals.indptr)), proposals.indices.astype(np.int64)
        different = i != j
        i, j = i[different], j[different]
        token_score = proposals.data[different] if queries is similarity.vectors else np.zeros(len(i), np.float32)
        return top_n_per_row(i, j, similarity.estimates(i, j, token_score), len(query_id), CANDIDATES_PER_FILM)[:2]

    return concat_pairs(map_blocks(nearest, len(query_id), _BLOCK))


def champions(tokens: sp.csr_matrix, list_length: int) -> sp.csr_matrix:
    """Return `tokens` (film × token, best known first) with only the first `list_length` films of each token."""
    lists = tokens.tocsc()
    lists.sort_indices()
    rank = np.arange(lists.nnz) - np.repeat(lists.indptr[:-1], np.diff(lists.indptr))
    is_champion = rank < list_length
    column = np.repeat(np.arange(lists.shape[1]), np.diff(lists.indptr))
    return sp.csr_matrix((lists.data[is_champion], (lists.indices[is_champion], column[is_champion])), shape=lists.shape)


def _common_tokens(similarity: Similarity) -> tuple[sp.csr_matrix, sp.csr_matrix, Ints]:
    """Return the queries, the tokens and the query id of each film for genre, language, time and fame.

    A film's query has its five-year period and level of fame as one token. The film is listed under that token and under
    the tokens of the periods and levels around it, weighted by about what era, fame and prior add to the score.
    """
    fields, weight = similarity.fields, similarity.weights
    films = len(fields.film_id)
    language = np.sqrt(weight["language"] + weight["rare language"] * fields.traits.rarity)
    genre_and_language = [sp.csr_matrix(similarity.genres), _one_hot(fields.traits.language, language)]
    period, level = (fields.traits.year // _YEARS_PER_PERIOD).astype(np.int64), fields.traits.fame.astype(np.int64)
    period_and_level = period * _FAME_LEVELS + level
    tokens, token = np.unique(period_and_level, return_inverse=True)
    prior = weight["well known"] * fields.traits.fame / MAX_FAME + weight["well liked"] * fields.traits.rating / 10
    listed = sp.csr_matrix((films, len(tokens)), dtype=np.float32)
    for periods, levels in product(range(-2, 3), range(-1, 3)):
        nearby = (period + periods) * _FAME_LEVELS + level + levels
        index = np.minimum(np.searchsorted(tokens, nearby), len(tokens) - 1)
        era = sum(weight[f"era, {scale} years"] * np.exp(-abs(periods) * _YEARS_PER_PERIOD / scale) for scale in (3, 30))
        fame = weight["as known"] * np.exp(-((levels / 3) ** 2))
        listed += _one_hot(np.where(tokens[index] == nearby, index, -1), prior + era + fame, len(tokens))
    queries = _one_hot(token, np.ones(films, np.float32), len(tokens))
    query_id = _unique_row_ids([*similarity.genres.T, fields.traits.language, period_and_level])
    return sp.hstack([*genre_and_language, queries]).tocsr(), sp.hstack([*genre_and_language, listed]).tocsr(), query_id


def _unique_row_ids(columns: Iterable[NDArray[Any]]) -> Ints:
    """Return a number for each row, equal for rows that are equal in all columns."""
    row_id: Ints = np.zeros(1, np.int64)
    for column in columns:
        values = pd.factorize(column)[0]
        row_id = pd.factorize(row_id * (values.max(initial=0) + 1) + values)[0]
    return row_id


def _one_hot(column: Ints, value: Floats, columns: int | None = None) -> sp.csr_matrix:
    """Return a matrix whose row r holds value[r] in column[r], and nothing if that is -1."""
    rows = np.flatnonzero(column >= 0)
    shape = (len(column), columns or int(column.max(initial=0)) + 1)
    return sp.csr_matrix((value[rows].astype(np.float32), (rows, column[rows])), shape=shape)
