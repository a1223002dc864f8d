"""Of many scored pairs of films, the best few of each film."""

import numpy as np

from precompute.recommender.arrays import Floats, Ints

# Scores are told apart to four decimals.
STEPS = 10_000


def highest(i: Ints, j: Ints, score: Floats, films: int, top_n: int) -> tuple[Ints, Ints, Floats]:
    """The `top_n` highest-scoring pairs of each film i, best first, as (i, j, score); i ascending.

    Pairs must be distinct, rows below `films`, scores 0 to 1. Ties go to the earlier j. Each pair is one number that
    sorts as (i, score downwards, j) and tells all three again: far quicker than sorting by three columns.
    """
    keys = i * (STEPS + 1)
    keys += STEPS
    keys -= np.rint(score * STEPS).astype(np.int64)
    keys *= films
    keys += j
    keys.sort()
    row = keys // (films * (STEPS + 1))
    first = np.flatnonzero(np.diff(row, prepend=-1))
    held = np.minimum(np.diff(first, append=len(row)), top_n)
    kept = np.arange(held.sum()) + np.repeat(first - np.cumsum(held) + held, held)
    keys, row = keys.take(kept), row.take(kept)
    steps = STEPS - keys // films % (STEPS + 1)
    return row, keys % films, (steps / STEPS).astype(np.float32)
