"""Clean tables of a few films, written out in a line each."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from precompute.columns import COLUMNS
from precompute.tables import Tables, typed

_FILM = {
    "original_language": "en",
    "overview": None,
    "tagline": None,
    "release_date": "2000-01-01",
    "status": "Released",
    "runtime": 100,
    "budget": 0,
    "revenue": 0,
    "return": 0.0,
    "popularity": 1.0,
    "vote_average": 6.0,
    "vote_count": 100,
    "collection_id": None,
    "collection": None,
}
_NESTED = {
    "film_genres": ("genre", "genre_id"),
    "film_companies": ("company", "company_id"),
    "film_countries": ("country", "iso_3166_1"),
    "film_directors": ("director", "person_id"),
    "film_cast": ("actor", "person_id"),
    "film_keywords": ("keyword", "keyword_id"),
}


def film(title: str, year: int = 2000, **fields: Any) -> dict[str, Any]:
    """A film by its columns, and its genre, director, actor, keyword, company, country and other_titles as lists."""
    return {"title": title, "release_year": year, **fields}


def tables(films: Iterable[Mapping[str, Any]], ratings: Iterable[tuple[int, int, float]] = ()) -> Tables:
    """Clean tables of these films, numbered from 1; ratings are (user_id, film_id, stars)."""
    rows = [_FILM | {"film_id": number} | dict(each) for number, each in enumerate(films, start=1)]
    for row in rows:
        row["release_date"] = f"{row['release_year']:04d}-01-01"
    held = {"films": typed("films", pd.DataFrame(rows, columns=list(COLUMNS["films"])))}
    for table, (column, number) in _NESTED.items():
        entries = [
            {"film_id": row["film_id"], column: name, number: name[:2].upper() if column == "country" else None, "order": place}
            for row in rows
            for place, name in enumerate(row.get(column, ()))
        ]
        held[table] = typed(table, pd.DataFrame(entries, columns=list(COLUMNS[table])))
    held["ratings"] = typed("ratings", pd.DataFrame(list(ratings), columns=list(COLUMNS["ratings"])))
    titles = [
        {"film_id": row["film_id"], "title": title, "language": "es", "kind": "reviewed"}
        for row in rows
        for title in row.get("other_titles", ())
    ]
    held["film_titles"] = typed("film_titles", pd.DataFrame(titles, columns=list(COLUMNS["film_titles"])))
    for table in ("film_spoken_languages", "rejects", "repairs"):
        held[table] = typed(table, pd.DataFrame(columns=list(COLUMNS[table])))
    return Tables(**held)
