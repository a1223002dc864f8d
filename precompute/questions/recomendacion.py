"""recomendacion(titulo): the five films most like a film, and why."""

from typing import TYPE_CHECKING

from functions.keys import Clave
from functions.shapes import Recomendacion, RecomendacionPelicula, Recomendada
from precompute.questions.answers import Answers, ComputedMapping
from precompute.questions.films_by_title import far_better_known, films_by_title, other_titles
from precompute.tables import Tables

if TYPE_CHECKING:
    from precompute.recommender.recommend import Recommendation, Recommendations


def answers(tables: Tables) -> Answers:
    """One answer per key: for the best-known film whose title has this key, with the others in `otras`."""
    return answers_and_recommendations(tables)[0]


def answers_and_recommendations(tables: Tables) -> "tuple[Answers, Recommendations]":
    """The answers, and the recommendations that they say, with the neighbours from which lists are summed."""
    # Loaded only by the process that recommends: the recommender's libraries take half a second.
    from precompute.recommender.recommend import recommend  # noqa: PLC0415
    from precompute.recommender.weights import read_weights  # noqa: PLC0415

    recommendations = recommend(tables, read_weights())
    films = tables.films
    ids, titles, votes = films["film_id"].tolist(), films["title"].tolist(), films["vote_count"].tolist()
    title_and_year = dict(zip(ids, zip(titles, films["release_year"].tolist(), strict=True), strict=True))
    rows = {key: (main, others) for key, main, others in films_by_title(films)}

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
        main, others = rows[key]
        film = of_film(ids[main])
        answer: Recomendacion = {
            "pelicula": film["pelicula"],
            "anio": film["anio"],
            "id": film["id"],
            "lista_recomendada": film["lista_recomendada"],
            "detalle": film["detalle"],
            "otras": [of_film(ids[other]) for other in others],
        }
        if key in better_known:
            answer["vease"] = better_known[key]
        return answer

    names = {key: titles[main] for key, (main, _) in rows.items()}
    fame = {key: sum(votes[row] for row in (main, *others)) for key, (main, others) in rows.items()}
    other = other_titles(tables)
    answered = Answers(ComputedMapping(rows, of_title), names, fame, other.aliases, other.of_key)
    better_known = far_better_known(answered, films, other)
    return answered, recommendations
