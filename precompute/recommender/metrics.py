"""How good lists of recommendations are: the measures, and how sure they are."""

import numpy as np
from numpy.typing import NDArray

from precompute.recommender.arrays import Floats, Ints

SEED = 20170726
RESAMPLES = 2000

Hits = NDArray[np.bool_]
Doubles = NDArray[np.float64]


def top(score: Floats, itself: Ints, count: int) -> Ints:
    """The columns of each row's `count` highest scores, best first, but for the column of the film itself.

    Ties go to the earlier column, the better-known film.
    """
    masked = score.astype(np.float32, copy=True)
    masked[np.arange(len(masked)), itself] = -np.inf
    count = min(count, masked.shape[1])
    # Narrowed to what reaches the last score that counts, because sorting whole rows of a catalogue takes minutes.
    bounds = np.partition(masked, -count, axis=1)[:, -count]
    results = np.empty((len(masked), count), np.int64)
    for row, bound in enumerate(bounds):
        columns = np.flatnonzero(masked[row] >= bound)
        results[row] = columns[np.argsort(-masked[row, columns], kind="stable")[:count]]
    return results


def precision(hits: Hits) -> Doubles:
    """Per list: the share of the recommended that are true neighbours."""
    return np.asarray(hits.mean(axis=1), np.float64)


def ndcg(hits: Hits) -> Doubles:
    """Per list: Σ hit / log2(1 + rank), over that of a list of hits alone (Järvelin and Kekäläinen 2002)."""
    discount = 1 / np.log2(np.arange(hits.shape[1]) + 2)
    return np.asarray(hits @ discount / discount.sum(), np.float64)


def hit_rate(score: Floats, liked: Hits, seen: Hits, count: int) -> Doubles:
    """Per user with two liked films or more: whether a liked film, held out, is among `count` recommended (1 or 0).

    score: film × film; liked, seen: user × film. A user's films are recommended by their mean similarity to the
    other films they liked, films they have seen left out; one of the liked, drawn with a fixed seed, is held out.
    """
    random = np.random.default_rng(SEED)
    results = []
    for user in np.flatnonzero(liked.sum(axis=1) >= 2):
        films = np.flatnonzero(liked[user])
        held_out = random.choice(films)
        rank = score[films[films != held_out]].mean(axis=0)
        rank[seen[user] & (np.arange(len(rank)) != held_out)] = -np.inf
        results.append(float(held_out in np.argsort(-rank, kind="stable")[:count]))
    return np.array(results, np.float64)


def novelty(recommended: Ints, share: Doubles) -> Doubles:
    """Per list: the mean of −log2 of the share of users who rated each recommended film (Zhou et al. 2010), in bits."""
    return np.asarray(-np.log2(share)[recommended].mean(axis=1), np.float64)


def interval(values: Doubles) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean of `values`, by percentiles, with a fixed seed."""
    if not len(values):
        return 0.0, 0.0
    random = np.random.default_rng(SEED)
    means = [values[random.integers(0, len(values), len(values))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
