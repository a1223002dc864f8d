"""Relations: what goes with what, of budget, revenue, return, votes, rating and runtime."""

from functools import partial

import pandas as pd

from eda.drawing.charts import cells, columns, matrix, ranges
from eda.drawing.figure import Data, Drawing, Figure
from eda.drawing.plot import Plot
from eda.drawing.style import INK, ORANGE
from eda.figures.measures import Fit, bottom_row, log_edges, plane, power_fit, quartiles, share, top_row
from eda.texts.language import Name

_MEASURES = ("budget", "revenue", "return", "runtime", "vote_count", "vote_average", "popularity", "release_year")
_TRUSTED = 10  # votes from which a mean rating says something
_LEAST = 5  # films of a genre that has quartiles


def correlations(data: Data) -> Figure:
    """Rank correlations of each pair of measures, over the films where both are known."""
    films = data.tables.films[list(_MEASURES)].astype("float64")
    films["vote_average"] = films["vote_average"].where(films["vote_count"] >= _TRUSTED)
    positive = films.where(films > 0)
    ranks = positive.corr(method="spearman", min_periods=5)
    long = ranks.rename_axis("row").reset_index().melt("row", var_name="column", value_name="value")
    pairs = long[long["row"] < long["column"]].dropna(subset=["value"])
    by_votes = {votes: films["vote_count"] >= votes for votes in (100, 1000)}
    facts = {
        "films": len(films),
        "budget_revenue": ranks.loc["budget", "revenue"],
        "votes_revenue": ranks.loc["revenue", "vote_count"],
        "rating_budget": ranks.loc["budget", "vote_average"],
        "rating_runtime": ranks.loc["runtime", "vote_average"],
        "return_budget": ranks.loc["budget", "return"],
        "rating_votes": ranks.loc["vote_average", "vote_count"],
        # Whether the dearer films are the less liked depends on how well known they must be.
        **{
            f"rating_budget_{votes}": positive[known].corr(method="spearman", min_periods=5).loc["budget", "vote_average"]
            for votes, known in by_votes.items()
        },
    }
    order = {name: index for index, name in enumerate(_MEASURES)}
    long = long.sort_values(["row", "column"], key=lambda names: names.map(order)).reset_index(drop=True)
    return Figure("correlations", long if len(pairs) else long.head(0), len(films), matrix, facts, (420, 420))


def _paid_and_earned(data: Data) -> pd.DataFrame:
    films = data.tables.films
    return films[(films["budget"] >= 1000) & (films["revenue"] >= 1000)]


def _draw_fit(plot: Plot, drawing: Drawing, fit: Fit | None = None) -> None:
    """The break-even line, and the fitted power law, each named."""
    low, high = max(plot.x.low, plot.y.low), min(plot.x.high, plot.y.high)
    if low < high:
        plot.lines([[(low, low), (high, high)]], INK, 1.2, dashed=True)
        plot.write(low * 2, low * 2, drawing.text("even"), move=(2, 14), baseline=0)
    if fit:
        low, high = _within(plot, fit)
        plot.lines([[(low, fit.at(low)), (high, fit.at(high))]], ORANGE)
        plot.write(low * 1.5, fit.at(low * 1.5), drawing.text("fit"), move=(0, -12), baseline=0, colour=ORANGE)


def _within(plot: Plot, fit: Fit) -> tuple[float, float]:
    """From where to where a power law runs inside a plot."""
    if not fit.slope:
        return plot.x.low, plot.x.high
    first, last = sorted((end / fit.factor) ** (1 / fit.slope) for end in (plot.y.low, plot.y.high))
    return max(plot.x.low, first), min(plot.x.high, last)


def budget_revenue(data: Data) -> Figure:
    """Revenue against budget, both at least 1,000 dollars, with the power law that fits best."""
    films = _paid_and_earned(data)
    fit = power_fit(films["budget"], films["revenue"])
    table = plane(films["budget"], films["revenue"], log_edges(films["budget"], 5), log_edges(films["revenue"], 5))
    facts = {
        "films": len(films),
        "slope": fit.slope if fit else None,
        "r2": fit.r2 if fit else None,
        "above": share(int((films["revenue"] > films["budget"]).sum()), len(films)),
        "ten": fit.factor * 1e7**fit.slope if fit else None,
        "hundred": fit.factor * 1e8**fit.slope if fit else None,
    }
    draw = partial(cells, forms=("sm", "sm"), logs=(True, True), fit=partial(_draw_fit, fit=fit))
    return Figure("budget_revenue", table, len(films), draw, facts, (460, 380))


def votes_revenue(data: Data) -> Figure:
    """Revenue against how many people voted."""
    films = data.tables.films
    films = films[(films["revenue"] >= 1000) & (films["vote_count"] > 0)]
    table = plane(films["vote_count"], films["revenue"], log_edges(films["vote_count"], 5), log_edges(films["revenue"], 4))
    fit = power_fit(films["vote_count"], films["revenue"])
    # Of a table, not of two columns: that would load scipy.
    ranks = films[["vote_count", "revenue"]].astype("float64").corr(method="spearman")
    rank = ranks.loc["vote_count", "revenue"] if len(films) > 2 else None
    facts = {"films": len(films), "rank": rank, "doubling": 2**fit.slope if fit else None}
    return Figure("votes_revenue", table, len(films), partial(cells, forms=("n", "sm"), logs=(True, True)), facts, (420, 360))


