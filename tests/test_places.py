"""Places of films on the map: kept in a file, recognised by more than an id, and found for films that the file does not know."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from functions.paths import API
from precompute.publishing.film_map import film_map
from precompute.recommender.place_evaluation import evaluate_map
from precompute.recommender.places import (
    FILMS,
    SIDE,
    PlacesError,
    among,
    map_places,
    mark,
    marks,
    read_places,
    write_places,
)
from precompute.recommender.places_fitting import learned_places, likeness_matrix
from precompute.tables import Tables
from tests.support.few_films import film, tables

FIVE = pd.DataFrame(
    {"film_id": [11, 12, 13, 14, 15], "title": ["Ran", "Heat", "Up", "M", "Z"], "release_year": [1985, 1995, 2009, 1931, 1969]}
)
ALIKE = np.array([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, -1], [3, -1, -1]])
KNOWN = {mark(11, "Ran", 1985): (100, 100), mark(12, "Heat", 1995): (120, 100), mark(13, "Up", 2009): (9000, 9000)}


def test_the_kept_places_are_whole() -> None:
    """About as many as the map shows, all within it, and hardly two in one place."""
    places = read_places()
    assert 0.99 * FILMS <= len(places) <= FILMS
    assert len(set(places.values())) > 0.95 * len(places)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_places(KNOWN, tmp_path / "places.tsv")
    assert read_places(tmp_path / "places.tsv") == KNOWN


@pytest.mark.parametrize(
    "content", ["", "film\tx\n", "film\tx\ty\nzz\t1\t2\n", "film\tx\ty\n0a\t1\n", f"film\tx\ty\n0a\t{SIDE}\t2\n"]
)
def test_a_file_of_another_form_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "places.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlacesError, match=r"places\.tsv holds .*make map"):
        read_places(path)


def test_a_known_film_stands_in_its_place() -> None:
    places = map_places(FIVE, ALIKE, KNOWN)
    assert places.rows.tolist() == [0, 1, 2, 3, 4]
    assert (places.x[:3].tolist(), places.y[:3].tolist(), places.learned) == ([100, 120, 9000], [100, 100, 9000], 3)


def test_an_unknown_film_stands_beside_the_most_central_of_its_neighbours() -> None:
    """The fourth has neighbours side by side; the last has only the fourth, which gets its place in an earlier round."""
    places = map_places(FIVE, ALIKE, KNOWN)
    for row in (3, 4):
        assert abs(places.x[row] - 100) <= 30
        assert abs(places.y[row] - 100) <= 30
    # Two together and one far away: a mean would be a third of the way to the far one.
    place = among(np.array([[9000, 9000], [100, 100], [120, 100]]), 14)
    assert (place <= [135, 115]).all()


def test_a_film_that_leads_to_no_place_has_none() -> None:
    alone = np.array([[1, 2], [0, 2], [0, 1], [4, -1], [3, -1]])
    assert map_places(FIVE, alone, KNOWN).rows.tolist() == [0, 1, 2]


def test_other_films_of_the_same_ids_are_not_recognised() -> None:
    """Another catalogue may number its films otherwise: there are then no places, rather than wrong ones."""
    others = FIVE.assign(title=["A", "B", "C", "D", "E"])
    assert set(marks(others)).isdisjoint(KNOWN)
    places = map_places(others, ALIKE, KNOWN)
    assert (len(places.rows), places.learned) == (0, 0)


def test_the_published_map_is_of_the_films_best_known_first(public: Path, sample: Tables) -> None:
    content = json.loads((public / API / "mapa.json").read_bytes())
    films = sample.films.sort_values(["vote_count", "film_id"], ascending=[False, True])
    assert content["id"] == films["film_id"].tolist()
    assert content["titulo"] == films["title"].tolist()
    assert content["anio"] == films["release_year"].tolist()
    columns = [content[name] for name in ("x", "y", "titulo", "anio", "genero")]
    assert {len(column) for column in columns} == {len(films)}
    assert all(0 <= value < content["lado"] for column in columns[:2] for value in column)
    first = sample.film_genres.drop_duplicates("film_id").set_index("film_id")["genre"]
    named = {
        film_id: content["generos"][genre] for film_id, genre in zip(content["id"], content["genero"], strict=True) if genre >= 0
    }
    assert named == {film_id: genre for film_id, genre in first.items() if film_id in named}
    assert len(named) == sample.film_genres["film_id"].nunique()
    assert 0.8 * len(films) < content["aprendidas"] < len(films)  # the sample has films that only it has


def test_a_map_of_too_few_known_films_is_empty() -> None:
    catalogue = tables([film(f"Film {number}", 2000 + number, genre=["Drama"]) for number in range(11)])
    ((_, content),) = film_map(catalogue, np.full((11, 10), -1), KNOWN)
    assert json.loads(content)["id"] == []


def test_places_are_learned_from_likeness(sample: Tables) -> None:
    """The same films give the same places, and near films are alike: far more than by chance, forgotten ones too."""
    likeness = likeness_matrix(sample)
    learned = learned_places(likeness)
    assert np.array_equal(learned, learned_places(likeness))
    assert learned.min() == 0
    assert learned.max() == SIDE - 1
    films = sample.films.sort_values(["vote_count", "film_id"], ascending=[False, True])
    sizes, results = evaluate_map(sample, dict(zip(marks(films), map(tuple, learned.tolist()), strict=True)))
    parts = dict(results)
    assert sizes.films == len(films)
    assert parts["random"] < 0.3
    assert parts["Filmoteca"] > 0.5
    assert parts["Filmoteca, films that it does not know"] > 0.4
