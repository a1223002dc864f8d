"""The six questions of counts, money and durations: literal answers over films written by hand."""

from pathlib import Path
from typing import Any

import pytest

from build.reading.find_source import read_source
from functions.keys import clave
from precompute.questions.answering import answer
from precompute.questions.answers import Answers
from precompute.tables import Tables
from tests.support.raw_films import film, write_source
from tests.support.whole_steps import clean

SAGA = "{'id': 1, 'name': 'Saga Collection'}"
USA = "{'iso_3166_1': 'US', 'name': 'United States of America'}"
ARGENTINA = "{'iso_3166_1': 'AR', 'name': 'Argentina'}"


def directed_by(film_id: int, *people: tuple[int, str]) -> dict[str, str]:
    crew = [{"id": person, "job": "Director", "name": name} for person, name in people]
    return {"id": str(film_id), "cast": "[]", "crew": repr(crew)}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    films = [
        film(1, "Calor", vote_count="5", release_date="1986-05-01", runtime="101.0", original_language="en"),
        film(2, "CALOR", vote_count="900", release_date="1995-12-15", runtime="170.0", original_language="en"),
        film(3, "Cálor!", vote_count="5", release_date="1972-10-06", runtime="0.0", original_language="es"),
        film(4, "Saga II", release_date="2003-01-01", budget="0", revenue="700", belongs_to_collection=SAGA),
        film(5, "Saga", release_date="2001-01-01", budget="100", revenue="250", belongs_to_collection=SAGA),
        film(
            6, "Saga III", release_date="2005-01-01", budget="40", revenue="33", belongs_to_collection=SAGA, original_language=""
        ),
        film(7, "Sur", original_language="cn", production_countries=f"[{USA}, {ARGENTINA}, {USA}]", runtime=""),
        film(
            8,
            "Norte",
            production_countries=f"[{ARGENTINA}]",
            production_companies="[{'id': 1, 'name': 'France 3 Cinéma'}, {'id': 2, 'name': 'FRANCE 3 CINEMA'}]",
            revenue="1000",
        ),
        film(9, "Este", production_companies="[{'id': 2, 'name': 'FRANCE 3 CINEMA'}]", revenue="10"),
        film(10, "Oeste", production_companies="[{'id': 2, 'name': 'France 3 Cinéma'}]", revenue="1"),
    ]
    credits_ = [
        directed_by(5, (70, "Ana Sáez"), (71, "Li Wei")),
        directed_by(4, (72, "Ana Saez")),
        directed_by(6, (70, "Ana Sáez"), (70, "Ana Sáez")),
    ]
    folder = write_source(tmp_path_factory.mktemp("raw"), films, credits_)
    return clean(read_source(folder))


def asked(question: str, name: str, tables: Tables) -> Any:
    """The answer to a name as typed: by its key, else by its alias."""
    answers: Answers = answer(question, tables)
    key = clave(name)
    return answers.answers[key if key in answers.answers else answers.aliases[key]]


def test_peliculas_duracion(tables: Tables) -> None:
    """The film with the most votes answers for its title; the others follow, newest first; 0 minutes is unknown."""
    assert asked("peliculas_duracion", "calor", tables) == {
        "pelicula": "CALOR",
        "duracion": 170,
        "anio": 1995,
        "id": 2,
        "otras": [
            {"pelicula": "Calor", "duracion": 101, "anio": 1986, "id": 1},
            {"pelicula": "Cálor!", "duracion": None, "anio": 1972, "id": 3},
        ],
    }
    assert asked("peliculas_duracion", "Sur", tables)["duracion"] is None


def test_equal_votes_prefer_the_later_film(tmp_path: Path) -> None:
    """Of films with as many votes the later one is the answer, and of the same day the lower id."""
    films = [
        film(3, "A", release_date="2000-01-01"),
        film(2, "A", release_date="2001-01-01"),
        film(1, "A", release_date="2001-01-01"),
    ]
    tables = clean(read_source(write_source(tmp_path, films)))
    answered = asked("peliculas_duracion", "A", tables)
    assert (answered["id"], [other["id"] for other in answered["otras"]]) == (1, [2, 3])


@pytest.mark.parametrize("name", ["Saga Collection", "saga", "SAGA"])
def test_franquicia(tables: Tables, name: str) -> None:
    """Ganancia is revenue; profit counts only films whose budget and revenue are both known; oldest first."""
    assert asked("franquicia", name, tables) == {
        "franquicia": "Saga Collection",
        "cantidad": 3,
        "ganancia_total": 983,
        "ganancia_promedio": 327.67,
        "beneficio_total": 143,
        "peliculas": [
            {"pelicula": "Saga", "anio": 2001, "id": 5, "ganancia": 250},
            {"pelicula": "Saga II", "anio": 2003, "id": 4, "ganancia": 700},
            {"pelicula": "Saga III", "anio": 2005, "id": 6, "ganancia": 33},
        ],
    }


