"""Nested cells, collected into Arrow tables that have a film_id. Reading the credits needs no pandas.

A column holds records or names: `Drama, Crime` where others have [{'id': 18, 'name': 'Drama'}, …]. Names have no ids.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from build.cleaning.codes import country_code, language_code
from build.cleaning.repairs import Repairs
from build.cleaning.unreadable import ENOUGH_CELLS, UnreadableError, check_readable
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
# Of the tables whose records may lack a code that follows from their name.
_CODES: dict[str, Callable[[str], str | None]] = {"film_countries": country_code, "film_spoken_languages": language_code}
_CACHED_CELLS = 4096
# Commas between names; not those inside one: "Jr.", "Inc." and their like belong to the name before.
_BELONGS = r"(?:jr|sr|ii|iii|iv|inc|incorporated|llc|ltd|limited|l\.?p|co|corp|the|gmbh|s\.?[ael]|s\.?r\.?l|a\.?s|b\.?v)\.?"
_SEPARATOR = re.compile(rf"\s*,(?!\s*{_BELONGS}\s*(?:,|$))\s*", re.IGNORECASE)


class Cells(Enum):
    """What the cells of a column hold: records, names joined with commas, or a single name."""

    RECORDS = "records"
    NAMES = "names"
    NAME = "name"


def cells_of(cells: Sequence[str], *, single: bool = False) -> Cells:
    """Return what most cells of a column hold that hold anything. single: whether each names one thing, such as a franchise."""
    filled = [cell for cell in cells if cell and cell != "[]"]
    bracketed = sum(cell.lstrip()[:1] in ("[", "{") for cell in filled)
    if 2 * bracketed >= len(filled):
        return Cells.RECORDS
    return Cells.NAME if single else Cells.NAMES


class NestedCells:
    """Collects the records of one column, cell by cell, and returns them as a table."""

    def __init__(
        self,
        table: str,
        file: str,
        column: str,
        repairs: Repairs,
        only: tuple[str, str] | None = None,
        *,
        holds: Cells = Cells.RECORDS,
        repeats: bool = False,
    ) -> None:
        """only: see RecordReader; repeats: whether many cells are equal, as genres and countries are."""
        self._file, self._column, self._repairs = file, column, repairs
        self._required, columns = _RECORD_FIELDS[table]
        self._kinds: dict[str, Kind] = {name: int if _TYPES[table][name] == "Int64" else str for name, _ in columns}
        self._table, self._only = table, only
        self._reader, self._holds = RecordReader({field: self._kinds[name] for name, field in columns}, only), holds
        read = self._reader.read if holds is Cells.RECORDS else self._read_names
        self._read = lru_cache(_CACHED_CELLS)(read) if repeats else read
        self._literals: Literals = [[] for _ in columns]
        self._cells: list[tuple[int, int, int]] = []  # row, film id, number of records
        self._rows, self._filled = 0, 0
        self._unreadable: Counter[str] = Counter()  # by reason
        self._example = ""

    def _read_names(self, cell: str) -> Literals:
        if cell.lstrip()[:1] in ("[", "{"):
            return self._reader.read(cell)
        names = [cell] if self._holds is Cells.NAME else _SEPARATOR.split(cell)
        return self._reader.of_names([name for name in names if name.strip()])

    def add(self, row: int, film_id: int, cell: str) -> None:
        """Add the records of one cell. A cell that cannot be read counts as empty and is listed in the repairs."""
        self._rows += 1
        self._filled += cell not in ("", "[]")
        try:
            fields = self._read(cell)
        except LiteralError as error:
            self._repairs.add(self._file, row, self._column, cell, f"{error}, taken as empty")
            self._unreadable[str(error)] += 1
            self._example = self._example or cell
            return
        for collected, literals in zip(self._literals, fields, strict=True):
            collected.extend(literals)
        self._cells.append((row, film_id, len(fields[0])))

    def table(self) -> pa.Table:
        """Return the table: film_id and its other columns, each record once for each cell.

        A record without its required column is left out, and listed in the repairs. Raises UnreadableError if the column has
        cells, and none of them can be read or holds a record that counts.
        """
        most = min(ENOUGH_CELLS, self._rows // 2 + 1)
        check_readable((self._file, self._column), self._filled, self._unreadable, self._example, most)
        row, film_id, count = np.array(self._cells, np.int64).reshape(-1, 3).T
        cell = np.repeat(np.arange(len(count)), count)
        columns = [values(literals, kind) for literals, kind in zip(self._literals, self._kinds.values(), strict=True)]
        if self._table in _CODES and len(columns[0]) == columns[0].null_count:
            columns[0] = pa.array(
                [_CODES[self._table](name) if name else None for name in columns[1].to_pylist()], pa.large_string()
            )
        table = pa.table([pa.array(film_id[cell]), *columns], ["film_id", *self._kinds])
        left_out = _repeated(table, cell)
        problem = f"entry without {self._required}, left out"
        for index in np.flatnonzero(table[self._required].is_null().to_numpy() & ~left_out).tolist():
            left_out[index] = True
            record = str({name: table[name][index].as_py() for name in self._kinds})
            self._repairs.add(self._file, int(row[cell[index]]), self._column, record, problem)
        if left_out.all() and self._filled >= ENOUGH_CELLS:
            wanted = f"an entry with {' '.join(self._only)}" if self._only else f"an entry with a {self._required}"
            raise UnreadableError(
                f"{self._file}, column {self._column}: none of its {self._filled:,} cells holds {wanted};"
                " give the file as it was published, or leave the column out"
            )
        return without(left_out, table)


def without(left_out: NDArray[np.bool_], table: pa.Table) -> pa.Table:
    """Return the table without the rows that are marked."""
    return table.filter(pa.array(~left_out)) if left_out.any() else table


def _repeated(table: pa.Table, cell: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return a mask of the records that equal an earlier one of the same cell."""
    column = table[2] if table[1].null_count == len(table) else table[1]  # names have no ids
    first = pc.dictionary_encode(column.combine_chunks(), null_encoding="encode")
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
