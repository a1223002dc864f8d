"""recomendacion: five films, best first, with the reasons."""

from pydantic import TypeAdapter

from functions.shapes import Recomendacion
from precompute.questions.recomendacion import answers
from precompute.recommender.recommend import recommend
from precompute.recommender.similarity import FIELDS
from precompute.recommender.weights import Weights
from precompute.tables import Tables
from tests.support.few_films import film, tables

TOYS = [
    film("Toy Story", 1995, vote_count=5415, genre=["Animation", "Family"], director=["John Lasseter"], actor=["Tom Hanks"],
         company=["Pixar"], keyword=["toy", "friendship"], collection_id=1, collection="Toy Story Collection"),
    film("Toy Story 2", 1999, vote_count=3914, genre=["Animation", "Family"], director=["John Lasseter"], actor=["Tom Hanks"],
         company=["Pixar"], keyword=["toy"], collection_id=1, collection="Toy Story Collection"),
    film("Cars", 2006, vote_count=3000, genre=["Animation"], director=["John Lasseter"], company=["Pixar"]),
    film("Heat", 1995, vote_count=1886, genre=["Crime", "Drama"], director=["Michael Mann"]),
    film("Heat", 1986, vote_count=40, genre=["Crime"]),
    film("Wild Tales", 2014, vote_count=900, original_language="es", country=["Argentina"]),
    film("Nine Queens", 2000, vote_count=200, original_language="es", country=["Argentina"]),
]  # fmt: skip


def test_the_nearest_film_comes_first_with_its_reasons() -> None:
    answer = answers(tables(TOYS)).answers["toy-story"]  # type: ignore[index] # a key, spelled out
    assert answer["lista_recomendada"][:2] == ["Toy Story 2", "Cars"]
    assert set(answer["detalle"][0]["motivos"]) < {
        "misma saga: Toy Story",
        "dirección de John Lasseter",
        "con Tom Hanks",
        "Familiar y animación",
        "temas: «toy»",
        "de Pixar",
        "de los mismos años",
    }
    assert len(answer["detalle"][0]["motivos"]) == 4
    assert sorted(answer["detalle"][1]["motivos"]) == ["Animación", "de Pixar", "dirección de John Lasseter"]


def test_the_reason_that_carries_most_of_the_similarity_comes_first() -> None:
    """The order follows the weights and how much the films share; what does not count is no reason while others are."""
    catalogue = tables(TOYS)
    zero = dict.fromkeys(FIELDS, 0.0)
    for heaviest, first in (
        ("collection", "misma saga: Toy Story"),
        ("director", "dirección de John Lasseter"),
        ("keyword", "temas: «toy»"),
        ("era, 30 years", "de los mismos años"),
    ):
        weights = Weights({**zero, "genre": 0.1, heaviest: 1.0}, era=0.0, corating=0.0)
        motivos = [each.reasons for each in recommend(catalogue, weights).for_film(1) if each.film_id == 2]
        assert motivos[0][0].text == first, heaviest


def test_people_who_rate_both_films_are_the_first_reason_where_that_carries_most() -> None:
    both = [(user, number, 5.0) for user in range(1, 31) for number in (1, 2)]
    weights = Weights({**dict.fromkeys(FIELDS, 0.0), "genre": 0.6, "director": 0.4}, era=0.0, corating=3.0)
    motivos = next(each.reasons for each in recommend(tables(TOYS, both), weights).for_film(1) if each.film_id == 2)
    assert [reason.text for reason in motivos[:3]] == [
        "gusta a las mismas personas",
        "Familiar y animación",
        "dirección de John Lasseter",
    ]
    assert [reason.code for reason in motivos[:3]] == [
        ["gusta"],
        ["genero", "Family", "Animation"],
        ["direccion", "John Lasseter"],
    ]


def test_a_film_that_is_not_in_english_leads_to_films_of_its_language() -> None:
    answer = answers(tables(TOYS)).answers["wild-tales"]  # type: ignore[index]
    assert answer["lista_recomendada"][0] == "Nine Queens"
    assert answer["detalle"][0]["motivos"] == ["en español"]


def test_films_of_one_title_share_an_answer_with_the_best_known_first() -> None:
    answer = answers(tables(TOYS)).answers["heat"]  # type: ignore[index]
    assert (answer["anio"], [other["anio"] for other in answer["otras"]]) == (1995, [1986])


def test_every_answer_has_the_declared_shape_and_a_reason_for_each_film() -> None:
    shape = TypeAdapter(Recomendacion)
    for answer in answers(tables(TOYS)).answers.values():
        shape.validate_python(answer)
        assert len(answer["detalle"]) == 5
        assert all(film["motivos"] for film in answer["detalle"])


def test_a_catalogue_of_one_film_has_nothing_to_recommend() -> None:
    answer = answers(tables([film("Alone")])).answers["alone"]  # type: ignore[index]
    assert (answer["lista_recomendada"], answer["detalle"], answer["otras"]) == ([], [], [])


def test_films_without_any_data_lead_to_the_best_known_films_of_their_years() -> None:
    bare = [film(f"Film {n}", 1950 if n > 3 else 2000, vote_count=n, original_language=None) for n in range(1, 7)]
    answer = answers(tables(bare)).answers["film-6"]  # type: ignore[index]
    assert answer["lista_recomendada"][:2] == ["Film 5", "Film 4"]
    assert answer["detalle"][0]["motivos"] == ["de los mismos años"]
    assert answer["detalle"][4]["motivos"] == ["de 2000"]


def test_people_who_like_both_films_are_a_reason_and_raise_the_rank() -> None:
    both = [(user, number, 5.0) for user in range(1, 11) for number in (1, 4)]
    without = answers(tables(TOYS)).answers["toy-story"]  # type: ignore[index]
    rated = answers(tables(TOYS, both)).answers["toy-story"]  # type: ignore[index]
    rank = rated["lista_recomendada"].index("Heat")
    assert "gusta a las mismas personas" in rated["detalle"][rank]["motivos"]
    assert rank < without["lista_recomendada"].index("Heat")


def test_similarities_have_four_decimals_at_most() -> None:
    for answer in answers(tables(TOYS)).answers.values():
        assert all(film["similitud"] == round(film["similitud"], 4) for film in answer["detalle"])


def test_the_embedded_sample_has_an_answer_for_every_title(sample: Tables) -> None:
    by_title = answers(sample)
    ids = {block["id"] for answer in by_title.answers.values() for block in (answer, *answer["otras"])}
    assert ids == set(sample.films["film_id"])
    assert by_title.answers.keys() == by_title.names.keys() == by_title.fame.keys()
