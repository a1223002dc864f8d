"""Pairs of films of which people said how alike they are: a film (the seed), another, and two verdicts.

A verdict answers: would somebody who asks for films like the seed be glad of the other? 0 no, 1 hardly, 2 yes, 3 exactly.
The pairs and how they were judged are described in docs/recommender.md. Half of the seeds may be fitted to, the other half
is held out; no film is a seed on one side and part of a pair on the other.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from precompute.recommender.metrics import Doubles

FILE = Path(__file__).with_name("judged_pairs.tsv")
VERDICTS = 4
# The mean of both verdicts from which two films count as alike.
ALIKE = 2.0


def read_pairs(path: Path = FILE) -> pd.DataFrame:
    """Return all pairs: seed and film (ids), first and second (the verdicts, 0 to 3; a pair may lack the second)."""
    return pd.read_csv(path, sep="\t", dtype={"seed": "int64", "film": "int64", "first": "float64", "second": "float64"})


def mean_verdicts(pairs: pd.DataFrame) -> "pd.Series[float]":
    """Return the mean of the verdicts that each pair has."""
    return pairs["first"].add(pairs["second"].fillna(pairs["first"])) / 2


def judged_pairs(path: Path = FILE) -> pd.DataFrame:
    """Return the pairs of `read_pairs` that stand on one side alone, with verdict (the mean of both) and held_out."""
    pairs = read_pairs(path)
    seeds = np.unique(pairs["seed"])
    held_out = set(seeds[1::2].tolist())
    on_other_side = np.where(pairs["seed"].isin(held_out), pairs["film"].isin(set(seeds[::2])), pairs["film"].isin(held_out))
    pairs = pairs[~on_other_side].reset_index(drop=True)
    return pairs.assign(verdict=mean_verdicts(pairs), held_out=pairs["seed"].isin(held_out))


def weighted_kappa(first: "pd.Series[float]", second: "pd.Series[float]") -> float:
    """Return Cohen's kappa with quadratic weights (Cohen 1968): 1 if two judges always agree, 0 if only by chance.

    Of the pairs that both judged.
    """
    both = (first.notna() & second.notna()).to_numpy()
    table = np.zeros((VERDICTS, VERDICTS))
    np.add.at(table, (first.to_numpy(np.float64)[both].astype(int), second.to_numpy(np.float64)[both].astype(int)), 1)
    table /= table.sum()
    steps = np.subtract.outer(np.arange(VERDICTS), np.arange(VERDICTS)) ** 2
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0))
    return float(1 - (steps * table).sum() / (steps * by_chance).sum())


def area_under_curve(score: Doubles, alike: Doubles) -> float:
    """Return the area under the ROC curve: how often a pair that is alike scores higher than one that is not; ties count half.

    Mann and Whitney's U, from the ranks. 0.5 if there is only one kind of pair.
    """
    positives = int(alike.sum())
    negatives = len(alike) - positives
    if not (positives and negatives):
        return 0.5
    ranks = pd.Series(score).rank().to_numpy()
    return float((ranks[alike.astype(bool)].sum() - positives * (positives + 1) / 2) / (positives * negatives))
