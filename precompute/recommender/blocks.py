"""Work that is done block by block: on both cores, and without large intermediate results."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from precompute.recommender.arrays import Ints

T = TypeVar("T")

THREADS = 2


def by_blocks(function: Callable[[slice], T], length: int, size: int) -> list[T]:
    """What `function` makes of each block of `size` places among the first `length`, in their order."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(function, (slice(start, start + size) for start in range(0, length, size))))


def joined(found: Iterable[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Pairs of films, as rows and columns, that blocks gave apart."""
    nothing = np.empty(0, np.int64)
    rows, columns = (np.concatenate(parts) for parts in zip((nothing, nothing), *found, strict=True))
    return rows, columns
