"""Unnesting: each nested cell becomes rows of a table of its own, joined by film_id."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from build.cleaning.credits import Credits
from build.cleaning.nested_cells import NestedCells, without
from build.cleaning.repairs import Repairs
from build.reading.raw_files import Row, read_rows
from build.reading.source_files import Source

# Each nested column of the metadata, and the table it becomes.
NESTED = {
    "belongs_to_collection": "collections",
    "genres": "film_genres",
    "production_companies": "film_companies",
    "production_countries": "film_countries",
    "spoken_languages": "film_spoken_languages",
}
_PANDAS = {pa.int64(): pd.Int64Dtype(), pa.large_string(): pd.StringDtype(na_value=float("nan"))}


def unnest_films(source: Source, kept: pd.DataFrame, repairs: Repairs) -> dict[str, pd.DataFrame]:
    """The tables nested in the metadata, by name; `collections` has one row for each film of a franchise."""
    tables = {}
    for column, name in NESTED.items():
        nested = NestedCells(name, source.files["metadata"], column, repairs, repeats=True)
        for row, film_id, cell in zip(*(kept[each].tolist() for each in ("row", "film_id", column)), strict=True):
            nested.add(row, film_id, cell)
        tables[name] = _frame(nested.table())
    tables["collections"] = tables["collections"].drop_duplicates("film_id")
    return tables


def unnest_credits(read: Credits, film_ids: pd.Series, repairs: Repairs) -> dict[str, pd.DataFrame]:
    """film_directors and film_cast of these films."""
    film_of = np.zeros(len(read.rows) + 1, np.int64)
    for row, film_id, _ in _of_films(read.rows, film_ids, read.file, repairs):
        film_of[row] = film_id
    repairs.take(read.repairs, set(np.flatnonzero(film_of).tolist()))
    tables = {}
    for name, table in read.tables.items():
        film_id = film_of[table["film_id"].to_numpy()]
        tables[name] = _frame(without(film_id == 0, table.set_column(0, "film_id", pa.array(film_id))))
    return tables


def unnest_keywords(source: Source, film_ids: pd.Series, repairs: Repairs) -> pd.DataFrame:
    """film_keywords; empty where the source has no keywords."""
    file = source.files.get("keywords", "keywords.csv")
    keywords = NestedCells("film_keywords", file, "keywords", repairs)
    if source.has("keywords"):
        rows = read_rows(source, "keywords", ["id", "keywords"])
        for row, film_id, (cell,) in _of_films(rows, film_ids, file, repairs):
            keywords.add(row, film_id, cell)
    return _frame(keywords.table())


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.drop_columns(["film_id"]).to_pandas(types_mapper=_PANDAS.get)
    frame.insert(0, "film_id", table["film_id"].to_numpy())
    return frame


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
