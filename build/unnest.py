"""Unnesting: each nested cell becomes rows of a table of its own, joined by film_id."""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from build.literals import LiteralError, Record, read_directors, read_records
from build.progress import Progress
from build.raw import Row, read_rows
from build.repairs import Repairs
from build.sources import Source
from precompute.tables import COLUMNS, typed

# Each nested column of the metadata, and the table it becomes.
NESTED = {
    "belongs_to_collection": "collections",
    "genres": "film_genres",
    "production_companies": "film_companies",
    "production_countries": "film_countries",
    "spoken_languages": "film_spoken_languages",
}
# What each table takes from a record: the column that no entry can do without, then (column, field) pairs.
_TAKEN: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "collections": ("collection", [("collection_id", "id"), ("collection", "name")]),
    "film_genres": ("genre", [("genre_id", "id"), ("genre", "name")]),
    "film_companies": ("company", [("company_id", "id"), ("company", "name")]),
    "film_countries": ("country", [("iso_3166_1", "iso_3166_1"), ("country", "name")]),
    "film_spoken_languages": ("iso_639_1", [("iso_639_1", "iso_639_1"), ("language", "name")]),
    "film_directors": ("director", [("person_id", "id"), ("director", "name")]),
    "film_cast": ("actor", [("person_id", "id"), ("actor", "name"), ("character", "character"), ("order", "order")]),
    "film_keywords": ("keyword", [("keyword_id", "id"), ("keyword", "name")]),
}
_TYPES = {**{name: COLUMNS[name] for name in COLUMNS}, "collections": {"collection_id": "Int64", "collection": "str"}}
_MAX_INT = 2**63 - 1

Reader = Callable[[str], list[Record]]


class Unnested:
    """The rows of one table, gathered cell by cell and converted when the table is asked for."""

    def __init__(self, table: str, file: str, column: str, repairs: Repairs, read: Reader = read_records) -> None:
        self._name, self._file, self._column, self._repairs, self._read = table, file, column, repairs, read
        self._required, self._taken = _TAKEN[table]
        self._rows: list[int] = []
        self._film_ids: list[int] = []
        self._values: dict[str, list[Any]] = {name: [] for name, _ in self._taken}

    def add(self, row: int, film_id: int, cell: str) -> None:
        """Take the records of one cell; one that cannot be read counts as empty and is reported."""
        try:
            records = self._read(cell)
        except LiteralError as error:
            self._repairs.add(self._file, row, self._column, cell, f"{error}, taken as empty")
            return
        self._rows += [row] * len(records)
        self._film_ids += [film_id] * len(records)
        for name, field in self._taken:
            self._values[name] += [record.get(field) for record in records]

    def table(self) -> pd.DataFrame:
        """The table, in its declared columns; the same entry twice in a film counts once."""
        types = _TYPES[self._name]
        columns = {name: wholes(values) if types[name] == "Int64" else texts(values) for name, values in self._values.items()}
        table = pd.DataFrame({"film_id": pd.Series(self._film_ids, dtype="int64"), **columns})
        nameless = table[self._required].isna()
        for position in nameless[nameless].index:
            record = {name: values[position] for name, values in self._values.items()}
            self._repairs.add(
                self._file, self._rows[position], self._column, str(record), f"entry without {self._required}, left out"
            )
        table = table[~nameless].drop_duplicates()
        return table if self._name == "collections" else typed(self._name, table)


def wholes(values: list[Any]) -> pd.Series:
    """The 64-bit integers among these values; anything else is missing."""
    kept = [value if type(value) is int and abs(value) <= _MAX_INT else None for value in values]
    return pd.Series(kept, dtype="Int64")


def texts(values: list[Any]) -> pd.Series:
    """The texts among these values, without the space around them; anything else, and a blank, is missing."""
    kept = [value if type(value) is str else None for value in values]
    try:
        column = pd.Series(kept, dtype="str")
    except UnicodeEncodeError:  # half a surrogate pair, which an escape can write, is no character
        column = pd.Series([value and value.encode("utf-8", "replace").decode() for value in kept], dtype="str")
    stripped = column.str.strip()
    return stripped.where(stripped != "")


def unnest_films(source: Source, kept: pd.DataFrame, repairs: Repairs, progress: Progress) -> dict[str, pd.DataFrame]:
    """The tables nested in the metadata, by name; `collections` has one row for each film of a franchise."""
    tables = {}
    for column, name in progress.track(NESTED.items(), "Unnesting films", len(NESTED)):
        nested = Unnested(name, source.files["metadata"], column, repairs)
        for row, film_id, cell in zip(kept["row"], kept["film_id"], kept[column], strict=True):
            nested.add(row, film_id, cell)
        tables[name] = nested.table()
    tables["collections"] = tables["collections"].drop_duplicates("film_id")
    return tables


def unnest_credits(source: Source, film_ids: pd.Series, repairs: Repairs, progress: Progress) -> dict[str, pd.DataFrame]:
    """film_directors and film_cast, in one pass over the credits, which never stand in memory whole."""
    file = source.files["credits"]
    directors = Unnested("film_directors", file, "crew", repairs, read_directors)
    cast = Unnested("film_cast", file, "cast", repairs)
    rows = progress.track(read_rows(source, "credits", ["id", "crew", "cast"]), f"Reading {file}")
    for row, film_id, (crew_cell, cast_cell) in _of_films(rows, film_ids, file, repairs):
        directors.add(row, film_id, crew_cell)
        cast.add(row, film_id, cast_cell)
    return {"film_directors": directors.table(), "film_cast": cast.table()}


def unnest_keywords(source: Source, film_ids: pd.Series, repairs: Repairs, progress: Progress) -> pd.DataFrame:
    """film_keywords; empty where the source has no keywords."""
    file = source.files.get("keywords", "keywords.csv")
    keywords = Unnested("film_keywords", file, "keywords", repairs)
    if source.has("keywords"):
        rows = progress.track(read_rows(source, "keywords", ["id", "keywords"]), f"Reading {file}")
        for row, film_id, (cell,) in _of_films(rows, film_ids, file, repairs):
            keywords.add(row, film_id, cell)
    return keywords.table()


def _of_films(rows: Iterator[Row], film_ids: pd.Series, file: str, repairs: Repairs) -> Iterator[tuple[int, int, list[str]]]:
    """(row, film_id, other cells) of the rows that are about a film of the catalogue, each film once."""
    waiting = {str(film_id): film_id for film_id in film_ids.tolist()}
    seen: set[str] = set()
    for row, cells in rows:
        text = cells[0].strip() if cells else ""
        film_id = waiting.pop(text, None)
        if film_id is not None:
            seen.add(text)
            yield row, film_id, cells[1:]
        else:
            repairs.add(file, row, "id", text, "repeated film, left out" if text in seen else "no such film, left out")
