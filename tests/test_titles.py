"""Other titles of films: the original ones, the reviewed Spanish ones and IMDb's; by all of them a film is found."""

import gzip
import re
from pathlib import Path
from unicodedata import is_normalized

import pandas as pd
import pytest

from build.cleaning.titles import reviewed_titles
from build.reading.containers import SourceError
from build.reading.find_source import read_source
from functions.keys import Clave
from functions.shapes import Vease
from precompute.questions.answering import answer, answer_all
from tests.support.few_films import film as few_film
from tests.support.few_films import tables
from tests.support.raw_films import film, write_source
from tests.support.whole_steps import clean

AKAS_HEADER = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle\n"
LINKS = [{"movieId": "1", "imdbId": "0114709", "tmdbId": "862"}, {"movieId": "2", "imdbId": "10000002", "tmdbId": "7.0"}]


def titles_of(folder: Path) -> list[list[object]]:
    """The rows of film_titles, without their source."""
    found = clean(read_source(folder)).film_titles
    return found.astype(object).where(found.notna(), None).to_numpy().tolist()


def test_original_titles_are_a_table_of_their_own(tmp_path: Path) -> None:
    """Blank ones are left out, and a language that is not known is missing."""
    films = [
        film(1, "City of God", original_title=" Cidade de Deus ", original_language="pt"),
        film(3, "Nothing", original_title=" "),
        film(4, "Three", original_title="Tres", original_language=""),
    ]
    assert titles_of(write_source(tmp_path / "raw", films)) == [
        [1, "Cidade de Deus", "pt", None, "original"],
        [4, "Tres", None, None, "original"],
    ]


def test_a_source_may_lack_original_titles(tmp_path: Path) -> None:
    folder = write_source(tmp_path / "raw", [film(1, "One"), film(3, "Two")])
    rows = pd.read_csv(folder / "movies_metadata.csv", dtype=str).drop(columns="original_title")
    rows.to_csv(folder / "movies_metadata.csv", index=False)
    tables_ = clean(read_source(folder))
    assert tables_.films["title"].tolist() == ["One", "Two"]
    assert tables_.film_titles.empty


def test_a_film_gets_its_reviewed_titles(tmp_path: Path) -> None:
    """In Spain and in Latin America; a film of another catalogue that has the same id does not."""
    films = [film(278, "The Shawshank Redemption", release_date="1994-09-23"), film(238, "Another", release_date="2001-01-01")]
    titles = titles_of(write_source(tmp_path / "raw", films))
    assert [278, "Cadena perpetua", "es", "ES", "reviewed"] in titles
    assert [278, "Sueño de fuga", "es", "419", "reviewed"] in titles
    assert {row[0] for row in titles} == {278}


def test_the_reviewed_titles_are_well_formed() -> None:
    """One row a film, at least 2,000 of them; no title is blank inside a list, repeated, padded or decomposed."""
    reviewed = reviewed_titles()
    assert list(reviewed.columns) == ["film_id", "year", "title", "spain", "latin_america"]
    assert reviewed["film_id"].is_unique
    assert len(reviewed) >= 2000
    for column in ("spain", "latin_america"):
        for cell in reviewed[column]:
            titles = cell.split(" | ")
            assert len(titles) == len(set(titles))
            assert cell == "" or all(title and title == title.strip() and is_normalized("NFC", title) for title in titles)
    assert not any(re.search(r"\s\s|[|~=]$|\?\?", cell) for cell in reviewed["spain"] + reviewed["latin_america"])


