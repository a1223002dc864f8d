"""The forms and containers in which people have the films: read as the plain form is, or refused in one line."""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from build.cleaning.codes import country_code, language_code
from build.cleaning.unreadable import UnreadableError
from build.reading.containers import SourceError, stem
from build.reading.find_source import read_source
from precompute.publishing.quality import lacking
from precompute.questions.answering import answer
from precompute.tables import Tables
from tests.support.damage import OTHER_FORMS, PLAIN, few_films
from tests.support.raw_films import film, write_source
from tests.support.whole_steps import clean

Files = dict[str, bytes]


def write(folder: Path, files: Files) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def read(folder: Path, files: Files) -> Tables:
    """The clean tables of these files."""
    return clean(read_source(write(folder, files)))


def rewritten(content: bytes, **options: object) -> bytes:
    """A table written again in another dialect."""
    rows = csv.reader(io.StringIO(content.decode(), newline=""))
    csv.writer(text := io.StringIO(newline=""), **options).writerows(rows)  # type: ignore[arg-type] # csv's own options
    return text.getvalue().encode()


def zipped(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def parquet(content: bytes) -> bytes:
    pd.read_csv(io.BytesIO(content)).to_parquet(buffer := io.BytesIO())
    return buffer.getvalue()


CONTAINERS: dict[str, Callable[[str, bytes], tuple[str, bytes]]] = {
    "gzip": lambda name, content: (f"{name}.gz", gzip.compress(content)),
    "zip of each": lambda name, content: (f"{name}.zip", zipped(name, content)),
    "tabs": lambda name, content: (name.replace(".csv", ".tsv"), rewritten(content, delimiter="\t")),
    "semicolons": lambda name, content: (name, rewritten(content, delimiter=";")),
    "mark and CRLF": lambda name, content: (name, b"\xef\xbb\xbf" + rewritten(content, lineterminator="\r\n")),
    "all quoted": lambda name, content: (name, rewritten(content, quoting=csv.QUOTE_ALL)),
    "one folder down": lambda name, content: (f"archive/{name}", content),
    "capitals and a copy": lambda name, content: (f"{name.removesuffix('.csv').upper()} (1).CSV", content),
    "spaces in the header": lambda name, content: (name, content.replace(b",", b" , ", content.partition(b"\n")[0].count(b","))),
    "Parquet": lambda name, content: (name.replace(".csv", ".parquet"), parquet(content)),
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_gives_the_same_tables(tmp_path: Path, container: str) -> None:
    files = few_films()
    expected = read(tmp_path / "plain", files)
    packed = dict(CONTAINERS[container](name, content) for name, content in files.items())
    for name, table in read(tmp_path / "packed", packed).items():
        if name != "repairs":  # which names the files
            pd.testing.assert_frame_equal(table, getattr(expected, name))


@pytest.mark.parametrize("folder", ["", "archive/", "archive\\", "a/b/c/"])
def test_an_archive_with_any_folders_is_read(tmp_path: Path, folder: str) -> None:
    with zipfile.ZipFile(tmp_path / "films.zip", "w") as archive:
        for name, content in few_films().items():
            archive.writestr(folder + name, content)
    assert len(clean(read_source(tmp_path / "films.zip")).films) == 9


LACKING: dict[str, set[str]] = {
    "JSON": set(),
    "names": set(),
    "TMDB 5000": {"franquicias", "valoraciones"},
    "TMDB full": {"franquicias", "dirección", "elenco", "valoraciones"},
    "TMDB all movies": {"franquicias", "palabras clave", "valoraciones"},
}


@pytest.mark.parametrize("form", OTHER_FORMS)
def test_every_form_gives_the_same_answers_less_what_it_lacks(tmp_path: Path, form: str) -> None:
    expected, tables = read(tmp_path / "plain", few_films()), read(tmp_path / "form", few_films(form))
    assert set(lacking(tables)) - set(lacking(expected)) == LACKING[form]
    for question in ("peliculas_idioma", "peliculas_duracion", "peliculas_pais", "productoras_exitosas"):
        assert answer(question, tables).answers == answer(question, expected).answers
    for what, question in (("franquicias", "franquicia"), ("dirección", "get_director")):
        wanted = {} if what in LACKING[form] else dict(answer(question, expected).answers)
        assert dict(answer(question, tables).answers) == wanted


def test_names_keep_the_commas_that_belong_to_them(tmp_path: Path) -> None:
    rows = [film(1, "Uno", production_companies="Samuel Goldwyn Company, The, Pixar , Troma, Inc.", genres="Drama, Crime")]
    tables = clean(read_source(write_source(tmp_path, rows)))
    assert tables.film_companies["company"].tolist() == ["Samuel Goldwyn Company, The", "Pixar", "Troma, Inc."]
    assert tables.film_genres["genre"].tolist() == ["Drama", "Crime"]
    assert tables.film_genres["genre_id"].isna().all()


def test_json_is_read_as_json_and_python_as_python(tmp_path: Path) -> None:
    """A surrogate pair of JSON is one character; null is nothing; an apostrophe makes Python use double quotes too."""
    cells = [
        r'[{"id": 1, "name": "Estudio \ud83c\udfac"}, {"id": null, "name": "Dos"}]',
        """[{'name': "Rock 'n' Roll", 'id': 3}]""",
    ]
    rows = [film(number, "Film", production_companies=cell) for number, cell in enumerate(cells, 1)]
    companies = clean(read_source(write_source(tmp_path, rows))).film_companies
    assert companies["company"].tolist() == ["Estudio 🎬", "Dos", "Rock 'n' Roll"]
    assert companies["company_id"].tolist() == [1, pd.NA, 3]


def test_ids_with_decimals_join(tmp_path: Path) -> None:
    source = write_source(
        tmp_path,
        [film("1.0", "Uno")],
        [{"id": "1.0", "cast": "[]", "crew": "[{'id': 7, 'job': 'Director', 'name': 'Ana'}]"}],
        keywords=[{"id": "1.0", "keywords": "[{'id': 1, 'name': 'sea'}]"}],
    )
    tables = clean(read_source(source))
    assert (tables.film_directors["director"].tolist(), tables.film_keywords["keyword"].tolist()) == (["Ana"], ["sea"])


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (["1995-10-30 00:00:00", "1995-12-15"], ["1995-10-30", "1995-12-15"]),
        (["1995-10-30T00:00:00.000Z", "1995-12-15T10:00"], ["1995-10-30", "1995-12-15"]),
        (["30/10/1995", "5/2/1996"], ["1995-10-30", "1996-02-05"]),
        (["10/30/1995", "2.5.1996"], ["1995-10-30", "1996-02-05"]),
        (["1995/10/30", "1996/2/5 0:00"], ["1995-10-30", "1996-02-05"]),
    ],
)
def test_dates_in_an_order_that_leaves_no_doubt(tmp_path: Path, written: list[str], read_as: list[str]) -> None:
    rows = [film(number, "Film", release_date=day) for number, day in enumerate(written, 1)]
    assert clean(read_source(write_source(tmp_path, rows))).films["release_date"].tolist() == read_as


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["5/2/1996", "1/3/1997"], "may be day/month/year or month/day/year; write YYYY-MM-DD"),
        (["30/10/1995", "10/30/1995"], "is in no order that fits all"),
        (["7/15/10", "7/16/10"], "2 of its 2 dates are not YYYY-MM-DD, and 7/15/10 is in no order"),
        (["mañana"], "mañana is in no order that fits all"),
    ],
)
def test_dates_that_leave_doubt_are_refused_with_an_example(tmp_path: Path, written: list[str], said: str) -> None:
    rows = [film(number, "Film", release_date=day) for number, day in enumerate(written, 1)]
    with pytest.raises(UnreadableError, match=r"movies_metadata\.csv, column release_date") as caught:
        clean(read_source(write_source(tmp_path, rows)))
    assert said in str(caught.value)
    assert caught.value.code == 1


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("$30,000,000", 30_000_000),
        ("$ 30,000,000.00", 30_000_000),
        ("30.000.000", 30_000_000),
        ("30 000 000 USD", 30_000_000),
        ("US$5", 5),
        ("81,0", 81),
        ("€30,000,000", 0),
        ("3.0E+07", 0),
        ("30,00,000", 0),
    ],
)
def test_money_as_spreadsheets_show_it(tmp_path: Path, cell: str, amount: int) -> None:
    tables = clean(read_source(write_source(tmp_path, [film(1, "Film", budget=cell)])))
    assert tables.films["budget"].tolist() == [amount]
    reason = {"€": "not in US dollars", "E": "rounded by a spreadsheet"}.get(
        next((sign for sign in "€E" if sign in cell), ""), "not an"
    )
    assert [repair.startswith(reason) for repair in tables.repairs["repair"]] == [True] * (amount == 0)


