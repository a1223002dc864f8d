"""Outliers and anomalies: impossible values, and true extremes."""

from collections import Counter
from functools import partial

import pandas as pd

from eda.drawing.charts import bars, columns, histogram
from eda.drawing.figure import Data, Figure, Table
from eda.figures.measures import bins, decade, fences, known_values, log_edges, log_fences, share, top_row
from functions.keys import clave

_PLAUSIBLE = 1000  # dollars below which an amount is taken for one in thousands or millions, or for a slip
_NAMED = 10


def budget_fences(data: Data) -> Figure:
    """Budgets on a logarithmic scale, with the robust fences beyond which they are outliers."""
    amounts = known_values(data.tables.films["budget"])
    table = bins(amounts, log_edges(amounts, 3))
    facts: dict[str, object] = {
        "films": len(amounts),
        "tiny": int((amounts < _PLAUSIBLE).sum()),
        "ones": int((amounts == 1).sum()),
    }
    marks = []
    if len(amounts):
        fence = log_fences(amounts)
        table["mark"] = (table["right"] <= fence.low) | (table["left"] >= fence.high)
        facts |= {
            "low": fence.low,
            "high": fence.high,
            "below": int((amounts < fence.low).sum()),
            "above": int((amounts > fence.high).sum()),
        }
        marks = [(fence.low, "fence")]
    return Figure(
        "budget_fences",
        table if len(amounts) else table.head(0),
        len(amounts),
        partial(histogram, form="sm", logarithmic=True, marks=marks),
        facts,
    )


def return_fences(data: Data) -> Figure:
    """Returns on a logarithmic scale, with their robust fences."""
    returns = known_values(data.tables.films["return"])
    table = bins(returns.clip(0.001, 99_999), [10 ** (power / 3) for power in range(-9, 16)])
    facts: dict[str, object] = {"films": len(returns)}
    marks = []
    if len(returns):
        fence = log_fences(returns)
        table["mark"] = (table["right"] <= fence.low) | (table["left"] >= fence.high)
        extreme = top_row(data.tables.films, "return")
        tiny = data.tables.films[(data.tables.films["return"] > fence.high) & (data.tables.films["budget"] < _PLAUSIBLE)]
        facts |= {
            "low": fence.low,
            "high": fence.high,
            "below": int((returns < fence.low).sum()),
            "above": int((returns > fence.high).sum()),
            "max": float(returns.max()),
            "max_title": extreme["title"],
            "max_budget": int(extreme["budget"]),
            "tiny_share": share(len(tiny), int((returns > fence.high).sum())),
            "tiny": len(tiny),
        }
        marks = [(fence.low, "fence"), (fence.high, "fence")]
    return Figure(
        "return_fences",
        table if len(returns) else table.head(0),
        len(returns),
        partial(histogram, logarithmic=True, marks=marks),
        facts,
    )


def runtime_fences(data: Data) -> Figure:
    """Runtimes on a logarithmic scale, with their robust fences in minutes."""
    minutes = known_values(data.tables.films["runtime"].dropna()).astype("float64")
    table = bins(minutes, log_edges(minutes, 8))
    facts: dict[str, object] = {"films": len(minutes), "zeros": int((data.tables.films["runtime"] == 0).sum())}
    marks = []
    if len(minutes):
        fence = fences(minutes)
        table["mark"] = (table["right"] <= fence.low) | (table["left"] >= fence.high)
        longest = top_row(data.tables.films, "runtime")
        facts |= {
            "low": fence.low,
            "high": fence.high,
            "below": int((minutes < fence.low).sum()),
            "above": int((minutes > fence.high).sum()),
            "longest": longest["title"],
            "longest_minutes": int(longest["runtime"]),
            "day": int((minutes > 300).sum()),
        }
        marks = [(fence.low, "fence"), (fence.high, "fence")] if fence.low > 0 else [(fence.high, "fence")]
    return Figure(
        "runtime_fences",
        table if len(minutes) else table.head(0),
        len(minutes),
        partial(histogram, logarithmic=True, marks=marks),
        facts,
    )


def round_budgets(data: Data) -> Figure:
    """The budgets that most films share."""
    amounts = known_values(data.tables.films["budget"])
    counts = Counter(amounts.tolist())
    ranked = sorted(((count, amount) for amount, count in counts.items()), key=lambda pair: (-pair[0], pair[1]))[:12]
    table = pd.DataFrame([(amount, count) for count, amount in ranked], columns=["label", "value"])
    facts = {
        "films": len(amounts),
        "round": share(int((amounts % 100_000 == 0).sum()), len(amounts)),
        "first": ranked[0][1] if ranked else None,
        "first_films": ranked[0][0] if ranked else None,
    }
    return Figure("round_budgets", table, len(amounts), partial(bars, kind="money"), facts, (400, 400))


