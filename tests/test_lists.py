"""Lists for several films: how weights are summed and filtered, and that the function and filmoteca.js give the same."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
import scipy.sparse as sp

from functions.api import create_app
from functions.lists import Filters, Index, summed
from functions.packed_copy import packed_copy
from functions.paths import API
from functions.store import Store
from precompute.recommender.list_neighbours import LIKENESS, MIN_RATERS, RIDGE, SCALE, list_neighbours
from tests.support.requests import ask
from tests.support.serving import served

PROBE = """
const [module, base, lists] = process.argv.slice(1);
const { Filmoteca } = await import(module);
const tree = new Filmoteca({ base });
const found = [];
for (const [titles, options] of JSON.parse(lists)) found.push(await tree.recomendacion(titles, options));
process.stdout.write(JSON.stringify(found));
"""
LISTS: list[tuple[list[str], dict[str, Any]]] = [
    (["Heat", "Pulp Fiction"], {}),
    (["heat", "Heat", "el padrino"], {"cuantas": 5}),
    (["Toy Story"], {"cuantas": 100}),
    (["Amélie", "Pulp Fiction", "The Matrix", "Fargo"], {"genero": "suspenso", "cuantas": 30}),
    (["Amélie", "Pulp Fiction"], {"genero": "Comedy", "desde": 1990, "hasta": 1999}),
    (["Heat"], {"idioma": "francés", "minutos": 120}),
    (["Heat", "Fargo"], {"pais": "eeuu", "hasta": 1980}),
    (["Heat"], {"desde": 2100}),
]


def asked(public: Path, titles: list[str], options: dict[str, Any]) -> Any:
    """The list that the function gives."""
    query = urlencode([*(("titulo", title) for title in titles), *options.items(), ("cuantas", options.get("cuantas", 20))])
    told = ask(create_app(Store(public)), f"/recomendacion?{query}")
    assert told.status == 200, told.body
    return told.json()


def test_the_function_and_javascript_give_the_same_lists(public: Path) -> None:
    """With and without filters, with repeated titles and other names of films, to the last point."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node to run filmoteca.js in")
    with served(public) as origin:
        module = (public / API / "filmoteca.js").as_uri()
        command = [node, "--input-type=module", "-e", PROBE, module, f"{origin}/{API}/", json.dumps(LISTS)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == [asked(public, *each) for each in LISTS]
    assert [len(each["detalle"]) for each in found[:3]] == [20, 5, 100]
    assert found[-1]["detalle"] == []


def test_a_tree_in_packs_gives_the_same_list(public: Path, tmp_path: Path) -> None:
    """As the package for AWS Lambda has it."""
    packed_copy(public, tmp_path / "packed")
    for titles, options in LISTS:
        assert asked(tmp_path / "packed", titles, options) == asked(public, titles, options)


def test_filters_hold_and_no_given_film_appears(public: Path) -> None:
    """Every film of a filtered list passes, and comes after those with more points."""
    index = json.loads((public / API / "vecinas/index.json").read_bytes())
    row = {film_id: place for place, film_id in enumerate(index["id"])}
    told = asked(public, ["Heat", "Fargo"], {"genero": "crimen", "desde": 1990, "hasta": 2000, "minutos": 150, "idioma": "en"})
    assert told["detalle"]
    assert not {film["id"] for film in told["titulos"]} & {film["id"] for film in told["detalle"]}
    for film in told["detalle"]:
        place = row[film["id"]]
        assert "crime" in index["conjuntos_generos"][index["generos"][place]]
        assert 1990 <= film["anio"] <= 2000
        assert 0 < index["duracion"][place] <= 150
        assert index["idiomas"][index["idioma"][place]] == "en"
    points = [film["puntos"] for film in told["detalle"]]
    assert points == sorted(points, reverse=True)


def test_a_single_title_is_answered_as_before(public: Path) -> None:
    """Without the parameters of a list the answer is the bytes of the film's file."""
    app = create_app(Store(public))
    file = (public / API / "recomendacion/heat.json").read_bytes()
    assert ask(app, "/recomendacion?titulo=Heat").body == file
    assert ask(app, "/recomendacion?titulo=Heat&utm_source=mail").body == file


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("titulo=Heat&titulo=No%20Such%20Film%20At%20All", 404, "«No Such Film At All»"),
        ("titulo=Heat&cuantas=0", 400, "«cuantas» es cuántas películas se recomiendan, un número entero de 1 a 100; llegó «0»."),
        ("titulo=Heat&cuantas=101", 400, "de 1 a 100"),
        ("titulo=Heat&desde=MCMXC", 400, "«desde» es un año"),
        ("titulo=Heat&idioma=klingonés", 404, "«klingonés» no está en peliculas_idioma."),
        ("titulo=Heat&pais=Narnia", 404, "«Narnia» no está en peliculas_pais."),
        ("titulo=Heat&genero=sopa", 404, "«sopa» no es un género"),
        ("cuantas=20&pais=eeuu", 400, "Escriba al menos un título"),
        ("&".join(["titulo=Heat"] * 101), 400, "Son 101 títulos; se admiten 100."),
    ],
)
def test_what_cannot_be_answered_is_a_problem_that_says_what_to_do(public: Path, query: str, status: int, says: str) -> None:
    told = ask(create_app(Store(public)), f"/recomendacion?{query.replace('é', '%C3%A9')}")
    assert told.status == status
    assert told.headers["content-type"] == "application/problem+json"
    assert says in told.json()["detail"]


