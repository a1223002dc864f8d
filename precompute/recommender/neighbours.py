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
from precompute.recommender.blocks import THREADS, by_blocks, joined
from precompute.recommender.corating import corating_neighbours
from precompute.recommender.fields import MOST_FAME
from precompute.recommender.similarity import Similarity, best
from precompute.recommender.top_n import highest

# How long the posting lists are: of what few films share (a director, a keyword, a word), and of what many do.
RARE, COMMON = 300, 1500
# What either kind of list proposes to a film, and how many of these are compared exactly: an estimate picks them that
# leaves out what a list left out, and the rare for what the common proposes.
PROPOSED, COMPARED = 60, 12
# Of the films that the same people rate.
CORATED = 40
# Everyone's candidates, so that a film which shares nothing with any other still has neighbours.
BEST_KNOWN = 6
# Films whose candidates are looked for at a time.
_BLOCK = 2048
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
    # Sorted, then what differs from its predecessor: numpy's own unique hashes, ten times slower here.
    pair = np.concatenate([np.array([-1]), *(i * films + j for i, j in _proposed(similarity))])
    pair.sort()
    pair = pair[1:][pair[1:] > pair[:-1]]
    i, j = pair // films, pair % films
    different = np.flatnonzero(i != j)
    return i.take(different), j.take(different)


def _proposed(similarity: Similarity) -> Iterator[tuple[Ints, Ints]]:
    """What shares something rare, what shares what is common (either alone misses half the other's), and what all share."""
    films, listed = len(similarity.fields.film_id), similarity.listed
    yield _likeliest(similarity, listed, listed, np.arange(films), RARE)
    yield _likeliest(similarity, *_common(similarity), COMMON)
    if similarity.raters is not None:
        yield corating_neighbours(similarity.raters.T.tocsr(), CORATED)
    known = min(BEST_KNOWN, films)
    yield np.repeat(np.arange(films), known), np.tile(np.arange(known), films)


def _likeliest(similarity: Similarity, asked: sp.csr_matrix, proposed: sp.csr_matrix, kind: Ints, most: int) -> tuple[Ints, Ints]:
    """Of what the tokens propose to each film, the pairs that are most alike by the estimate.

    kind: a number for each film; those of the same ask by the same tokens, so that these are looked up for all at once.
    """
    lists = champions(proposed, most).T.tocsr()
    by_kind = np.argsort(kind, kind="stable")

    def likeliest(block: slice) -> tuple[Ints, Ints]:
        films = by_kind[block]
        _, first, which = np.unique(kind[films], return_index=True, return_inverse=True)
        found = sp_matmul_topn(asked[films[first]], lists, top_n=PROPOSED, n_threads=THREADS)[which]
        i, j = np.repeat(films, np.diff(found.indptr)), found.indices.astype(np.int64)
        different = i != j
        i, j = i[different], j[different]
        listed = found.data[different] if asked is similarity.listed else np.zeros(len(i), np.float32)
        return highest(i, j, similarity.estimates(i, j, listed), len(kind), COMPARED)[:2]

    return joined(by_blocks(likeliest, len(kind), _BLOCK))


def champions(tokens: sp.csr_matrix, most: int) -> sp.csr_matrix:
    """`tokens` (film × token, best known first) with only the first `most` films of each token."""
    lists = tokens.tocsc()
    lists.sort_indices()
    place = np.arange(lists.nnz) - np.repeat(lists.indptr[:-1], np.diff(lists.indptr))
    kept = place < most
    column = np.repeat(np.arange(lists.shape[1]), np.diff(lists.indptr))
    return sp.csr_matrix((lists.data[kept], (lists.indices[kept], column[kept])), shape=lists.shape)


def _common(similarity: Similarity) -> tuple[sp.csr_matrix, sp.csr_matrix, Ints]:
    """Tokens for genre, language, time and fame, film × token: as films are asked about, and as they are proposed.

    Of time and fame a film is asked about under its own five years and level of fame. It is proposed under those and
    the ones around them, with about what era, fame and prior would add to the score. Third comes the kind of each film:
    films of one kind are asked about by the same tokens.
    """
    fields, weight = similarity.fields, similarity.weights.fields
    films = len(fields.film_id)
    language = np.sqrt(weight["language"] + weight["rare language"] * fields.traits.rarity)
    both = [sp.csr_matrix(similarity.genres), _one_hot(fields.traits.language, language)]
    period, level = (fields.traits.year // _YEARS).astype(np.int64), fields.traits.fame.astype(np.int64)
    own = period * _LEVELS + level
    tokens, place = np.unique(own, return_inverse=True)
    prior = weight["well known"] * fields.traits.fame / MOST_FAME + weight["well liked"] * fields.traits.rating / 10
    times = sp.csr_matrix((films, len(tokens)), dtype=np.float32)
    for years, levels in product(range(-2, 3), range(-1, 3)):
        other = (period + years) * _LEVELS + level + levels
        found = np.minimum(np.searchsorted(tokens, other), len(tokens) - 1)
        era = sum(weight[f"era, {scale} years"] * np.exp(-abs(years) * _YEARS / scale) for scale in (3, 30))
        fame = weight["as known"] * np.exp(-((levels / 3) ** 2))
        times += _one_hot(np.where(tokens[found] == other, found, -1), prior + era + fame, len(tokens))
    asked = _one_hot(place, np.ones(films, np.float32), len(tokens))
    kind = _kinds([*similarity.genres.T, fields.traits.language, own])
    return sp.hstack([*both, asked]).tocsr(), sp.hstack([*both, times]).tocsr(), kind


def _kinds(columns: Iterable[NDArray[Any]]) -> Ints:
    """A number for each row of the columns, the same for rows that are equal in all of them."""
    kind: Ints = np.zeros(1, np.int64)
    for column in columns:
        values = pd.factorize(column)[0]
        kind = pd.factorize(kind * (values.max(initial=0) + 1) + values)[0]
    return kind


def _one_hot(column: Ints, value: Floats, columns: int | None = None) -> sp.csr_matrix:
    """Row r holds value[r] in its column, nothing where that is -1."""
    held = np.flatnonzero(column >= 0)
    shape = (len(column), columns or int(column.max(initial=0)) + 1)
    return sp.csr_matrix((value[held].astype(np.float32), (held, column[held])), shape=shape)