@pytest.mark.parametrize("name", ["es", "ES", "español", "Spanish", "spa"])
def test_peliculas_idioma(tables: Tables, name: str) -> None:
    """Films by original language, by its code or its name in Spanish or English."""
    assert asked("peliculas_idioma", name, tables) == {"idioma": "es", "nombre": "español", "cantidad": 6}


def test_languages_that_only_tmdb_names(tables: Tables) -> None:
    """TMDB's own code for Cantonese has its name; a film without a language counts for none."""
    assert asked("peliculas_idioma", "cantonés", tables) == {"idioma": "cn", "nombre": "cantonés", "cantidad": 1}
    assert sum(found["cantidad"] for found in answer("peliculas_idioma", tables).answers.values()) == 9


@pytest.mark.parametrize("name", ["United States of America", "estados unidos", "EE. UU.", "eeuu", "usa", "us", "United States"])
def test_peliculas_pais(tables: Tables, name: str) -> None:
    """A film counts once per country, which is found by any of its usual names."""
    expected = {"pais": "United States of America", "iso": "US", "nombre": "Estados Unidos", "cantidad": 1}
    assert asked("peliculas_pais", name, tables) == expected


def test_productoras_exitosas(tables: Tables) -> None:
    """Spellings of one company are one answer: a film counts once, and the tie shows the first by code point."""
    assert asked("productoras_exitosas", "france 3 cinema", tables) == {
        "productora": "FRANCE 3 CINEMA",
        "revenue_total": 1011,
        "cantidad": 3,
        "variantes": ["France 3 Cinéma"],
    }


def test_get_director(tables: Tables) -> None:
    """Namesakes share an answer; totals are over all films, means over known returns, the rest over known money."""
    assert asked("get_director", "ANA SÁEZ", tables) == {
        "director": "Ana Sáez",
        "retorno_total_director": 3.325,
        "retorno_promedio": 1.6625,
        "retorno_agregado": 2.0214,
        "cantidad": 3,
        "personas": 2,
        "variantes": ["Ana Saez"],
        "peliculas": [
            {
                "pelicula": "Saga",
                "fecha_lanzamiento": "2001-01-01",
                "anio": 2001,
                "retorno_pelicula": 2.5,
                "budget_pelicula": 100,
                "revenue_pelicula": 250,
                "id": 5,
            },
            {
                "pelicula": "Saga II",
                "fecha_lanzamiento": "2003-01-01",
                "anio": 2003,
                "retorno_pelicula": 0.0,
                "budget_pelicula": 0,
                "revenue_pelicula": 700,
                "id": 4,
            },
            {
                "pelicula": "Saga III",
                "fecha_lanzamiento": "2005-01-01",
                "anio": 2005,
                "retorno_pelicula": 0.825,
                "budget_pelicula": 40,
                "revenue_pelicula": 33,
                "id": 6,
            },
        ],
    }


def test_a_director_without_known_money_has_no_means(tmp_path: Path) -> None:
    """Where nothing is known the total is 0 and the means are null, not 0."""
    source = write_source(tmp_path, [film(1, "Film", budget="0")], [directed_by(1, (1, "Nadie"))])
    answered = asked("get_director", "nadie", clean(read_source(source)))
    assert (answered["retorno_total_director"], answered["retorno_promedio"], answered["retorno_agregado"]) == (0.0, None, None)


def test_a_film_is_found_by_its_original_title(tmp_path: Path) -> None:
    """An alias of the best-known film called so, and never of a film whose own title is another's; the looser form is its."""
    films = [
        film(1, "City of God", original_title="Cidade de Deus", vote_count="900"),
        film(2, "God's City", original_title="CIDADE DE DEUS", vote_count="5"),
        film(3, "Rush", original_title="Heat", vote_count="999"),
        film(4, "Heat", original_title="Heat", vote_count="10"),
        film(5, "Sin original", original_title=""),
    ]
    tables = clean(read_source(write_source(tmp_path / "raw", films)))
    answers = answer("peliculas_duracion", tables)
    assert answers.published_aliases == {"cidade-de-deus": "city-of-god"}
    assert answers.loose_forms["cidadededeus"] == "city-of-god"
    assert answers.loose_forms["heat"] == "rush"
    assert answer("recomendacion", tables).published_aliases == {"cidade-de-deus": "city-of-god"}
