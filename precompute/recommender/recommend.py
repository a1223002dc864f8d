"""Recommending: of each film the films most like it, how like it they are, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from precompute.recommender.fields import Fields, film_fields
from precompute.recommender.motivos import Motivos, motivos
from precompute.recommender.neighbours import neighbours
from precompute.recommender.similarity import Similarity
from precompute.recommender.truth import rated_films
from precompute.recommender.weights import Weights
from precompute.tables import Tables

RECOMMENDED = 5


class Recommendation(NamedTuple):
    """A film that is recommended: its id, its similarity (0 to 1, 4 decimals), and the reasons in Spanish."""

    film_id: int
    similarity: float
    reasons: list[str]


@dataclass(frozen=True)
class Recommendations:
    """The recommendations for every film, as arrays: as lists of objects they would fill the memory.

    first: film id → the place of its first recommendation, whose others follow it; the rest is by place.
    """

    first: Mapping[int, tuple[int, int]]
    film_id: list[int]
    similarity: list[float]
    reasons: Motivos

    def of(self, film_id: int) -> list[Recommendation]:
        """What is recommended for a film, the most similar first."""
        start, end = self.first[film_id]
        found = zip(self.film_id[start:end], self.similarity[start:end], self.reasons.of(start, end), strict=True)
        return [Recommendation(*each) for each in found]


def recommend(tables: Tables, weights: Weights) -> Recommendations:
    """For each film its five most similar films, best first; fewer only in a catalogue of fewer than six."""
    fields = film_fields(tables)
    rows, similarity = neighbours(catalogue_similarity(fields, weights, tables.ratings), RECOMMENDED)
    film, rank = np.nonzero(rows >= 0)
    recommended = rows[film, rank]
    # As float64 before rounding: a float32 would print its own last digits.
    values = np.round(similarity[film, rank].astype(np.float64), 4)
    bounds = np.searchsorted(film, np.arange(len(fields.film_id) + 1)).tolist()
    first = dict(zip(fields.film_id.tolist(), pairwise(bounds), strict=True))
    reasons = motivos(tables, fields, film, recommended)
    return Recommendations(first, fields.film_id[recommended].tolist(), values.tolist(), reasons)


def catalogue_similarity(fields: Fields, weights: Weights, ratings: pd.DataFrame) -> Similarity:
    """The similarity that is recommended by: of content alone where there are no ratings, else of both."""
    return Similarity.of(fields, weights, rated_films(ratings, fields) if len(ratings) else None)
