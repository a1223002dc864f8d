"""Cleaning: the mission's transformations, one sentence each, on rows written by hand."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from build.reading.containers import SourceError
from build.reading.find_source import find_source, read_source
from precompute.tables import Tables
from tests.support.raw_films import METADATA, film, write_source
from tests.support.whole_steps import clean


def cleaned(folder: Path) -> Tables:
    return clean(read_source(folder))


def rows(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(None if pd.isna(value) else value for value in row) for row in table.itertuples(index=False)]


def test_a_row_is_a_film_or_a_reject_with_its_reason(tmp_path: Path) -> None:
    """Every row read ends in films or in rejects, with the first reason that applies."""
    source = write_source(
        tmp_path,
        [
            film(1, "Kept"),
            film(2, "No date", release_date=""),
            film(3, "No such day", release_date="1999-02-31"),
            film(4, "Year zero", release_date="0000-00-00"),
            film(5, "Compact date", release_date="20010203"),
            film("1997-08-20", "Shifted", release_date="1"),
            film("007", "Padded id"),
            film("-1", "Negative id"),
            film(2**63, "Huge id"),
            film(6, "  "),
            film(1, "Again"),
        ],
    )
    tables = cleaned(source)
    assert tables.films["film_id"].tolist() == [1]
    assert rows(tables.rejects) == [
        (2, "2", "No date", "no release date"),
        (3, "3", "No such day", "release date is not a date"),
        (4, "4", "Year zero", "release date is not a date"),
        (5, "5", "Compact date", "release date is not a date"),
        (6, "1997-08-20", "Shifted", "id is not a positive integer"),
        (7, "007", "Padded id", "id is not a positive integer"),
        (8, "-1", "Negative id", "id is not a positive integer"),
        (9, "9223372036854775808", "Huge id", "id is not a positive integer"),
        (10, "6", "", "no title"),
        (11, "1", "Again", "duplicate id"),
    ]


@pytest.mark.parametrize(
    ("budget", "revenue", "expected"),
    [
        ("100", "250", (100, 250, 2.5)),
        ("100.0", "250.", (100, 250, 2.5)),
        ("", "250", (0, 250, 0.0)),
        ("0", "250", (0, 250, 0.0)),
        ("100", "0", (100, 0, 0.0)),
        ("-5", "250", (0, 250, 0.0)),
        ("$3", "250", (3, 250, 83.3333)),
        ("1e9", "250", (0, 250, 0.0)),
        ("/path.jpg", "nan", (0, 0, 0.0)),
        ("1" * 16, "250", (0, 250, 0.0)),
        ("٣", "250", (0, 250, 0.0)),
    ],
)
def test_money(tmp_path: Path, budget: str, revenue: str, expected: tuple[int, int, float]) -> None:
    """Null, negative and unreadable money is 0, and the return is 0 if either is."""
    films = cleaned(write_source(tmp_path, [film(1, "Film", budget=budget, revenue=revenue)])).films
    assert rows(films[["budget", "revenue", "return"]].round(4)) == [expected]


@pytest.mark.parametrize(("cell", "minutes"), [("81.0", 81), ("0.0", 0), ("", None), ("long", None), ("-3", None)])
def test_runtime(tmp_path: Path, cell: str, minutes: int | None) -> None:
    """Minutes as the source gives them, missing if it gives none."""
    assert rows(cleaned(write_source(tmp_path, [film(1, "Film", runtime=cell)])).films[["runtime"]]) == [(minutes,)]


def test_nested_cells_become_tables(tmp_path: Path) -> None:
    """Each list becomes rows joined by film_id; a film that names the same thing twice names it once."""
    source = write_source(
        tmp_path,
        [
            film(
                1,
                "Nested",
                belongs_to_collection="{'id': 7, 'name': 'Saga Collection', 'poster_path': None}",
                genres="[{'id': 18, 'name': 'Drama'}, {'id': 18, 'name': 'Drama'}, {'id': 35, 'name': 'Comedy'}]",
                production_companies="""[{'name': "L'Atelier", 'id': 3}]""",
                production_countries="[{'iso_3166_1': 'FR', 'name': 'France'}]",
                spoken_languages="[{'iso_639_1': 'fr', 'name': ''}]",
            )
        ],
        [
            {
                "id": "1",
                "cast": "[{'id': 5, 'name': 'Ana', 'character': 'Eva', 'order': 0}]",
                "crew": "[{'id': 8, 'job': 'Editor', 'name': 'Luz'}, {'id': 9, 'job': 'Director', 'name': 'Iván'}]",
            }
        ],
        keywords=[{"id": "1", "keywords": "[{'id': 4, 'name': 'mar'}]"}],
    )
    tables = cleaned(source)
    assert rows(tables.films[["collection_id", "collection"]]) == [(7, "Saga Collection")]
    assert rows(tables.film_genres) == [(1, 18, "Drama"), (1, 35, "Comedy")]
    assert rows(tables.film_companies) == [(1, 3, "L'Atelier")]
    assert rows(tables.film_countries) == [(1, "FR", "France")]
    assert rows(tables.film_spoken_languages) == [(1, "fr", None)]
    assert rows(tables.film_directors) == [(1, 9, "Iván")]
    assert rows(tables.film_cast) == [(1, 5, "Ana", "Eva", 0)]
    assert rows(tables.film_keywords) == [(1, 4, "mar")]
    assert tables.repairs.empty


def test_what_was_mended_is_listed(tmp_path: Path) -> None:
    """Unreadable cells, nameless entries, credits of no film and repeated ones are named by file and row."""
    source = write_source(
        tmp_path,
        [
            film(1, "Broken", budget="3 €", genres="[{'id': 18, 'name': 'Drama'}", production_companies="False"),
            film(2, "Nameless", production_companies="[{'id': 1, 'name': ' '}, {'id': 2, 'name': 'Two'}]"),
        ],
        [
            {"id": "1", "cast": "[]", "crew": "[{'id': 9, 'job': 'Director', 'name': 'Iván'}]"},
            {"id": "1", "cast": "[]", "crew": "[{'id': 9, 'job': 'Director', 'name': 'Somebody else'}]"},
            {"id": "99", "cast": "[]", "crew": "[]"},
        ],
    )
    tables = cleaned(source)
    assert rows(tables.repairs) == [
        ("credits.csv", 2, "id", "1", "repeated film, left out"),
        ("credits.csv", 3, "id", "99", "no such film, left out"),
        ("movies_metadata.csv", 1, "budget", "3 €", "not in US dollars, taken as unknown"),
        ("movies_metadata.csv", 1, "genres", "[{'id': 18, 'name': 'Drama'}", "neither a Python literal nor JSON, taken as empty"),
        ("movies_metadata.csv", 1, "production_companies", "False", "not a list of records or names, taken as empty"),
        (
            "movies_metadata.csv",
            2,
            "production_companies",
            "{'company_id': 1, 'company': None}",
            "entry without company, left out",
        ),
    ]
    assert rows(tables.film_companies) == [(2, 2, "Two")]
    assert rows(tables.film_directors) == [(1, 9, "Iván")]


def test_words_that_look_like_missing_values_are_titles(tmp_path: Path) -> None:
    """Null, None and NaN are names of films, and spaces around a title are not part of it."""
    films = [film(number, title) for number, title in enumerate(["Null", "None", "NaN", "N/A", " 300 "], 1)]
    assert cleaned(write_source(tmp_path, films)).films["title"].tolist() == ["Null", "None", "NaN", "N/A", "300"]


def test_half_a_surrogate_pair_in_a_name_is_readable_text(tmp_path: Path) -> None:
    """An escape that is no character does not stop the build."""
    source = write_source(tmp_path, [film(1, "Film", genres=r"[{'id': 1, 'name': 'A\ud800'}]")])
    assert rows(cleaned(source).film_genres) == [(1, 1, "A?")]


def test_ratings_join_by_links(tmp_path: Path) -> None:
    """Ratings come to the catalogue's ids; those of films that are not in it, and unreadable ones, do not."""
    source = write_source(
        tmp_path,
        [film(10, "Rated")],
        links=[{"movieId": "1", "tmdbId": "10"}, {"movieId": "2", "tmdbId": "99"}, {"movieId": "3", "tmdbId": ""}],
        ratings_small=[
            {"userId": "5", "movieId": "1", "rating": "4.5", "timestamp": "0"},
            {"userId": "5", "movieId": "2", "rating": "3.0", "timestamp": "0"},
            {"userId": "6", "movieId": "1", "rating": "good", "timestamp": "0"},
        ],
    )
    assert rows(cleaned(source).ratings) == [(5, 10, 4.5)]


