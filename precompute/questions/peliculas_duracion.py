"""peliculas_duracion(Pelicula): the running time and year of a film."""

import pandas as pd

from functions.keys import Clave
from functions.shapes import Duracion, PeliculasDuracion
from precompute.questions.answers import Answers
from precompute.questions.films_by_title import far_better_known, films_by_title, other_titles
from precompute.tables import MetadataTables


def answers(tables: MetadataTables) -> Answers:
    """One answer per key: for the best-known film whose title has this key, with the others beside it."""
    durations = film_durations(tables.films)
    votes = tables.films["vote_count"].tolist()
    by_key: dict[Clave, PeliculasDuracion] = {}
    names, fame = {}, {}
    for key, main, others in films_by_title(tables.films):
        by_key[key] = _answer(durations[main], [durations[other] for other in others])
        names[key] = durations[main]["pelicula"]
        fame[key] = votes[main] + sum(votes[other] for other in others)
    titles = other_titles(tables)
    answered = Answers(by_key, names, fame, titles.aliases, titles.of_key)
    for key, better_known in far_better_known(answered, tables.films, titles).items():
        by_key[key]["vease"] = better_known
    return answered


def _answer(film: Duracion, others: list[Duracion]) -> PeliculasDuracion:
    return {
        "pelicula": film["pelicula"],
        "duracion": film["duracion"],
        "anio": film["anio"],
        "id": film["id"],
        "otras": others,
    }


def film_durations(films: pd.DataFrame) -> list[Duracion]:
    """Each film's title, minutes, year and id, in the order of `films`. A runtime of 0 is unknown."""
    minutes = films["runtime"].fillna(0).tolist()
    rows = zip(films["title"].tolist(), minutes, films["release_year"].tolist(), films["film_id"].tolist(), strict=True)
    return [Duracion(pelicula=title, duracion=runtime or None, anio=year, id=film_id) for title, runtime, year, film_id in rows]
