"""Unnesting: each nested cell becomes rows of a table of its own, joined by film_id."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa

from build.literals import LiteralError, RecordReader, Values
from build.progress import Progress
from build.raw import Row, read_rows
from build.repairs import Repairs
from build.sources import Source
from precompute.tables import COLUMNS

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
_TYPES = {**COLUMNS, "collections": {"film_id": "int64", "collection_id": "Int64", "collection": "str"}}
_PANDAS = {pa.int64(): pd.Int64Dtype(), pa.large_string(): pd.StringDtype(na_value=float("nan"))}
_DIRECTORS = ("job", "Director")
_KNOWN_CELLS = 4096  # of a column whose cells repeat


class Unnested:
    """The rows of one table, gathered cell by cell and made a table when it is asked for."""

    def __init__(
        self, table: str, file: str, column: str, repairs: Repairs, only: tuple[str, str] | None = None, *, repeats: bool = False
    ) -> None:
        """only: see RecordReader; repeats: whether many cells are the same, as genres and countries are."""
        self._types, self._file, self._column, self._repairs = _TYPES[table], file, column, repairs
        self._required, taken = _TAKEN[table]
        self._names = [name for name, _ in taken]
        self._place = self._names.index(self._required)
        reader = RecordReader({field: int if self._types[name] == "Int64" else str for name, field in taken}, only)
        self._read = lru_cache(_KNOWN_CELLS)(reader.read) if repeats else reader.read
        self._film_ids: list[int] = []
        self._records: list[Values] = []

    def add(self, row: int, film_id: int, cell: str) -> None:
        """Take the records of one cell, each once; one that cannot be read counts as empty and is reported."""
        try:
            records = dict.fromkeys(self._read(cell))
        except LiteralError as error:
            self._repairs.add(self._file, row, self._column, cell, f"{error}, taken as empty")
            return
        for record in [record for record in records if record[self._place] is None]:
            shown = str(dict(zip(self._names, record, strict=True)))
            self._repairs.add(self._file, row, self._column, shown, f"entry without {self._required}, left out")
            del records[record]
        self._records += records
        self._film_ids += [film_id] * len(records)

    def table(self) -> pd.DataFrame:
        """The table, in its declared columns."""
        columns = zip(*self._records, strict=True) if self._records else [()] * len(self._names)
        arrays = [
            pa.array(column, pa.int64() if self._types[name] == "Int64" else pa.large_string())
            for name, column in zip(self._names, columns, strict=True)
        ]
        table: pd.DataFrame = pa.table(arrays, self._names).to_pandas(types_mapper=_PANDAS.get)
        table.insert(0, "film_id", pd.Series(self._film_ids, dtype="int64"))
        return table


def unnest_films(source: Source, kept: pd.DataFrame, repairs: Repairs) -> dict[str, pd.DataFrame]:
    """The tables nested in the metadata, by name; `collections` has one row for each film of a franchise."""
    tables = {}
    for column, name in NESTED.items():
        nested = Unnested(name, source.files["metadata"], column, repairs, repeats=True)
        for row, film_id, cell in zip(*(kept[each].tolist() for each in ("row", "film_id", column)), strict=True):
            nested.add(row, film_id, cell)
        tables[name] = nested.table()
    tables["collections"] = tables["collections"].drop_duplicates("film_id")
    return tables


class Credits:
    """The credits as they are read, in one pass and never in memory whole, before it is known which films there are."""

    def __init__(self, source: Source, progress: Progress) -> None:
        self._file, self._rows, self._repairs = source.files["credits"], [], Repairs()
        self._directors = Unnested("film_directors", self._file, "crew", self._repairs, _DIRECTORS)
        self._cast = Unnested("film_cast", self._file, "cast", self._repairs)
        for row, cells in progress.track(read_rows(source, "credits", ["id", "crew", "cast"]), f"Reading {self._file}"):
            self._rows.append((row, cells[:1]))
            for nested, cell in zip((self._directors, self._cast), cells[1:], strict=False):
                nested.add(row, row, cell)

    def tables(self, film_ids: pd.Series, repairs: Repairs) -> dict[str, pd.DataFrame]:
        """film_directors and film_cast of these films."""
        film_of = np.zeros(len(self._rows) + 1, np.int64)
        for row, film_id, _ in _of_films(self._rows, film_ids, self._file, repairs):
            film_of[row] = film_id
        repairs.take(self._repairs, set(np.flatnonzero(film_of).tolist()))
        tables = {}
        for name, nested in (("film_directors", self._directors), ("film_cast", self._cast)):
            table = nested.table()
            table["film_id"] = film_of[table["film_id"]]
            tables[name] = table[table["film_id"] > 0].reset_index(drop=True)
        return tables


def unnest_keywords(source: Source, film_ids: pd.Series, repairs: Repairs) -> pd.DataFrame:
    """film_keywords; empty where the source has no keywords."""
    file = source.files.get("keywords", "keywords.csv")
    keywords = Unnested("film_keywords", file, "keywords", repairs)
    if source.has("keywords"):
        rows = read_rows(source, "keywords", ["id", "keywords"])
        for row, film_id, (cell,) in _of_films(rows, film_ids, file, repairs):
            keywords.add(row, film_id, cell)
    return keywords.table()


def _of_films(rows: Iterable[Row], film_ids: pd.Series, file: str, repairs: Repairs) -> Iterator[tuple[int, int, list[str]]]:
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
