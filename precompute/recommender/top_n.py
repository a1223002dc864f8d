"""Selecting the highest-scoring few of many pairs of films."""

import numpy as np

from precompute.recommender.arrays import Floats, Ints

# Scores are compared to four decimals.
STEPS = 10_000


def top_n_per_row(i: Ints, j: Ints, score: Floats, films: int, top_n: int) -> tuple[Ints, Ints, Floats]:
    """Return the `top_n` highest-scoring pairs of each film i, best first, as (i, j, score); i ascending.

    Pairs must be distinct, rows below `films`, scores 0 to 1. Ties go to the lower j. Each pair is packed into one number
    that sorts by i, descending score and j, because sorting by three columns takes far longer.
    """
    keys = i * (STEPS + 1)
    keys += STEPS
    keys -= np.rint(score * STEPS).astype(np.int64)
    keys *= films
    keys += j
    keys.sort()
    row = keys // (films * (STEPS + 1))
    first = np.flatnonzero(np.diff(row, prepend=-1))
    counts = np.minimum(np.diff(first, append=len(row)), top_n)
    selected = np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)
    keys, row = keys.take(selected), row.take(selected)
    steps = STEPS - keys // films % (STEPS + 1)
    return row, keys % films, (steps / STEPS).astype(np.float32)
