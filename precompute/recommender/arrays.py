"""The array types of the recommender, and the products of rows that all its similarities are made of."""

from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


# The most values of a sparse matrix that are copied at a time: films that many people rated have rows of thousands.
_VALUES_AT_A_TIME = 20_000_000


def row_products(matrix: sp.csr_matrix, i: Ints, j: Ints) -> Floats:
    """Return the product of row i and row j, pair by pair."""
    size = np.diff(matrix.indptr)
    copied = np.cumsum(size.take(i) + size.take(j), dtype=np.int64)
    last = int(copied[-1]) if len(copied) else 0
    edges = np.searchsorted(copied, np.arange(_VALUES_AT_A_TIME, last, _VALUES_AT_A_TIME)).tolist()
    products = np.empty(len(i), np.float32)
    for start, end in pairwise([0, *edges, len(i)]):
        products[start:end] = matrix[i[start:end]].multiply(matrix[j[start:end]]).sum(axis=1).ravel()
    return products
