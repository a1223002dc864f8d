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
    keys = np.sort((i * (STEPS + 1) + (STEPS - np.rint(score * STEPS).astype(np.int64))) * films + j)
    row = keys // (films * (STEPS + 1))
    first = np.flatnonzero(np.diff(row, prepend=-1))
    place = np.arange(len(row)) - np.repeat(first, np.diff(first, append=len(row)))
    keys, row = keys[place < top_n], row[place < top_n]
    steps = STEPS - keys // films % (STEPS + 1)
    return row, keys % films, (steps / STEPS).astype(np.float32)
