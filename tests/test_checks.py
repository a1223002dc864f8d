"""The checks that stop a build name the rows that break them."""

from dataclasses import replace

import pandas as pd
import pytest

from build.cleaning.checks import CheckError, check
from precompute.columns import COLUMNS
from precompute.owned_tree import OwnedTree
from precompute.tables import TableError, Tables, load, save, typed


def tables(**films: object) -> Tables:
    """One film, with the values given, and no more."""
    film: dict[str, object] = {"film_id": 7, "title": "Film", "release_date": "2001-02-03", "release_year": 2001, "return": 0.0}
    row = dict.fromkeys(COLUMNS["films"]) | {"budget": 0, "revenue": 0, "vote_count": 0} | film | films
    empty = {name: typed(name, pd.DataFrame(columns=list(COLUMNS[name]))) for name in COLUMNS}
    return Tables(**empty | {"films": typed("films", pd.DataFrame([row]))})


def test_good_tables_pass() -> None:
    """One film with nothing known about it is a catalogue."""
    check(tables())


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"release_year": 1999}, "release_year is not that of release_date in 1 rows (film_id 7)"),
        ({"budget": -1}, "negative budget or revenue in 1 rows (film_id 7)"),
        ({"return": float("inf")}, "return is not a finite number ≥ 0 in 1 rows (film_id 7)"),
        ({"return": -0.5}, "return is not a finite number"),
    ],
)
def test_a_broken_rule_is_named_with_its_rows(broken: dict[str, object], message: str) -> None:
    """Each rule says which film breaks it."""
    with pytest.raises(CheckError) as caught:
        check(tables(**broken))
    assert message in str(caught.value)


def test_orphans_and_repeated_films_stop_the_build() -> None:
    """A row about no film, and a film twice, are named."""
    good = tables()
    orphan = typed("film_genres", pd.DataFrame([{"film_id": 8, "genre_id": 1, "genre": "Drama"}]))
    with pytest.raises(CheckError, match="film_genres: film_id of no film in 1 rows"):
        check(replace(good, film_genres=orphan))
    with pytest.raises(CheckError, match="repeated film_id in 1 rows"):
        check(replace(good, films=pd.concat([good.films, good.films], ignore_index=True)))
    with pytest.raises(CheckError, match="no row of the source is a film"):
        check(replace(good, films=good.films.head(0)))


def test_tables_of_another_form_are_refused() -> None:
    """Columns and types are those declared, or the table is not taken."""
    with pytest.raises(TableError, match="films"):
        replace(tables(), films=tables().films.drop(columns="title"))
    with pytest.raises(TableError, match="films"):
        replace(tables(), films=tables().films.astype({"budget": "float64"}))


def test_tables_survive_saving(sample: Tables, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is saved loads as the same tables; an empty folder says what to do."""
    folder = tmp_path_factory.mktemp("tables")
    with pytest.raises(TableError, match="run python -m build"):
        load(folder)
    save(sample, OwnedTree(folder))
    for (_, saved), (_, loaded) in zip(sample.items(), load(folder).items(), strict=True):
        pd.testing.assert_frame_equal(saved, loaded)
