"""Time: films a year, months of release, and how languages, genres, lengths and money changed by decade."""

from functools import partial

import pandas as pd

from eda.drawing.charts import columns, lines, multiples
from eda.drawing.figure import Data, Figure
from eda.figures.measures import decade, peak, share, top_row, trough
from eda.texts.language import Name

_PANELS = 8


def films_per_year(data: Data) -> Figure:
    """How many films of the catalogue came out each year."""
    counts = data.tables.films["release_year"].value_counts().sort_index()
    years = range(int(counts.index.min()), int(counts.index.max()) + 1)
    table = pd.DataFrame({"series": "films", "x": list(years), "value": counts.reindex(years, fill_value=0).to_numpy()})
    busiest = int(peak(counts))
    half = data.tables.films["release_year"].median()
    facts = {
        "first": years[0],
        "last": years[-1],
        "peak": busiest,
        "peak_films": int(counts.max()),
        "half": int(half),
        "last_films": int(counts.iloc[-1]),
        "films": int(counts.sum()),
    }
    return Figure("films_per_year", table, int(counts.sum()), partial(lines), facts, (340, 300))


def months(data: Data) -> Figure:
    """The share of films by month of release; films of 1 January, mostly an unknown date, are separate."""
    dates = data.tables.films["release_date"]
    dated = dates[dates.str[5:] != "01-01"]
    counts = dated.str[5:7].astype("int64").value_counts().reindex(range(1, 13), fill_value=0)
    table = pd.DataFrame({"label": counts.index, "value": counts.to_numpy() / max(len(dated), 1), "films": counts.to_numpy()})
    best_month = int(peak(counts))
    table["mark"] = table["label"] == best_month
    facts = {
        "films": len(dated),
        "best": Name("month", best_month),
        "best_share": table["value"].max(),
        "worst": Name("month", int(trough(counts))),
        "worst_share": table["value"].min(),
        "left_out": len(dates) - len(dated),
    }
    return Figure("months", table, len(dated), partial(columns, form="p", kind="month"), facts, (310, 290))


def month_revenue(data: Data) -> Figure:
    """The median revenue by month of release, where known."""
    films = data.tables.films
    selected = films[(films["revenue"] >= 1000) & (films["release_date"].str[5:] != "01-01")]
    grouped = selected["revenue"].groupby(selected["release_date"].str[5:7].astype("int64")).agg(["median", "size"])
    grouped = grouped.reindex(range(1, 13))
    table = pd.DataFrame(
        {"label": grouped.index, "value": grouped["median"].fillna(0).to_numpy(), "films": grouped["size"].fillna(0).to_numpy()}
    )
    facts: dict[str, object] = {"films": len(selected)}
    if len(selected):
        best_month, worst = int(peak(table["value"])) + 1, int(trough(table["value"])) + 1
        table["mark"] = table["label"] == best_month
        facts |= {
            "best": Name("month", best_month),
            "best_median": table["value"].max(),
            "worst": Name("month", worst),
            "worst_median": table["value"].min(),
        }
    return Figure(
        "month_revenue",
        table if len(selected) else table.head(0),
        len(selected),
        partial(columns, form="sm", kind="month"),
        facts,
        (310, 290),
    )


def _shares(films: pd.DataFrame, column: str, chosen: list[str], total: pd.Series) -> pd.DataFrame:
    """The share of each decade's films that have each of the chosen values."""
    counts = films[films[column].isin(chosen)].groupby([column, "decade"]).size()
    decades = list(total.index)
    rows = [(value, index, share(int(counts.get((value, index), 0)), int(total[index]))) for value in chosen for index in decades]
    return pd.DataFrame(rows, columns=["panel", "x", "value"])


