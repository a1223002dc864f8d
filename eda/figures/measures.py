"""What several chapters measure by: bins, decades, quartiles, robust fences and fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

# A median absolute deviation times this is the standard deviation of a normal distribution.
_TO_SIGMA = 1.4826
FENCE = 3.5  # modified z-score beyond which a value is an outlier (Iglewicz and Hoaglin, 1993)


def peak(values: pd.Series) -> Any:
    """The label of the highest value, the first of equals."""
    return values.index[int(values.to_numpy(dtype="float64", na_value=-np.inf).argmax())]


def trough(values: pd.Series) -> Any:
    """The label of the lowest value, the first of equals."""
    return values.index[int(values.to_numpy(dtype="float64", na_value=np.inf).argmin())]


def top_row(table: pd.DataFrame, column: str) -> Any:
    """The row with the highest value in a column, the first of equals."""
    return table.iloc[int(table[column].to_numpy(dtype="float64", na_value=-np.inf).argmax())]


def bottom_row(table: pd.DataFrame, column: str) -> Any:
    """The row with the lowest value in a column, the first of equals."""
    return table.iloc[int(table[column].to_numpy(dtype="float64", na_value=np.inf).argmin())]


def known_values(values: pd.Series) -> pd.Series:
    """The values above zero: in this data a zero means unknown."""
    return values[values > 0]


def decade(years: pd.Series) -> pd.Series:
    """The first year of each year's decade."""
    return years // 10 * 10


def bins(values: pd.Series, edges: Sequence[float]) -> pd.DataFrame:
    """How many values stand in each bin (`left`, `right`, `count`); left edges belong, the last right one too."""
    counts, _ = np.histogram(values.astype("float64"), bins=np.asarray(edges, dtype="float64"))
    return pd.DataFrame({"left": list(edges[:-1]), "right": list(edges[1:]), "count": counts})


def log_edges(values: pd.Series, per_decade: int = 4) -> list[float]:
    """Edges that cut each power of ten in equal ratios, around all of the values."""
    if values.empty:
        return [1.0, 10.0]
    low, high = np.floor(np.log10(float(values.min()))), np.ceil(np.log10(float(values.max())) + 1e-9)
    steps = int(high - low) * per_decade
    return [float(10 ** (low + step / per_decade)) for step in range(max(steps, 1) + 1)]


def plane(x: pd.Series, y: pd.Series, x_edges: Sequence[float], y_edges: Sequence[float]) -> pd.DataFrame:
    """How many pairs stand in each cell that holds any: `x0`, `x1`, `y0`, `y1`, `count`."""
    counts, _, _ = np.histogram2d(
        x.astype("float64"), y.astype("float64"), bins=[np.asarray(x_edges, float), np.asarray(y_edges, float)]
    )
    rows = [
        (x_edges[i], x_edges[i + 1], y_edges[j], y_edges[j + 1], int(counts[i, j]))
        for i, j in zip(*np.nonzero(counts), strict=True)
    ]
    return pd.DataFrame(rows, columns=["x0", "x1", "y0", "y1", "count"])


def quartiles(table: pd.DataFrame, label: str, value: str, least: int) -> pd.DataFrame:
    """`low`, `median`, `high` (the quartiles) and `films` of each label with at least so many rows, highest median first."""
    if table.empty:
        return pd.DataFrame(columns=["label", "low", "median", "high", "films"])
    values = table.groupby(label)[value]
    grouped = pd.DataFrame({"low": values.quantile(0.25), "median": values.median(), "high": values.quantile(0.75)})
    grouped["films"] = table.groupby(label).size()
    ranked = grouped[grouped["films"] >= least].reset_index(names="label")
    return ranked.sort_values(["median", "label"], ascending=[False, True], kind="stable").reset_index(drop=True)


@dataclass(frozen=True)
class Fences:
    """The bounds of ordinary values: median ± 3.5 robust standard deviations."""

    low: float
    high: float
    median: float


def fences(values: pd.Series) -> Fences:
    """The robust fences of some values, by median and median absolute deviation.

    Iglewicz, B. and Hoaglin, D. (1993), How to Detect and Handle Outliers: modified z-scores beyond 3.5.
    """
    median = float(values.median())
    spread = float((values - median).abs().median()) * _TO_SIGMA
    return Fences(median - FENCE * spread, median + FENCE * spread, median)


def log_fences(values: pd.Series) -> Fences:
    """The same on a logarithmic scale, for amounts that differ by factors."""
    log_values = fences(pd.Series(np.log10(values.astype("float64"))))
    return Fences(10**log_values.low, 10**log_values.high, 10**log_values.median)


@dataclass(frozen=True)
class Fit:
    """A power law y = factor · x ** slope, with the share of the variance of log y that it explains."""

    slope: float
    factor: float
    r2: float

    def at(self, x: float) -> float:
        """The y of the law at x."""
        return float(self.factor * x**self.slope)


def power_fit(x: pd.Series, y: pd.Series) -> Fit | None:
    """The least-squares line through the logarithms; None for fewer than three distinct x."""
    if x.nunique() < 3:
        return None
    log_x, log_y = np.log10(x.astype("float64")), np.log10(y.astype("float64"))
    slope, intercept = np.polyfit(log_x, log_y, 1)
    return Fit(float(slope), float(10**intercept), float(np.corrcoef(log_x, log_y)[0, 1] ** 2))


def share(part: float, whole: float) -> float:
    """A share of 1; 0 of nothing."""
    return part / whole if whole else 0.0


def weighted_rating(average: pd.Series, votes: pd.Series, prior: float, weight: float) -> pd.Series:
    """The rating drawn towards `prior` as if `weight` more people had given that: few votes say little."""
    return (average * votes + prior * weight) / (votes + weight)
