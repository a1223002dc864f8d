"""What people call alike: the judged pairs, how methods are measured on them, and the files of judgments that others have."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
import typer
from typer.testing import CliRunner

from precompute.owned_tree import OwnedTree
from precompute.recommender import evaluation
from precompute.recommender.ease import Ease
from precompute.recommender.fields import best_known_first
from precompute.recommender.judged_pairs import ALIKE, VERDICTS, area_under_curve, judged_pairs, weighted_kappa
from precompute.recommender.judgments import JudgmentsError, read_judgments
from precompute.recommender.likeness import Judged, curve_and_interval, pair_scores, shares_alike
from precompute.recommender.lists import diversity, gini, log_popularity, same_franchise
from precompute.tables import save
from tests.support.few_films import film, tables
from tests.support.rated_films import two_kinds_of_films

PAIRS = pd.DataFrame({"seed": [1, 1, 1, 2], "film": [2, 3, 4, 99], "verdict": [3.0, 2.0, 0.5, 3.0]})


def test_no_seed_and_no_pair_stands_on_both_sides() -> None:
    pairs = judged_pairs()
    fitted, held_out = pairs[~pairs["held_out"]], pairs[pairs["held_out"]]
    assert not set(fitted["seed"]) & (set(held_out["seed"]) | set(held_out["film"]))
    assert not set(held_out["seed"]) & set(fitted["film"])
    assert not pairs.duplicated(["seed", "film"]).any()
    assert (pairs["seed"] != pairs["film"]).all()


def test_the_pairs_are_many_spread_over_seeds_and_judged_on_one_scale() -> None:
    pairs = judged_pairs()
    assert pairs["seed"].nunique() >= 250
    assert min(pairs[~pairs["held_out"]]["seed"].nunique(), pairs[pairs["held_out"]]["seed"].nunique()) >= 120
    assert pairs["first"].isin(range(VERDICTS)).all()
    assert pairs["second"].dropna().isin(range(VERDICTS)).all()
    assert pairs["second"].isna().mean() < 0.1
    assert 0.1 < (pairs["verdict"] >= ALIKE).mean() < 0.5
    assert weighted_kappa(pairs["first"], pairs["second"]) > 0.7


def test_weighted_kappa_is_1_for_equal_verdicts_and_0_for_chance() -> None:
    verdicts = pd.Series([0.0, 1, 2, 3] * 4)
    assert weighted_kappa(verdicts, verdicts) == pytest.approx(1)
    assert weighted_kappa(verdicts, pd.Series(np.repeat([0.0, 1, 2, 3], 4))) == pytest.approx(0)
    # Pairs without a second verdict do not count.
    assert weighted_kappa(pd.Series([0.0, 3, 3, 0, 2]), pd.Series([0, 3, 3, 0, np.nan])) == pytest.approx(1)


def test_the_area_is_the_share_of_pairs_in_the_right_order_and_ties_count_half() -> None:
    assert area_under_curve(np.array([0.9, 0.1, 0.5]), np.array([1.0, 0.0, 0.0])) == 1
    assert area_under_curve(np.array([0.5, 0.5, 0.1]), np.array([1.0, 0.0, 0.0])) == 0.75
    assert area_under_curve(np.array([0.1, 0.2]), np.array([1.0, 1.0])) == 0.5


def test_pairs_of_films_that_the_catalogue_lacks_are_left_out() -> None:
    judged = Judged.of(PAIRS, np.array([4, 3, 2, 1]))
    assert (judged.seed.tolist(), judged.film.tolist(), judged.alike.tolist()) == ([3, 3, 3], [2, 1, 0], [1, 1, 0])


def test_a_method_that_scores_alike_films_higher_has_an_area_of_1() -> None:
    judged = Judged.of(PAIRS, np.array([1, 2, 3, 4]))
    scores = pair_scores(lambda rows, columns: -np.ones((len(rows), 1), np.float32) * columns, judged)
    assert curve_and_interval(scores, judged) == (1, 1, 1)


def test_the_share_of_a_list_counts_what_nobody_judged_as_not_alike() -> None:
    judged = Judged.of(PAIRS, np.array([1, 2, 3, 4, 5]))
    alike, known = shares_alike(np.array([[1, 3, 4, 2]]), np.array([0]), judged)
    assert (alike.tolist(), known) == ([0.5], 0.75)


def test_gini_is_0_if_all_films_are_recommended_equally_often() -> None:
    assert gini(np.array([[1], [0]]), 2) == 0
    assert gini(np.array([[0], [0], [0], [0]]), 4) == 0.75


def test_what_lists_are_like() -> None:
    vectors = sp.csr_matrix(np.array([[1, 0], [1, 0], [0, 1]], np.float32))
    lists = np.array([[0, 1], [0, 2], [0, -1]])
    assert diversity(lists, vectors).tolist() == [0, 1, 0]
    assert log_popularity(lists, np.array([9.0, 99.0, 0.0])).tolist() == [1.5, 0.5, 1.0]
    assert same_franchise(lists, np.array([2, 1, 0]), np.array([7, -1, 7])).tolist() == [0.5, 0, 0.5]


def test_ease_says_which_films_speak_for_each_other() -> None:
    """Films 0 and 1 are rated by the same people, film 2 by others, film 3 by too few."""
    rated = np.zeros((40, 4), np.float32)
    rated[:20, :2] = rated[20:, 2] = rated[0, 3] = 1
    scores = Ease.fit(sp.csr_matrix(rated), ridge=1.0).scores(np.arange(4), np.arange(4))
    assert scores[0, 1] > 0.5
    assert abs(scores[0, 2]) < 0.1
    assert (np.diag(scores) == 0).all()
    assert (scores[3] == 0).all()


FILMS = [film("Heat", 1995, vote_count=9), film("Heat", 1986), film("Casino", 1995), film("Up", 2009), film("WALL·E", 2008)]
BY_TITLE = "title_1\tyear_1\ttitle_2\tyear_2\trating\n"


def test_titles_and_years_are_matched_with_the_catalogue(tmp_path: Path) -> None:
    """By key, and a year off; a pair of which a film is missing is counted."""
    file = tmp_path / "judgments.tsv"
    file.write_text(
        BY_TITLE
        + "Heat\t1995\tCasino\t1996\tOK\nheat\t1986\tUp\t2009\tNOT_OK\nWall-E\t2008\tUp\t2009\tOK\nHeat\t1995\tNo\t1950\tOK\n",
        encoding="utf-8",
    )
    judgments = read_judgments(file, tables(FILMS), None)
    ids = best_known_first(tables(FILMS).films)["film_id"].to_numpy()
    pairs = {(ids[a], ids[b], alike) for a, b, alike in zip(*judgments.judged, strict=True)}
    assert pairs == {(1, 3, 1.0), (2, 4, 0.0), (5, 4, 1.0)}
    assert judgments.unmatched == 1


def test_movielens_ids_are_matched_through_links_and_several_answers_are_averaged(tmp_path: Path) -> None:
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n10,1,1\n20,2,3\n30,3,4\n40,4,\n", encoding="utf-8")
    file = tmp_path / "judgments.csv"
    file.write_text(
        "movieId,neighborId,sim,goodRec\n10,20,3,1\n10,20,1,0\n10,30,1,1\n10,30,2,1\n10,40,3,1\n20,30,,\n", encoding="utf-8"
    )
    judgments = read_judgments(file, tables(FILMS), tmp_path)
    assert judgments.judged.alike.tolist() == [1.0, 0.0]
    assert judgments.unmatched == 1
    with pytest.raises(JudgmentsError, match="--links"):
        read_judgments(file, tables(FILMS), None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "neither the columns"),
        ("", "neither the columns"),
        (BY_TITLE + "Heat\t1995\tUp\t2009\tmaybe\n", "OK or NOT_OK"),
        ("movieId,neighborId,sim,goodRec\n1,2,very,1\n", "number"),
    ],
)
def test_a_file_of_another_form_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n1,1,1\n", encoding="utf-8")
    file = tmp_path / "judgments"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(JudgmentsError, match=said):
        read_judgments(file, tables(FILMS), tmp_path)


def test_the_command_prints_a_line_for_each_method(tmp_path: Path) -> None:
    catalogue = two_kinds_of_films()
    save(catalogue, OwnedTree(tmp_path / "tables"))
    labels = (catalogue.films["title"] + "\t" + catalogue.films["release_year"].astype(str)).tolist()
    rows = [f"{labels[a]}\t{labels[b]}\t{'OK' if a % 2 == b % 2 else 'NOT_OK'}" for a in (1, 2) for b in range(5, 25)]
    file = tmp_path / "judgments.tsv"
    file.write_text(BY_TITLE + "\n".join([*rows, "Nothing\t1900\tAt all\t1901\tOK"]) + "\n", encoding="utf-8")
    arguments = ["--tables", str(tmp_path / "tables"), "--judgments", str(file)]
    app = typer.Typer()
    app.command()(evaluation.main)
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 0, told.output
    lines = told.stdout.splitlines()
    named = {line.split()[1]: line for line in lines if line.startswith("judged ")}
    assert {"content", "hybrid", "soup", "random"} <= set(named)
    assert "pairs 40" in named["content"]
    assert "pairs without a film of this catalogue: 1" in lines
