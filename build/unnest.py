"""Unnesting: each nested cell becomes rows of a table of its own, joined by film_id."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from build.literals import Kind, LiteralError, Literals, RecordReader, values
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
        self._file, self._column, self._repairs = file, column, repairs
        self._required, taken = _TAKEN[table]
        self._kinds: dict[str, Kind] = {name: int if _TYPES[table][name] == "Int64" else str for name, _ in taken}
        reader = RecordReader({field: self._kinds[name] for name, field in taken}, only)
        self._read = lru_cache(_KNOWN_CELLS)(reader.read) if repeats else reader.read
        self._literals: Literals = [[] for _ in taken]
        self._cells: list[tuple[int, int, int]] = []  # row, film id, how many records

    def add(self, row: int, film_id: int, cell: str) -> None:
        """Take the records of one cell; one that cannot be read counts as empty and is reported."""
        try:
            read = self._read(cell)
        except LiteralError as error:
            self._repairs.add(self._file, row, self._column, cell, f"{error}, taken as empty")
            return
        for gathered, literals in zip(self._literals, read, strict=True):
            gathered.extend(literals)
        self._cells.append((row, film_id, len(read[0])))

    def table(self) -> pd.DataFrame:
        """The table, in its declared columns: of each cell every record once; one that lacks what it needs is reported."""
        arrays = [values(literals, kind) for literals, kind in zip(self._literals, self._kinds.values(), strict=True)]
        records = pa.table(arrays, list(self._kinds))
        row, film_id, count = np.array(self._cells, np.int64).reshape(-1, 3).T
        table: pd.DataFrame = records.to_pandas(types_mapper=_PANDAS.get)
        table.insert(0, "film_id", np.repeat(film_id, count))
        table.insert(1, "row", np.repeat(row, count))
        alike = table.duplicated(["row", next(iter(self._kinds))], keep=False)  # as all are that repeat another whole
        repeated = table[alike].duplicated()
        left_out = np.zeros(len(table), bool)
        left_out[repeated.index[repeated]] = True
        rows, problem = table["row"].to_numpy(), f"entry without {self._required}, left out"
        for place in np.flatnonzero(table[self._required].isna() & ~left_out).tolist():
            left_out[place] = True
            self._repairs.add(self._file, int(rows[place]), self._column, str(records.slice(place, 1).to_pylist()[0]), problem)
        return _without(left_out, table.drop(columns="row"))


def _without(left_out: NDArray[np.bool_], table: pd.DataFrame) -> pd.DataFrame:
    return table[~left_out].reset_index(drop=True) if left_out.any() else table


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


class Credits(NamedTuple):
    """The credits, read before it is known which films there are; `film_id` of the tables is the row in the file yet."""

    file: str
    rows: list[Row]  # the film each is about
    tables: dict[str, pd.DataFrame]
    repairs: Repairs

    def of_films(self, film_ids: pd.Series, repairs: Repairs) -> dict[str, pd.DataFrame]:
        """film_directors and film_cast of these films."""
        film_of = np.zeros(len(self.rows) + 1, np.int64)
        for row, film_id, _ in _of_films(self.rows, film_ids, self.file, repairs):
            film_of[row] = film_id
        repairs.take(self.repairs, set(np.flatnonzero(film_of).tolist()))
        known = {name: table.assign(film_id=film_of[table["film_id"]]) for name, table in self.tables.items()}
        return {name: _without((table["film_id"] == 0).to_numpy(), table) for name, table in known.items()}


def read_credits(source: Source) -> Credits:
    """The credits in one pass, never in memory whole."""
    file, rows, repairs = source.files["credits"], [], Repairs()
    directors = Unnested("film_directors", file, "crew", repairs, _DIRECTORS)
    cast = Unnested("film_cast", file, "cast", repairs)
    for row, cells in read_rows(source, "credits", ["id", "crew", "cast"]):
        rows.append((row, cells[:1]))
        for nested, cell in zip((directors, cast), cells[1:], strict=False):
            nested.add(row, row, cell)
    return Credits(file, rows, {"film_directors": directors.table(), "film_cast": cast.table()}, repairs)


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
