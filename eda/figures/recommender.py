"""The recommender: what it can learn from, how it was judged, and what it recommends."""

from functools import partial
from typing import Any

import pandas as pd

from eda.drawing.charts import bars, columns, estimates, histogram
from eda.drawing.figure import Data, Figure, Table
from eda.figures.measures import bins, log_edges, share, top_row
from eda.texts.language import Name
from precompute.recommender.method_names import METHOD_NAMES

_CONTENT_RIVALS = ("overview TF-IDF", "genre one-hot", "soup")
_ALL_RIVALS = (*_CONTENT_RIVALS, "popularity", "item-kNN", "EASE^R")


def ratings_stars(data: Data) -> Figure:
    """How often each number of stars was given."""
    stars = data.tables.ratings["rating"]
    counts = stars.value_counts().reindex([index / 2 for index in range(1, 11)], fill_value=0)
    table = pd.DataFrame(
        {
            "label": [f"{index:g}" for index in counts.index],
            "value": counts.to_numpy() / max(len(stars), 1),
            "ratings": counts.to_numpy(),
        }
    )
    facts = {
        "ratings": len(stars),
        "users": int(data.tables.ratings["user_id"].nunique()),
        "films": int(data.tables.ratings["film_id"].nunique()),
        "four": share(int((stars >= 4).sum()), len(stars)),
        "mean": stars.mean(),
    }
    return Figure(
        "ratings_stars", table if len(stars) else table.head(0), len(stars), partial(columns, form="p"), facts, (300, 280)
    )


def ratings_per_user(data: Data) -> Figure:
    """How many films each user rated."""
    counts = data.tables.ratings.groupby("user_id").size()
    table = bins(counts, log_edges(counts, 4))
    facts = {"users": len(counts), "median": counts.median(), "max": int(counts.max()) if len(counts) else 0}
    marks = [(float(counts.median()), "median")] if len(counts) else []
    return Figure(
        "ratings_per_user",
        table if len(counts) else table.head(0),
        int(counts.sum()),
        partial(histogram, logarithmic=True, marks=marks),
        facts,
        (310, 290),
    )


def ratings_per_film(data: Data) -> Figure:
    """How many of the catalogue's films have no, one, a few or many ratings."""
    counts = data.tables.films["film_id"].map(data.tables.ratings.groupby("film_id").size()).fillna(0)
    labels = ["0", "1", "2–4", "5–9", "10–49", "50+"]
    bucket = pd.cut(counts, [-1, 0, 1, 4, 9, 49, 10**9], labels=labels)
    sizes = bucket.value_counts().reindex(labels, fill_value=0)
    table = pd.DataFrame({"label": labels, "value": sizes.to_numpy() / max(len(counts), 1), "films": sizes.to_numpy()})
    table["mark"] = table["label"] == "0"
    facts = {
        "films": len(counts),
        "none": table["value"].iloc[0],
        "ten": share(int((counts >= 10).sum()), len(counts)),
        "tens": int((counts >= 10).sum()),
        "few": int(((counts > 0) & (counts < 10)).sum()),
    }
    return Figure(
        "ratings_per_film",
        table if len(data.tables.ratings) else table.head(0),
        len(counts),
        partial(columns, form="p"),
        facts,
        (310, 290),
    )


def features(data: Data) -> Figure:
    """The share of films that carry each kind of content a recommender can compare."""
    tables, films = data.tables, data.tables.films
    kinds = {
        "genres": films["film_id"].isin(tables.film_genres["film_id"]),
        "keywords": films["film_id"].isin(tables.film_keywords["film_id"]),
        "directors": films["film_id"].isin(tables.film_directors["film_id"]),
        "cast": films["film_id"].isin(tables.film_cast["film_id"]),
        "overview": films["overview"].notna(),
        "companies": films["film_id"].isin(tables.film_companies["film_id"]),
        "collection": films["collection"].notna(),
    }
    rows = sorted(((name, float(lengths.mean())) for name, lengths in kinds.items()), key=lambda row: (-row[1], row[0]))
    draw_no_data = int((~pd.DataFrame(kinds).any(axis=1)).sum())
    facts: dict[str, Any] = dict(rows)
    table = pd.DataFrame(rows, columns=["label", "value"])
    return Figure(
        "features",
        table,
        len(films),
        partial(bars, form="p", kind="text"),
        {**facts, "films": len(films), "nothing": draw_no_data},
        (290, 300),
    )


def shared_keywords(data: Data) -> Figure:
    """The number of films with each keyword; a keyword of one film links no two films."""
    counts = data.tables.film_keywords.drop_duplicates(["film_id", "keyword"]).groupby("keyword").size()
    labels = ["1", "2–4", "5–9", "10–49", "50–199", "200+"]
    bucket = pd.cut(counts, [0, 1, 4, 9, 49, 199, 10**9], labels=labels)
    sizes = bucket.value_counts().reindex(labels, fill_value=0)
    table = pd.DataFrame({"label": labels, "value": sizes.to_numpy(), "mark": [True, *[False] * 5]})
    facts = {
        "keywords": len(counts),
        "once": share(int((counts == 1).sum()), len(counts)),
        "per_film": data.tables.film_keywords.groupby("film_id").size().median(),
    }
    return Figure(
        "shared_keywords",
        table if len(counts) else table.head(0),
        len(data.tables.film_keywords),
        partial(columns),
        facts,
        (300, 280),
    )


