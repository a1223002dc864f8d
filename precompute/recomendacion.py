"""recomendacion(titulo): the five films most like a film, and why."""

import numpy as np
import pandas as pd

from functions.shapes import Recomendacion, RecomendacionPelicula, Recomendada
from precompute.questions import Answers, fame
from precompute.recommender.fields import Fields, film_fields
from precompute.recommender.motivos import motivos
from precompute.recommender.neighbours import neighbours
from precompute.recommender.similarity import Similarity
from precompute.recommender.truth import rated_films
from precompute.recommender.weights import Weights, read_weights
from precompute.spellings import keyed
from precompute.tables import Tables
from precompute.titles import films_by_title

RECOMMENDED = 5


def answers(tables: Tables) -> Answers:
    """One answer per title; the best-known film of a title first, the others beside it."""
    of_film = recommendations(tables, read_weights())
    ids = tables.films["film_id"].tolist()
    by_key = {
        key: Recomendacion(**of_film[ids[main]], otras=[of_film[ids[other]] for other in others])
        for key, main, others in films_by_title(tables.films)
    }
    titled = keyed(tables.films, "title")
    return Answers(by_key, {key: answer["pelicula"] for key, answer in by_key.items()}, fame(titled))


def recommendations(tables: Tables, weights: Weights) -> dict[int, RecomendacionPelicula]:
    """For each film id its five most similar films, best first; fewer only in a catalogue of fewer than six."""
    fields = film_fields(tables)
    rows, similarity = neighbours(catalogue_similarity(fields, weights, tables.ratings), RECOMMENDED)
    film, place = np.nonzero(rows >= 0)
    recommended = rows[film, place]
    reasons = motivos(tables, fields, film, recommended)
    ids = fields.film_id.tolist()
    films = tables.films.set_index("film_id").loc[ids]
    titles, years = films["title"].tolist(), films["release_year"].tolist()
    details: list[list[Recomendada]] = [[] for _ in ids]
    # Through the decimals as written: a float32 would print its own last digits.
    values = np.round(similarity[film, place].astype(np.float64), 4).tolist()
    for asked, found, value, why in zip(film.tolist(), recommended.tolist(), values, reasons, strict=True):
        details[asked].append(Recomendada(pelicula=titles[found], anio=years[found], id=ids[found], similitud=value, motivos=why))
    return {
        film_id: RecomendacionPelicula(
            pelicula=title, anio=year, id=film_id, lista_recomendada=[each["pelicula"] for each in detail], detalle=detail
        )
        for film_id, title, year, detail in zip(ids, titles, years, details, strict=True)
    }


def catalogue_similarity(fields: Fields, weights: Weights, ratings: pd.DataFrame) -> Similarity:
    """The similarity that is recommended by: of content alone where there are no ratings, else of both."""
    return Similarity.of(fields, weights, rated_films(ratings, fields) if len(ratings) else None)
