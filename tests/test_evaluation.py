"""Measuring the recommender: what is measured was not seen, and the figures are what they say."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from precompute.recommender import fitting
from precompute.recommender.baselines import genre_one_hot, overview_tfidf, soup
from precompute.recommender.evaluation import evaluate, methods, people_asked
from precompute.recommender.evaluation_report import as_json, as_markdown, write_between_markers
from precompute.recommender.fields import film_fields
from precompute.recommender.metrics import hit_rate, interval, ndcg, novelty, precision, top
from precompute.recommender.truth import evaluation_users, fit_users, rated_films, true_neighbours
from precompute.tables import Tables, typed
from tests.support.few_films import film, tables


@pytest.fixture(scope="module")
def rated() -> Tables:
    """Forty films of two kinds, and people who rate the one or the other."""
    kinds = [("Horror", "Ann", "ghost"), ("Comedy", "Bo", "party")]
    films = [
        film(f"F{n}", 1990 + n % 10, vote_count=1000 + n, genre=[kind[0]], director=[kind[1]], keyword=[kind[2]])
        for n in range(40)
        for kind in [kinds[n % 2]]
    ]
    random = np.random.default_rng(7)
    ratings = [
        (user, number, float(random.integers(1, 6)))
        for user in range(1, 81)
        for number in range(1, 41)
        if random.random() < (0.8 if (user // 2 + number) % 2 else 0.15)
    ]
    return tables(films, ratings)


def test_no_user_is_both_fitted_to_and_asked(rated: Tables) -> None:
    fitted, asked = set(fit_users(rated.ratings)["user_id"]), set(evaluation_users(rated.ratings)["user_id"])
    assert fitted.isdisjoint(asked)
    assert fitted | asked == set(rated.ratings["user_id"])


def test_what_asked_users_rate_does_not_touch_the_weights(rated: Tables) -> None:
    fields = film_fields(rated)
    other = rated.ratings[(rated.ratings["user_id"] % 2 == 1) | (rated.ratings["film_id"] < 5)]
    assert fitting.fit(fit_users(rated.ratings), fields) == fitting.fit(fit_users(other), fields)


def test_what_fitted_users_rate_does_not_touch_the_truth(rated: Tables) -> None:
    fields = film_fields(rated)
    other = rated.ratings[(rated.ratings["user_id"] % 2 == 0) | (rated.ratings["film_id"] < 5)]
    before, after = (people_asked(evaluation_users(ratings), fields).truth for ratings in (rated.ratings, other))
    assert before.films.tolist() == after.films.tolist()
    assert (before.near == after.near).all()


def test_the_hybrid_is_measured_without_the_ratings_of_those_asked(rated: Tables) -> None:
    """What they rate can change at will, and the hybrid scores every pair as before."""
    fields, every = film_fields(rated), np.arange(40)
    other = rated.ratings[(rated.ratings["user_id"] % 2 == 1) | (rated.ratings["film_id"] < 5)]
    before, after = (
        {method.name: method for method in methods(held, fields, evaluation_users(held.ratings))}
        for held in (rated, dataclasses.replace(rated, ratings=typed("ratings", other)))
    )
    assert (before["hybrid"].scores(every, every) == after["hybrid"].scores(every, every)).all()
    assert (before["ceiling"].scores(every, every) != after["ceiling"].scores(every, every)).any()


def test_true_neighbours_are_those_rated_by_the_same_people() -> None:
    """Films 1 and 2 share three raters, film 3 has another crowd."""
    ratings = [(user, number, 3.0) for user, number in [(2, 1), (4, 1), (6, 1), (2, 2), (4, 2), (6, 2), (6, 3), (8, 3), (10, 3)]]
    held = tables([film("A", vote_count=3), film("B", vote_count=2), film("C", vote_count=1)], ratings)
    truth = true_neighbours(rated_films(held.ratings, film_fields(held)), fewest=3, count=1)
    assert truth.near.tolist() == [[False, True, False], [True, False, False], [True, False, False]]


def test_films_that_few_people_rated_have_no_true_neighbours() -> None:
    held = tables([film("A"), film("B")], [(2, 1, 3.0), (4, 1, 3.0), (2, 2, 3.0)])
    assert true_neighbours(rated_films(held.ratings, film_fields(held)), fewest=2).films.tolist() == [0]


def test_the_fit_is_the_same_every_time(rated: Tables) -> None:
    fields = film_fields(rated)
    assert fitting.fit(fit_users(rated.ratings), fields) == fitting.fit(fit_users(rated.ratings), fields)


def test_the_fit_learns_which_field_tells_who_rates_what() -> None:
    closeness = np.random.default_rng(1).random((30, 30, 2)).astype(np.float32)
    near = closeness[:, :, 0] > 0.8
    np.fill_diagonal(near, val=False)
    telling, idle = fitting.learn(closeness, near, np.arange(30))
    assert telling > 5
    assert idle < 1


def test_precision_and_ndcg_of_known_lists() -> None:
    hits = np.array([[True, False], [False, True], [True, True]])
    assert precision(hits).tolist() == [0.5, 0.5, 1.0]
    assert ndcg(hits).tolist() == pytest.approx([1 / (1 + 1 / np.log2(3)), (1 / np.log2(3)) / (1 + 1 / np.log2(3)), 1.0])


def test_the_top_leaves_the_film_itself_out_and_breaks_ties_by_fame() -> None:
    score = np.array([[9, 1, 2, 2], [5, 9, 5, 5]], np.float32)
    assert top(score, np.array([0, 1]), 2).tolist() == [[2, 3], [0, 2]]


def test_novelty_is_the_information_of_the_recommended() -> None:
    assert novelty(np.array([[0, 1]]), np.array([0.5, 0.25])).tolist() == [1.5]


def test_a_liked_film_held_out_is_found_by_the_other_one() -> None:
    score = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], np.float32)
    liked = np.array([[True, True, False]])
    assert hit_rate(score, liked, liked, 1).tolist() == [1.0]
    assert hit_rate(-score, liked, liked, 1).tolist() == [0.0]


def test_the_interval_of_a_constant_is_that_constant() -> None:
    assert interval(np.full(10, 0.5)) == (0.5, 0.5)


def test_the_baselines_are_what_others_ship() -> None:
    held = tables(
        [
            film("A", genre=["Science Fiction"], director=["Ann Lee"], actor=["W", "X", "Y", "Zed Top"], keyword=["deep sea"],
                 overview="the ship"),
            film("B", genre=["Science Fiction"], actor=["Zed Top"], overview="a ship"),
        ]
    )  # fmt: skip
    assert (genre_one_hot(held)[0] @ genre_one_hot(held)[1].T).toarray().tolist() == [[pytest.approx(1.0)]]
    assert (overview_tfidf(held)[0] @ overview_tfidf(held)[1].T).toarray().tolist() == [[pytest.approx(1.0)]]
    # sciencefiction, annlee and deepsea against sciencefiction and zedtop: the fourth of the cast does not count.
    assert (soup(held)[0] @ soup(held)[1].T).toarray().tolist() == [[pytest.approx(1 / 6**0.5)]]


def test_every_method_is_measured_and_reported_the_same_every_time(rated: Tables) -> None:
    protocol, measured = evaluate(rated)
    assert [each.method for each in measured] == [
        "random", "popularity", "overview TF-IDF", "genre one-hot", "soup", "content", "hybrid", "ceiling",
    ]  # fmt: skip
    written = json.loads(as_json(protocol, measured))
    assert written["protocolo"]["usuarios_evaluados"] == written["protocolo"]["usuarios_del_ajuste"] == 40
    assert all(0 <= each["precision_5"]["desde"] <= each["precision_5"]["hasta"] <= 1 for each in written["metodos"])
    assert as_json(*evaluate(rated)) == as_json(protocol, measured)
    assert "| **Filmoteca, hybrid** |" in as_markdown(protocol, measured)


def test_the_table_goes_between_the_markers_and_nowhere_else(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# F\n<!-- evaluation -->\nold\n<!-- /evaluation -->\nend\n", encoding="utf-8")
    write_between_markers(readme, "evaluation", "| new |")
    assert readme.read_text(encoding="utf-8") == "# F\n<!-- evaluation -->\n| new |\n<!-- /evaluation -->\nend\n"


def test_a_file_without_markers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# F\n")
    with pytest.raises(ValueError, match=r"README\.md has no <!-- evaluation -->"):
        write_between_markers(tmp_path / "README.md", "evaluation", "")


def test_tables_without_ratings_have_no_one_to_ask(rated: Tables) -> None:
    none = typed("ratings", pd.DataFrame(columns=["user_id", "film_id", "rating"]))
    assert people_asked(none, film_fields(dataclasses.replace(rated, ratings=none))).truth.films.tolist() == []
