"""peliculas_duracion(Pelicula): the running time and year of a film."""

import pandas as pd

from functions.shapes import Duracion, PeliculasDuracion
from precompute.questions import Answers, fame
from precompute.spellings import keyed
from precompute.tables import Tables
from precompute.titles import films_by_title


def answers(tables: Tables) -> Answers:
    """One answer per title; the best-known film of a title first, the others beside it."""
    durations = film_durations(tables.films)
    by_key = {
        key: PeliculasDuracion(**durations[main], otras=[durations[other] for other in others])
        for key, main, others in films_by_title(tables.films)
    }
    titled = keyed(tables.films[["title", "vote_count"]], "title")
    return Answers(by_key, {key: answer["pelicula"] for key, answer in by_key.items()}, fame(titled))


def film_durations(films: pd.DataFrame) -> list[Duracion]:
    """Each film's title, minutes, year and id, in the order of `films`. A runtime of 0 is unknown."""
    minutes = films["runtime"].where(films["runtime"] > 0).astype(object).where(lambda value: value.notna(), None)
    rows = zip(films["title"], minutes, films["release_year"].tolist(), films["film_id"].tolist(), strict=True)
    return [Duracion(pelicula=title, duracion=runtime, anio=year, id=film_id) for title, runtime, year, film_id in rows]