def test_a_row_with_too_many_cells_is_a_reject(tmp_path: Path) -> None:
    """Cells that cannot stand under their header are not guessed at, and a short row is filled up."""
    source = write_source(tmp_path, [film(1, "Good")])
    with (source / "movies_metadata.csv").open("a") as file:
        file.write("x," * len(METADATA) + "x\n")
        file.write("False,,0\n")
    tables = cleaned(source)
    assert rows(tables.rejects) == [(2, "", "", "id is not a positive integer"), (3, "", "", "id is not a positive integer")]


def test_a_zip_reads_like_the_folder(tmp_path: Path) -> None:
    """An archive, with the files in a folder of its own or not, gives the same films; so does the other file name."""
    folder = write_source(tmp_path / "folder", [film(1, "Zipped")])
    with zipfile.ZipFile(tmp_path / "films.zip", "w") as archive:
        archive.write(folder / "movies_metadata.csv", "inside/movies_dataset.csv")
        archive.write(folder / "credits.csv", "inside/credits.csv")
    pd.testing.assert_frame_equal(cleaned(tmp_path / "films.zip").films, cleaned(folder).films)


def test_the_source_is_found_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for, else the environment's, else data/raw, else the embedded sample."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FILMOTECA_SOURCE", raising=False)
    assert find_source(None).name == "the embedded sample"
    write_source(tmp_path / "data/raw", [])
    assert find_source(None).location == Path("data/raw")
    monkeypatch.setenv("FILMOTECA_SOURCE", str(write_source(tmp_path / "other", [])))
    assert find_source(None).location == tmp_path / "other"
    assert find_source(str(tmp_path / "data/raw")).location == tmp_path / "data/raw"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "movies_metadata.csv has no column id; its first line holds nothing: give it in a form that is known"),
        (b"<html>no</html>\n", "its first line holds <html>no</html>"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (",".join(METADATA).encode() + b'\n"broken"quote,\n', "line 2: ',' expected after '\"'; mend the quotes there"),
        (",".join(METADATA).encode() + b'\n"never closed', "ends in the middle of a row; fetch it again"),
    ],
)
def test_a_file_that_is_no_such_csv_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    """The message names the file, the place, and what to do."""
    write_source(tmp_path, [])
    (tmp_path / "movies_metadata.csv").write_bytes(content)
    with pytest.raises(SourceError, match=r"movies_metadata\.csv") as caught:
        cleaned(tmp_path)
    assert message in str(caught.value)


def test_a_byte_order_mark_is_not_part_of_the_header(tmp_path: Path) -> None:
    """Files saved by a spreadsheet program read the same."""
    source = write_source(tmp_path, [film(1, "Marked")])
    path = source / "movies_metadata.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert cleaned(source).films["title"].tolist() == ["Marked"]


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    """A zip whose bytes rot says so instead of stopping halfway."""
    folder = write_source(tmp_path / "folder", [film(1, "Zipped")])
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_STORED) as archive:
        archive.write(folder / "movies_metadata.csv", "movies_metadata.csv")
        archive.write(folder / "credits.csv", "credits.csv")
    (tmp_path / "films.zip").write_bytes(buffer.getvalue().replace(b"Zipped", b"Rotted", 1))
    with pytest.raises(SourceError, match="cannot be read"):
        cleaned(tmp_path / "films.zip")
