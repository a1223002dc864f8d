"""Unnesting: each record in a nested cell becomes a row of a table, joined to the films by film_id."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from build.cleaning.credits import Credits
from build.cleaning.nested_cells import NestedCells, cells_of, without
from build.cleaning.repairs import Repairs
from build.cleaning.unreadable import UnreadableError, quoted
from build.reading.raw_files import Row, read_rows, whole_id
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
        holds = cells_of(accepted[column].tolist(), single=table == "collections")
        nested = NestedCells(table, source.files["metadata"], column, repairs, holds=holds, repeats=True)
        for row, film_id, cell in zip(*(accepted[name].tolist() for name in ("row", "film_id", column)), strict=True):
            nested.add(row, film_id, cell)
        tables[table] = _frame(nested.table())
    tables["collections"] = tables["collections"].drop_duplicates("film_id")
    return tables


def unnest_credits(credits_: Credits, film_ids: pd.Series, repairs: Repairs) -> dict[str, pd.DataFrame]:
    """Return film_directors and film_cast of these films."""
    film_of_row = np.zeros(len(credits_.rows) + 1, np.int64)  # 0 for a row that is about none of these films
    # The rows of the file of films that are no films are rejects already.
    repairs_of_rows = Repairs() if credits_.in_metadata else repairs
    for row, film_id, _ in _rows_of_films(credits_.rows, film_ids, credits_.file, repairs_of_rows):
        film_of_row[row] = film_id
    repairs.take(credits_.repairs, set(np.flatnonzero(film_of_row).tolist()))
    tables = {}
    for name, table in credits_.tables.items():
        film_id = film_of_row[table["film_id"].to_numpy()]
        tables[name] = _frame(without(film_id == 0, table.set_column(0, "film_id", pa.array(film_id))))
    return tables


def unnest_keywords(source: Source, accepted: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """Return film_keywords of accepted rows: from their own column, or from keywords.csv; empty if the source has neither."""
    if not source.has("keywords"):
        cells = accepted["keywords"].tolist()
        keywords = NestedCells("film_keywords", source.files["metadata"], "keywords", repairs, holds=cells_of(cells))
        for row, film_id, cell in zip(accepted["row"].tolist(), accepted["film_id"].tolist(), cells, strict=True):
            keywords.add(row, film_id, cell)
        return _frame(keywords.table())
    file = source.files["keywords"]
    keywords = NestedCells("film_keywords", file, "keywords", repairs)
    rows = read_rows(source, "keywords", ["id", "keywords"])
    for row, film_id, (cell,) in _rows_of_films(rows, accepted["film_id"], file, repairs):
        keywords.add(row, film_id, cell)
    return _frame(keywords.table())


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.drop_columns(["film_id"]).to_pandas(types_mapper=_PANDAS.get)
    frame.insert(0, "film_id", table["film_id"].to_numpy())
    return frame


def _rows_of_films(rows: Iterable[Row], film_ids: pd.Series, file: str, repairs: Repairs) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (row, film_id, other cells) of the first row about each film; the others are listed in the repairs.

    Raises UnreadableError if there are rows and none is about a film.
    """
    remaining = {str(film_id): film_id for film_id in film_ids.tolist()}
    seen: set[str] = set()
    others, example = 0, ""
    for row, cells in rows:
        text = whole_id(cells[0]) if cells else ""
        film_id = remaining.pop(text, None)
        if film_id is not None:
            seen.add(text)
            yield row, film_id, cells[1:]
        else:
            others, example = others + 1, example or text
            repairs.add(file, row, "id", text, "repeated film, left out" if text in seen else "no such film, left out")
    if others and not seen and len(film_ids):
        problem = f"none of its {others:,} ids is that of a film, for example {quoted(example) or 'an empty one'}"
        raise UnreadableError(f"{file}, column id: {problem}; give the file that belongs to these films, or leave it out")
