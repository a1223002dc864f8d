"""Downloads: every clean table as CSV and Parquet, each question's answers as NDJSON, and all of it as SQLite."""

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from pyarrow import csv, parquet

from functions.paths import API, VERSION
from precompute.columns import COLUMNS
from precompute.publishing.data_package import data_package
from precompute.publishing.database import new_database
from precompute.publishing.dictionary import DATES, MEANINGS, UNITS, dictionary
from precompute.publishing.licences import licences_of
from precompute.publishing.release import Release
from precompute.publishing.schemas import checked, dump
from precompute.questions.answers import Answers
from precompute.tables import Tables

FOLDER = f"{API}/descargas"
DATABASE = "filmoteca.sqlite"
_ARROW = {"int64": pa.int64(), "Int64": pa.int64(), "float64": pa.float64(), "str": pa.string()}
MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "ndjson": "application/x-ndjson",
    "sqlite": "application/vnd.sqlite3",
}


def ndjson_path(question: str) -> str:
    """The path of all answers to a question in one file."""
    return f"{FOLDER}/{question}.ndjson"


def write_tables(release: Release, tables: Tables) -> None:
    """Write each clean table as CSV and as Parquet."""
    for name, table in tables.items():
        types = pa.schema([(column, _ARROW[kind]) for column, kind in COLUMNS[name].items()])
        rows = pa.Table.from_pandas(table, schema=types, preserve_index=False)
        with release.large(f"{FOLDER}/{name}.csv") as path:
            csv.write_csv(rows, path, csv.WriteOptions(eol="\r\n"))
        with release.large(f"{FOLDER}/{name}.parquet") as path:
            parquet.write_table(rows.cast(described_schema(name, types)), path, compression="zstd")


def described_schema(table: str, types: pa.Schema) -> pa.Schema:
    """The schema of a table's Parquet file: dates as dates, with what the table and each column say, and their units.

    Without pandas' own metadata, which names the version of pandas.
    """
    fields = []
    for column in types:
        text = MEANINGS[table].columns[column.name]
        described = {"descripcion": text.es, "description": text.en}
        unit = {"unit": UNITS[column.name]} if column.name in UNITS else {}
        kind = pa.date32() if (table, column.name) in DATES else column.type
        fields.append(pa.field(column.name, kind, metadata=described | unit))
    return pa.schema(fields, metadata={"descripcion": MEANINGS[table].table.es, "description": MEANINGS[table].table.en})


@contextmanager
def database_file(release: Release) -> Iterator[sqlite3.Connection]:
    """A connection to the new filmoteca.sqlite of a release, which is whole when the block ends."""
    with release.large(f"{FOLDER}/{DATABASE}") as path:
        try:
            with new_database(path) as database:
                yield database
        except sqlite3.OperationalError as error:  # its own way to say that the disk is full or refuses
            raise OSError(errno.EIO, f"{error}", str(path)) from error


def download_lists(release: Release, tables: Tables, answered: Mapping[str, Answers]) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the dictionary, of the data package, and of the index that lists all downloads."""
    has_ratings = not tables.ratings.empty
    counts = {name: len(table) for name, table in tables.items()} | {name: len(a.answers) for name, a in answered.items()}
    counts["filmoteca"] = sum(len(table) for _, table in tables.items())
    yield f"{FOLDER}/diccionario.json", checked("diccionario", dictionary())
    yield f"{FOLDER}/datapackage.json", dump(data_package(release.manifest, FOLDER, VERSION, has_ratings=has_ratings))
    yield f"{FOLDER}/index.json", checked("descargas", _listing(release, counts, has_ratings=has_ratings))


def _listing(release: Release, counts: Mapping[str, int], *, has_ratings: bool) -> dict[str, Any]:
    listed = []
    for path in sorted(path for path in release.manifest if path.startswith(f"{FOLDER}/")):
        entry = release.manifest[path]
        content, _, suffix = path.removeprefix(f"{FOLDER}/").partition(".")
        if suffix in MEDIA:
            listed.append(
                {
                    "archivo": f"{content}.{suffix}",
                    "enlace": release.layout.link(path),
                    "formato": MEDIA[suffix],
                    "contenido": content,
                    "filas": counts[content],
                    "bytes": entry["bytes"],
                    "sha256": entry["sha256"],
                    "licencia": "; ".join(licence.text for licence in licences_of(content, has_ratings=has_ratings)),
                }
            )
    return {
        "diccionario": release.layout.link(f"{FOLDER}/diccionario.json"),
        "paquete_de_datos": release.layout.link(f"{FOLDER}/datapackage.json"),
        "descargas": listed,
    }
