"""Nested cells gathered into tables, each joined to the films by film_id; Arrow's, so that pandas need not be loaded."""

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from build.cleaning.repairs import Repairs
from build.reading.literals import Kind, LiteralError, Literals, RecordReader, values
from precompute.columns import COLUMNS

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
_TYPES = {**COLUMNS, "collections": {"collection_id": "Int64", "collection": "str"}}
_KNOWN_CELLS = 4096  # of a column whose cells repeat


class NestedCells:
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

    def table(self) -> pa.Table:
        """film_id and the table's other columns: of each cell every record once; one that lacks what it needs is reported."""
        row, film_id, count = np.array(self._cells, np.int64).reshape(-1, 3).T
        cell = np.repeat(np.arange(len(count)), count)
        columns = [values(literals, kind) for literals, kind in zip(self._literals, self._kinds.values(), strict=True)]
        table = pa.table([pa.array(film_id[cell]), *columns], ["film_id", *self._kinds])
        left_out = _repeated(table, cell)
        problem = f"entry without {self._required}, left out"
        for place in np.flatnonzero(table[self._required].is_null().to_numpy() & ~left_out).tolist():
            left_out[place] = True
            shown = str({name: table[name][place].as_py() for name in self._kinds})
            self._repairs.add(self._file, int(row[cell[place]]), self._column, shown, problem)
        return without(left_out, table)


def without(left_out: NDArray[np.bool_], table: pa.Table) -> pa.Table:
    """The other rows."""
    return table.filter(pa.array(~left_out)) if left_out.any() else table


def _repeated(table: pa.Table, cell: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which records say the same as one before in the same cell."""
    first = pc.dictionary_encode(table[1].combine_chunks(), null_encoding="encode")
    key = cell * (len(first.dictionary) + 1) + first.indices.to_numpy()
    order = np.argsort(key, kind="stable")
    same = np.diff(key[order]) == 0
    alike = np.union1d(order[1:][same], order[:-1][same])  # in the first field, as all are that say the same
    repeated, known = np.zeros(len(table), bool), set()
    for place, record in zip(alike.tolist(), table.take(alike).to_pylist(), strict=True):
        said = tuple(record.values())
        repeated[place] = said in known
        known.add(said)
    return repeated