def broken(column: str, cell: str) -> Callable[[Path], Path]:
    return lambda folder: write_source(folder, [film(number, "Film", **{column: cell}) for number in range(1, 13)])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            broken("genres", "[{'id': 18, 'name'"),
            "column genres: none of its 12 cells can be read (neither a Python literal nor JSON)",
        ),
        (broken("budget", "unknown"), "column budget: none of its 12 cells can be read (not an amount), for example unknown"),
        (broken("production_companies", "[{'id': 3}]"), "none of its 12 cells holds an entry with a company"),
        (
            broken("id", "tt0114709"),
            "none of its 12 rows is a film; 12 of them: id is not a positive integer, for example tt0114709",
        ),
        (
            lambda folder: write_source(folder, [film(1, "Uno")], [{"id": "tt1", "cast": "[]", "crew": "[]"}]),
            "credits.csv, column id: none of its 1 ids is that of a film, for example tt1",
        ),
        (
            lambda folder: write_source(
                folder,
                [film(number, "Film") for number in range(1, 13)],
                [{"id": str(number), "cast": "[]", "crew": "[{'name': 'Ana', 'id': 1}]"} for number in range(1, 13)],
            ),
            "column crew: none of its 12 cells holds an entry with job Director",
        ),
        (
            lambda folder: write_source(folder, [film(1, "Uno")], keywords=[{"id": "9", "keywords": "[]"}]),
            "keywords.csv, column id: none of its 1 ids is that of a film",
        ),
        (
            lambda folder: write_source(
                folder,
                [film(1, "Uno")],
                links=[{"movieId": "1", "tmdbId": "9"}],
                ratings=[{"userId": "1", "movieId": "1", "rating": "4"}],
            ),
            "links.csv names none of the films",
        ),
        (
            lambda folder: write_source(
                folder,
                [film(1, "Uno")],
                links=[{"movieId": "1", "tmdbId": "1"}],
                ratings=[{"userId": "1", "movieId": "1", "rating": "five"}],
            ),
            "ratings.csv: none of its 1 rows holds numbers as userId, movieId, rating, for example 1, 1, five",
        ),
        (
            lambda folder: write_source(
                folder,
                [film(1, "Uno")],
                links=[{"movieId": "1", "tmdbId": "1"}],
                ratings=[{"userId": "1", "movieId": "7", "rating": "5"}],
            ),
            "ratings.csv: none of its ratings is of one of the films",
        ),
    ],
)
def test_what_comes_out_empty_is_an_error(tmp_path: Path, make: Callable[[Path], Path], said: str) -> None:
    """It names the file, the column, the commonest reason, a count and an example; the build ends with 1."""
    with pytest.raises(UnreadableError) as caught:
        clean(read_source(make(tmp_path)))
    assert said in str(caught.value)
    assert caught.value.code == 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"movies_metadata.xlsx": b"PK"}, "holds movies_metadata.xlsx; save it as CSV"),
        ({"films.7z": b"7z"}, "holds films.7z; unpack it"),
        ({"notes.md": b"#"}, "holds no movies_metadata.csv or movies_dataset.csv; it holds notes.md"),
        (
            {"movies_metadata.csv": b"", "movies_dataset.csv": b""},
            "movies_dataset.csv and movies_metadata.csv; leave the one that counts",
        ),
        ({"movies_metadata.csv": b"id,title\n1,Uno\n"}, "has no column original_language; its first line holds id, title"),
        ({"movies_metadata.csv.zip": zipped("readme.txt", b"")}, "movies_metadata.csv.zip holds 0 tables"),
        ({"movies_metadata.csv.gz": b"not gzip"}, "movies_metadata.csv.gz cannot be read"),
        ({"movies_metadata.parquet": b"PAR0"}, "movies_metadata.parquet cannot be read"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, files: Files, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_source(write(tmp_path, files))
    assert said in str(caught.value)
    assert caught.value.code == 2


def test_a_file_cut_short_says_so(tmp_path: Path) -> None:
    """Inside a quoted cell, and between two cells."""
    files = few_films()
    whole = files["movies_metadata.csv"].rstrip()
    for cut in (whole[: whole.rindex(b'"')], whole[: whole.rindex(b",", 0, -20)]):
        with pytest.raises(SourceError, match=r"movies_metadata\.csv ends in the middle of a row; fetch it again"):
            read(tmp_path, {**files, "movies_metadata.csv": cut})


def test_films_under_a_name_of_their_own_are_found_by_their_columns(tmp_path: Path) -> None:
    files = few_films("TMDB full")
    assert len(read(tmp_path, {"mine.csv": files["TMDB_movie_dataset_v11.csv"], "other.csv": b"a,b\n1,2\n"}).films) == 9


def test_all_ratings_count_where_there_are_two_files(tmp_path: Path) -> None:
    files = few_films()
    more = files["ratings_small.csv"] + b"3,1,4.0,0\r\n"
    assert len(read(tmp_path, {**files, "ratings.csv": more}).ratings) == len(read(tmp_path / "small", files).ratings) + 1


def test_the_names_of_copies_are_those_of_the_files() -> None:
    assert {stem(name) for name in ("credits.csv", "CREDITS (2).CSV", "x/credits - Copy.csv.gz", "a\\credits.parquet")} == {
        "credits"
    }


def test_codes_follow_from_names() -> None:
    assert [language_code(name) for name in ("English", "Français", "普通话", "Cantonese", "No Language", "Elvish")] == [
        *("en", "fr", "zh", "cn", "xx"),
        None,
    ]
    assert [country_code(name) for name in ("United States of America", "Soviet Union", "España", "Atlantis")] == [
        "US",
        "SU",
        "ES",
        None,
    ]


def test_the_plain_form_is_told_from_the_others(tmp_path: Path) -> None:
    names = {form: read_source(write(tmp_path / form, few_films(form))).form for form in (PLAIN, *OTHER_FORMS)}
    assert {form: each.name for form, each in names.items() if each} == {
        **dict.fromkeys((PLAIN, "JSON", "names"), "The Movies Dataset"),
        **{form: form for form in ("TMDB 5000", "TMDB full", "TMDB all movies")},
    }