def extreme_ratings(data: Data) -> Figure:
    """The share of films rated 0–2 or 9–10, by how many people voted."""
    films = data.tables.films
    films = films[(films["vote_count"] > 0) & films["vote_average"].notna()]
    labels = ["1", "2–4", "5–9", "10–24", "25–99", "100+"]
    bucket = pd.cut(films["vote_count"], [0, 1, 4, 9, 24, 99, 10**9], labels=labels)
    extreme = ((films["vote_average"] <= 2) | (films["vote_average"] >= 9)).groupby(bucket, observed=False).agg(["mean", "size"])
    table = pd.DataFrame({"label": labels, "value": extreme["mean"].fillna(0).to_numpy(), "films": extreme["size"].to_numpy()})
    facts = {
        "films": len(films),
        "single": table["value"].iloc[0],
        "many_extreme": round(table["value"].iloc[-1] * table["films"].iloc[-1]),
        "many_films": int(table["films"].iloc[-1]),
        "single_films": int(table["films"].iloc[0]),
    }
    return Figure(
        "extreme_ratings", table if len(films) else table.head(0), len(films), partial(columns, form="p"), facts, (310, 290)
    )


def first_of_january(data: Data) -> Figure:
    """On which day of the month films come out, against the share an even spread would give."""
    days = data.tables.films["release_date"].str[8:10].astype("int64")
    counts = days.value_counts().reindex(range(1, 32), fill_value=0)
    table = pd.DataFrame({"label": counts.index, "value": counts.to_numpy() / max(len(days), 1), "films": counts.to_numpy()})
    table["mark"] = table["label"] == 1
    january = int((data.tables.films["release_date"].str[5:] == "01-01").sum())
    facts = {
        "films": len(days),
        "first": table["value"].iloc[0],
        "other": table["value"].iloc[1:].mean(),
        "january": january,
        "january_share": share(january, len(days)),
    }
    return Figure("first_of_january", table, len(days), partial(columns, form="p", every=5), facts, (310, 290))


_MONEY = {"title": "film", "release_year": "", "budget": "sm", "revenue": "sm", "return": "d1"}


def top_returns(data: Data) -> Table:
    """The highest returns among films whose budget is plausible."""
    films = data.tables.films
    selected = films[(films["return"] > 0) & (films["budget"] >= 10_000) & (films["revenue"] >= 10_000)]
    return _films_table("top_returns", selected.sort_values(["return", "film_id"], ascending=[False, True]), _MONEY)


def absurd_budgets(data: Data) -> Table:
    """Films whose budget is under a thousand dollars though people know them."""
    films = data.tables.films
    selected = films[(films["budget"] > 0) & (films["budget"] < _PLAUSIBLE)]
    formats = {"title": "film", "release_year": "", "budget": "n", "revenue": "n", "vote_count": "n"}
    return _films_table("absurd_budgets", selected.sort_values(["vote_count", "film_id"], ascending=[False, True]), formats)


def biggest_losses(data: Data) -> Table:
    """The largest differences between budget and revenue, both known and plausible."""
    films = data.tables.films
    selected = films[
        (films["return"] > 0) & (films["return"] < 1) & (films["budget"] >= _PLAUSIBLE) & (films["revenue"] >= _PLAUSIBLE)
    ]
    selected = selected.assign(loss=selected["budget"] - selected["revenue"], doubt=_beyond_decade(selected, films))
    formats = {"title": "film", "release_year": "", "budget": "sm", "revenue": "sm", "loss": "sm", "doubt": "reason"}
    return _films_table("biggest_losses", selected.sort_values(["loss", "film_id"], ascending=[False, True]), formats)


def _beyond_decade(selected: pd.DataFrame, films: pd.DataFrame) -> pd.Series:
    """Whether the budget of each film is beyond the robust fence of its decade's, and so in another currency or wrong.

    Metropolis (1927) has 92,620,000, ten times the next highest of its decade.
    """
    budgets = films[films["budget"] >= _PLAUSIBLE]
    highest = {start: log_fences(values).high for start, values in budgets["budget"].groupby(decade(budgets["release_year"]))}
    decades = decade(selected["release_year"])
    return pd.Series("doubtful", index=selected.index).where(selected["budget"] > decades.map(highest))


def longest_films(data: Data) -> Table:
    """The longest films."""
    films = data.tables.films[data.tables.films["runtime"].fillna(0) > 0].astype({"runtime": "int64"})
    formats = {"title": "film", "release_year": "", "runtime": "n", "vote_count": "n"}
    return _films_table("longest_films", films.sort_values(["runtime", "film_id"], ascending=[False, True]), formats)


def _films_table(name: str, films: pd.DataFrame, formats: dict[str, str]) -> Table:
    named = films.head(_NAMED).reset_index(drop=True)
    # A title may be of several films, so the card is named by its id as well.
    cards = [
        ("peliculas_duracion", f"{clave(title)}/{film}") for title, film in zip(named["title"], named["film_id"], strict=True)
    ]
    return Table(name, named[list(formats)], formats, {"films": len(films)}, cards)
