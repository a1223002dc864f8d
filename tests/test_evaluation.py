"""The evaluation of the recommender: no method sees the held-out ratings, and the measures are computed as defined."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from precompute.generated_text import write_between_markers
from precompute.recommender import fitting
from precompute.recommender.baselines import genre_one_hot, overview_tfidf, soup
from precompute.recommender.evaluation import evaluate, held_out_truth, methods
from precompute.recommender.evaluation_report import (
    ListsProtocol,
    MapProtocol,
    as_json,
    as_markdown,
    lists_as_markdown,
    published_evaluation,
)
from precompute.recommender.fields import film_fields
from precompute.recommender.list_evaluation import drawn_people, evaluate_lists
from precompute.recommender.method_names import METHOD_NAMES
from precompute.recommender.metrics import bootstrap_interval, hit_rate, ndcg, novelty, precision, top_columns
from precompute.recommender.truth import evaluation_users, fit_users, rated_films, true_neighbours
from precompute.recommender.weights import read_weights
from precompute.tables import Tables, typed
from tests.support.few_films import film, tables
from tests.support.project import ROOT
from tests.support.rated_films import two_kinds_of_films

# Film 1 is alike to those of its kind, the odd ones, and film 2 to the even ones.
PAIRS = pd.DataFrame(
    [(seed, other, 3 * (seed % 2 == other % 2), 2 * (seed % 2 == other % 2)) for seed in (1, 2, 3, 4) for other in range(5, 30)],
    columns=["seed", "film", "first", "second"],
).assign(verdict=lambda pairs: (pairs["first"] + pairs["second"]) / 2, held_out=lambda pairs: pairs["seed"] > 2)


@pytest.fixture(scope="module")
def rated_tables() -> Tables:
    """Forty films of two kinds, rated by eighty users."""
    return two_kinds_of_films()


def shuffled_ratings(tables: Tables) -> Tables:
    """The same tables with the ratings in another order."""
    shuffled = tables.ratings.sample(frac=1, random_state=5).reset_index(drop=True)
    return dataclasses.replace(tables, ratings=shuffled)


def test_no_user_is_in_both_the_fit_and_the_evaluation(rated_tables: Tables) -> None:
    fit_ids = set(fit_users(rated_tables.ratings)["user_id"])
    evaluation_ids = set(evaluation_users(rated_tables.ratings)["user_id"])
    assert fit_ids.isdisjoint(evaluation_ids)
    assert fit_ids | evaluation_ids == set(rated_tables.ratings["user_id"])


def test_ratings_of_held_out_users_do_not_change_the_weights(rated_tables: Tables) -> None:
    fields = film_fields(rated_tables)
    other = rated_tables.ratings[(rated_tables.ratings["user_id"] % 2 == 1) | (rated_tables.ratings["film_id"] < 5)]
    assert fitting.fit(PAIRS, fit_users(rated_tables.ratings), fields) == fitting.fit(PAIRS, fit_users(other), fields)


def test_ratings_of_fit_users_do_not_change_the_truth(rated_tables: Tables) -> None:
    fields = film_fields(rated_tables)
    other = rated_tables.ratings[(rated_tables.ratings["user_id"] % 2 == 0) | (rated_tables.ratings["film_id"] < 5)]
    before, after = (held_out_truth(evaluation_users(ratings), fields).truth for ratings in (rated_tables.ratings, other))
    assert before.films.tolist() == after.films.tolist()
    assert (before.is_neighbour == after.is_neighbour).all()


def test_ratings_of_held_out_users_change_the_ceiling_but_not_the_hybrid(rated_tables: Tables) -> None:
    fields, rows = film_fields(rated_tables), np.arange(40)
    other = rated_tables.ratings[(rated_tables.ratings["user_id"] % 2 == 1) | (rated_tables.ratings["film_id"] < 5)]
    before, after = (
        {method.name: method.scores(rows, rows) for method in methods(catalogue, fields, evaluation_users(catalogue.ratings))}
        for catalogue in (rated_tables, dataclasses.replace(rated_tables, ratings=typed("ratings", other)))
    )
    assert (before["hybrid"] == after["hybrid"]).all()
    assert (before["ceiling"] != after["ceiling"]).any()


def test_true_neighbours_are_the_films_rated_by_the_same_people() -> None:
    """Films 1 and 2 share three raters; film 3 shares only one with them."""
    ratings = [(user, number, 3.0) for user, number in [(2, 1), (4, 1), (6, 1), (2, 2), (4, 2), (6, 2), (6, 3), (8, 3), (10, 3)]]
    catalogue = tables([film("A", vote_count=3), film("B", vote_count=2), film("C", vote_count=1)], ratings)
    truth = true_neighbours(rated_films(catalogue.ratings, film_fields(catalogue)), min_raters=3, count=1)
    assert truth.is_neighbour.tolist() == [[False, True, False], [True, False, False], [True, False, False]]


def test_films_that_few_people_rated_have_no_true_neighbours() -> None:
    catalogue = tables([film("A"), film("B")], [(2, 1, 3.0), (4, 1, 3.0), (2, 2, 3.0)])
    assert true_neighbours(rated_films(catalogue.ratings, film_fields(catalogue)), min_raters=2).films.tolist() == [0]


def test_the_weights_do_not_depend_on_the_order_of_the_ratings(rated_tables: Tables) -> None:
    fields, shuffled = film_fields(rated_tables), shuffled_ratings(rated_tables).ratings
    assert not shuffled.equals(rated_tables.ratings)
    assert fitting.fit(PAIRS, fit_users(shuffled), fields) == fitting.fit(PAIRS, fit_users(rated_tables.ratings), fields)


def test_the_fit_gives_weight_to_the_field_that_predicts_what_people_call_alike() -> None:
    closeness = np.random.default_rng(1).random((2000, 3)).astype(np.float32)
    predictive, irrelevant, opposed = fitting.learn(closeness, (closeness[:, 0] - 0.3 * closeness[:, 2]).clip(0, 1).astype(float))
    assert predictive > 1
    assert irrelevant < predictive / 10
    assert opposed == 0  # more in common never makes films less alike


def test_films_that_are_rated_together_get_a_weight_only_as_far_as_it_is_needed(rated_tables: Tables) -> None:
    """Content tells the two kinds apart already, so that what people rate together has nothing to add."""
    weights = fitting.fit(PAIRS, fit_users(rated_tables.ratings), film_fields(rated_tables))
    assert sum(weights.fields.values()) == pytest.approx(1, abs=0.01)
    assert weights.era in fitting.ERA_WEIGHTS
    assert weights.corating in fitting.CORATING_WEIGHTS


def test_precision_and_ndcg_of_lists_of_two() -> None:
    hits = np.array([[True, False], [False, True], [True, True]])
    assert precision(hits).tolist() == [0.5, 0.5, 1.0]
    assert ndcg(hits).tolist() == pytest.approx([1 / (1 + 1 / np.log2(3)), (1 / np.log2(3)) / (1 + 1 / np.log2(3)), 1.0])


def test_the_top_columns_leave_out_the_film_itself_and_ties_go_to_the_better_known() -> None:
    score = np.array([[9, 1, 2, 2], [5, 9, 5, 5]], np.float32)
    assert top_columns(score, np.array([0, 1]), 2).tolist() == [[2, 3], [0, 2]]


def test_novelty_is_the_mean_information_of_the_recommended_films() -> None:
    assert novelty(np.array([[0, 1]]), np.array([0.5, 0.25])).tolist() == [1.5]


def test_a_held_out_liked_film_is_a_hit_if_it_is_similar_to_the_other_one() -> None:
    score = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], np.float32)
    liked = np.array([[True, True, False]])
    assert hit_rate(score, liked, liked, 1).tolist() == [1.0]
    assert hit_rate(-score, liked, liked, 1).tolist() == [0.0]


def test_the_interval_of_a_constant_is_that_constant() -> None:
    assert bootstrap_interval(np.full(10, 0.5)) == (0.5, 0.5)


def test_the_baselines_compare_the_words_that_the_usual_recommenders_compare() -> None:
    catalogue = tables(
        [
            film("A", genre=["Science Fiction"], director=["Ann Lee"], actor=["W", "X", "Y", "Zed Top"], keyword=["deep sea"],
                 overview="the ship"),
            film("B", genre=["Science Fiction"], actor=["Zed Top"], overview="a ship"),
        ]
    )  # fmt: skip
    assert (genre_one_hot(catalogue)[0] @ genre_one_hot(catalogue)[1].T).toarray().tolist() == [[pytest.approx(1.0)]]
    assert (overview_tfidf(catalogue)[0] @ overview_tfidf(catalogue)[1].T).toarray().tolist() == [[pytest.approx(1.0)]]
    # sciencefiction, annlee and deepsea against sciencefiction and zedtop: only the first three of the cast count.
    assert (soup(catalogue)[0] @ soup(catalogue)[1].T).toarray().tolist() == [[pytest.approx(1 / 6**0.5)]]


def test_the_report_names_every_method_with_its_interval(rated_tables: Tables) -> None:
    protocol, results = evaluate(rated_tables, pairs=PAIRS)
    assert [result.method for result in results] == list(METHOD_NAMES) == [
        "random", "popularity", "overview TF-IDF", "genre one-hot", "soup", "item-kNN", "EASE^R", "content", "hybrid", "ceiling",
    ]  # fmt: skip
    report = json.loads(as_json(protocol, results, (ListsProtocol(0, 10, 20), []), (MapProtocol(0, 10, 50), [])))
    assert report["protocolo"]["usuarios_evaluados"] == report["protocolo"]["usuarios_del_ajuste"] == 40
    assert all(0 <= method["precision_5"]["desde"] <= method["precision_5"]["hasta"] <= 1 for method in report["metodos"])
    assert "| **Filmoteca, hybrid** |" in as_markdown(protocol, results)


def test_the_evaluation_does_not_depend_on_the_order_of_sets() -> None:
    code = """
