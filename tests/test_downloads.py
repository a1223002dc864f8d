"""Downloads: whole tables and whole questions in one file each, that say the same as the answers."""

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyarrow import parquet

from functions.keys import Clave
from functions.paths import API, answer_path
from functions.questions import QUESTION
from precompute.columns import COLUMNS
from precompute.publishing.database import insert_recommendations, insert_tables, new_database
from precompute.publishing.dictionary import MEANINGS, nullable
from precompute.publishing.licences import CC0, MOVIELENS, Licence, licences_of
from precompute.publishing.views import VIEWS, _rounded
from precompute.questions.answering import answer
from precompute.tables import Tables
from tests.support.verify_tree import view_faults

CELL = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "string": re.compile(r".*", re.DOTALL),
}
DOWNLOADS = f"{API}/descargas"


@pytest.fixture
def listed(public: Path) -> list[dict[str, Any]]:
    """The downloads as their index lists them."""
    downloads: list[dict[str, Any]] = json.loads((public / DOWNLOADS / "index.json").read_bytes())["descargas"]
    return downloads


def test_every_download_is_listed_as_it_is(public: Path, listed: list[dict[str, Any]]) -> None:
    """The index lists each file that can be downloaded, with its own size and sha256."""
    for download in listed:
        content = (public / download["enlace"].removeprefix("/")).read_bytes()
        assert (download["bytes"], download["sha256"]) == (len(content), sha256(content).hexdigest())
    expected = {f"{table}.{suffix}" for table in COLUMNS for suffix in ("csv", "parquet")}
    expected |= {f"{question}.ndjson" for question in QUESTION} | {"filmoteca.sqlite"}
    assert {download["archivo"] for download in listed} == expected
    described = {"index.json", "diccionario.json", "dataset.jsonld", "datapackage.json"}
    assert {p.name for p in (public / DOWNLOADS).iterdir()} == expected | described
    licences = {download["archivo"]: download["licencia"] for download in listed}
    assert licences["ratings.csv"] == "MovieLens (GroupLens): uso no comercial, con cita"
    assert licences["films.parquet"] == licences["recomendacion.ndjson"] == "CC0-1.0 según Kaggle"


@pytest.mark.parametrize(
    ("content", "has_ratings", "expected"),
    [
        ("films", True, [CC0]),
        ("ratings", True, [MOVIELENS]),
        ("filmoteca", True, [CC0, MOVIELENS]),
        ("filmoteca", False, [CC0]),
    ],
)
def test_what_holds_ratings_has_their_licence(content: str, has_ratings: bool, expected: list[Licence]) -> None:
    """The database too, where there are any."""
    assert licences_of(content, has_ratings=has_ratings) == expected


def test_row_counts_are_those_of_the_tables_and_answers(public: Path, sample: Tables, listed: list[dict[str, Any]]) -> None:
    """`filas` counts the rows of a table and the answers of a question."""
    filas = {download["archivo"]: download["filas"] for download in listed}
    for name, table in sample.items():
        assert filas[f"{name}.csv"] == filas[f"{name}.parquet"] == len(table)
    for question in QUESTION:
        index = json.loads((public / API / question / "index.json").read_bytes())
        assert filas[f"{question}.ndjson"] == index["total"]


