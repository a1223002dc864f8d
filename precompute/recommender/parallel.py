"""Work done in blocks, on two threads and without large intermediate results."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from precompute.recommender.arrays import Ints

T = TypeVar("T")

THREADS = 2


def map_blocks(function: Callable[[slice], T], length: int, size: int) -> list[T]:
    """Return `function(slice)` for each block of `size` indices below `length`, in order."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(function, (slice(start, start + size) for start in range(0, length, size))))


def concat_pairs(blocks: Iterable[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Concatenate the pairs of several blocks, each given as (rows, columns)."""
    empty = np.empty(0, np.int64)
    rows, columns = (np.concatenate(parts) for parts in zip((empty, empty), *blocks, strict=True))
    return rows, columns
