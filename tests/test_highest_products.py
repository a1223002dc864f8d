"""Behaviour of the highest values of a sparse product: the same with either library, and by a rule that is written down."""

import numpy as np
import pytest
import scipy.sparse as sp

from precompute.recommender import highest_products
from precompute.recommender.highest_products import highest_products as highest


def matrix(*rows: list[float]) -> sp.csr_matrix:
    return sp.csr_matrix(np.array(rows, np.float32))


def random_matrix(rows: int, columns: int, levels: int, seed: int) -> sp.csr_matrix:
    random = np.random.default_rng(seed)
    values = random.integers(1, levels, (rows, columns)) * (random.random((rows, columns)) < 0.1)
    return sp.csr_matrix((values / 7).astype(np.float32))


def test_the_highest_are_kept_and_of_equal_ones_those_in_the_lower_columns() -> None:
    weights = matrix([5, 3, 4, 3, 3, 1])
    assert highest(matrix([1], [2], [0]), weights, 3).toarray().tolist() == [
        [5, 3, 4, 0, 0, 0],
        [10, 6, 8, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
    ]


def test_equal_values_that_no_library_was_asked_for_in_full_are_dropped() -> None:
    assert highest(matrix([1]), matrix([5, 3, 3, 3, 3, 3]), 2).toarray().tolist() == [[5, 0, 0, 0, 0, 0]]


@pytest.mark.parametrize("levels", [2, 3, 50])
@pytest.mark.parametrize("top_n", [1, 5, 20])
def test_scipy_gives_the_same_where_sparse_dot_topn_has_no_wheel(
    monkeypatch: pytest.MonkeyPatch, levels: int, top_n: int
) -> None:
    a, b = random_matrix(120, 300, levels, seed=1), random_matrix(300, 400, levels, seed=2)
    expected = highest(a, b, top_n).toarray()
    monkeypatch.setattr(highest_products, "sp_matmul_topn", None)
    assert np.array_equal(highest(a, b, top_n).toarray(), expected)
