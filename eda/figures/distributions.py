"""Distributions: how long, how dear, how lucrative, how voted the films are."""

from functools import partial

import pandas as pd

from eda.drawing.charts import curve, histogram, ranges
from eda.drawing.figure import Data, Figure
from eda.figures.measures import bins, known_values, log_edges, quartiles, share, top_row

_LEAST = 5  # films of a genre that has quartiles


def runtime(data: Data) -> Figure:
    """Minutes, in bins of five, up to four hours."""
    minutes = known_values(data.tables.films["runtime"].dropna()).astype("int64")
    table = bins(minutes[minutes < 240], list(range(0, 241, 5)))
    facts = {
        "films": len(minutes),
        "median": minutes.median(),
        "q1": minutes.quantile(0.25),
        "q3": minutes.quantile(0.75),
        "short": share(int((minutes < 40).sum()), len(minutes)),
        "long": int((minutes >= 240).sum()),
        "mode": int(minutes.mode().iloc[0]) if len(minutes) else None,
    }
    marks = [(float(minutes.median()), "median")] if len(minutes) else []
    return Figure("runtime", table.head(0) if minutes.empty else table, len(minutes), partial(histogram, marks=marks), facts)


def _money(data: Data, column: str) -> Figure:
    amounts = known_values(data.tables.films[column])
    table = bins(amounts, log_edges(amounts))
    films = data.tables.films
    largest = top_row(films, column)
    facts = {
        "films": len(amounts),
        "share": share(len(amounts), len(films)),
        "median": amounts.median(),
        "q1": amounts.quantile(0.25),
        "q3": amounts.quantile(0.75),
        "mean": amounts.mean(),
        "largest": largest["title"],
        "largest_year": int(largest["release_year"]),
        "largest_value": int(largest[column]),
    }
    marks = [(float(amounts.median()), "median"), (float(amounts.mean()), "mean")] if len(amounts) else []
    shown_rows = table.head(0) if amounts.empty else table
    return Figure(column, shown_rows, len(amounts), partial(histogram, form="sm", logarithmic=True, marks=marks), facts)


def budget(data: Data) -> Figure:
    """Budgets above zero, in bins of equal ratio."""
    return _money(data, "budget")


def revenue(data: Data) -> Figure:
    """Revenues above zero, in bins of equal ratio."""
    return _money(data, "revenue")


def film_return(data: Data) -> Figure:
    """Revenue over budget where both are known, in bins of equal ratio from 0.01 to 100."""
    returns = known_values(data.tables.films["return"])
    edges = [10 ** (power / 6) for power in range(-12, 13)]
    table = bins(returns, edges)
    table["mark"] = table["right"] <= 1.0001
    facts = {
        "films": len(returns),
        "median": returns.median(),
        "loses": share(int((returns < 1).sum()), len(returns)),
        "doubles": share(int((returns >= 2).sum()), len(returns)),
        "outside": int(((returns < 0.01) | (returns > 100)).sum()),
        "mean": returns.mean(),
    }
    marks = [(float(returns.median()), "median")] if len(returns) else []
    return Figure(
        "return",
        table.head(0) if returns.empty else table,
        len(returns),
        partial(histogram, form="n", logarithmic=True, marks=marks),
        facts,
    )


