"""How many of the films that people like are found by a list for ten others that they like.

Of people drawn with a fixed seed, ten liked films are given and the others held back; none of their ratings is in what the
methods learn from. Lists are summed by the function's own code from neighbours as a build publishes them.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from functions.lists import Filters, Index, summed
from precompute.recommender.arrays import Ints
from precompute.recommender.ease import Ease
from precompute.recommender.evaluation_report import ListResult, ListsProtocol, Measure
from precompute.recommender.fields import Fields
from precompute.recommender.list_neighbours import NEIGHBOURS_PER_FILM, ListNeighbours, list_neighbours
from precompute.recommender.metrics import SEED, bootstrap_interval
from precompute.recommender.neighbours import neighbours
from precompute.recommender.similarity import Similarity
from precompute.recommender.truth import rated_films
from precompute.recommender.weights import Weights
from precompute.tables import Tables

_LIKED_STARS = 4.0
# People with fewer liked films are not drawn: of those left there must be some to find.
_MIN_HELD_BACK = 5
_RIDGES = (200.0, 500.0)


class Person(NamedTuple):
    """Someone's liked films, as rows: those that are given, and those held back."""

    given: Ints
    held_back: Ints


def drawn_people(tables: Tables, fields: Fields, people: int, given: int) -> dict[int, Person]:
    """Return the people who are drawn, by user id: as many as there are, if fewer have enough liked films."""
    liked = tables.ratings[tables.ratings["rating"] >= _LIKED_STARS]
    films = {
        user: np.sort(fields.rows(liked["film_id"][liked["user_id"] == user])) for user in np.unique(liked["user_id"]).tolist()
    }
    eligible = sorted(user for user, rows in films.items() if len(rows) >= given + _MIN_HELD_BACK)
    rng = np.random.default_rng(SEED)
    users = sorted(rng.choice(eligible, min(people, len(eligible)), replace=False).tolist())
    split = {user: rng.choice(films[user], given, replace=False) for user in users}
    return {user: Person(rows, np.setdiff1d(films[user], rows)) for user, rows in split.items()}


def evaluate_lists(
    tables: Tables, fields: Fields, weights: Weights, *, people: int = 300, given: int = 10, listed: int = 20
) -> tuple[ListsProtocol, list[ListResult]]:
    """Return the sizes, and how many of the films held back each method finds, as a mean over people."""
    drawn = drawn_people(tables, fields, people, given)
    rated = rated_films(tables.ratings[~tables.ratings["user_id"].isin(drawn.keys())], fields)
    similarity = Similarity.from_fields(fields, weights, rated)
    published = list_neighbours(*neighbours(similarity, NEIGHBOURS_PER_FILM), rated)
    raters = np.bincount(rated.indices, minlength=len(fields.film_id))
    methods: dict[str, Callable[[Ints], Ints]] = {"popularity": lambda rows: _highest(raters, rows, listed)}
    for ridge in _RIDGES:
        methods[f"EASE^R, λ = {ridge:.0f}"] = _ease_lists(Ease.fit(rated, ridge), len(raters), listed)
    methods["Filmoteca"] = _summed_lists(fields, published, listed)
    results = []
    for name, recommended in methods.items():
        found = np.array([len(np.intersect1d(recommended(each.given), each.held_back)) for each in drawn.values()], np.float64)
        results.append(ListResult(name, Measure(float(found.mean()) if len(found) else 0.0, *bootstrap_interval(found))))
    return ListsProtocol(len(drawn), given, listed), results


def _highest(score: "np.ndarray[tuple[int], np.dtype[np.generic]]", given: Ints, listed: int) -> Ints:
    """Return the rows of the highest scores, without those given; ties go to the better-known film."""
    order = np.argsort(-score.astype(np.float64), kind="stable")
    return order[~np.isin(order, given)][:listed]


def _ease_lists(ease: Ease, films: int, listed: int) -> Callable[[Ints], Ints]:
    catalogue = np.arange(films)
    return lambda given: _highest(ease.scores(given, catalogue).sum(axis=0), given, listed)


def _summed_lists(fields: Fields, published: ListNeighbours, listed: int) -> Callable[[Ints], Ints]:
    """Return the lists of the function without filters, of which only the franchises need to be known."""
    ids = fields.film_id.tolist()
    index = Index({"id": ids, "franquicia": (fields.collection + 1).tolist()})
    rows, weights = published

    def pairs(row: int) -> Iterator[int]:
        for other, weight in zip(rows[row].tolist(), weights[row].tolist(), strict=True):
            if other >= 0:
                yield from (ids[other], weight)

    def recommended(given: Ints) -> Ints:
        films = {ids[row]: list(pairs(row)) for row in given.tolist()}
        return np.array([each.row for each in summed(films, index, Filters(), listed)], np.int64)

    return recommended
