"""recomendacion(titulo): the five films most like a film, and why."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from functions.keys import Clave
from functions.shapes import Recomendacion, RecomendacionPelicula, Recomendada
from precompute.questions import Answers, Computed
from precompute.recommender.fields import Fields, film_fields
from precompute.recommender.motivos import motivos
from precompute.recommender.neighbours import neighbours
from precompute.recommender.similarity import Similarity
from precompute.recommender.truth import rated_films
from precompute.recommender.weights import Weights, read_weights
from precompute.tables import Tables
from precompute.titles import films_by_title

RECOMMENDED = 5


def answers(tables: Tables) -> Answers:
    """One answer per title; the best-known film of a title first, the others beside it."""
    of_film = recommendations(tables, read_weights())
    films = tables.films
    ids, titles, votes = films["film_id"].tolist(), films["title"].tolist(), films["vote_count"].tolist()
    rows = {key: (main, others) for key, main, others in films_by_title(films)}

    def answer(key: Clave) -> Recomendacion:
        main, others = rows[key]
        return {**of_film[ids[main]], "otras": [of_film[ids[other]] for other in others]}

    names = {key: titles[main] for key, (main, _) in rows.items()}
    fame = {key: sum(votes[row] for row in (main, *others)) for key, (main, others) in rows.items()}
    return Answers(Computed(rows, answer), names, fame)


def recommendations(tables: Tables, weights: Weights) -> Mapping[int, RecomendacionPelicula]:
    """For each film id its five most similar films, best first; fewer only in a catalogue of fewer than six."""
    fields = film_fields(tables)
    rows, similarity = neighbours(catalogue_similarity(fields, weights, tables.ratings), RECOMMENDED)
    film, place = np.nonzero(rows >= 0)
    recommended = rows[film, place]
    reasons = motivos(tables, fields, film, recommended)
    # Through the decimals as written: a float32 would print its own last digits.
    values = np.round(similarity[film, place].astype(np.float64), 4)
    ids = fields.film_id.tolist()
    films = tables.films[["film_id", "title", "release_year"]].set_index("film_id").loc[ids]
    titles, years = films["title"].tolist(), films["release_year"].tolist()
    bounds = dict(zip(ids, enumerate(pairwise(np.searchsorted(film, np.arange(len(ids) + 1)).tolist())), strict=True))
    others, similarities = recommended.tolist(), values.tolist()

    def recommended_for(film_id: int) -> RecomendacionPelicula:
        row, (start, end) = bounds[film_id]
        found = zip(others[start:end], similarities[start:end], reasons.of(start, end), strict=True)
        detail: list[Recomendada] = [
            {"pelicula": titles[other], "anio": years[other], "id": ids[other], "similitud": value, "motivos": said}
            for other, value, said in found
        ]
        listed = [each["pelicula"] for each in detail]
        return {"pelicula": titles[row], "anio": years[row], "id": film_id, "lista_recomendada": listed, "detalle": detail}

    return Computed(bounds, recommended_for)


def catalogue_similarity(fields: Fields, weights: Weights, ratings: pd.DataFrame) -> Similarity:
    """The similarity that is recommended by: of content alone where there are no ratings, else of both."""
    return Similarity.of(fields, weights, rated_films(ratings, fields) if len(ratings) else None)