def index_of(**columns: Any) -> Index:
    """An index of films 1, 2, 3, … in this order; other columns are the same for all."""
    count = len(columns["id"])
    same = {"anio": 2000, "duracion": 90, "idioma": 0, "generos": 0, "paises": 0, "franquicia": 0}
    sets = {"nombres": {}, "idiomas": ["en"], "conjuntos_generos": [[]], "conjuntos_paises": [[]]}
    return Index({**{name: [value] * count for name, value in same.items()}, **sets, **columns})


def test_weights_are_added_and_ties_go_to_the_better_known() -> None:
    index = index_of(id=[1, 2, 3, 4, 5])
    found = summed({1: [3, 10, 4, 30], 2: [3, 20, 1, 99, 5, 9]}, index, Filters(), 3)
    assert [(index.content["id"][each.row], each.points, each.reasons) for each in found] == [
        (3, 30, [2, 1]),
        (4, 30, [1]),
        (5, 9, [2]),
    ]


def test_a_franchise_has_three_films_at_most_and_the_best_known_complete_a_list() -> None:
    index = index_of(id=[1, 2, 3, 4, 5, 6, 7], franquicia=[0, 8, 8, 8, 8, 0, 0])
    found = summed({1: [2, 5, 3, 4, 4, 3, 5, 2]}, index, Filters(), 5)
    assert [(index.content["id"][each.row], each.points) for each in found] == [(2, 5), (3, 4), (4, 3), (6, 0), (7, 0)]


@pytest.mark.parametrize("people", [6, 12], ids=["fewer people than films", "more people than films"])
def test_the_weights_are_those_of_ease_plus_likeness(people: int) -> None:
    """Either way to the inverse gives the weights that its definition gives."""
    rng = np.random.default_rng(3)
    rated = np.vstack([np.ones((MIN_RATERS, 8)), rng.random((people - MIN_RATERS, 8)) < 0.5]).astype(np.float32)
    rows = np.tile([1, -1], (8, 1)).astype(np.int64)
    similarity = np.tile([0.5, 0], (8, 1)).astype(np.float32)
    rows[1, 0] = 0
    found = list_neighbours(rows, similarity, sp.csr_matrix(rated))
    inverse = np.linalg.inv(rated.T.astype(float) @ rated + RIDGE * np.eye(8))
    expected = np.maximum(inverse / -np.diag(inverse), 0)
    expected[np.arange(8), rows[:, 0]] += LIKENESS * 0.5
    np.fill_diagonal(expected, 0)
    for film in range(8):
        weights = dict(zip(found.rows[film].tolist(), found.weights[film].tolist(), strict=True))
        assert {other: round(expected[film, other] * SCALE) for other in range(8) if round(expected[film, other] * SCALE)} == {
            other: weight for other, weight in weights.items() if other >= 0
        }


def test_without_ratings_likeness_alone_weighs() -> None:
    found = list_neighbours(np.array([[1, 2], [0, -1], [1, -1]]), np.array([[0.9, 0.5], [0.9, 0], [0.4, 0]], np.float32), None)
    assert found.rows[:, :2].tolist() == [[1, 2], [0, -1], [1, -1]]
    assert found.weights[:, :2].tolist() == [[900, 500], [900, 0], [400, 0]]