from precompute.recommender.evaluation import evaluate
from precompute.recommender.evaluation_report import ListsProtocol, MapProtocol, as_json
from tests.support.rated_films import two_kinds_of_films
print(as_json(*evaluate(two_kinds_of_films()), (ListsProtocol(0, 10, 20), []), (MapProtocol(0, 10, 50), [])))
"""
    first, second = (
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=False
        )
        for seed in ("1", "2")
    )
    assert first.returncode == 0, first.stderr.decode()
    assert first.stdout == second.stdout


def test_the_published_evaluation_names_its_methods_as_the_code_does() -> None:
    published = [method["metodo"] for method in published_evaluation()["metodos"]]
    assert published == [name.json for name in METHOD_NAMES.values()]


def test_only_the_text_between_the_markers_is_replaced(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# F\n<!-- evaluation -->\nold\n<!-- /evaluation -->\nend\n", encoding="utf-8")
    write_between_markers(readme, "evaluation", "| new |")
    assert readme.read_text(encoding="utf-8") == "# F\n<!-- evaluation -->\n| new |\n<!-- /evaluation -->\nend\n"


def test_a_file_without_markers_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# F\n")
    with pytest.raises(ValueError, match=r"README\.md has no <!-- evaluation -->"):
        write_between_markers(tmp_path / "README.md", "evaluation", "")


def test_without_ratings_no_film_has_a_truth(rated_tables: Tables) -> None:
    none = typed("ratings", pd.DataFrame(columns=["user_id", "film_id", "rating"]))
    assert held_out_truth(none, film_fields(dataclasses.replace(rated_tables, ratings=none))).truth.films.tolist() == []


def test_lists_find_what_is_held_back_of_people_whom_no_method_has_seen() -> None:
    """Everyone likes the same seven films: from two, a list of five finds the five others, one of three finds three."""
    films = [film(f"F{n}", 1990, vote_count=1000 - n) for n in range(12)]
    catalogue = tables(films, [(user, number, 4.0) for user in range(1, 31) for number in range(1, 8)])
    fields = film_fields(catalogue)
    drawn = drawn_people(catalogue, fields, 10, 2)
    assert len(drawn) == 10
    assert all(len(each.given) == 2 and sorted([*each.given, *each.held_back]) == list(range(7)) for each in drawn.values())
    for listed in (5, 3):
        sizes, results = evaluate_lists(catalogue, fields, read_weights(), people=10, given=2, listed=listed)
        assert sizes == (10, 2, listed)
        assert {result.method: result.found.value for result in results} == dict.fromkeys(
            ["popularity", "EASE^R, λ = 200", "EASE^R, λ = 500", "Filmoteca"], float(listed)
        )
    assert "| **Filmoteca** | 3.0 [3.0, 3.0] |" in lists_as_markdown((sizes, results))


def test_lists_learn_nothing_from_those_who_are_drawn() -> None:
    """If all who have ratings are drawn, EASE^R has learned nothing, and its list is that of the best-known films."""
    films = [film(f"F{n}", 1990, vote_count=1000 - n) for n in range(12)]
    catalogue = tables(films, [(user, number, 4.0) for user in range(1, 6) for number in range(6, 13)])
    _, results = evaluate_lists(catalogue, film_fields(catalogue), read_weights(), people=5, given=2, listed=5)
    assert {result.method: result.found.value for result in results}["EASE^R, λ = 200"] == 0.0


def test_the_published_figure_is_at_least_that_of_ease() -> None:
    found = {method: each["valor"] for method, each in published_evaluation()["listas"]["encontradas"].items()}
    assert found["Filmoteca"] >= max(found["EASE^R, λ = 200"], found["EASE^R, λ = 500"]) > found["popularidad"] > 0
