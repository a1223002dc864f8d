"""Data quality: what is missing, which zeros mean unknown, what was rejected and what was mended."""

from collections import Counter
from functools import partial

import pandas as pd

from eda.drawing.charts import bars, columns, lines
from eda.drawing.figure import Data, Figure, Table
from eda.figures.measures import decade, peak, share
from eda.texts.language import Name

# A film of this many fields is complete; a blank of the source, a zero amount or an empty list is not known.
_FIELDS = (
    "runtime",
    "budget",
    "revenue",
    "vote_count",
    "original_language",
    "overview",
    "tagline",
    "collection",
    "genres",
    "companies",
    "countries",
    "directors",
    "cast",
    "keywords",
)
_MONEY = ("budget", "revenue", "runtime")
_FULL_LIST = _FIELDS[:5] + _FIELDS[8:]


def known_fields(data: Data) -> pd.DataFrame:
    """For each film, which of its fields are known: one true-or-false column per field."""
    films, tables = data.tables.films, data.tables
    tables_by_field = {
        "genres": tables.film_genres,
        "companies": tables.film_companies,
        "countries": tables.film_countries,
        "directors": tables.film_directors,
        "cast": tables.film_cast,
        "keywords": tables.film_keywords,
    }
    known = {name: films[name].fillna(0) > 0 for name in ("runtime", "budget", "revenue", "vote_count")}
    known |= {name: films[name].notna() for name in ("original_language", "overview", "tagline", "collection")}
    known |= {name: films["film_id"].isin(table["film_id"]) for name, table in tables_by_field.items()}
    return pd.DataFrame({name: known[name].astype(bool) for name in _FIELDS})


def coverage(data: Data) -> Figure:
    """The share of films in which each field is known."""
    known = known_fields(data)
    table = pd.DataFrame({"label": known.columns, "value": known.mean().to_numpy(), "films": known.sum().to_numpy()})
    table["mark"] = table["label"].isin(("budget", "revenue"))
    table = table.sort_values(["value", "label"], ascending=[False, True], kind="stable").reset_index(drop=True)
    both = int((known["budget"] & known["revenue"]).sum())
    shares = dict(zip(table["label"], table["value"], strict=True))
    facts = {**shares, "both": both, "both_share": share(both, len(known)), "films": len(known)}
    facts["with_revenue"] = int(known["revenue"].sum())
    facts["no_budget"], facts["no_revenue"] = int((~known["budget"]).sum()), int((~known["revenue"]).sum())
    return Figure("coverage", table, len(known), partial(bars, form="p", kind="text"), facts, (430, 400))


def coverage_by_decade(data: Data) -> Figure:
    """The share of each decade's films whose budget, revenue and runtime are known."""
    known, films = known_fields(data), data.tables.films
    decades = decade(films["release_year"])
    films_of = decades.value_counts().sort_index()
    least = min(20, int(films_of.max()))
    decades_shown = [int(start) for start, count in films_of.items() if count >= least]  # type: ignore[call-overload] # an index of whole numbers
    shares = known.groupby(decades)[list(_MONEY)].mean().loc[decades_shown]
    long = shares.rename_axis("x").reset_index().melt("x", var_name="series", value_name="value")
    best_decade = peak(shares["budget"])
    facts = {
        "best": Name("decade", int(best_decade)),
        "best_share": shares["budget"].max(),
        "first": Name("decade", decades_shown[0]),
        "first_share": shares["budget"].iloc[0],
        "runtime_least": shares["runtime"].min(),
        "least": least,
    }
    return Figure("coverage_by_decade", long, len(films), partial(lines, form="p"), facts, (340, 300))