@pytest.mark.parametrize("name", COLUMNS)
def test_tables_come_back_from_parquet_and_csv(public: Path, sample: Tables, name: str) -> None:
    """Both forms hold the clean table: its columns, its rows in order, and what is missing."""
    table: pd.DataFrame = getattr(sample, name)
    rows = parquet.read_table(public / DOWNLOADS / f"{name}.parquet")
    assert {field.name: field.metadata[b"description"].decode() for field in rows.schema} == {
        column: text.en for column, text in MEANINGS[name].columns.items()
    }
    assert rows.schema.metadata[b"descripcion"].decode() == MEANINGS[name].table.es
    pd.testing.assert_frame_equal(rows.to_pandas().astype(COLUMNS[name]), table)
    with (public / DOWNLOADS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        content = file.read()
    assert content.startswith(f'"{next(iter(COLUMNS[name]))}"')
    assert content.endswith("\r\n")
    header, *lines = list(csv.reader(io.StringIO(content, newline="")))
    assert header == list(COLUMNS[name])
    texts = [column for column, kind in COLUMNS[name].items() if kind == "str"]
    expected = table[texts].fillna("").to_numpy().tolist()
    assert [[line[header.index(column)] for column in texts] for line in lines] == expected


@pytest.mark.parametrize("question", QUESTION)
def test_ndjson_holds_every_answer_with_its_key(public: Path, question: str) -> None:
    """A line is the answer's file with its key before it; lines are sorted by key and none is missing."""
    keys = []
    for line in (public / DOWNLOADS / f"{question}.ndjson").read_bytes().splitlines():
        key = Clave(json.loads(line)["clave"])
        assert line.replace(b'{"clave":' + json.dumps(key, ensure_ascii=False).encode() + b",", b"{", 1) == (
            public / answer_path(question, key)
        ).read_bytes()  # fmt: skip
        keys.append(key)
    assert keys == sorted(json.loads((public / API / question / "index.json").read_bytes())["claves"])


def test_money_dates_and_units_are_what_parquet_says(public: Path) -> None:
    """Dates are dates, and a column names its unit."""
    schema = parquet.read_schema(public / DOWNLOADS / "films.parquet")
    assert str(schema.field("release_date").type) == "date32[day]"
    assert schema.field("budget").metadata[b"unit"] == b"USD"


def test_the_data_package_describes_the_csv_files(public: Path) -> None:
    """Every CSV file with its hash, and each column with a type that its cells have."""
    package = json.loads((public / DOWNLOADS / "datapackage.json").read_bytes())
    manifest = json.loads((public / API / "manifest.json").read_bytes())
    assert [resource["name"] for resource in package["resources"]] == list(COLUMNS)
    for resource in package["resources"]:
        assert resource["hash"] == "sha256:" + manifest[f"{DOWNLOADS}/{resource['path']}"]["sha256"]
        columns = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        with (public / DOWNLOADS / resource["path"]).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for name, cell in row.items():
                    assert not cell or CELL[columns[name]].fullmatch(cell), (resource["name"], name, cell)


def test_the_dictionary_describes_every_column(sample: Tables) -> None:
    """The dictionary has the declared tables and columns, and a column it calls never missing is never missing."""
    assert {name: list(meaning.columns) for name, meaning in MEANINGS.items()} == {
        name: list(columns) for name, columns in COLUMNS.items()
    }
    for name, table in sample.items():
        for column in table:
            assert nullable(name, str(column)) or not table[column].isna().any(), f"{name}.{column}"
        if key := MEANINGS[name].primary_key:
            assert not table.duplicated(key).any()


def test_the_views_equal_the_answers_for_every_key(public: Path) -> None:
    """What SQL computes from the tables is what the published answers say, field by field."""
    assert view_faults(public) == []


def test_every_question_has_a_view() -> None:
    """Each question that is answered can be asked in SQL under its own name."""
    assert set(QUESTION) <= set(VIEWS)


@given(st.floats(0, 1e9), st.sampled_from([2, 4]))
@example(50.48685, 4)  # stored as 50.486849999…: SQLite's round() gives 50.4869
@example(1.03125, 4)  # a true tie: half to even
@example(0.125, 2)
@example(0.0, 4)
def test_the_views_round_as_python_does(number: float, decimals: int) -> None:
    """The SQL for rounding gives the same float as Python's round() for any number."""
    with closing(sqlite3.connect(":memory:")) as database:
        rounded = database.execute(f"SELECT {_rounded('x', decimals)} FROM (SELECT ? AS x)", [number]).fetchone()[0]  # noqa: S608
    assert rounded == round(number, decimals)


@pytest.mark.parametrize(
    ("table", "query", "found"),
    [
        ("busqueda_peliculas", "toy story", "Toy Story"),
        ("busqueda_peliculas", "overview: cowboy", "Toy Story"),
        ("busqueda_nombres", "amelie", "Amélie"),
        ("busqueda_nombres", "spielberg", "Steven Spielberg"),
    ],
)
def test_full_text_search_finds_titles_overviews_and_names(public: Path, table: str, query: str, found: str) -> None:
    """Words find rows whatever their accents and case."""
    column = "title" if table == "busqueda_peliculas" else "nombre"
    with closing(sqlite3.connect(f"file:{public / DOWNLOADS}/filmoteca.sqlite?mode=ro", uri=True)) as database:
        rows = database.execute(f"SELECT {column} FROM {table} WHERE {table} MATCH ?", [query]).fetchall()  # noqa: S608
    assert (found,) in rows


def test_the_database_is_the_same_bytes_and_says_nothing_of_its_writer(public: Path, sample: Tables, tmp_path: Path) -> None:
    """Written again, it is the same file; its header holds no version of SQLite, and it is sound."""
    recommended = answer("recomendacion", sample)
    answered = {question: answer(question, sample) for question in QUESTION if question != "recomendacion"}
    again = tmp_path / "again.sqlite"
    with new_database(again) as database:
        insert_tables(database, sample, answered)
        insert_recommendations(database, recommended)
    content = again.read_bytes()
    assert content == (public / DOWNLOADS / "filmoteca.sqlite").read_bytes()
    assert content[96:100] == bytes(4)
    assert [path.name for path in tmp_path.iterdir()] == ["again.sqlite"]
    with closing(sqlite3.connect(again, isolation_level=None)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("busqueda_peliculas", "busqueda_nombres"):
            copy.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        copy.execute("UPDATE films SET title = 'changed' WHERE film_id = 862")
        copy.execute("VACUUM")
