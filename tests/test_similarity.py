"""How alike films are, and which are nearest."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from precompute.recommender.corating import corating, corating_neighbours, raters
from precompute.recommender.fields import film_fields
from precompute.recommender.neighbours import champions, neighbours
from precompute.recommender.similarity import Similarity, neighbour_matrix
from precompute.recommender.weights import Weights, WeightsError, read_weights, write_weights
from precompute.tables import Tables
from tests.support.few_films import film, tables

ROOT = Path(__file__).parent.parent
DIRECTOR_AND_GENRE = Weights({"director": 3.0, "well known": 0.0, "well liked": 0.0}, {"drama": 1.0}, corating=0.0)


def test_films_are_numbered_by_votes_then_by_lower_id() -> None:
    fields = film_fields(tables([film("A", vote_count=5), film("B", vote_count=9), film("C", vote_count=5)]))
    assert fields.film_id.tolist() == [2, 1, 3]


def test_similarity_is_the_weighted_mean_of_the_fields() -> None:
    """Director and genre in common is all there is, a director alone three quarters of it."""
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
    similar = Similarity.of(fields, DIRECTOR_AND_GENRE)
    assert similar.pairs(np.array([0, 0, 0]), np.array([1, 2, 3])).tolist() == pytest.approx([1.0, 0.75, 0.25])


def test_a_rarer_common_actor_counts_for_more() -> None:
    films = [film("A", actor=["Rare", "Common"]), film("B", actor=["Rare"]), film("C", actor=["Common"])]
    films += [film(f"More {n}", actor=["Common", f"Extra {n}"]) for n in range(5)]
    cast = film_fields(tables(films)).listed["cast"]
    with_rare, with_common = (cast[0] @ cast[1:3].T).toarray()[0]
    assert with_rare > with_common > 0


def test_the_lead_of_a_cast_weighs_most_however_its_rows_stand_and_a_name_counts_once() -> None:
    held = tables([film("A", actor=["Lead", "Other", "LEAD"])])
    backwards = dataclasses.replace(held, film_cast=held.film_cast[::-1].reset_index(drop=True))
    fields = film_fields(backwards)
    lead, other = fields.listed["cast"].toarray()[0]
    assert fields.tokens["cast"] == ["lead", "other"]
    assert lead / other == pytest.approx((1 + 1 / 1.5) ** 0.5)


def test_a_plot_is_told_in_words_of_two_letters_or_more_of_any_script() -> None:
    """Of what these two share, "ñandú", "東京" and "ship" are words."""
    told = film("A", overview="Ñandú 1984 東京 x «ship»")
    fields = film_fields(tables([told, told | {"overview": "SHIP_1984, ñandú; x 東京"}, film("C", overview="1984 x")]))
    assert np.diff(fields.listed["overview"].indptr).tolist() == [3, 3, 0]


def test_an_unknown_budget_is_like_no_other() -> None:
    fields = film_fields(tables([film("A", budget=0), film("B", budget=0), film("C", budget=10_000_000)]))
    similar = Similarity.of(fields, Weights({"budget": 1.0}, {}, 0.0))
    assert similar.pairs(np.array([0, 0]), np.array([1, 2])).tolist() == [0.0, 0.0]


def test_the_nearest_are_best_first_and_ties_go_to_the_better_known() -> None:
    i, j = np.array([0, 0, 0, 1]), np.array([3, 1, 2, 0])
    rows, values = neighbour_matrix(i, j, np.array([0.5, 0.2, 0.5, 0.1], np.float32), films=4, top_n=2)
    assert rows.tolist() == [[2, 3], [0, -1], [-1, -1], [-1, -1]]
    assert values[0].tolist() == [0.5, 0.5]


def test_a_posting_list_keeps_its_best_known_films() -> None:
    tokens = sp.csr_matrix(np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 4.0]], np.float32))
    assert champions(tokens, most=2).toarray().tolist() == [[1, 0], [2, 0], [0, 4]]


def test_corating_is_the_shrunk_cosine_of_the_raters() -> None:
    """Films 0 and 1 share two of their raters: 2/√(2·3) · 2/(2+1)."""
    rated = raters(np.array([1, 1, 2, 2, 3]), np.array([0, 1, 0, 1, 1]), films=3)
    every = np.arange(3)
    assert corating(rated, every, every, shrinkage=1.0)[0].tolist() == pytest.approx([0, 2 / 6**0.5 * 2 / 3, 0])


def test_corating_neighbours_are_the_most_corated_by_two_people_or_more() -> None:
    rated = raters(np.array([1, 1, 1, 2, 2]), np.array([0, 1, 2, 0, 1]), films=4)
    rows, columns = corating_neighbours(rated, top_n=1)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_neighbours_do_not_depend_on_how_many_films_are_looked_up_at_a_time(
    sample: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = film_fields(sample)
    rated = raters(np.repeat(np.arange(8), 40), np.arange(320) * 7 % len(fields.film_id), len(fields.film_id))
    similar = Similarity.of(fields, read_weights(), rated)
    together, values = neighbours(similar, 5)
    for module in ("neighbours", "corating", "similarity"):
        monkeypatch.setattr(f"precompute.recommender.{module}._BLOCK", 3)
    apart, same = neighbours(similar, 5)
    assert (apart.tolist(), same.tolist()) == (together.tolist(), values.tolist())


def test_the_shipped_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_weights(read_weights(), tmp_path / "weights.json")
    assert (tmp_path / "weights.json").read_bytes() == (ROOT / "precompute/recommender/weights.json").read_bytes()


@pytest.mark.parametrize("text", ["", "[]", '{"fields": {}}', '{"fields": {"cast": -1}, "genres": {}, "corating": 0}'])
def test_an_unusable_weights_file_is_named(tmp_path: Path, text: str) -> None:
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
def test_neighbours_are_others_each_once_best_first_and_between_0_and_1(
    films: list[dict[str, object]], ratings: list[tuple[int, int, float]]
) -> None:
    held = tables(films)
    fields = film_fields(held)
    pairs = np.array([(user, film_id - 1) for user, film_id, _ in ratings if film_id <= len(films)], np.int64).reshape(-1, 2)
    rated = raters(pairs[:, 0], pairs[:, 1], len(films))
    for told in (None, rated):
        rows, values = neighbours(Similarity.of(fields, read_weights(), told), 5)
        for film_row, (found, similar) in enumerate(zip(rows.tolist(), values.tolist(), strict=True)):
            kept = [row for row in found if row >= 0]
            assert len(kept) == len(set(kept)) == min(5, len(films) - 1)
            assert film_row not in kept
            shown = similar[: len(kept)]
            assert shown == sorted(shown, reverse=True)
            assert all(0 <= value <= 1 for value in shown)


_PRINT_ANSWERS = """
import sys, dataclasses, orjson
from pathlib import Path
import precompute.recommender.blocks
precompute.recommender.blocks.THREADS = int(sys.argv[1])
import precompute.questions.recomendacion as r
from tests.support.few_films import film, tables
names = ["Ann", "Bo", "Cy", "Di"]
films = [film(f"F{n}", 1950 + n % 60, vote_count=n * 7 % 13, genre=["Drama", "Comedy"][: n % 3], actor=names[n % 4 :],
              director=[names[n % 3]], keyword=names[: n % 4], overview=f"word{n % 5} word{n % 7}") for n in range(120)]
ratings = [(u, f, 4.0) for u in range(1, 9) for f in range(1, 121) if f * u % 11 < 5]
held = tables(films, ratings)
if sys.argv[2] == "shuffled":
    held = dataclasses.replace(held, films=held.films[::-1].reset_index(drop=True))
print(orjson.dumps(dict(sorted(r.answers(held).answers.items()))).decode())
"""


def test_answers_are_the_same_bytes_whatever_the_threads_the_hash_seed_and_the_order_of_rows() -> None:
    def run(threads: str, seed: str, order: str) -> bytes:
        command = [sys.executable, "-c", _PRINT_ANSWERS, threads, order]
        environment = {"PYTHONHASHSEED": seed, "PATH": ""}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout  # noqa: S603

    assert run("1", "0", "as given") == run("2", "1", "shuffled") != b""
