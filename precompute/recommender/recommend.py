"""Recommendations: for each film the most similar films, their similarity, and the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from precompute.recommender.fields import film_fields
from precompute.recommender.motivos import Motivos, motivos
from precompute.recommender.neighbours import neighbours
from precompute.recommender.similarity import Similarity
from precompute.recommender.truth import rated_films
from precompute.recommender.weights import Weights
from precompute.tables import Tables

RECOMMENDATIONS_PER_FILM = 5


class Recommendation(NamedTuple):
    """A film that is recommended: its id, its similarity (0 to 1, 4 decimals), and the reasons in Spanish."""

    film_id: int
    similarity: float
    reasons: list[str]


@dataclass(frozen=True)
class Recommendations:
    """The recommendations for every film, as flat lists, because an object for each would fill the memory.

    bounds: film id → the start and end of its recommendations in the flat lists `film_id`, `similarity` and `reasons`.
    """

    bounds: Mapping[int, tuple[int, int]]
    film_id: list[int]
    similarity: list[float]
    reasons: Motivos

    def for_film(self, film_id: int) -> list[Recommendation]:
        """Return the recommendations for a film, the most similar first."""
        start, end = self.bounds[film_id]
        columns = (self.film_id[start:end], self.similarity[start:end], self.reasons.between(start, end))
        return [Recommendation(*row) for row in zip(*columns, strict=True)]


def recommend(tables: Tables, weights: Weights) -> Recommendations:
    """Return each film's five most similar films, best first; fewer only if the catalogue has fewer than six films."""
    fields = film_fields(tables)
    rated = rated_films(tables.ratings, fields) if len(tables.ratings) else None
    rows, similarity = neighbours(Similarity.from_fields(fields, weights, rated), RECOMMENDATIONS_PER_FILM)
    film, rank = np.nonzero(rows >= 0)
    recommended = rows[film, rank]
    # As float64 before rounding: a float32 would print its own last digits.
    values = np.round(similarity[film, rank].astype(np.float64), 4)
    starts_and_end = np.searchsorted(film, np.arange(len(fields.film_id) + 1)).tolist()
    bounds = dict(zip(fields.film_id.tolist(), pairwise(starts_and_end), strict=True))
    reasons = motivos(tables, fields, film, recommended)
    return Recommendations(bounds, fields.film_id[recommended].tolist(), values.tolist(), reasons)
