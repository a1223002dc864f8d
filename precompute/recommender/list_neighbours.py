"""Neighbours for lists: of each film some fifty others, with whole weights that are summed over the films that someone likes.

The weight of a neighbour is how alike it is, as recomendacion says, plus how much having rated the film speaks for it: EASE^R
(Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"), of which only what speaks for a film is kept. A film that
too few people rated has likeness alone, on the same scale.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.metrics import Doubles

NEIGHBOURS_PER_FILM = 50
# Whole weights give the same sums in Python and in JavaScript.
SCALE = 10_000
# Chosen on another draw of people than the evaluation's, of ridges 400 and 800 and likeness 0.1, 0.2 and 0.4.
RIDGE, LIKENESS = 800.0, 0.1
# Of fewer people, ratings do not find more than likeness: of those held back, 7.04 with 3 as with 5, in twice the time.
MIN_RATERS = 5
# The most films whose ratings are compared, the most rated first: their weights are a matrix of films × films.
_MOST_FILMS = 6_000
_BLOCK = 512


class ListNeighbours(NamedTuple):
    """The neighbours of each film (film × rank, best first, padded with -1) and their weights, whole and above 0."""

    rows: Ints
    weights: Ints


def list_neighbours(rows: Ints, similarity: Floats, rated: sp.csr_matrix | None) -> ListNeighbours:
    """Return the neighbours for lists.

    rows, similarity: each film's most similar films, as `neighbours` returns them; rated: user × film, or None.
    """
    weights = np.where(rows >= 0, LIKENESS * similarity.astype(np.float64), 0)
    best = _highest(rows, weights)
    if rated is None:
        return best
    raters = np.bincount(rated.indices, minlength=rated.shape[1])
    films = np.flatnonzero(raters >= MIN_RATERS)
    films = np.sort(films[np.argsort(-raters[films], kind="stable")[:_MOST_FILMS]])
    index = np.full(rated.shape[1] + 1, -1)  # a neighbour of -1 has the last place
    index[films] = np.arange(len(films))
    for block, speaks in _weights_by_block(rated[:, films].toarray().astype(np.float64)):
        alike, likeness = rows[films[block]], weights[films[block]]
        column = index[alike]
        film, rank = np.nonzero(column >= 0)
        speaks[film, column[film, rank]] += likeness[film, rank]
        count = min(NEIGHBOURS_PER_FILM, speaks.shape[1])
        # Rounded first, so that ties are ties on every machine.
        steps = np.rint(speaks * SCALE) * speaks.shape[1] - np.arange(speaks.shape[1])
        columns = np.argpartition(-steps, count - 1, axis=1)[:, :count]
        rest = np.where(column < 0, alike, -1)
        candidates = np.concatenate([films[columns], rest], axis=1)
        values = np.concatenate([np.take_along_axis(speaks, columns, axis=1), np.where(rest >= 0, likeness, 0)], axis=1)
        best.rows[films[block]], best.weights[films[block]] = _highest(candidates, values)
    return best


def _weights_by_block(by_user: Doubles) -> Iterator[tuple[slice, Doubles]]:
    """Yield blocks of rows of EASE^R's weights, film × film, without what speaks against a film. by_user: user × film, with ones.

    Where there are fewer people than films, the inverse is that of a matrix of people (Woodbury's identity), which takes a
    tenth of the time on 671 people.
    """
    users, films = by_user.shape
    if users < films:
        inner = np.linalg.inv(by_user @ by_user.T + RIDGE * np.eye(users))
        left = by_user.T @ inner
        scale = 1 - np.einsum("fu,uf->f", left, by_user)
    else:
        inverse = np.linalg.inv(by_user.T @ by_user + RIDGE * np.eye(films))
        scale = np.diag(inverse)
    for start in range(0, films, _BLOCK):
        block = slice(start, start + _BLOCK)
        weights = np.maximum((left[block] @ by_user if users < films else -inverse[block]) / scale, 0)
        place = np.arange(len(weights))
        weights[place, place + start] = 0
        yield block, weights


def _highest(rows: Ints, weights: Doubles) -> ListNeighbours:
    """Return the neighbours with the highest weights of each row; ties go to the better-known film."""
    steps = np.where(rows >= 0, np.rint(weights * SCALE), 0).astype(np.int64)
    rows = np.where(steps > 0, rows, -1)
    order = np.lexsort((rows, -steps))[:, :NEIGHBOURS_PER_FILM]
    best = ListNeighbours(np.full((len(rows), NEIGHBOURS_PER_FILM), -1), np.zeros((len(rows), NEIGHBOURS_PER_FILM), np.int64))
    best.rows[:, : order.shape[1]] = np.take_along_axis(rows, order, axis=1)
    best.weights[:, : order.shape[1]] = np.take_along_axis(steps, order, axis=1)
    return best