def votes_rating(data: Data) -> Figure:
    """Mean rating against how many people voted."""
    films = data.tables.films
    films = films[(films["vote_count"] > 0) & films["vote_average"].notna()]
    table = plane(
        films["vote_count"], films["vote_average"], log_edges(films["vote_count"], 4), [index / 2 for index in range(21)]
    )
    few, many = films[films["vote_count"] < 10]["vote_average"], films[films["vote_count"] >= 1000]["vote_average"]
    facts = {
        "films": len(films),
        "few_low": few.quantile(0.1),
        "few_high": few.quantile(0.9),
        "few": len(few),
        "many_low": many.quantile(0.1),
        "many_high": many.quantile(0.9),
        "many": len(many),
    }
    return Figure("votes_rating", table, len(films), partial(cells, forms=("n", "n"), logs=(True, False)), facts, (420, 360))


def runtime_rating(data: Data) -> Figure:
    """The middle half of the ratings, by length of the film."""
    films = data.tables.films
    films = films[(films["vote_count"] >= _TRUSTED) & (films["runtime"].fillna(0) > 0)]
    labels = ["< 40", "40–69", "70–84", "85–94", "95–109", "110–129", "130–159", "160+"]
    bucket = pd.cut(films["runtime"].astype("float64"), [0, 39, 69, 84, 94, 109, 129, 159, 10**6], labels=labels)
    table = quartiles(films.assign(bucket=bucket.astype(str)), "bucket", "vote_average", least=3)
    table = table.assign(order=table["label"].map(labels.index)).sort_values("order").drop(columns="order").reset_index(drop=True)
    facts: dict[str, object] = {"films": len(films), "least": 3}
    if len(table):
        best_row, worst_row = top_row(table, "median"), bottom_row(table, "median")
        facts |= {
            "best": best_row["label"],
            "best_median": best_row["median"],
            "worst": worst_row["label"],
            "worst_median": worst_row["median"],
        }
    return Figure("runtime_rating", table, len(films), partial(ranges, form="d1"), facts, (360, 360))


def budget_return(data: Data) -> Figure:
    """The middle half of the returns, by size of the budget."""
    films = _paid_and_earned(data)
    labels = ["< 100 k", "100 k–1 M", "1–5 M", "5–10 M", "10–25 M", "25–50 M", "50–100 M", "100 M +"]
    edges = [0, 1e5, 1e6, 5e6, 1e7, 2.5e7, 5e7, 1e8, 1e15]
    bucket = pd.cut(films["budget"].astype("float64"), edges, labels=labels, right=False)
    table = quartiles(films.assign(bucket=bucket.astype(str)), "bucket", "return", least=3)
    table = table.assign(order=table["label"].map(labels.index)).sort_values("order").drop(columns="order").reset_index(drop=True)
    loses = films.groupby(bucket, observed=False)["return"].apply(
        lambda returns: float((returns < 1).mean()) if len(returns) else 0.0
    )
    table["loses"] = table["label"].map(loses.to_dict())
    facts: dict[str, object] = {"films": len(films), "least": 3}
    if len(table):
        facts |= {
            "small": table["label"].iloc[0],
            "small_median": table["median"].iloc[0],
            "small_loses": table["loses"].iloc[0],
            "large": table["label"].iloc[-1],
            "large_median": table["median"].iloc[-1],
            "large_loses": table["loses"].iloc[-1],
            "widest": top_row(table.assign(spread=table["high"] / table["low"]), "spread")["label"],
        }
    return Figure("budget_return", table, len(films), partial(ranges, form="d1", logarithmic=True), facts, (360, 360))


def _by_genre(data: Data, name: str, column: str, films: pd.DataFrame, *, log: bool = False) -> Figure:
    by_genre = data.tables.film_genres[["film_id", "genre"]].drop_duplicates().merge(films[["film_id", column]], on="film_id")
    table = quartiles(by_genre, "genre", column, least=_LEAST)
    facts: dict[str, object] = {"films": by_genre["film_id"].nunique(), "least": _LEAST}
    if len(table):
        facts |= {
            "top": Name("genre", table["label"].iloc[0]),
            "top_median": table["median"].iloc[0],
            "bottom": Name("genre", table["label"].iloc[-1]),
            "bottom_median": table["median"].iloc[-1],
        }
    return Figure(
        name,
        table,
        by_genre["film_id"].nunique(),
        partial(ranges, form="d1", kind="genre", logarithmic=log),
        facts,
        (600, 660),
    )


def rating_by_genre(data: Data) -> Figure:
    """The middle half of the ratings of each genre."""
    films = data.tables.films
    return _by_genre(data, "rating_by_genre", "vote_average", films[films["vote_count"] >= _TRUSTED])


def return_by_genre(data: Data) -> Figure:
    """The middle half of the returns of each genre."""
    return _by_genre(data, "return_by_genre", "return", _paid_and_earned(data), log=True)


def genre_pairs(data: Data) -> Figure:
    """How many genres a film names."""
    counts = data.tables.film_genres.drop_duplicates(["film_id", "genre"]).groupby("film_id").size()
    sizes = counts.clip(upper=6).value_counts().reindex(range(1, 7), fill_value=0)
    table = pd.DataFrame({"label": ["1", "2", "3", "4", "5", "6+"], "value": sizes.to_numpy()})
    facts = {
        "films": len(counts),
        "one": share(int(sizes[1]), len(counts)),
        "four": share(int(sizes.loc[4:].sum()), len(counts)),
        "none": len(data.tables.films) - len(counts),
    }
    return Figure("genre_pairs", table if len(counts) else table.head(0), len(counts), partial(columns), facts, (300, 280))
