"""Nested cells, collected into Arrow tables that have a film_id. Reading the credits needs no pandas."""

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from build.cleaning.repairs import Repairs
from build.reading.literals import Kind, LiteralError, Literals, RecordReader, values
from precompute.columns import COLUMNS

# For each table its required column, and the (column, field of the record) pairs.
_RECORD_FIELDS: dict[str, tuple[str, list[tuple[str, str]]]] = {
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
_CACHED_CELLS = 4096


class NestedCells:
    """Collects the records of one column, cell by cell, and returns them as a table."""

    def __init__(
        self, table: str, file: str, column: str, repairs: Repairs, only: tuple[str, str] | None = None, *, repeats: bool = False
    ) -> None:
        """only: see RecordReader; repeats: whether many cells are equal, as genres and countries are."""
        self._file, self._column, self._repairs = file, column, repairs
        self._required, columns = _RECORD_FIELDS[table]
        self._kinds: dict[str, Kind] = {name: int if _TYPES[table][name] == "Int64" else str for name, _ in columns}
        reader = RecordReader({field: self._kinds[name] for name, field in columns}, only)
        self._read = lru_cache(_CACHED_CELLS)(reader.read) if repeats else reader.read
        self._literals: Literals = [[] for _ in columns]
        self._cells: list[tuple[int, int, int]] = []  # row, film id, number of records

    def add(self, row: int, film_id: int, cell: str) -> None:
        """Add the records of one cell. A cell that cannot be read counts as empty and is listed in the repairs."""
        try:
            fields = self._read(cell)
        except LiteralError as error:
            self._repairs.add(self._file, row, self._column, cell, f"{error}, taken as empty")
            return
        for collected, literals in zip(self._literals, fields, strict=True):
            collected.extend(literals)
        self._cells.append((row, film_id, len(fields[0])))

    def table(self) -> pa.Table:
        """Return the table: film_id and its other columns, each record once for each cell.

        A record without its required column is left out, and listed in the repairs.
        """
        row, film_id, count = np.array(self._cells, np.int64).reshape(-1, 3).T
        cell = np.repeat(np.arange(len(count)), count)
        columns = [values(literals, kind) for literals, kind in zip(self._literals, self._kinds.values(), strict=True)]
        table = pa.table([pa.array(film_id[cell]), *columns], ["film_id", *self._kinds])
        left_out = _repeated(table, cell)
        problem = f"entry without {self._required}, left out"
        for index in np.flatnonzero(table[self._required].is_null().to_numpy() & ~left_out).tolist():
            left_out[index] = True
            record = str({name: table[name][index].as_py() for name in self._kinds})
            self._repairs.add(self._file, int(row[cell[index]]), self._column, record, problem)
        return without(left_out, table)


def without(left_out: NDArray[np.bool_], table: pa.Table) -> pa.Table:
    """Return the table without the rows that are marked."""
    return table.filter(pa.array(~left_out)) if left_out.any() else table


def _repeated(table: pa.Table, cell: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return a mask of the records that equal an earlier one of the same cell."""
    first = pc.dictionary_encode(table[1].combine_chunks(), null_encoding="encode")
    key = cell * (len(first.dictionary) + 1) + first.indices.to_numpy()
    order = np.argsort(key, kind="stable")
    same = np.diff(key[order]) == 0
    # Only records that agree in the first field can be equal, and few do.
    candidates = np.union1d(order[1:][same], order[:-1][same])
    repeated, seen = np.zeros(len(table), bool), set()
    for index, record in zip(candidates.tolist(), table.take(candidates).to_pylist(), strict=True):
        values_ = tuple(record.values())
        repeated[index] = values_ in seen
        seen.add(values_)
    return repeated
