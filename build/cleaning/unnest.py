"""Unnesting: each record in a nested cell becomes a row of a table, joined to the films by film_id."""

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


def unnest_films(source: Source, accepted: pd.DataFrame, repairs: Repairs) -> dict[str, pd.DataFrame]:
    """Return the tables nested in the metadata by name. `collections` has one row for each film of a franchise, its first."""
    tables = {}
    for column, table in NESTED.items():
        nested = NestedCells(table, source.files["metadata"], column, repairs, repeats=True)
        for row, film_id, cell in zip(*(accepted[name].tolist() for name in ("row", "film_id", column)), strict=True):
            nested.add(row, film_id, cell)
        tables[table] = _frame(nested.table())
    tables["collections"] = tables["collections"].drop_duplicates("film_id")
    return tables


def unnest_credits(credits_: Credits, film_ids: pd.Series, repairs: Repairs) -> dict[str, pd.DataFrame]:
    """Return film_directors and film_cast of these films."""
    film_of_row = np.zeros(len(credits_.rows) + 1, np.int64)  # 0 for a row that is about none of these films
    for row, film_id, _ in _rows_of_films(credits_.rows, film_ids, credits_.file, repairs):
        film_of_row[row] = film_id
    repairs.take(credits_.repairs, set(np.flatnonzero(film_of_row).tolist()))
    tables = {}
    for name, table in credits_.tables.items():
        film_id = film_of_row[table["film_id"].to_numpy()]
        tables[name] = _frame(without(film_id == 0, table.set_column(0, "film_id", pa.array(film_id))))
    return tables


def unnest_keywords(source: Source, film_ids: pd.Series, repairs: Repairs) -> pd.DataFrame:
    """Return film_keywords, which is empty if the source has no keywords."""
    file = source.files.get("keywords", "keywords.csv")
    keywords = NestedCells("film_keywords", file, "keywords", repairs)
    if source.has("keywords"):
        rows = read_rows(source, "keywords", ["id", "keywords"])
        for row, film_id, (cell,) in _rows_of_films(rows, film_ids, file, repairs):
            keywords.add(row, film_id, cell)
    return _frame(keywords.table())


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.drop_columns(["film_id"]).to_pandas(types_mapper=_PANDAS.get)
    frame.insert(0, "film_id", table["film_id"].to_numpy())
    return frame


def _rows_of_films(rows: Iterable[Row], film_ids: pd.Series, file: str, repairs: Repairs) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (row, film_id, other cells) of the first row about each film; the others are listed in the repairs."""
    remaining = {str(film_id): film_id for film_id in film_ids.tolist()}
    seen: set[str] = set()
    for row, cells in rows:
        text = cells[0].strip() if cells else ""
        film_id = remaining.pop(text, None)
        if film_id is not None:
            seen.add(text)
            yield row, film_id, cells[1:]
        else:
            repairs.add(file, row, "id", text, "repeated film, left out" if text in seen else "no such film, left out")