def results(data: Data) -> list[Figure]:
    """What is recommended: how similar the first of each film is, and how often each film is another's."""
    similar, recommended, films = [], [], 0
    answers = data.answered.get("recomendacion")
    for answer in answers.answers.values() if answers else ():  # once, and none kept: they are read from a file
        for block in (answer, *answer["otras"]):
            films += 1
            similar += [film["similitud"] for film in block["detalle"][:1]]
            recommended += [film["id"] for film in block["detalle"]]
    return [_similarity(pd.Series(similar, dtype="float64")), _reach(data, pd.Series(recommended, dtype="int64"), films)]


def _similarity(nearest: pd.Series) -> Figure:
    """How similar each film's first recommendation is."""
    table = bins(nearest, [index / 20 for index in range(21)])
    facts = {
        "films": len(nearest),
        "median": nearest.median(),
        "q1": nearest.quantile(0.25),
        "q3": nearest.quantile(0.75),
    }
    marks = [(float(nearest.median()), "median")] if len(nearest) else []
    return Figure(
        "similarity",
        table if len(nearest) else table.head(0),
        len(nearest),
        partial(histogram, form="d1", marks=marks),
        facts,
        (310, 290),
    )


def _reach(data: Data, recommended: pd.Series, films: int) -> Figure:
    """How often films are recommended, of so many that have recommendations: whether a few crowd out the rest."""
    times = recommended.value_counts()
    counts = pd.Series(data.tables.films["film_id"]).map(times).fillna(0)
    labels = ["0", "1–4", "5–9", "10–19", "20–49", "50+"]
    bucket = pd.cut(counts, [-1, 0, 4, 9, 19, 49, 10**9], labels=labels)
    sizes = bucket.value_counts().reindex(labels, fill_value=0)
    table = pd.DataFrame({"label": labels, "value": sizes.to_numpy() / max(len(counts), 1), "films": sizes.to_numpy()})
    facts = {
        "films": len(counts),
        "reached": share(int((counts > 0).sum()), len(counts)),
        "max": int(counts.max()),
        "most": data.tables.films["title"].iloc[int(counts.to_numpy().argmax())],
        "most_votes": int(data.tables.films["vote_count"].iloc[int(counts.to_numpy().argmax())]),
        "hubs": int((counts >= 50).sum()),
    }
    return Figure("reach", table if films else table.head(0), films, partial(columns, form="p"), facts, (310, 290))


def likeness(data: Data) -> Figure:
    """How often a pair that people call alike scores above one that they do not, by method, with its interval."""
    table = _by_method(data, "parecidas_auc")
    protocol = data.evaluation.get("protocolo", {})
    facts: dict[str, Any] = {
        "seeds": protocol.get("semillas_juzgadas"),
        "pairs": protocol.get("pares_juzgados"),
        "kappa": protocol.get("acuerdo_kappa"),
        **_against_rivals(table),
    }
    return Figure("likeness", table, int(protocol.get("pares_juzgados", 0)), partial(estimates), facts, (360, 400))


def evaluation(data: Data) -> Figure:
    """Of five recommended films, the share that held-out people rate alike, by method, with its interval."""
    table = _by_method(data, "precision_5")
    protocol = data.evaluation.get("protocolo", {})
    facts: dict[str, Any] = {
        "users": protocol.get("usuarios_evaluados"),
        "fit": protocol.get("usuarios_del_ajuste"),
        "films": protocol.get("peliculas"),
        "least": protocol.get("minimo_de_votantes"),
        "near": protocol.get("vecinas"),
        **_against_rivals(table),
    }
    return Figure("evaluation", table, int(protocol.get("peliculas", 0)), partial(estimates), facts, (360, 400))


def _by_method(data: Data, measure: str) -> pd.DataFrame:
    """Return a measure of each method that has it, with its interval, ours marked."""
    rows = [
        (method["metodo"], *(method[measure][end] for end in ("valor", "desde", "hasta")))
        for method in data.evaluation.get("metodos", [])
        if method.get(measure)
    ]
    table = pd.DataFrame(rows, columns=["label", "value", "low", "high"])
    return table.assign(mark=table["label"].str.startswith("Filmoteca"))


def _against_rivals(table: pd.DataFrame) -> dict[str, Any]:
    """Return the value of each of our methods, and that and the name of the best other one that may use the same.

    Content is set against content; the hybrid, which has content and ratings, against every other method.
    """
    facts: dict[str, Any] = {}
    for own, rivals in (("content", _CONTENT_RIVALS), ("hybrid", _ALL_RIVALS)):
        ours = table[table["label"] == METHOD_NAMES[own].json]
        others = table[table["label"].isin([METHOD_NAMES[rival].json for rival in rivals])]
        if len(ours) and len(others):
            facts |= {
                own: float(ours["value"].iloc[0]),
                f"{own}_other": float(others["value"].max()),
                f"{own}_other_name": Name("label", top_row(others, "value")["label"]),
            }
    return facts


def evaluation_table(data: Data) -> Table:
    """The measures that readers ask for first, of all methods."""
    fields = ("parecidas_auc", "parecidas_5", "precision_5", "ndcg_5", "acierto_10", "cobertura", "gini", "diversidad")
    rows = [
        [method["metodo"], *((method.get(field) or {}).get("valor") for field in fields)]
        for method in data.evaluation.get("metodos", [])
    ]
    forms = dict(zip(fields, ("d2", "p", "d2", "d2", "d2", "p", "d2", "d2"), strict=True))
    return Table("evaluation_table", pd.DataFrame(rows, columns=["metodo", *fields]), {"metodo": "reason", **forms})
