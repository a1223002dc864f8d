"""EASE^R: which films predict each other among the films that people rate (Steck 2019, "Embarrassingly Shallow
Autoencoders for Sparse Data").

With X the matrix user × film of ones, P = (XᵀX + λI)⁻¹ and B = −P / diag(P) with a zero diagonal, B[i, j] says how much
a user's having rated film i speaks for film j, given all other films.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from precompute.recommender.arrays import Floats, Ints

# Chosen on the users of the fit, one half of whom predicts the other.
RIDGE = 200.0
# Films of fewer raters would only make the inverse larger.
MIN_RATERS = 3


@dataclass(frozen=True)
class Ease:
    """The weights between rated films. index: of each film of the catalogue in `weights`, -1 if too few people rated it."""

    index: Ints
    weights: Floats

    @classmethod
    def fit(cls, rated: sp.csr_matrix, ridge: float = RIDGE) -> "Ease":
        """Return the weights that follow from the ratings. rated: user × film, with ones."""
        films = np.flatnonzero(np.bincount(rated.indices, minlength=rated.shape[1]) >= MIN_RATERS)
        index = np.full(rated.shape[1], -1)
        index[films] = np.arange(len(films))
        by_user = rated[:, films]
        gram = (by_user.T @ by_user).toarray().astype(np.float64)
        gram[np.diag_indices(len(films))] += ridge
        inverse = np.linalg.inv(gram)
        weights = inverse / -np.diag(inverse)
        np.fill_diagonal(weights, 0)
        return cls(index.astype(np.int64), weights.astype(np.float32))

    def scores(self, rows: Ints, columns: Ints) -> Floats:
        """Return the weight of each film of `rows` for each of `columns`; 0 for films that it does not know."""
        i, j = self.index[rows], self.index[columns]
        scores = np.zeros((len(rows), len(columns)), np.float32)
        known_rows, known_columns = np.flatnonzero(i >= 0), np.flatnonzero(j >= 0)
        scores[np.ix_(known_rows, known_columns)] = self.weights[np.ix_(i[known_rows], j[known_columns])]
        return scores
