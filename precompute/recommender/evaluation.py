"""python -m precompute.recommender.evaluation --tables DIR: measure the recommender and common baselines.

No method sees the ratings that it is measured with: the weights were fitted on users with an odd id, the hybrid gets the
ratings of these users only, and the truth comes from the ratings of users with an even id.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import scipy.sparse as sp
import typer
from rich.console import Console
from rich.progress import track

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.baselines import genre_one_hot, overview_tfidf, soup
from precompute.recommender.corating import corating
from precompute.recommender.evaluation_report import (
    EVALUATION_FILE,
    Measure,
    MethodResult,
    Protocol,
    as_json,
    as_markdown,
    as_table,
    write_between_markers,
)
from precompute.recommender.fields import Fields, film_fields
from precompute.recommender.method_names import METHOD_NAMES
from precompute.recommender.metrics import (
    SEED,
    Doubles,
    Hits,
    bootstrap_interval,
    hit_rate,
    ndcg,
    novelty,
    precision,
    top_columns,
)
from precompute.recommender.neighbours import neighbours
from precompute.recommender.recommend import RECOMMENDATIONS_PER_FILM
from precompute.recommender.similarity import Similarity
from precompute.recommender.truth import (
    MIN_RATERS,
    NEIGHBOURS,
    SHRINKAGE,
    Truth,
    evaluation_users,
    fit_users,
    rated_films,
    true_neighbours,
)
from precompute.recommender.weights import WeightsError, read_weights
from precompute.tables import TableError, Tables, load

HIT_RATE_AT = 10
_LIKED_STARS = 4.0
# Films that are scored against the whole catalogue at a time.
_BLOCK = 200

# Scores of films (rows) with films (columns): float32, rows × columns, higher is more alike.
Scorer = Callable[[Ints, Ints], Floats]


@dataclass(frozen=True)
class Method:
    """A recommender that is measured.

    scores: how it scores pairs; recommendations: each film's recommendations from the whole catalogue (film × rank, padded
    with -1), None if they are the films with the highest scores; has_hit_rate: False for the ceiling, which gets some of
    the ratings that the hit rate predicts; has_catalogue: False for the ceiling, which only knows the films with true
    neighbours.
    """

    name: str
    scores: Scorer
    recommendations: Ints | None = None
    has_hit_rate: bool = True
    has_catalogue: bool = True


@dataclass(frozen=True)
class HeldOut:
    """The held-out ratings: the truth that follows from them, and which of its films each user rated and liked (user × film)."""

    truth: Truth
    rated: Hits
    liked: Hits


def held_out_truth(ratings: pd.DataFrame, fields: Fields) -> HeldOut:
    """Return the truth that these ratings give. A film with four stars or more is liked."""
    users = np.unique(ratings["user_id"])
    rated = rated_films(ratings, fields, users)
    truth = true_neighbours(rated)
    liked = rated_films(ratings[ratings["rating"] >= _LIKED_STARS], fields, users)
    return HeldOut(truth, rated[:, truth.films].toarray() > 0, liked[:, truth.films].toarray() > 0)


def evaluate(
    tables: Tables, progress: Callable[[Iterable[Method]], Iterable[Method]] = iter
) -> tuple[Protocol, list[MethodResult]]:
    """Return the sizes of the evaluation and the result of each method, from random to the ceiling."""
    fields = film_fields(tables)
    ratings = evaluation_users(tables.ratings)
    held_out = held_out_truth(ratings, fields)
    results = [_measure(method, held_out, len(fields.film_id)) for method in progress(methods(tables, fields, ratings))]
    protocol = Protocol(
        users=len(held_out.rated),
        fit_users=tables.ratings["user_id"].nunique() - len(held_out.rated),
        films=len(held_out.truth.films),
        catalogue=len(fields.film_id),
        min_raters=MIN_RATERS,
        neighbours=NEIGHBOURS,
    )
    return protocol, results


def methods(tables: Tables, fields: Fields, held_out: pd.DataFrame) -> Iterator[Method]:
    """Yield the recommenders that are compared, each built only when its turn comes. held_out: ratings, for the ceiling."""
    rng = np.random.default_rng(SEED)
    yield Method("random", lambda rows, columns: rng.random((len(rows), len(columns)), np.float32))
    # Films are numbered best known first.
    yield Method("popularity", lambda rows, columns: np.broadcast_to(-columns.astype(np.float32), (len(rows), len(columns))))
    for name, vectors in (("overview TF-IDF", overview_tfidf), ("genre one-hot", genre_one_hot), ("soup", soup)):
        yield Method(name, _vector_scorer(vectors(tables)))
    weights = read_weights()
    fit_ratings = rated_films(fit_users(tables.ratings), fields)
    for name, rated in (("content", None), ("hybrid", fit_ratings)):
        similarity = Similarity.from_fields(fields, weights, rated)
        recommendations, _ = neighbours(similarity, RECOMMENDATIONS_PER_FILM)
        yield Method(name, _similarity_scorer(similarity), recommendations)
    half = held_out[np.random.default_rng(SEED).random(len(held_out)) < 0.5]
    half_rated = rated_films(half, fields)
    yield Method(
        "ceiling",
        lambda rows, columns: corating(half_rated, rows, columns, SHRINKAGE),
        has_hit_rate=False,
        has_catalogue=False,
    )


def _vector_scorer(vectors: sp.csr_matrix) -> Scorer:
    return lambda rows, columns: (vectors[rows] @ vectors[columns].T).toarray()


def _similarity_scorer(similarity: Similarity) -> Scorer:
    def scores(rows: Ints, columns: Ints) -> Floats:
        pairs = similarity.pairs(np.repeat(rows, len(columns)), np.tile(columns, len(rows)))
        return pairs.reshape(len(rows), len(columns))

    return scores


def _measure(method: Method, held_out: HeldOut, films: int) -> MethodResult:
    truth = held_out.truth
    score = method.scores(truth.films, truth.films)
    recommended = top_columns(score, np.arange(len(truth.films)), RECOMMENDATIONS_PER_FILM)
    hits = np.take_along_axis(truth.is_neighbour, recommended, axis=1)
    catalogue_hits = _catalogue_hits(method, truth, films) if method.has_catalogue else None
    user_hits = hit_rate(score, held_out.liked, held_out.rated, HIT_RATE_AT) if method.has_hit_rate else None
    return MethodResult(
        method.name,
        {
            "precision": _mean(precision(hits)),
            "ndcg": _mean(ndcg(hits)),
            "hit rate": _mean(user_hits) if user_hits is not None else None,
            "coverage": Measure(len(np.unique(recommended)) / max(len(truth.films), 1)),
            "novelty": _mean(novelty(recommended, held_out.rated.mean(axis=0))),
            "precision, whole catalogue": _mean(precision(catalogue_hits)) if catalogue_hits is not None else None,
        },
        precision(hits),
    )


def _catalogue_hits(method: Method, truth: Truth, films: int) -> Hits:
    """Return which of the five films recommended from the whole catalogue are true neighbours (film × rank)."""
    index_in_truth = np.full(films + 1, -1)
    index_in_truth[truth.films] = np.arange(len(truth.films))
    if method.recommendations is not None:
        recommended = method.recommendations[truth.films]
    else:
        blocks = [truth.films[start : start + _BLOCK] for start in range(0, len(truth.films), _BLOCK)]
        catalogue = np.arange(films)
        recommended = np.concatenate(
            [top_columns(method.scores(block, catalogue), block, RECOMMENDATIONS_PER_FILM) for block in blocks]
        )
    index = index_in_truth[recommended]
    hits: Hits = (index >= 0) & truth.is_neighbour[np.arange(len(index))[:, None], index]
    return hits


def _mean(values: Doubles) -> Measure:
    return Measure(float(values.mean()) if len(values) else 0.0, *bootstrap_interval(values))


def main(
    tables: Annotated[Path, typer.Option(help="Where the clean tables are.")] = Path("data/tables"),
    into: Annotated[Path, typer.Option(help="Where the figures that every build publishes are kept.")] = EVALUATION_FILE,
    readme: Annotated[Path | None, typer.Option(help="Write the table between the markers of this file.")] = None,
) -> None:
    """Measure the recommender and compare it with random, popularity, overview TF-IDF, genre one-hot and the soup."""
    try:
        clean = load(tables)
        if clean.ratings.empty:
            raise TableError("the tables hold no ratings to measure with; build with links.csv and ratings_small.csv")
        errors = Console(stderr=True)

        def progress(compared: Iterable[Method]) -> Iterable[Method]:
            disable = not sys.stderr.isatty()
            return track(compared, "Measuring", len(METHOD_NAMES), console=errors, disable=disable, transient=True)

        protocol, results = evaluate(clean, progress)
        Console().print(as_table(protocol, results))
        into.write_bytes(as_json(protocol, results))
        if readme:
            write_between_markers(readme, "evaluation", as_markdown(protocol, results))
    except (TableError, WeightsError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 # every command reports an error as one plain line
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)
