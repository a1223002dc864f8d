"""The highest values of a product of sparse matrices, the same on every machine.

sparse-dot-topn keeps only the highest values while it multiplies, which saves a second of a build. It has no wheel for Linux
on ARM; there scipy makes the whole product.
"""

from itertools import pairwise

import numpy as np
import scipy.sparse as sp

from precompute.recommender.parallel import THREADS

try:
    from sparse_dot_topn import sp_matmul_topn
except ImportError:
    sp_matmul_topn = None

# How many times `top_n` values are looked at, to see which of the equal ones at the end come first.
_LOOKED_AT = 2


def highest_products(a: sp.csr_matrix, b: sp.csr_matrix, top_n: int) -> sp.csr_matrix:
    """Return `a @ b` with only the `top_n` highest values of each row, which must be positive.

    Which of several equal values a library keeps depends on its compiler. So twice as many are looked at; those that equal the
    lowest of them are dropped, and of equal ones among the others those in the lower columns are kept.
    """
    looked_at = _LOOKED_AT * top_n
    product = _whole_product(a, b, looked_at) if sp_matmul_topn is None else sp_matmul_topn(a, b, looked_at, n_threads=THREADS)
    rows, value = product.shape[0], product.data
    row = np.repeat(np.arange(rows), np.diff(product.indptr))
    ranked = np.zeros((rows, looked_at), value.dtype)
    ranked[row, np.arange(len(row)) - product.indptr[row]] = value
    ranked.partition((0, looked_at - top_n), axis=1)
    lowest, last = ranked[:, 0], ranked[:, -top_n]
    kept = (value > lowest[row]) & (value >= last[row])
    equal = np.flatnonzero(kept & (value == last[row]))
    equal = equal[np.lexsort((product.indices[equal], row[equal]))]
    above = np.bincount(row[kept], minlength=rows) - np.bincount(row[equal], minlength=rows)
    rank = np.arange(len(equal)) - np.searchsorted(row[equal], row[equal])
    kept[equal[rank >= top_n - above[row[equal]]]] = False
    return sp.csr_matrix((value[kept], product.indices[kept], _starts(np.bincount(row[kept], minlength=rows))), product.shape)


def _whole_product(a: sp.csr_matrix, b: sp.csr_matrix, top_n: int) -> sp.csr_matrix:
    """Return `a @ b` with `top_n` of the highest values of each row."""
    product = a @ b
    selected = [
        start + np.argpartition(product.data[start:end], -top_n)[-top_n:] if end - start > top_n else np.arange(start, end)
        for start, end in pairwise(product.indptr.tolist())
    ]
    entries = np.concatenate([np.empty(0, np.int64), *selected])
    return sp.csr_matrix((product.data[entries], product.indices[entries], _starts(list(map(len, selected)))), product.shape)


def _starts(counts: np.typing.ArrayLike) -> np.typing.NDArray[np.int64]:
    """Return where each row begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
