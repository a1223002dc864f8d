"""The similarity of films and their nearest neighbours."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from precompute.recommender.corating import corating, corating_neighbours, rating_matrix
from precompute.recommender.fields import film_fields
from precompute.recommender.neighbours import champions, neighbours
from precompute.recommender.recommend import recommended_rows
from precompute.recommender.similarity import FIELDS, Similarity, closeness_in, neighbour_matrix
from precompute.recommender.weights import Weights, WeightsError, read_weights, write_weights
from precompute.tables import Tables
from tests.support.few_films import film, tables

ROOT = Path(__file__).parent.parent
DIRECTOR_AND_GENRE = Weights({"director": 3.0, "genre": 1.0}, era=0.0, corating=0.0)


def test_films_are_numbered_by_votes_then_by_lower_id() -> None:
    fields = film_fields(tables([film("A", vote_count=5), film("B", vote_count=9), film("C", vote_count=5)]))
    assert fields.film_id.tolist() == [2, 1, 3]


def test_similarity_is_the_weighted_mean_of_the_fields() -> None:
    """The same director and genre is a similarity of 1, the same director alone 0.75, the same genre alone 0.25."""
    fields = film_fields(
        tables(
            [
                film("A", genre=["Drama"], director=["Ann"]),
                film("B", genre=["Drama"], director=["ANN"]),
                film("C", genre=[], director=["Ann"]),
                film("D", genre=["Drama"], director=[]),
            ]
        )
    )
    similarity = Similarity.from_fields(fields, DIRECTOR_AND_GENRE)
    assert similarity.pairs(np.array([0, 0, 0]), np.array([1, 2, 3])).tolist() == pytest.approx([1.0, 0.75, 0.25])


def test_what_the_same_people_rate_raises_the_similarity_of_films_that_have_something_in_common() -> None:
    """By 1 + 2 · c; a pair with nothing in common stays at 0, whoever rated both."""
    fields = film_fields(tables([film(title, director=[name]) for title, name in zip("ABC", ("Ann", "Ann", "Bo"), strict=True)]))
    users = np.repeat(np.arange(30), 3)
    rated = rating_matrix(users, np.tile(np.arange(3), 30), films=3)
    together = corating(rated, np.array([0]), np.array([1]))[0, 0]
    similarity = Similarity.from_fields(fields, Weights({"director": 1.0}, era=0.0, corating=2.0), rated)
    assert similarity.pairs(np.array([0, 0]), np.array([1, 2])).tolist() == pytest.approx([(1 + 2 * together) / 3, 0], abs=1e-4)


def test_one_keyword_of_one_says_less_than_one_of_a_saga_of_them() -> None:
    films = [film("A", keyword=["sea"]), film("B", keyword=["sea"])]
    films += [film(title, keyword=["war", "tank", "mud", "spy"]) for title in "CD"]
    fields = film_fields(tables(films))
    few, many = (closeness_in("keyword", fields, np.array([row]), np.array([row + 1]))[0] for row in (0, 2))
    assert 0 < few < many < 1


def test_a_rarer_common_actor_counts_for_more() -> None:
    films = [film("A", actor=["Rare", "Common"]), film("B", actor=["Rare"]), film("C", actor=["Common"])]
    films += [film(f"More {n}", actor=["Common", f"Extra {n}"]) for n in range(5)]
    cast = film_fields(tables(films)).vectors["cast"]
    with_rare, with_common = (cast[0] @ cast[1:3].T).toarray()[0]
    assert with_rare > with_common > 0


def test_the_lead_of_a_cast_weighs_most_in_any_order_of_rows_and_a_name_counts_once() -> None:
    one_film = tables([film("A", actor=["Lead", "Other", "LEAD"])])
    reversed_cast = dataclasses.replace(one_film, film_cast=one_film.film_cast[::-1].reset_index(drop=True))
    fields = film_fields(reversed_cast)
    lead, other = fields.vectors["cast"].toarray()[0]
    assert fields.token_names["cast"] == ["lead", "other"]
    assert lead / other == pytest.approx((1 + 1 / 1.5) ** 0.5)


def test_the_words_of_an_overview_have_two_letters_or_more_of_any_script() -> None:
    """The first two films share the words "ñandú", "東京" and "ship"; "1984" and "x" are no words."""
    overviews = ["Ñandú 1984 東京 x «ship»", "SHIP_1984, ñandú; x 東京", "1984 x"]
    fields = film_fields(tables([film("A", overview=overview) for overview in overviews]))
    assert np.diff(fields.vectors["overview"].indptr).tolist() == [3, 3, 0]


def test_an_unknown_budget_is_close_to_no_other() -> None:
    fields = film_fields(tables([film("A", budget=0), film("B", budget=0), film("C", budget=10_000_000)]))
    similarity = Similarity.from_fields(fields, Weights({"budget": 1.0}, 0.0, 0.0))
    assert similarity.pairs(np.array([0, 0]), np.array([1, 2])).tolist() == [0.0, 0.0]


def test_neighbours_are_best_first_and_ties_go_to_the_better_known_film() -> None:
    i, j = np.array([0, 0, 0, 1]), np.array([3, 1, 2, 0])
    rows, values = neighbour_matrix(i, j, np.array([0.5, 0.2, 0.5, 0.1], np.float32), films=4, top_n=2)
    assert rows.tolist() == [[2, 3], [0, -1], [-1, -1], [-1, -1]]
    assert values[0].tolist() == [0.5, 0.5]


def test_a_posting_list_keeps_its_best_known_films() -> None:
    tokens = sp.csr_matrix(np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 4.0]], np.float32))
    assert champions(tokens, list_length=2).toarray().tolist() == [[1, 0], [2, 0], [0, 4]]


def test_corating_is_the_shrunk_cosine_of_the_raters() -> None:
    """Films 0 and 1, with two and three raters, have two in common: 2/√(2·3) · 2/(2+1)."""
    rated = rating_matrix(np.array([1, 1, 2, 2, 3]), np.array([0, 1, 0, 1, 1]), films=3)
    films = np.arange(3)
    assert corating(rated, films, films, shrinkage=1.0)[0].tolist() == pytest.approx([0, 2 / 6**0.5 * 2 / 3, 0])


def test_corating_neighbours_are_films_with_two_common_raters_or_more() -> None:
    rated = rating_matrix(np.array([1, 1, 1, 2, 2]), np.array([0, 1, 2, 0, 1]), films=4)
    rows, columns = corating_neighbours(rated, top_n=1)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_neighbours_do_not_depend_on_the_size_of_the_blocks(sample: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = film_fields(sample)
    rated = rating_matrix(np.repeat(np.arange(8), 40), np.arange(320) * 7 % len(fields.film_id), len(fields.film_id))
    similarity = Similarity.from_fields(fields, read_weights(), rated)
    rows, values = neighbours(similarity, 5)
    for module in ("neighbours", "corating", "similarity"):
        monkeypatch.setattr(f"precompute.recommender.{module}._BLOCK", 3)
    small_block_rows, small_block_values = neighbours(similarity, 5)
    assert (small_block_rows.tolist(), small_block_values.tolist()) == (rows.tolist(), values.tolist())


def test_a_saga_does_not_fill_a_list_in_which_there_are_other_good_films() -> None:
    saga = [film(f"Saga {n}", genre=["Drama"], director=["Ann"], collection_id=1, collection="Saga") for n in range(7)]
    others = [film(f"Other {n}", genre=["Drama"], director=["Ann"]) for n in range(3)]
    weights = Weights({**dict.fromkeys(FIELDS, 0.0), "director": 1.0, "genre": 1.0, "collection": 0.5}, 0.0, 0.0)
    rows, _ = recommended_rows(Similarity.from_fields(film_fields(tables([*saga, *others])), weights))
    assert (rows[0] < 7).sum() == 3
    alone, _ = recommended_rows(Similarity.from_fields(film_fields(tables(saga)), weights))
    assert (alone[0] >= 0).sum() == 5


def test_writing_the_shipped_weights_again_gives_the_same_bytes(tmp_path: Path) -> None:
    write_weights(read_weights(), tmp_path / "weights.json")
    assert (tmp_path / "weights.json").read_bytes() == (ROOT / "precompute/recommender/weights.json").read_bytes()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"fields": {}}', '{"fields": {"cast": -1}, "with ratings": {"era": 0, "corating": 0}}']
)
def test_the_error_for_an_unusable_weights_file_names_the_file_and_the_command_that_writes_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "weights.json").write_text(text)
    with pytest.raises(WeightsError, match=r"weights\.json .*make .* precompute\.recommender\.fitting"):
        read_weights(tmp_path / "weights.json")


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "title": st.sampled_from(["Heat", "Up", "東京物語", "!!!"]),
                "release_year": st.integers(1880, 2030),
                "vote_count": st.integers(0, 20_000),
                "vote_average": st.none() | st.floats(0, 10),
                "original_language": st.sampled_from(["en", "el", "xx"]) | st.none(),
                "genre": st.lists(st.sampled_from(["Drama", "Comedy", "New"]), max_size=2),
                "director": st.lists(st.sampled_from(["Ann", "Bo"]), max_size=2),
                "keyword": st.lists(st.sampled_from(["sea", "war"]), max_size=2),
                "budget": st.sampled_from([0, 1, 5_000_000]),
                "overview": st.none() | st.sampled_from(["a ship at sea", "the"]),
            }
        ),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 12), st.sampled_from([0.5, 4.0, 5.0])), max_size=20),
)
def test_neighbours_are_distinct_other_films_best_first_with_similarities_from_0_to_1(
    films: list[dict[str, object]], ratings: list[tuple[int, int, float]]
) -> None:
    fields = film_fields(tables(films))
    pairs = np.array([(user, film_id - 1) for user, film_id, _ in ratings if film_id <= len(films)], np.int64).reshape(-1, 2)
    ratings_by_user = rating_matrix(pairs[:, 0], pairs[:, 1], len(films))
    for rated in (None, ratings_by_user):
        rows, values = neighbours(Similarity.from_fields(fields, read_weights(), rated), 5)
        for film_row, (padded_rows, padded_values) in enumerate(zip(rows.tolist(), values.tolist(), strict=True)):
            neighbour_rows = [row for row in padded_rows if row >= 0]
            assert len(neighbour_rows) == len(set(neighbour_rows)) == min(5, len(films) - 1)
            assert film_row not in neighbour_rows
            similarities = padded_values[: len(neighbour_rows)]
            assert similarities == sorted(similarities, reverse=True)
            assert all(0 <= similarity <= 1 for similarity in similarities)


_PRINT_ANSWERS = """
import sys, dataclasses, orjson
from pathlib import Path
import precompute.recommender.parallel
precompute.recommender.parallel.THREADS = int(sys.argv[1])
import precompute.questions.recomendacion as r
from tests.support.few_films import film, tables
names = ["Ann", "Bo", "Cy", "Di"]
films = [film(f"F{n}", 1950 + n % 60, vote_count=n * 7 % 13, genre=["Drama", "Comedy"][: n % 3], actor=names[n % 4 :],
              director=[names[n % 3]], keyword=names[: n % 4], overview=f"word{n % 5} word{n % 7}") for n in range(120)]
ratings = [(u, f, 4.0) for u in range(1, 9) for f in range(1, 121) if f * u % 11 < 5]
catalogue = tables(films, ratings)
if sys.argv[2] == "reversed":
    catalogue = dataclasses.replace(catalogue, films=catalogue.films[::-1].reset_index(drop=True))
print(orjson.dumps(dict(sorted(r.answers(catalogue).answers.items()))).decode())
"""


def test_threads_hash_seed_and_order_of_rows_do_not_change_the_bytes_of_the_answers() -> None:
    def run(threads: str, seed: str, order: str) -> bytes:
        command = [sys.executable, "-c", _PRINT_ANSWERS, threads, order]
        environment = {"PYTHONHASHSEED": seed, "PATH": ""}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout  # noqa: S603

    assert run("1", "0", "as given") == run("2", "1", "reversed") != b""