def coverage_by_votes(data: Data) -> Figure:
    """The share of films with both amounts known, by how many people voted."""
    known, films = known_fields(data), data.tables.films
    edges, labels = [-1, 0, 9, 99, 999, 10**9], ["0", "1–9", "10–99", "100–999", "1000+"]
    bucket = pd.cut(films["vote_count"], edges, labels=labels)
    both = (known["budget"] & known["revenue"]).groupby(bucket, observed=False).agg(["mean", "size"])
    table = pd.DataFrame({"label": labels, "value": both["mean"].fillna(0).to_numpy(), "films": both["size"].to_numpy()})
    top = films["vote_count"] >= 1000
    facts = {
        "top": table["value"].iloc[-1],
        "few": share(
            int((known["budget"] & known["revenue"])[films["vote_count"] < 10].sum()), int((films["vote_count"] < 10).sum())
        ),
        "famous": int(top.sum()),
        "unvoted": int((films["vote_count"] == 0).sum()),
    }
    return Figure("coverage_by_votes", table, len(films), partial(columns, form="p"), facts, (320, 300))


def completeness(data: Data) -> Figure:
    """How many of ten fields each film has: the fields every film could have."""
    known = known_fields(data)[list(_FULL_LIST)]
    counts = known.sum(axis=1).value_counts().reindex(range(len(_FULL_LIST) + 1), fill_value=0)
    table = pd.DataFrame({"label": counts.index, "value": counts.to_numpy()})
    table["mark"] = table["label"] == len(_FULL_LIST)
    facts = {
        "fields": len(_FULL_LIST),
        "all": int(counts.iloc[-1]),
        "all_share": share(int(counts.iloc[-1]), len(known)),
        "median": int(known.sum(axis=1).median()),
    }
    return Figure("completeness", table, len(known), partial(columns, form="n"), facts, (320, 300))


def rejects(data: Data) -> Figure:
    """Rows that are no film of the catalogue and cells that were mended, by reason."""
    rejected: Counter[str] = Counter(data.tables.rejects["reason"].tolist())
    mended = data.tables.repairs
    what: Counter[str] = Counter((mended["file"].str.removesuffix(".csv") + ": " + mended["repair"]).tolist())
    rows: list[tuple[str, int, bool]] = [(reason, count, True) for reason, count in rejected.items()]
    rows += [(repair, count, False) for repair, count in what.items()]
    rows.sort(key=_largest_first)
    table = pd.DataFrame(rows, columns=["label", "value", "mark"]).head(12)
    total, films = len(data.tables.rejects), len(data.tables.films)
    facts = {
        "rejects": total,
        "films": films,
        "read": films + total,
        "share": share(total, films + total),
        "repairs": len(mended),
        "reasons": len(rows),
        "drawn": len(table),
    }
    height = 90 + 30 * max(len(table), 4)
    return Figure("rejects", table, films + total, partial(bars, kind="text"), facts, (height, height + 100))


def _largest_first(row: tuple[str, int, bool]) -> tuple[int, str]:
    return -row[1], row[0]


def shared_titles(data: Data) -> Figure:
    """How many titles are shared by two, three, four or more films."""
    answers = data.answered["peliculas_duracion"].answers
    sizes = pd.Series([1 + len(answer["otras"]) for answer in answers.values()], dtype="int64")
    shared = sizes[sizes > 1]
    labels = ["2", "3", "4", "5", "6+"]
    counts = [int((shared == size).sum()) for size in (2, 3, 4, 5)] + [int((shared > 5).sum())]
    most = max(answers.values(), key=lambda answer: (len(answer["otras"]), answer["pelicula"]))
    table = pd.DataFrame({"label": labels, "value": counts})
    facts = {
        "titles": len(shared),
        "films": int(shared.sum()),
        "share": share(int(shared.sum()), int(sizes.sum())),
        "most": most["pelicula"],
        "most_films": 1 + len(most["otras"]),
    }
    return Figure("shared_titles", table if len(shared) else table.head(0), int(sizes.sum()), partial(columns), facts, (300, 280))


def rejected_rows(data: Data) -> Table:
    """Rejected rows, first of each reason: their row in the raw file, id, title and reason."""
    named = data.tables.rejects.groupby("reason", sort=True).head(4).sort_values(["reason", "row"])
    return Table(
        "rejected_rows", named[["reason", "row", "id", "title"]], {"reason": "reason", "row": "n", "id": "", "title": ""}
    )
