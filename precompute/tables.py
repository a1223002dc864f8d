"""The clean tables, whose columns and types are checked whenever they are saved or loaded.

`films` holds one row per film; every other film table joins it by `film_id`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from precompute.columns import COLUMNS
from precompute.owned_tree import OutputPaths, OwnedTree

TABLE_PATHS = OutputPaths(re.compile(rf"(?:{'|'.join(COLUMNS)})\.parquet", re.IGNORECASE), ())


class TableError(Exception):
    """A table that does not have the columns and types declared here."""


@dataclass(frozen=True)
class MetadataTables:
    """The clean tables that need no credits, each with the columns that COLUMNS declares for its name.

    They are ready long before the credits, nine tenths of all bytes, are read; what can be answered from them is
    answered meanwhile.
    """

    films: pd.DataFrame
    film_titles: pd.DataFrame
    film_genres: pd.DataFrame
    film_companies: pd.DataFrame
    film_countries: pd.DataFrame
    film_spoken_languages: pd.DataFrame
    film_keywords: pd.DataFrame
    ratings: pd.DataFrame
    rejects: pd.DataFrame

    def __post_init__(self) -> None:
        for name, table in self.items():
            check_columns(name, table)

    def items(self) -> list[tuple[str, pd.DataFrame]]:
        """(name, table) pairs in the order of COLUMNS."""
        return [(name, getattr(self, name)) for name in COLUMNS if hasattr(self, name)]


@dataclass(frozen=True)
class Tables(MetadataTables):
    """All clean tables: from the metadata, from the credits, and the list of all repairs."""

    film_directors: pd.DataFrame
    film_cast: pd.DataFrame
    repairs: pd.DataFrame


def check_columns(name: str, table: pd.DataFrame) -> None:
    """Raise TableError unless `table` has exactly the columns and types declared for `name`."""
    declared, actual = COLUMNS[name], {str(column): str(dtype) for column, dtype in table.dtypes.items()}
    if list(actual.items()) != list(declared.items()):
        raise TableError(f"table {name} should have the columns {declared}, found {actual}")


def typed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """`table` with the columns of `name`, in their order and types, numbered from 0."""
    columns = COLUMNS[name]
    return table[list(columns)].astype(columns).reset_index(drop=True)


def empty(name: str) -> pd.DataFrame:
    """The table `name` without rows."""
    return typed(name, pd.DataFrame(columns=list(COLUMNS[name])))


def save(tables: Tables, folder: OwnedTree) -> None:
    """Write each table to a folder as {name}.parquet, whole or not at all. Raises InTheWayError."""
    for name, table in tables.items():
        check_columns(name, table)
    folder.write((f"{name}.parquet", table.to_parquet(index=False)) for name, table in tables.items())
    folder.close()
    pa.default_memory_pool().release_unused()  # memory that cleaning and writing took


def load(folder: Path) -> Tables:
    """Read what `save` wrote. Raises TableError if a table is missing or of another form."""
    missing = [name for name in COLUMNS if not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise TableError(f"{folder} holds no {missing[0]}.parquet; run python -m build to make the clean tables")
    tables = Tables(**{name: pd.read_parquet(folder / f"{name}.parquet") for name in COLUMNS})
    pa.default_memory_pool().release_unused()  # memory that reading took
    return tables
