"""What lists of recommendations are like, whatever their films have in common with the film they are for."""

import numpy as np
import scipy.sparse as sp

from precompute.recommender.arrays import Ints
from precompute.recommender.metrics import Doubles


def gini(recommended: Ints, films: int) -> float:
    """Return how unevenly recommendations fall on films: 0 if each is recommended equally often, near 1 if only a few are.

    recommended: film × rank, below `films`, padded with -1 (Fleder and Hosanagar 2009).
    """
    counts = np.sort(np.bincount(recommended[recommended >= 0], minlength=films)).astype(np.float64)
    total = counts.sum()
    return float((2 * np.arange(1, films + 1) - films - 1) @ counts / (films * total)) if total else 0.0


def diversity(recommended: Ints, vectors: sp.csr_matrix) -> Doubles:
    """Return for each list 1 − the mean cosine of its films, pair by pair (Smyth and McClave 2001); vectors: of unit length."""
    values = []
    for films in recommended:
        own = vectors[films[films >= 0]]
        count = own.shape[0]
        cosines = (own @ own.T).toarray()
        pairs = count * (count - 1)
        values.append(1 - (cosines.sum() - np.trace(cosines)) / pairs if pairs else 0.0)
    return np.array(values, np.float64)


def log_popularity(recommended: Ints, votes: Doubles) -> Doubles:
    """Return for each list the mean of log10(1 + votes) of its films."""
    return np.array([np.log10(1 + votes[films[films >= 0]]).mean() if (films >= 0).any() else 0.0 for films in recommended])


def same_franchise(recommended: Ints, films: Ints, collection: Ints) -> Doubles:
    """Return for each list the share of films of the franchise of the film it is for; collection: of each film, -1 if none."""
    own = collection[films][:, None]
    return np.asarray(((collection[recommended] == own) & (own >= 0) & (recommended >= 0)).mean(axis=1), np.float64)