@pytest.mark.parametrize("name", ["title.akas.tsv", "title.akas.tsv.gz"])
def test_titles_of_imdb(tmp_path: Path, name: str) -> None:
    """Of our films, in six languages, by language or region; quotes are part of a title, and working titles are left out."""
    folder = write_source(tmp_path / "raw", [film(862, "Toy Story"), film(7, "Ocho")], links=LINKS)
    rows = AKAS_HEADER + (
        "tt0114709\t1\tToy Story\t\\N\t\\N\toriginal\t\\N\t1\n"
        "tt0114709\t2\tHistoria de \"juguetes\tMX\t\\N\timdbDisplay\t\\N\t0\n"
        "tt0114709\t3\tLeikkikaluja\tFI\t\\N\timdbDisplay\t\\N\t0\n"
        "tt0114709\t4\tJouets\tCA\tfr\timdbDisplay\t\\N\t0\n"
        "tt0114709\t5\tToy Story Draft\tUS\t\\N\tworking\t\\N\t0\n"
        "tt0999999\t1\tOtra\tES\t\\N\timdbDisplay\t\\N\t0\n"
        "tt10000002\t1\tAchtzehn\tDE\t\\N\timdbDisplay\t\\N\t0\n"
    )  # fmt: skip
    content = rows.encode()
    (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert titles_of(folder) == [
        [7, "Achtzehn", "de", "DE", "imdb"],
        [862, 'Historia de "juguetes', "es", "MX", "imdb"],
        [862, "Jouets", "fr", "CA", "imdb"],
    ]


@pytest.mark.parametrize(
    ("content", "links", "problem"),
    [
        (AKAS_HEADER.encode() + b"tt0999999\t1\tOtra\tES\t\\N\t\\N\t\\N\t0\n", LINKS, "no title of these films"),
        (AKAS_HEADER.encode(), None, "needs links.csv"),
        (b"a\tb\n1\t2\n", LINKS, "cannot be read as IMDb's"),
        (b"", LINKS, "cannot be read as IMDb's"),
        (AKAS_HEADER.encode() + b"tt0114709\t1\t\xff\xfe\tES\t\\N\t\\N\t\\N\t0\n", LINKS, "cannot be read as IMDb's"),
    ],
)
def test_titles_of_imdb_that_cannot_be_read_are_refused(
    tmp_path: Path, content: bytes, links: list[dict[str, str]] | None, problem: str
) -> None:
    folder = write_source(tmp_path / "raw", [film(862, "Toy Story")], **({"links": links} if links else {}))
    (folder / "title.akas.tsv").write_bytes(content)
    with pytest.raises(SourceError, match=problem):
        clean(read_source(folder))


def test_a_packed_file_cut_short_is_refused(tmp_path: Path) -> None:
    folder = write_source(tmp_path / "raw", [film(862, "Toy Story")], links=LINKS)
    rows = AKAS_HEADER + "".join(f"tt0114709\t{n}\tTitle {n * 7919}\tES\t\\N\t\\N\t\\N\t0\n" for n in range(20_000))
    (folder / "title.akas.tsv.gz").write_bytes(gzip.compress(rows.encode())[:-2000])
    with pytest.raises(SourceError, match=r"title\.akas\.tsv\.gz cannot be read"):
        clean(read_source(folder))


def test_accents_are_composed(tmp_path: Path) -> None:
    """Some programs write an accent as a character of its own, which would split the word."""
    folder = write_source(tmp_path / "raw", [film(1, "El nin\u0303o", overview="Cafe\u0301")])
    films = clean(read_source(folder)).films
    assert films[["title", "overview"]].to_numpy().tolist() == [["El niño", "Café"]]


def test_other_titles_are_aliases() -> None:
    """Of two films that are called the same, the better known has the alias; a key is never shadowed."""
    answers = answer(
        "peliculas_duracion",
        tables(
            [
                few_film("The Godfather", vote_count=900, other_titles=["El padrino"]),
                few_film("Sponsor", vote_count=3, other_titles=["El padrino"]),
                few_film("Se7en", vote_count=900, other_titles=["Seven"]),
                few_film("Seven", vote_count=4),
            ]
        ),
    )
    assert answers.published_aliases == {"el-padrino": "the-godfather"}
    assert answers.loose_forms["padrino"] == "the-godfather"


def test_vease_names_the_far_better_known_film() -> None:
    """By its title, without its article, or by another of its titles; where it is not far better known, nothing is said."""
    answered = answer_all(
        tables(
            [
                few_film("The Godfather", 1972, vote_count=900),
                few_film("Godfather", 1991, vote_count=4),
                few_film("Se7en", 1995, vote_count=900, other_titles=["Seven"]),
                few_film("Seven", 1979, vote_count=89),
                few_film("The Kid", vote_count=60),
                few_film("Kid", vote_count=7),
                few_film("Ali", vote_count=40),
                few_film("An Ali", vote_count=1),
            ]
        )
    )
    for question in ("peliculas_duracion", "recomendacion"):
        seen = {key: found.get("vease") for key, found in answered[question].answers.items() if "vease" in found}
        assert seen == {
            "godfather": Vease(pelicula="The Godfather", anio=1972, id=1),
            "seven": Vease(pelicula="Se7en", anio=1995, id=3),
        }, question


def test_vease_names_the_film_that_is_called_so() -> None:
    """Not another, better known one that only shares its title."""
    answers = answer(
        "peliculas_duracion",
        tables(
            [
                few_film("The Vanishing", 1993, vote_count=900),
                few_film("The Vanishing", 1988, vote_count=500, other_titles=["Spoorloos"]),
                few_film("Spoorloos", 2011, vote_count=1),
            ]
        ),
    )
    assert answers.answers[Clave("spoorloos")]["vease"] == {"pelicula": "The Vanishing", "anio": 1988, "id": 2}
