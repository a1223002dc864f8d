"""The chapters against the downloads: every number in their prose, computed a second time."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.support.recomputed_facts import (
    Downloads,
    Facts,
    fences,
    power_law,
    quantile,
    recomputed_facts,
    recomputed_tables,
    spearman,
)
from tests.support.statements import differences, statements


@pytest.fixture(scope="module")
def facts(public: Path) -> dict[str, Facts]:
    """The recomputed facts of the sample."""
    return recomputed_facts(public)


def test_chapters_say_what_the_downloads_say(public: Path) -> None:
    """Each title, caption, alternative text, method, lead and conclusion, in both languages, number by number."""
    found, compared = differences(public)
    assert found == []
    assert compared > 600
    assert {name: len(rows) for name, rows in recomputed_tables(public).items()} == {
        "top_returns": 10,
        "absurd_budgets": 5,
        "biggest_losses": 10,
        "longest_films": 10,
    }


def test_a_false_number_is_found(public: Path, tmp_path: Path) -> None:
    """One digit more in one caption is one difference."""
    copy = tmp_path / "public"
    shutil.copytree(public, copy, ignore=shutil.ignore_patterns("recomendacion", "peliculas_duracion", "get_director", "*.png"))
    page = copy / "distribuciones.html"
    html = page.read_text(encoding="utf-8")
    start = html.index("dura entre", html.index("<figcaption"))
    page.write_text(html[:start] + html[start:].replace("dura entre ", "dura entre 9", 1), encoding="utf-8")
    found, _ = differences(copy)
    assert [each.split(":")[0] for each in found] == ["distribuciones.html figure.runtime.caption"]


def test_a_number_that_nothing_recomputes_is_found(public: Path, facts: dict[str, Facts]) -> None:
    """A fact that the second computation does not know is a difference, not a pass."""
    fewer = {**facts, "runtime": {name: value for name, value in facts["runtime"].items() if name != "mode"}}
    of_runtime = [statement for statement in statements(public, fewer) if statement.place.startswith("figure.runtime.")]
    found = [difference for statement in of_runtime if (difference := statement.difference("–"))]
    assert [difference.partition(":")[0] for difference in found] == [
        "distribuciones.html figure.runtime.caption",
        "en/distributions.html figure.runtime.caption",
    ]
    assert all("nothing recomputes mode" in difference for difference in found)


def test_figures_name_the_ends_of_the_whole(public: Path) -> None:
    """The genres and languages that a chart calls first and last are those of all films, not of the rows drawn."""
    data = Downloads(public)
    ratings = data.with_genre(data.rated).groupby("genre")["vote_average"]
    ends = ratings.median()[ratings.size() >= 5]
    html = (public / "en/relations.html").read_text(encoding="utf-8")
    caption = html.split('id="rating_by_genre"')[1].split("</figure>")[0]
    assert f"({ends.min():.1f}) to" in caption
    assert f"({ends.max():.1f})" in caption


def test_the_second_computation_on_hand_written_numbers() -> None:
    """Quantiles, fences, power laws and correlations of ranks, by hand."""
    assert quantile([1, 2, 3, 4], 0.25) == 1.75
    assert quantile([], 0.5) is None
    assert fences([1, 2, 3, 4, 5_000_000], logarithmic=False) == pytest.approx((3 - 3.5 * 1.4826, 3 + 3.5 * 1.4826))
    assert power_law([1, 10, 100], [3, 300, 30_000]) == pytest.approx((2, 3, 1))

    table = pd.DataFrame({"a": [1, 2, 3, 4, 5, 0], "b": [1, 3, 2, 4, 5, 9]})
    assert spearman(table, "a", "b") == pytest.approx(0.9)
