"""Damaged raw files: whatever their bytes, the build reads what a plain reading finds there, or says what is wrong."""

import ast
import csv
import io
import json
import random
import warnings
import zipfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.cleaning.checks import check
from build.cleaning.unreadable import UnreadableError
from build.reading.containers import SourceError
from build.reading.find_source import read_source
from build.reading.literals import LiteralError
from functions.paths import API, answer_path
from functions.questions import QUESTION
from precompute.questions.answering import answer
from precompute.tables import Tables
from tests.support import plain_reading as naive_films
from tests.support.damage import (
    DATES,
    LITERALS,
    NUMBERS,
    OTHER_FORMS,
    PLAIN,
    TEXTS,
    damage,
    damaged_bytes,
    damaged_text,
    few_films,
)
from tests.support.raw_films import Meaning, film, write_source
from tests.support.whole_steps import clean, publish_all

SEEDS = 150
CELLS = 4000


def plain(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a table, None for what is missing."""
    return [tuple(None if pd.isna(value) else value for value in row) for row in table.itertuples(index=False)]


def agree(tables: Tables, naive: naive_films.Naive) -> None:
    """Films, rejects, money, returns and nested tables are those of the plain reading."""
    columns = ["film_id", *next(iter(naive.films.values()), {})]
    assert plain(tables.films[columns]) == [(film_id, *cells.values()) for film_id, cells in naive.films.items()]
    assert plain(tables.rejects[["row", "reason"]]) == naive.rejects
    for name, expected in naive.nested.items():
        read = plain(getattr(tables, name))
        if all(code is None for _, code, *_ in expected):  # names alone: their codes are looked up (test_forms.py)
            read = [(film_id, None, *others) for film_id, _, *others in read]
        assert read == expected, name
    assert plain(tables.ratings) == [(user, film_id, rating) for user, film_id, rating in naive.ratings]


def published(tables: Tables, public: Path) -> None:
    """What is published over whatever was there is exactly what the manifest lists, and says of each film what it is."""
    answered = {question: answer(question, tables) for question in QUESTION}
    publish_all(answered, tables, public)
    manifest = json.loads((public / API / "manifest.json").read_bytes())
    files = {path.relative_to(public).as_posix(): path.read_bytes() for path in (public / API).rglob("*") if path.is_file()}
    hashes = {path: sha256(content).hexdigest() for path, content in files.items()}
    by_hash = f"{API}/manifiestos/{hashes[f'{API}/manifest.json']}.json"
    del hashes[f"{API}/manifest.json"], hashes[f"{API}/index.json"], hashes[by_hash]
    assert hashes == {path: entry["sha256"] for path, entry in manifest.items()}
    parsed = {path: json.loads(content) for path, content in files.items() if path.endswith(".json")}
    durations = [parsed[answer_path("peliculas_duracion", key)] for key in answered["peliculas_duracion"].answers]
    told = [film for one in durations for film in (one, *one["otras"])]
    films = plain(tables.films[["film_id", "title", "runtime", "release_year"]])
    assert sorted((film["id"], film["pelicula"], film["duracion"] or 0, film["anio"]) for film in told) == sorted(
        (film_id, title, runtime or 0, year) for film_id, title, runtime, year in films
    )
    totals = [parsed[answer_path("franquicia", key)]["ganancia_total"] for key in answered["franquicia"].answers]
    assert sum(totals) == tables.films["revenue"][tables.films["collection"].notna()].sum()


def check_damaged(form: str, seed: int, folder: Path) -> str:
    """Damage the films in this form as `seed` says, hold the build to the plain reading, and say how it ended."""
    source = folder / form
    source.mkdir(exist_ok=True)
    for name, content in damage(few_films(form), random.Random(seed)).items():  # noqa: S311 # damage that can be repeated
        (source / name).write_bytes(content)
    return held_to_plain_reading(source, folder / f"public-{form}")


def held_to_plain_reading(source: Path, public: Path) -> str:
    """Publish a source as the plain reading reads it, or refuse it as that does; say how it ended."""
    try:
        naive = naive_films.read(source)
    except naive_films.UnreadableError:
        with pytest.raises((SourceError, UnreadableError)):
            clean(read_source(source))
        return "refused"
    tables = clean(read_source(source))
    agree(tables, naive)
    check(tables)
    published(tables, public)
    return "published"


@pytest.mark.parametrize(("form", "seeds"), [(PLAIN, SEEDS), *((form, SEEDS // 3) for form in OTHER_FORMS)])
def test_damaged_files_are_read_as_they_stand_or_refused(tmp_path: Path, form: str, seeds: int) -> None:
    """Each damage ends in the films, rejects, money and names of the plain reading, or in a plain error; never in a traceback."""
    endings = [check_damaged(form, seed, tmp_path) for seed in range(seeds)]
    assert min(endings.count(ending) for ending in ("refused", "published")) > seeds // 20


def test_damaged_literals_are_read_as_python_reads_them() -> None:
    """A cell that Python can read gives the very same records, and one that it cannot is an error."""
    chance = random.Random(0)  # noqa: S311 # damage that can be repeated
    whole = [
        cell
        for content in few_films().values()
        for row in csv.reader(io.StringIO(content.decode()))
        for cell in row
        if cell[:1] == "["
    ]
    reader = Meaning({"id": int, "name": str, "iso_639_1": str})
    for _ in range(CELLS):
        cell = damaged_text(chance.choice([*whole, *LITERALS]), chance)
        check_cell(reader, damaged_text(cell, chance) if chance.random() < 0.5 else cell)


def check_cell(reader: Meaning, cell: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected: Any = ast.literal_eval(cell) if cell else []
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        expected = None
    if isinstance(expected, dict):
        expected = [expected]
    if isinstance(expected, list) and all(isinstance(record, dict) for record in expected):
        assert reader.read(cell) == [
            (_whole(record.get("id")), *(_text(record.get(field)) for field in ("name", "iso_639_1"))) for record in expected
        ], cell
    else:
        with pytest.raises(LiteralError):
            reader.read(cell)


def _whole(value: object) -> int | None:
    return value if type(value) is int and abs(value) < 2**63 else None


def _text(value: object) -> str | None:
    return value.encode("utf-8", "replace").decode().strip() or None if isinstance(value, str) else None


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.text(st.characters(codec="utf-8"), max_size=20), st.sampled_from(TEXTS)),
            st.one_of(st.text("0123456789.e-+ ", max_size=15), st.sampled_from(NUMBERS)),
            st.one_of(st.dates().map(str), st.sampled_from(DATES)),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_title_number_and_date(tmp_path_factory: pytest.TempPathFactory, cells: Sequence[tuple[str, str, str]]) -> None:
    """Whatever stands in the plain columns, the films are those of the plain reading, and every answer is published."""
    folder = tmp_path_factory.mktemp("any")
    rows = [
        film(
            number,
            title.encode("utf-8", "ignore").decode(),
            budget=text,
            revenue=text[::-1],
            runtime=text,
            vote_count=text,
            release_date=day,
        )
        for number, (title, text, day) in enumerate(cells, 1)
    ]
    held_to_plain_reading(write_source(folder, rows), folder / "public")


def test_a_damaged_archive_is_refused_or_reads_the_same(tmp_path: Path) -> None:
    """An archive of which bytes are lost or changed gives the films that were packed, or a plain error."""
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in few_films().items():
            archive.writestr(name, content)
    (tmp_path / "films.zip").write_bytes(buffer.getvalue())
    whole = clean(read_source(tmp_path / "films.zip")).films
    refused = 0
    for seed in range(SEEDS):
        (tmp_path / "films.zip").write_bytes(damaged_bytes(buffer.getvalue(), random.Random(seed)))  # noqa: S311 # as above
        try:
            films = clean(read_source(tmp_path / "films.zip")).films
        except SourceError:
            refused += 1
        else:
            pd.testing.assert_frame_equal(films, whole)
    assert refused > SEEDS // 2
