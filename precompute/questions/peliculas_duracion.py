"""peliculas_duracion(Pelicula): the running time and year of a film."""

import pandas as pd

from functions.shapes import Duracion, PeliculasDuracion
from precompute.questions.answers import Answers
from precompute.questions.films_by_title import films_by_title, title_aliases
from precompute.tables import MetadataTables


def answers(tables: MetadataTables) -> Answers:
    """One answer per key: for the best-known film whose title has this key, with the others beside it."""
    durations = film_durations(tables.films)
    votes = tables.films["vote_count"].tolist()
    by_key, names, fame = {}, {}, {}
    for key, main, others in films_by_title(tables.films):
        by_key[key] = PeliculasDuracion(**durations[main], otras=[durations[other] for other in others])
        names[key] = durations[main]["pelicula"]
        fame[key] = votes[main] + sum(votes[other] for other in others)
    return Answers(by_key, names, fame, title_aliases(tables))


def film_durations(films: pd.DataFrame) -> list[Duracion]:
    """Each film's title, minutes, year and id, in the order of `films`. A runtime of 0 is unknown."""
    minutes = films["runtime"].fillna(0).tolist()
    rows = zip(films["title"].tolist(), minutes, films["release_year"].tolist(), films["film_id"].tolist(), strict=True)
    return [Duracion(pelicula=title, duracion=runtime or None, anio=year, id=film_id) for title, runtime, year, film_id in rows]
