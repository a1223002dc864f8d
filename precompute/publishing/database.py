"""filmoteca.sqlite: the clean tables with keys and indexes, full-text search, and the questions as views.

The same input gives the same bytes: rows go in in a fixed order, in one transaction, VACUUM INTO lays the
pages out anew, and what SQLite leaves of itself (its version, remains in unused space) is blanked. Beyond
that the bytes depend on how SQLite lays out B-trees and FTS5 segments, the same from 3.40 to 3.51.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from functions.keys import Clave, clave
from precompute.publishing.dictionary import MEANINGS, nullable
from precompute.publishing.views import VIEWS
from precompute.questions import Answers
from precompute.tables import COLUMNS, Tables

_TYPES = {"int64": "INTEGER", "Int64": "INTEGER", "float64": "REAL", "str": "TEXT"}
# What queries and views look rows up by, beside the primary keys.
_INDEXES = {
    "films": ["title", "original_language", "collection", "release_year"],
    "film_genres": ["film_id", "genre"],
    "film_companies": ["film_id", "company"],
    "film_countries": ["film_id", "country"],
    "film_spoken_languages": ["film_id", "iso_639_1"],
    "film_directors": ["film_id", "director"],
    "film_cast": ["film_id", "actor"],
    "film_keywords": ["film_id", "keyword"],
    "ratings": ["film_id"],
}
# The names that each question asks for: table and column.
_NAMES = {
    "peliculas_idioma": ("films", "original_language"),
    "peliculas_duracion": ("films", "title"),
    "franquicia": ("films", "collection"),
    "peliculas_pais": ("film_countries", "country"),
    "productoras_exitosas": ("film_companies", "company"),
    "get_director": ("film_directors", "director"),
}
_NAME_TABLES = """
CREATE TABLE claves (pregunta TEXT NOT NULL, nombre TEXT NOT NULL, clave TEXT NOT NULL, PRIMARY KEY (pregunta, nombre)) WITHOUT ROWID;
CREATE TABLE indice (id INTEGER PRIMARY KEY, pregunta TEXT NOT NULL, clave TEXT NOT NULL, nombre TEXT NOT NULL, UNIQUE (pregunta, clave));
CREATE TABLE alias (pregunta TEXT NOT NULL, alias TEXT NOT NULL, clave TEXT NOT NULL, PRIMARY KEY (pregunta, alias)) WITHOUT ROWID;
CREATE TABLE recomendaciones (
  film_id INTEGER NOT NULL REFERENCES films (film_id), rango INTEGER NOT NULL,
  recomendada_id INTEGER NOT NULL REFERENCES films (film_id), similitud REAL NOT NULL, motivos TEXT NOT NULL,
  PRIMARY KEY (film_id, rango)
) WITHOUT ROWID;
"""  # noqa: E501 # one line a table
_SEARCH = """
CREATE VIRTUAL TABLE busqueda_peliculas USING fts5(title, overview, tagline, content="films", content_rowid="film_id", tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE busqueda_nombres USING fts5(nombre, content="indice", content_rowid="id", tokenize="unicode61 remove_diacritics 2");
INSERT INTO busqueda_peliculas (busqueda_peliculas, rank) VALUES ('hashsize', 1000000000);
INSERT INTO busqueda_nombres (busqueda_nombres, rank) VALUES ('hashsize', 1000000000);
INSERT INTO busqueda_peliculas (busqueda_peliculas) VALUES ('rebuild');
INSERT INTO busqueda_nombres (busqueda_nombres) VALUES ('rebuild');
"""  # noqa: E501 # one line a statement
# Its keys and names are those of peliculas_duracion: every title.
RECOMMENDED = "recomendacion"
_BATCH = 20_000  # rows that stand in memory as Python's values at a time
_PAGE = 4096
_BRANCHES, _LEAVES = {2, 5}, {10, 13}  # B-tree pages, by their first byte


def write_sqlite(path: Path, working: Path, tables: Tables, answered: Mapping[str, Answers]) -> None:
    """Write the database to `path`, by way of a file `working` that is removed again."""
    working.unlink(missing_ok=True)
    with closing(sqlite3.connect(working, isolation_level=None)) as database:
        for setting in (
            "journal_mode=OFF",
            "synchronous=OFF",
            "locking_mode=EXCLUSIVE",
            f"page_size={_PAGE}",
            "cache_size=-65536",
            "secure_delete=ON",
        ):
            database.execute(f"PRAGMA {setting}")
        database.execute("BEGIN")
        for name, statement in _statements():
            database.execute(statement)
            database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(COLUMNS[name]))})", _rows(name, tables))  # noqa: S608 # names of our own
        for name, columns in _INDEXES.items():
            for column in columns:
                database.execute(f'CREATE INDEX {name}_{column} ON {name} ("{column}")')
        _insert_names(database, tables, {question: answered[question] for question in answered if question != RECOMMENDED})
        for statement in _SEARCH.strip().splitlines():
            database.execute(statement)
        for name, query in VIEWS.items():
            database.execute(f"CREATE VIEW {name} AS {query.strip()}")
        if RECOMMENDED in answered:  # last of all, because these take longest to come
            database.executemany("INSERT INTO recomendaciones VALUES (?, ?, ?, ?, ?)", _recommended(answered[RECOMMENDED]))
        database.execute("COMMIT")
        database.execute("VACUUM INTO ?", [str(path)])
    working.unlink()
    _blank(path)


def _statements() -> Iterator[tuple[str, str]]:
    """CREATE TABLE of each clean table, by its dictionary."""
    for name, meaning in MEANINGS.items():
        columns = []
        for column, kind in COLUMNS[name].items():
            required = "" if nullable(name, column) else " NOT NULL"
            reference = " REFERENCES films (film_id)" if column == "film_id" and name != "films" else ""
            columns.append(f'"{column}" {_TYPES[kind]}{required}{reference}')
        if meaning.primary_key:
            columns.append(f"PRIMARY KEY ({', '.join(meaning.primary_key)})")
        yield name, f"CREATE TABLE {name} ({', '.join(columns)})"


def _rows(name: str, tables: Tables) -> Iterator[tuple[Any, ...]]:
    """The rows of a clean table, by film."""
    table = getattr(tables, name)
    if "film_id" in table:
        table = table.sort_values("film_id", kind="stable")
    for batch in pa.Table.from_pandas(table, preserve_index=False).to_batches(max_chunksize=_BATCH):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _insert_names(database: sqlite3.Connection, tables: Tables, answered: Mapping[str, Answers]) -> None:
    """What no table says: the key of each name, the name of each key, and the aliases."""
    for statement in _NAME_TABLES.strip().split(";\n"):
        database.execute(statement.removesuffix(";"))
    shown: list[tuple[str, Clave, str]] = []
    for question, answers in answered.items():
        shown += ((question, key, name) for key, name in sorted(answers.names.items()))
        aliases = ((question, alias, key) for alias, key in sorted(answers.aliases.items()) if alias not in answers.answers)
        database.executemany("INSERT INTO alias VALUES (?, ?, ?)", aliases)
        if question in _NAMES:
            table, column = _NAMES[question]
            names = getattr(tables, table)[column].dropna().unique()
            database.executemany("INSERT INTO claves VALUES (?, ?, ?)", [(question, name, clave(name)) for name in sorted(names)])
    database.executemany("INSERT INTO indice VALUES (?, ?, ?, ?)", ((number, *row) for number, row in enumerate(shown, 1)))
    database.execute("CREATE INDEX claves_clave ON claves (pregunta, clave)")


def _recommended(answers: Answers) -> list[tuple[Any, ...]]:
    """Film, rank, recommended film, similarity and reasons; a film has the same whichever answer it stands in."""
    films = (film for answer in answers.answers.values() for film in (answer, *answer["otras"]))
    return sorted(
        (film["id"], rank, other["id"], other["similitud"], orjson.dumps(other["motivos"]).decode())
        for film in films
        for rank, other in enumerate(film["detalle"], 1)
    )


def _blank(path: Path) -> None:
    """Blank what says nothing of the content: in the header, and in the unused middle of each B-tree page.

    Offsets are those of https://www.sqlite.org/fileformat2.html.
    """
    with path.open("r+b") as file:
        for number in range(path.stat().st_size // _PAGE):
            page, start = bytearray(file.read(_PAGE)), 0
            before = bytes(page)
            if number == 0:
                start = 100
                page[24:28] = (1).to_bytes(4, "big")  # count of changes
                page[92:96] = (1).to_bytes(4, "big")  # the count at which the version was noted
                page[96:100] = bytes(4)  # version of SQLite
            if page[start] in _BRANCHES | _LEAVES:
                cells = int.from_bytes(page[start + 3 : start + 5], "big")
                content = int.from_bytes(page[start + 5 : start + 7], "big")
                pointers = start + (12 if page[start] in _BRANCHES else 8) + 2 * cells
                page[pointers:content] = bytes(content - pointers)
            if page != before:
                file.seek(number * _PAGE)
                file.write(page)
                file.seek((number + 1) * _PAGE)
