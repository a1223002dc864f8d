"""Recommendations: for each film the most similar films, their similarity, and the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.fields import film_fields
from precompute.recommender.list_neighbours import NEIGHBOURS_PER_FILM, ListNeighbours, list_neighbours
from precompute.recommender.motivos import Motivos, Reason, motivos
from precompute.recommender.neighbours import neighbours
from precompute.recommender.places import FILMS, NEIGHBOURS
from precompute.recommender.similarity import Similarity
from precompute.recommender.truth import rated_films
from precompute.recommender.weights import Weights
from precompute.tables import Tables

RECOMMENDATIONS_PER_FILM = 5
# At most so many of a film's five are of its own saga, if other films are this fraction as similar as those that they replace.
MAX_OF_SAGA, GOOD_FRACTION = 3, 0.5
_CONSIDERED = 12


class Recommendation(NamedTuple):
    """A film that is recommended: its id, its similarity (0 to 1, 4 decimals), and the reasons."""

    film_id: int
    similarity: float
    reasons: list[Reason]


@dataclass(frozen=True)
class Recommendations:
    """The recommendations for every film, as flat lists, because an object for each would fill the memory.

    bounds: film id → the start and end of its recommendations in the flat lists `film_id`, `similarity` and `reasons`;
    for_lists: the neighbours from which lists for several films are summed, of the films in `films`, best known first;
    alike: of each film that can be on the map the rows of those most like it, for those that the map does not know.
    """

    bounds: Mapping[int, tuple[int, int]]
    film_id: list[int]
    similarity: list[float]
    reasons: Motivos
    films: Ints
    for_lists: ListNeighbours
    alike: Ints

    def for_film(self, film_id: int) -> list[Recommendation]:
        """Return the recommendations for a film, the most similar first."""
        start, end = self.bounds[film_id]
        columns = (self.film_id[start:end], self.similarity[start:end], self.reasons.between(start, end))
        return [Recommendation(*row) for row in zip(*columns, strict=True)]


def recommended_rows(similarity: Similarity) -> tuple[Ints, Floats]:
    """Return the films that are recommended for each: rows (film × rank, best first, padded with -1) and similarities.

    They are the most similar films, but a saga does not fill a list in which there is room for other good films.
    """
    return without_excess_of_saga(similarity, *neighbours(similarity, _CONSIDERED))


def without_excess_of_saga(similarity: Similarity, rows: Ints, values: Floats) -> tuple[Ints, Floats]:
    """Return the first of each film's neighbours, as `recommended_rows` does. rows, values: its most similar films."""
    collection = similarity.fields.collection
    of_saga = (rows >= 0) & (collection[rows] == collection[:, None]) & (collection[:, None] >= 0)
    excess = of_saga & (np.cumsum(of_saga, axis=1) > MAX_OF_SAGA)
    for film in np.flatnonzero(excess[:, :RECOMMENDATIONS_PER_FILM].any(axis=1)):
        rank = np.arange(rows.shape[1])
        others = rank[~excess[film] & (rows[film] >= 0)]
        good = others[(others < RECOMMENDATIONS_PER_FILM) | (values[film, others] >= GOOD_FRACTION * values[film, 0])]
        chosen = np.sort(np.concatenate([good, rank[excess[film]]])[:RECOMMENDATIONS_PER_FILM])
        order = np.concatenate([chosen, np.setdiff1d(rank, chosen)])
        rows[film], values[film] = rows[film, order], values[film, order]
    return rows[:, :RECOMMENDATIONS_PER_FILM], values[:, :RECOMMENDATIONS_PER_FILM]


def recommend(tables: Tables, weights: Weights) -> Recommendations:
    """Return each film's five most similar films, best first; fewer only if the catalogue has fewer than six films."""
    fields = film_fields(tables)
    rated = rated_films(tables.ratings, fields) if len(tables.ratings) else None
    similarity = Similarity.from_fields(fields, weights, rated)
    nearest, nearness = neighbours(similarity, NEIGHBOURS_PER_FILM)
    for_lists = list_neighbours(nearest, nearness, rated)
    rows, scores = without_excess_of_saga(similarity, nearest[:, :_CONSIDERED].copy(), nearness[:, :_CONSIDERED].copy())
    film, rank = np.nonzero(rows >= 0)
    recommended = rows[film, rank]
    # As float64 before rounding: a float32 would print its own last digits.
    values = np.round(scores[film, rank].astype(np.float64), 4)
    starts_and_end = np.searchsorted(film, np.arange(len(fields.film_id) + 1)).tolist()
    bounds = dict(zip(fields.film_id.tolist(), pairwise(starts_and_end), strict=True))
    reasons = motivos(tables, similarity, film, recommended, scores[film, rank])
    alike = nearest[:FILMS, :NEIGHBOURS].copy()
    return Recommendations(
        bounds, fields.film_id[recommended].tolist(), values.tolist(), reasons, fields.film_id, for_lists, alike
    )
