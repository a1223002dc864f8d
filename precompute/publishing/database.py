"""filmoteca.sqlite: the clean tables with keys and indexes, full-text search, and the questions as views.

The same input gives the same bytes: in one transaction every B-tree is filled from its first key to its last,
so that no page is ever split in the middle, which each SQLite does in its own way; and what SQLite leaves of
itself (its version, remains in unused space) is blanked. Beyond that the bytes depend on how SQLite appends to
B-trees and FTS5 segments, the same from 3.40 to 3.53.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from precompute.columns import COLUMNS
from precompute.publishing.dictionary import MEANINGS, nullable
from precompute.publishing.views import VIEWS
from precompute.questions.answers import Answers
from precompute.questions.spellings import key_of
from precompute.tables import Tables

_TYPES = {"int64": "INTEGER", "Int64": "INTEGER", "float64": "REAL", "str": "TEXT"}
# What queries and views look rows up by, beside the primary keys.
_INDEXES = {
    "films": ["title", "original_language", "collection", "release_year"],
    "film_titles": ["film_id", "title"],
    "film_genres": ["film_id", "genre"],
    "film_companies": ["film_id", "company"],
    "film_countries": ["film_id"],
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
  razones TEXT NOT NULL,
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
_BATCH = 20_000  # rows that stand in memory as Python's values at a time
_TOGETHER = 100  # rows that one statement inserts: to run it takes as long as a row or two
_PAGE = 8192
_CACHE = 8192  # KiB; what is appended is not read again
_BRANCHES, _LEAVES = {2, 5}, {10, 13}  # B-tree pages, by their first byte


@contextmanager
def new_database(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a new database at `path`, complete when the block ends."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for setting in (
            "journal_mode=OFF",
            "synchronous=OFF",
            "locking_mode=EXCLUSIVE",
            f"page_size={_PAGE}",
            f"cache_size=-{_CACHE}",
            "secure_delete=ON",  # of what moves from page to page, nothing stays behind
        ):
            database.execute(f"PRAGMA {setting}")
        database.execute("BEGIN")
        yield database
        database.execute("COMMIT")
    _blank(path)


def insert_tables(database: sqlite3.Connection, tables: Tables, answered: Mapping[str, Answers]) -> None:
    """Create and fill everything but the recommendations.

    answered: the answers to every question but recomendacion, whose names are those of peliculas_duracion.
    """
    for name, statement in _statements():
        database.execute(statement)
        _insert(database, name, _rows(name, tables))
    for name, columns in _INDEXES.items():
        for column in columns:
            database.execute(f'CREATE INDEX {name}_{column} ON {name} ("{column}")')
    # Holds all that peliculas_pais reads: a country may have twenty thousand films.
    database.execute("CREATE INDEX film_countries_country ON film_countries (country, film_id, iso_3166_1)")
    _insert_names(database, tables, answered)
    for statement in _SEARCH.strip().splitlines():
        database.execute(statement)
    for name, query in VIEWS.items():
        database.execute(f"CREATE VIEW {name} AS {query.strip()}")


def insert_recommendations(database: sqlite3.Connection, answers: Answers) -> None:
    """Fill the table of recommendations from the answers to recomendacion: last of all, because they take longest."""
    _insert(database, "recomendaciones", _recommended(answers))


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


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    rows = iter(rows)
    while together := list(islice(rows, _TOGETHER)):
        row = f"({', '.join('?' * len(together[0]))})"
        statement = f"INSERT INTO {table} VALUES {', '.join([row] * len(together))}"  # noqa: S608 # names of our own
        database.execute(statement, list(chain.from_iterable(together)))


def _rows(name: str, tables: Tables) -> Iterator[tuple[Any, ...]]:
    """The rows of a clean table in the order of its primary key, so that its index grows at its end, else by film."""
    table = getattr(tables, name)
    rows = pa.Table.from_pandas(table, preserve_index=False)
    order = MEANINGS[name].primary_key or (["film_id"] if "film_id" in table else [])
    if order:
        rows = rows.take(np.lexsort([table[column].to_numpy() for column in reversed(order)]))
    batches = (rows.slice(start, _BATCH) for start in range(0, len(table), _BATCH))
    return chain.from_iterable(zip(*(column.to_pylist() for column in batch.columns), strict=True) for batch in batches)


def _insert_names(database: sqlite3.Connection, tables: Tables, answered: Mapping[str, Answers]) -> None:
    """What no table says: the key of each name, the name of each key, and the aliases."""
    for statement in _NAME_TABLES.strip().split(";\n"):
        database.execute(statement.removesuffix(";"))
    entries = ((question, key, name) for question in sorted(answered) for key, name in sorted(answered[question].names.items()))
    _insert(database, "indice", ((number, *row) for number, row in enumerate(entries, 1)))
    for question in sorted(answered):
        answers = answered[question]
        _insert(database, "alias", ((question, alias, key) for alias, key in answers.published_aliases.items()))
        if question in _NAMES:
            table, column = _NAMES[question]
            names = getattr(tables, table)[column].dropna().unique()
            _insert(database, "claves", ((question, name, key_of(name)) for name in sorted(names)))
    database.execute("CREATE INDEX claves_clave ON claves (clave, pregunta)")


def _recommended(answers: Answers) -> Iterator[tuple[Any, ...]]:
    """Film, rank, recommended film, similarity and reasons; a film has the same ones in every answer."""
    rows = {
        film["id"]: [
            (film["id"], rank, other["id"], other["similitud"], *map(_json, (other["motivos"], other["razones"])))
            for rank, other in enumerate(film["detalle"], 1)
        ]
        for answer in answers.answers.values()
        for film in (answer, *answer["otras"])
    }
    return chain.from_iterable(rows[film_id] for film_id in sorted(rows))


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _blank(path: Path) -> None:
    """Blank what says nothing of the content: in the header, and in the unused middle of each B-tree page.

    The offsets are documented at https://www.sqlite.org/fileformat2.html.
    """
    once = (1).to_bytes(4, "big")
    with path.open("r+b", buffering=0) as file:
        for offset, content in ((24, once), (92, once + bytes(4))):  # counts of changes, and the version of SQLite
            file.seek(offset)
            file.write(content)
        file.seek(0)
        for at in range(0, path.stat().st_size, _PAGE):
            page, header = file.read(_PAGE), 0 if at else 100
            if page[header] in _BRANCHES | _LEAVES:
                cells = int.from_bytes(page[header + 3 : header + 5], "big")
                used = int.from_bytes(page[header + 5 : header + 7], "big")
                unused = header + (12 if page[header] in _BRANCHES else 8) + 2 * cells
                if page[unused:used].strip(b"\0"):
                    file.seek(at + unused)
                    file.write(bytes(used - unused))
                    file.seek(at + _PAGE)
