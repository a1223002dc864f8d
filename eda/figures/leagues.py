"""Languages, countries, franchises, companies and directors: league tables from the API's own answers."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from eda.drawing.charts import bars, dots, lines
from eda.drawing.figure import Card, Data, Figure, Table
from eda.figures.measures import decade, share, weighted_rating
from eda.texts.language import Name
from functions.keys import clave

_SHOWN = 15
_LEAST_KNOWN = 4  # films of known budget and revenue that a return league asks for
_LEAST_FILMS = 3  # films that a franchise needs for its mean to say something


def _ranked(
    question: str, rows: Sequence[tuple[Any, ...]], columns: list[str], rows_shown: int | None = _SHOWN
) -> tuple[pd.DataFrame, list[Card]]:
    """Rows of (label, value, …, key), highest value first, then by label; and the card of each."""
    ranked = sorted(rows, key=lambda row: (-row[1], str(row[0])))[:rows_shown]
    return pd.DataFrame([row[:-1] for row in ranked], columns=columns), [(question, row[-1]) for row in ranked]


def languages(data: Data) -> Figure:
    """The languages with most films."""
    keyed = data.answered["peliculas_idioma"].answers.items()
    rows = [(answer["idioma"], answer["cantidad"], key) for key, answer in keyed]
    table, cards = _ranked("peliculas_idioma", rows, ["label", "value"])
    answers = [answer for _, answer in keyed]
    films = sum(answer["cantidad"] for answer in answers)
    facts: dict[str, object] = {
        "languages": len(answers),
        "films": films,
        "single": sum(answer["cantidad"] == 1 for answer in answers),
    }
    if len(table) > 1:
        facts |= {
            "top": Name("language", table["label"][0]),
            "top_share": share(int(table["value"][0]), films),
            "top_films": int(table["value"][0]),
            "second": Name("language", table["label"][1]),
            "second_films": int(table["value"][1]),
        }
    spanish = next((answer["cantidad"] for answer in answers if answer["idioma"] == "es"), 0)
    return Figure("languages", table, films, partial(bars, kind="language"), facts | {"spanish": spanish}, (440, 420), cards)


def countries(data: Data) -> Figure:
    """The countries that took part in most films."""
    answers = data.answered["peliculas_pais"].answers
    rows = [(f"{answer['iso']}|{answer['pais']}", answer["cantidad"], key) for key, answer in answers.items()]
    table, cards = _ranked("peliculas_pais", rows, ["label", "value"])
    films = data.tables.film_countries["film_id"].nunique()
    facts: dict[str, object] = {"countries": len(answers), "films": films, "without": len(data.tables.films) - films}
    if len(table) > 1:
        facts |= {
            "top": Name("country", table["label"][0]),
            "top_share": share(int(table["value"][0]), films),
            "top_films": int(table["value"][0]),
            "second": Name("country", table["label"][1]),
            "second_films": int(table["value"][1]),
        }
    return Figure("countries", table, films, partial(bars, kind="country"), facts, (440, 420), cards)


def coproductions(data: Data) -> Figure:
    """The share of each decade's films that more than one country produced."""
    counts = data.tables.film_countries.drop_duplicates(["film_id", "iso_3166_1"]).groupby("film_id").size()
    films = data.tables.films.set_index("film_id").loc[counts.index]
    several = (counts > 1).groupby(decade(films["release_year"])).agg(["mean", "size"])
    several = several[several["size"] >= min(50, max(3, int(several["size"].max() // 20)))] if len(several) else several
    table = pd.DataFrame(
        {"series": "share", "x": list(several.index), "value": several["mean"].to_numpy() if len(several) else []}
    )
    facts: dict[str, object] = {"films": len(counts), "share": share(int((counts > 1).sum()), len(counts))}
    if len(table):
        facts |= {
            "first": Name("decade", int(table["x"].iloc[0])),
            "first_share": table["value"].iloc[0],
            "last": Name("decade", int(table["x"].iloc[-1])),
            "last_share": table["value"].iloc[-1],
        }
    return Figure("coproductions", table, len(counts), partial(lines, form="p"), facts, (320, 290))


def language_rating(data: Data) -> Figure:
    """Languages by the mean rating of their films, all that have so many films, beside the mean of all films.

    Each film's rating is drawn towards the mean of all films' ratings. The dots and the line are means of the same
    ratings: each film counts once, however many voted.
    """
    films = data.tables.films[(data.tables.films["vote_count"] >= 10) & data.tables.films["original_language"].notna()]
    prior = float(films["vote_average"].mean()) if len(films) else 0.0
    weighted = films.assign(weighted=weighted_rating(films["vote_average"], films["vote_count"], prior, 50))
    least = 30 if len(films) > 2000 else 3
    grouped = weighted.groupby("original_language")["weighted"].agg(["mean", "size"])
    grouped = grouped[grouped["size"] >= least]
    rows = [(str(code), float(mean), int(size), clave(str(code))) for code, mean, size in grouped.itertuples()]
    table, cards = _ranked("peliculas_idioma", rows, ["label", "value", "films"], None)
    overall = float(weighted["weighted"].mean()) if len(films) else 0.0
    facts: dict[str, object] = {"films": len(films), "least": least, "overall": overall, "languages": len(grouped)}
    if len(table):
        facts |= {
            "top": Name("language", table["label"][0]),
            "top_mean": table["value"][0],
            "bottom": Name("language", table["label"].iloc[-1]),
            "bottom_mean": table["value"].iloc[-1],
        }
    height = 90 + 22 * max(len(table), 6)
    return Figure(
        "language_rating", table, len(films), partial(dots, kind="language", line=overall), facts, (height, height), cards
    )


def _franchises(data: Data) -> list[tuple[str, Any]]:
    return list(data.answered["franquicia"].answers.items())


def franchises(data: Data) -> Figure:
    """The franchises that earned most in all."""
    earned = [
        (_short(answer["franquicia"]), answer["ganancia_total"], answer["cantidad"], key)
        for key, answer in _franchises(data)
        if answer["ganancia_total"]
    ]
    table, cards = _ranked("franquicia", earned, ["label", "value", "films"])
    total = sum(row[1] for row in earned)
    facts: dict[str, object] = {
        "franchises": len(_franchises(data)),
        "known": len(earned),
        "films": sum(answer["cantidad"] for _, answer in _franchises(data)),
    }
    facts["share"] = share(total, int(data.tables.films["revenue"].sum()))
    if len(table):
        facts |= {"top": table["label"][0], "top_total": int(table["value"][0]), "top_films": int(table["films"][0])}
    return Figure("franchises", table, int(facts["films"]), partial(bars, form="sm", second="films"), facts, (440, 580), cards)  # type: ignore[call-overload]


def franchise_mean(data: Data) -> Figure:
    """The franchises that earned most per film, of three films or more."""
    rows = [
        (_short(a["franquicia"]), a["ganancia_promedio"], a["cantidad"], key)
        for key, a in _franchises(data)
        if a["cantidad"] >= _LEAST_FILMS and a["ganancia_total"]
    ]
    table, cards = _ranked("franquicia", rows, ["label", "value", "films"])
    facts: dict[str, object] = {"franchises": len(rows), "least": _LEAST_FILMS}
    if len(table):
        facts |= {"top": table["label"][0], "top_mean": float(table["value"][0]), "top_films": int(table["films"][0])}
    return Figure(
        "franchise_mean", table, sum(row[2] for row in rows), partial(bars, form="sm", second="films"), facts, (440, 580), cards
    )


def companies(data: Data) -> Figure:
    """The production companies whose films earned most."""
    answers = data.answered["productoras_exitosas"].answers
    rows = [
        (answer["productora"], answer["revenue_total"], answer["cantidad"], key)
        for key, answer in answers.items()
        if answer["revenue_total"]
    ]
    table, cards = _ranked("productoras_exitosas", rows, ["label", "value", "films"])
    variants = sum(bool(answer["variantes"]) for answer in answers.values())
    facts: dict[str, object] = {"companies": len(answers), "known": len(rows), "variants": variants}
    if len(table):
        facts |= {"top": table["label"][0], "top_total": int(table["value"][0]), "top_films": int(table["films"][0])}
    return Figure(
        "companies",
        table,
        int(data.tables.film_companies["film_id"].nunique()),
        partial(bars, form="sm", second="films"),
        facts,
        (440, 580),
        cards,
    )


def _known_films(data: Data) -> pd.DataFrame:
    films = data.tables.films
    return films[(films["budget"] >= 1000) & (films["revenue"] >= 1000)]


def company_return(data: Data) -> Figure:
    """The companies with the highest median return, of ten films or more with both amounts known."""
    films = _known_films(data)
    least = 20 if len(films) > 1000 else 2
    credits_ = data.tables.film_companies.assign(
        key=data.tables.film_companies["company"].map(_keys(data.tables.film_companies["company"]))
    )
    returns_ = credits_.drop_duplicates(["film_id", "key"]).merge(films[["film_id", "return"]], on="film_id")
    grouped = returns_.groupby("key")["return"].agg(["median", "size"])
    grouped = grouped[grouped["size"] >= least]
    names = data.answered["productoras_exitosas"].names
    rows = [(names[key], float(median), int(size), key) for key, median, size in grouped.itertuples()]
    table, cards = _ranked("productoras_exitosas", rows, ["label", "value", "films"])
    facts: dict[str, object] = {"companies": len(rows), "least": least, "films": returns_["film_id"].nunique()}
    if len(table):
        facts |= {"top": table["label"][0], "top_median": float(table["value"][0]), "top_films": int(table["films"][0])}
    return Figure(
        "company_return",
        table,
        int(returns_["film_id"].nunique()),
        partial(bars, form="d1", second="films"),
        facts,
        (440, 580),
        cards,
    )


def _keys(names: pd.Series) -> dict[str, str]:
    return {name: clave(name) for name in names.unique()}


def _directors(data: Data) -> list[tuple[str, Any]]:
    return list(data.answered["get_director"].answers.items())


def _known_count(answer: Any) -> int:
    return sum(film["retorno_pelicula"] > 0 for film in answer["peliculas"])


def director_films(data: Data) -> Figure:
    """The directors with most films."""
    rows = [(answer["director"], answer["cantidad"], key) for key, answer in _directors(data)]
    table, cards = _ranked("get_director", rows, ["label", "value"])
    one = sum(answer["cantidad"] == 1 for _, answer in _directors(data))
    facts: dict[str, object] = {
        "directors": len(_directors(data)),
        "one": share(one, len(_directors(data))),
        "several_people": sum(answer["personas"] > 1 for _, answer in _directors(data)),
    }
    if len(table):
        facts |= {"top": table["label"][0], "top_films": int(table["value"][0])}
    films = int(data.tables.film_directors["film_id"].nunique())
    return Figure("director_films", table, films, partial(bars), facts, (440, 420), cards)


def director_total(data: Data) -> Figure:
    """The directors with the highest total return, as the API answers it: the sum over their films."""
    rows = [
        (answer["director"], answer["retorno_total_director"], _known_count(answer), key)
        for key, answer in _directors(data)
        if answer["retorno_total_director"] > 0
    ]
    table, cards = _ranked("get_director", rows, ["label", "value", "films"])
    single = int((table["films"] == 1).sum())
    facts: dict[str, object] = {"directors": len(rows), "single": single, "shown": len(table)}
    if len(table):
        facts |= {"top": table["label"][0], "top_total": float(table["value"][0])}
    return Figure(
        "director_total", table, len(rows), partial(bars, form="n", second="films", logarithmic=True), facts, (440, 580), cards
    )


def director_return(data: Data) -> Figure:
    """The directors whose films together earned most per dollar spent, of several films with both amounts known."""
    least = 5 if len(data.tables.films) > 2000 else _LEAST_KNOWN - 2
    spent = 20_000_000 if len(data.tables.films) > 2000 else 0
    rows = []
    for key, answer in _directors(data):
        films = [film for film in answer["peliculas"] if film["retorno_pelicula"] > 0]
        if len(films) >= least and sum(film["budget_pelicula"] for film in films) >= spent:
            rows.append((answer["director"], answer["retorno_agregado"], len(films), answer["cantidad"], key))
    table, cards = _ranked("get_director", rows, ["label", "value", "films", "all_films"])
    facts: dict[str, object] = {"directors": len(rows), "least": least, "spent": spent}
    if len(table):
        facts |= {
            "top": table["label"][0],
            "top_return": float(table["value"][0]),
            "top_films": int(table["films"][0]),
            "top_all": int(table["all_films"][0]),
        }
    return Figure("director_return", table, len(rows), partial(bars, form="d1", second="films"), facts, (440, 580), cards)


def franchise_table(data: Data) -> Table:
    """The ten franchises that earned most: films, revenue in all and per film, and profit where known."""
    rows = sorted(_franchises(data), key=lambda row: (-row[1]["ganancia_total"], row[1]["franquicia"]))[:10]
    columns = ["franquicia", "cantidad", "ganancia_total", "ganancia_promedio", "beneficio_total"]
    table = pd.DataFrame([[answer[column] for column in columns] for _, answer in rows], columns=columns)
    cards = [("franquicia", key) for key, _ in rows]
    return Table("franchise_table", table, dict(zip(columns, ("", "n", "sm", "sm", "sm"), strict=True)), {}, cards)


def director_table(data: Data) -> Table:
    """The ten best-known directors: their films, and the three returns that the API tells apart."""
    answers = data.answered["get_director"]
    keys = answers.keys_by_fame[:10]
    columns = ["director", "cantidad", "retorno_total_director", "retorno_promedio", "retorno_agregado"]
    rows = [[*(answers.answers[key][column] for column in columns), _known_count(answers.answers[key])] for key in keys]
    table = pd.DataFrame(rows, columns=[*columns, "known"])[["director", "cantidad", "known", *columns[2:]]]
    cards = [("get_director", key) for key in keys]
    return Table("director_table", table, dict(zip(table.columns, ("", "n", "n", "d1", "d1", "d1"), strict=True)), {}, cards)


def _short(franchise: str) -> str:
    """A franchise without the word that all of them end in."""
    return franchise.removesuffix(" Collection")