def _decades(data: Data) -> tuple[pd.DataFrame, pd.Series]:
    """The films with their decade, and how many films each decade has; decades of hardly any film left out."""
    films = data.tables.films.assign(decade=decade(data.tables.films["release_year"]))
    total = films["decade"].value_counts().sort_index()
    total = total[total >= min(50, max(3, int(total.max() // 20)))]
    return films[films["decade"].isin(total.index)], total


def languages_by_decade(data: Data) -> Figure:
    """The share of each decade's films in each of the languages with most films."""
    films, total = _decades(data)
    chosen = [
        str(code)
        for code in films["original_language"]
        .value_counts()
        .sort_index()
        .sort_values(ascending=False, kind="stable")
        .head(_PANELS)
        .index
    ]
    table = _shares(films, "original_language", chosen, total)
    first = table[table["panel"] == chosen[0]] if chosen else table
    peak_row = top_row(first, "value") if len(first) else None
    facts: dict[str, object] = {"films": len(films), "languages": int(films["original_language"].nunique())}
    if peak_row is not None:
        facts |= {
            "top": Name("language", chosen[0]),
            "peak": Name("decade", int(peak_row["x"])),
            "peak_share": peak_row["value"],
            "last": Name("decade", int(first["x"].iloc[-1])),
            "last_share": first["value"].iloc[-1],
        }
    return Figure("languages_by_decade", table, len(films), partial(multiples, kind="language", shared=False), facts, (380, 480))


def genres_by_decade(data: Data) -> Figure:
    """The share of each decade's films in each of the most frequent genres."""
    films, total = _decades(data)
    genres = data.tables.film_genres[["film_id", "genre"]].drop_duplicates().merge(films[["film_id", "decade"]], on="film_id")
    ranked = genres["genre"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    chosen = [str(genre) for genre in ranked.head(12).index]
    # Of the films that have a genre: how many have none differs from decade to decade.
    with_genre = genres.drop_duplicates("film_id")["decade"].value_counts().reindex(total.index, fill_value=0)
    table = _shares(genres, "genre", chosen, with_genre)
    facts: dict[str, object] = {"films": genres["film_id"].nunique(), "drawn": len(chosen)}
    if len(table) and len(total) > 1:
        ends = table.pivot_table(index="panel", columns="x", values="value")
        change = ends.iloc[:, -1] - ends.iloc[:, max(0, len(total) - 6)]
        up, down = str(peak(change)), str(trough(change))
        facts |= {
            "up": Name("genre", up),
            "up_from": ends.loc[up].iloc[max(0, len(total) - 6)],
            "up_to": ends.loc[up].iloc[-1],
            "down": Name("genre", down),
            "down_from": ends.loc[down].iloc[max(0, len(total) - 6)],
            "down_to": ends.loc[down].iloc[-1],
            "from": Name("decade", int(ends.columns[max(0, len(total) - 6)])),
            "to": Name("decade", int(ends.columns[-1])),
        }
    return Figure(
        "genres_by_decade", table, int(genres["film_id"].nunique()), partial(multiples, kind="genre"), facts, (460, 640)
    )


def _by_decade(name: str, films: pd.DataFrame, column: str, form: str, *, log: bool = False) -> Figure:
    """The quartiles of a column by decade, as three lines."""
    selected = films.assign(decade=decade(films["release_year"]))
    least = min(10, max(2, len(selected) // 100))
    facts: dict[str, object] = {"films": len(selected), "least": least}
    if selected.empty:
        return Figure(name, pd.DataFrame(columns=["x", "series", "value"]), 0, partial(lines), facts)
    values = selected.groupby("decade")[column]
    grouped = pd.DataFrame({"q1": values.quantile(0.25), "median": values.median(), "q3": values.quantile(0.75)})
    grouped = grouped[selected["decade"].value_counts().sort_index() >= least]
    long = grouped[["median", "q1", "q3"]].rename_axis("x").reset_index().melt("x", var_name="series", value_name="value")
    if len(grouped):
        peak_row = peak(grouped["median"])
        facts |= {
            "first": Name("decade", int(grouped.index[0])),
            "first_median": grouped["median"].iloc[0],
            "last": Name("decade", int(grouped.index[-1])),
            "last_median": grouped["median"].iloc[-1],
            "highest": Name("decade", int(peak_row)),
            "highest_median": grouped["median"].max(),
        }
    return Figure(name, long, len(selected), partial(lines, form=form, logarithmic=log), facts, (340, 300))


def runtime_by_decade(data: Data) -> Figure:
    """The quartiles of feature runtimes, decade by decade."""
    films = data.tables.films[data.tables.films["runtime"].fillna(0) >= 40].astype({"runtime": "float64"})
    return _by_decade("runtime_by_decade", films, "runtime", "n")


def rating_by_decade(data: Data) -> Figure:
    """The quartiles of ratings, decade by decade."""
    films = data.tables.films
    return _by_decade("rating_by_decade", films[films["vote_count"] >= 10], "vote_average", "d1")


def budget_by_decade(data: Data) -> Figure:
    """The quartiles of budgets, in dollars of their day, decade by decade."""
    films = data.tables.films
    return _by_decade("budget_by_decade", films[films["budget"] >= 1000], "budget", "sm", log=True)