def votes(data: Data) -> Figure:
    """How many people voted for a film, in bins of equal ratio."""
    films = data.tables.films
    counts = known_values(films["vote_count"])
    table = bins(counts, log_edges(counts, 3))
    ranked = counts.sort_values(ascending=False)
    top = max(1, len(ranked) // 100)
    facts = {
        "films": len(counts),
        "median": counts.median(),
        "none": len(films) - len(counts),
        "hundred": share(int((counts >= 100).sum()), len(counts)),
        "top_share": share(int(ranked.head(top).sum()), int(ranked.sum())),
        "top": top,
    }
    marks = [(float(counts.median()), "median")] if len(counts) else []
    return Figure(
        "votes", table.head(0) if counts.empty else table, len(counts), partial(histogram, logarithmic=True, marks=marks), facts
    )


def rating(data: Data) -> Figure:
    """Mean ratings of films with ten votes or more, in bins of a quarter."""
    films = data.tables.films
    rated = films[(films["vote_count"] >= 10) & films["vote_average"].notna()]["vote_average"]
    table = bins(rated, [index / 4 for index in range(41)])
    facts = {
        "films": len(rated),
        "median": rated.median(),
        "q1": rated.quantile(0.25),
        "q3": rated.quantile(0.75),
        "eight": share(int((rated >= 8).sum()), len(rated)),
        "left_out": len(films) - len(rated),
    }
    marks = [(float(rated.median()), "median")] if len(rated) else []
    return Figure(
        "rating", table.head(0) if rated.empty else table, len(rated), partial(histogram, form="d1", marks=marks), facts
    )


def popularity(data: Data) -> Figure:
    """TMDB's popularity index above zero, in bins of equal ratio."""
    values = known_values(data.tables.films["popularity"].dropna())
    table = bins(values, log_edges(values, 3))
    facts = {
        "films": len(values),
        "median": values.median(),
        "max": values.max() if len(values) else None,
        "most": top_row(data.tables.films, "popularity")["title"] if len(values) else None,
        "below_one": share(int((values < 1).sum()), len(values)),
    }
    return Figure(
        "popularity", table.head(0) if values.empty else table, len(values), partial(histogram, logarithmic=True), facts
    )


def concentration(data: Data) -> Figure:
    """How much of all revenue the best-earning films hold: a Lorenz curve, from the top."""
    earned = known_values(data.tables.films["revenue"]).sort_values(ascending=False).reset_index(drop=True)
    running = earned.cumsum() / max(int(earned.sum()), 1)
    ranks = sorted({round(step * (len(earned) - 1) / 100) for step in range(101)}) if len(earned) > 1 else []
    table = pd.DataFrame(
        {"x": [0.0, *((index + 1) / len(earned) for index in ranks)], "y": [0.0, *(float(running[index]) for index in ranks)]}
    )
    tenth = max(1, len(earned) // 10) if len(earned) else 0
    tenth_share = float(running[tenth - 1]) if tenth else 0.0
    half = int((running < 0.5).sum()) + 1 if len(earned) else 0
    facts = {
        "films": len(earned),
        "tenth_share": tenth_share,
        "half": half,
        "half_share": share(half, len(earned)),
        "total": int(earned.sum()),
    }
    return Figure(
        "concentration",
        table if ranks else table.head(0),
        len(earned),
        partial(curve, mark=(0.1, tenth_share)),
        facts,
        (400, 330),
    )


def runtime_by_genre(data: Data) -> Figure:
    """The middle half of the runtimes of each genre."""
    films = data.tables.films[["film_id", "runtime"]].dropna()
    films = films[films["runtime"] > 0].astype({"runtime": "float64"})
    genres = data.tables.film_genres[["film_id", "genre"]].drop_duplicates().merge(films, on="film_id")
    table = quartiles(genres, "genre", "runtime", least=_LEAST)
    facts = {"films": genres["film_id"].nunique(), "least": _LEAST, **_ends(table)}
    return Figure("runtime_by_genre", table, genres["film_id"].nunique(), partial(ranges, kind="genre"), facts, (600, 660))


def _ends(table: pd.DataFrame) -> dict[str, object]:
    """The first and last of some ranges, as facts."""
    from eda.texts.language import Name  # noqa: PLC0415

    if table.empty:
        return {}
    first, last = table.iloc[0], table.iloc[-1]
    return {
        "top": Name("genre", first["label"]),
        "top_median": first["median"],
        "bottom": Name("genre", last["label"]),
        "bottom_median": last["median"],
    }
