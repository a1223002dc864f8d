"""The measures of how good lists of recommendations are, and their confidence intervals."""

import numpy as np
from numpy.typing import NDArray

from precompute.recommender.arrays import Floats, Ints

SEED = 20170726
RESAMPLES = 2000

Hits = NDArray[np.bool_]
Doubles = NDArray[np.float64]


def top_columns(score: Floats, itself: Ints, count: int) -> Ints:
    """Return the columns of each row's `count` highest scores, best first, without the column of the film itself.

    Ties go to the earlier column, the better-known film.
    """
    masked = score.astype(np.float32, copy=True)
    masked[np.arange(len(masked)), itself] = -np.inf
    count = min(count, masked.shape[1])
    # Only the scores that reach the `count`-th are sorted: sorting whole rows of a catalogue takes minutes.
    bounds = np.partition(masked, -count, axis=1)[:, -count]
    results = np.empty((len(masked), count), np.int64)
    for row, bound in enumerate(bounds):
        columns = np.flatnonzero(masked[row] >= bound)
        results[row] = columns[np.argsort(-masked[row, columns], kind="stable")[:count]]
    return results


def precision(hits: Hits) -> Doubles:
    """Return for each list the share of the recommended films that are true neighbours."""
    return np.asarray(hits.mean(axis=1), np.float64)


def ndcg(hits: Hits) -> Doubles:
    """Return for each list Σ hit / log2(1 + rank), divided by the same sum for a list of hits only.

    Järvelin and Kekäläinen 2002.
    """
    discount = 1 / np.log2(np.arange(hits.shape[1]) + 2)
    return np.asarray(hits @ discount / discount.sum(), np.float64)


def hit_rate(score: Floats, liked: Hits, seen: Hits, count: int) -> Doubles:
    """Return for each user with two liked films or more whether a held-out liked film is among `count` recommended (1 or 0).

    score: film × film; liked, seen: user × film. One liked film, drawn with a fixed seed, is held out. Films are recommended
    by their mean similarity to the other films that the user liked, without the films that the user has seen.
    """
    rng = np.random.default_rng(SEED)
    hits = []
    for user in np.flatnonzero(liked.sum(axis=1) >= 2):
        films = np.flatnonzero(liked[user])
        held_out = rng.choice(films)
        mean_score = score[films[films != held_out]].mean(axis=0)
        mean_score[seen[user] & (np.arange(len(mean_score)) != held_out)] = -np.inf
        hits.append(float(held_out in np.argsort(-mean_score, kind="stable")[:count]))
    return np.array(hits, np.float64)


def novelty(recommended: Ints, share: Doubles) -> Doubles:
    """Return for each list the mean, in bits, of −log2 of the share of users who rated each film (Zhou et al. 2010)."""
    return np.asarray(-np.log2(share)[recommended].mean(axis=1), np.float64)


def bootstrap_interval(values: Doubles) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the mean of `values`, by percentiles, with a fixed seed; (0, 0) of no values."""
    if not len(values):
        return 0.0, 0.0
    rng = np.random.default_rng(SEED)
    means = [values[rng.integers(0, len(values), len(values))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
