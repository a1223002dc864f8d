"""recomendacion(titulo): the five films most like a film, and why, for every title that peliculas_duracion answers."""

from typing import TYPE_CHECKING

from functions.keys import Clave
from functions.shapes import Recomendacion, RecomendacionPelicula, Recomendada
from precompute.questions import peliculas_duracion
from precompute.questions.answers import Answers, ComputedMapping
from precompute.tables import Tables

if TYPE_CHECKING:
    from precompute.recommender.recommend import Recommendation, Recommendations


def answers(tables: Tables) -> Answers:
    """One answer per key: for the best-known film whose title has this key, with the others in `otras`."""
    # Loaded only where films are recommended: the recommender's libraries take half a second.
    from precompute.recommender.recommend import recommend  # noqa: PLC0415
    from precompute.recommender.weights import read_weights  # noqa: PLC0415

    return as_answers(recommend(tables, read_weights()), peliculas_duracion.answers(tables))


def as_answers(recommendations: "Recommendations", durations: Answers) -> Answers:
    """The answers that say these recommendations. durations: the answers to peliculas_duracion, which name the same films."""
    title_and_year = {
        film["id"]: (film["pelicula"], film["anio"])
        for answer in durations.answers.values()
        for film in (answer, *answer["otras"])
    }

    def recommended(recommendation: "Recommendation") -> Recomendada:
        film_id, similarity, reasons = recommendation
        title, year = title_and_year[film_id]
        return {
            "pelicula": title,
            "anio": year,
            "id": film_id,
            "similitud": similarity,
            "motivos": [reason.text for reason in reasons],
            "razones": [reason.code for reason in reasons],
        }

    def of_film(film_id: int) -> RecomendacionPelicula:
        title, year = title_and_year[film_id]
        detail = [recommended(recommendation) for recommendation in recommendations.for_film(film_id)]
        listed = [film["pelicula"] for film in detail]
        return {"pelicula": title, "anio": year, "id": film_id, "lista_recomendada": listed, "detalle": detail}

    def of_title(key: Clave) -> Recomendacion:
        films = durations.answers[key]
        film = of_film(films["id"])
        answer: Recomendacion = {
            "pelicula": film["pelicula"],
            "anio": film["anio"],
            "id": film["id"],
            "lista_recomendada": film["lista_recomendada"],
            "detalle": film["detalle"],
            "otras": [of_film(other["id"]) for other in films["otras"]],
        }
        if "vease" in films:
            answer["vease"] = films["vease"]
        return answer

    return durations.with_answers(ComputedMapping(durations.answers, of_title))
