"""How well a method's scores agree with what people call alike, and how many of the five it recommends they call so."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.judged_pairs import ALIKE, area_under_curve
from precompute.recommender.metrics import RESAMPLES, SEED, Doubles

# Scores of films (rows) with films (columns): float32, rows × columns, higher is more alike.
Scorer = Callable[[Ints, Ints], Floats]


class Judged(NamedTuple):
    """Judged pairs as rows of the catalogue: the seed and the film of each, and whether people call them alike."""

    seed: Ints
    film: Ints
    alike: Doubles

    @classmethod
    def of(cls, pairs: pd.DataFrame, film_id: Ints) -> "Judged":
        """Return the pairs whose films are in the catalogue. pairs: seed and film (ids), verdict."""
        row = pd.Series(np.arange(len(film_id)), index=film_id)
        pairs = pairs[pairs["seed"].isin(row.index) & pairs["film"].isin(row.index)]
        alike = (pairs["verdict"].to_numpy(np.float64) >= ALIKE).astype(np.float64)
        return cls(row[pairs["seed"]].to_numpy(np.int64), row[pairs["film"]].to_numpy(np.int64), alike)


def pair_scores(scores: Scorer, judged: Judged) -> Doubles:
    """Return the method's score of each pair."""
    values = np.zeros(len(judged.seed))
    for seed in np.unique(judged.seed):
        pairs = np.flatnonzero(judged.seed == seed)
        values[pairs] = scores(np.array([seed]), judged.film[pairs])[0]
    return values


def curve_and_interval(values: Doubles, judged: Judged) -> tuple[float, float, float]:
    """Return the area under the ROC curve of these scores, and its 95 % bootstrap interval over seeds."""
    seeds, number = np.unique(judged.seed, return_inverse=True)
    pairs_of = [np.flatnonzero(number == each) for each in range(len(seeds))]
    if not pairs_of:
        return 0.5, 0.5, 0.5
    rng = np.random.default_rng(SEED)
    areas = []
    for _ in range(RESAMPLES // 4):  # each ranks thousands of pairs
        sample = np.concatenate([pairs_of[seed] for seed in rng.integers(0, len(seeds), len(seeds))])
        areas.append(area_under_curve(values[sample], judged.alike[sample]))
    low, high = np.percentile(areas, [2.5, 97.5])
    return area_under_curve(values, judged.alike), float(low), float(high)


def shares_alike(recommended: Ints, seeds: Ints, judged: Judged) -> tuple[Doubles, float]:
    """Return for each seed the share of its recommended films that people call alike, and the share of all that was judged.

    recommended: seed × rank, padded with -1. A film that nobody judged counts as not alike.
    """
    verdicts = dict(zip(zip(judged.seed.tolist(), judged.film.tolist(), strict=True), judged.alike.tolist(), strict=True))
    alike, known = np.zeros(recommended.shape), np.zeros(recommended.shape)
    for number, (seed, films) in enumerate(zip(seeds.tolist(), recommended.tolist(), strict=True)):
        for rank, film in enumerate(films):
            known[number, rank] = (seed, film) in verdicts
            alike[number, rank] = verdicts.get((seed, film), 0)
    return alike.mean(axis=1), float(known.mean()) if known.size else 0.0
