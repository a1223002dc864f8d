"""python -m precompute.recommender.evaluation --tables DIR: measure the recommender and common recommenders beside it.

Three truths, none of which a method has seen: our own judged pairs of the seeds that are held out; what held-out people rate;
and, where someone has such a file, the judgments of others. The weights were fitted on the other seeds and on users with an
odd id. Where ratings are the truth, a method gets the ratings of these users only, and the truth comes from those of users
with an even id; where likeness is, it gets all ratings, as a build does.
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

from precompute.generated_text import write_between_markers
from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.baselines import genre_one_hot, overview_tfidf, soup
from precompute.recommender.corating import corating
from precompute.recommender.ease import Ease
from precompute.recommender.evaluation_report import (
    EVALUATION_FILE,
    Measure,
    MethodResult,
    Protocol,
    as_json,
    as_markdown,
    as_table,
    lists_as_markdown,
    lists_as_table,
    map_as_markdown,
    map_as_table,
)
from precompute.recommender.fields import Fields, best_known_first, film_fields
from precompute.recommender.judged_pairs import judged_pairs, weighted_kappa
from precompute.recommender.judgments import JudgmentsError, judgment_lines, read_judgments
from precompute.recommender.likeness import Judged, Scorer, curve_and_interval, pair_scores, shares_alike
from precompute.recommender.list_evaluation import evaluate_lists
from precompute.recommender.lists import diversity, gini, log_popularity, same_franchise
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
from precompute.recommender.place_evaluation import evaluate_map
from precompute.recommender.places import PlacesError, read_places
from precompute.recommender.recommend import RECOMMENDATIONS_PER_FILM, recommended_rows
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


@dataclass(frozen=True)
class Method:
    """A recommender that is measured.

    scores: how it scores pairs, without having seen the held-out ratings; recommendations: each film's recommendations from
    the whole catalogue (film × rank, padded with -1), None if they are the films with the highest scores; as_published: the
    same two with all ratings, as a build makes them, None if ratings change nothing; has_hit_rate: False for the ceiling,
    which gets some of the ratings that the hit rate predicts; has_catalogue: False for the ceiling, which only knows the
    films with true neighbours.
    """

    name: str
    scores: Scorer
    recommendations: Ints | None = None
    as_published: tuple[Scorer, Ints | None] | None = None
    has_hit_rate: bool = True
    has_catalogue: bool = True


@dataclass(frozen=True)
class Likeness:
    """What is measured of likeness: the held-out judged pairs, and what of each film's list is compared."""

    judged: Judged
    vectors: sp.csr_matrix
    votes: Doubles
    collection: Ints


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
    tables: Tables, progress: Callable[[Iterable[Method]], Iterable[Method]] = iter, pairs: pd.DataFrame | None = None
) -> tuple[Protocol, list[MethodResult]]:
    """Return the sizes of the evaluation and the result of each method, from random to the ceiling.

    pairs: the judged pairs; None for those of judged_pairs.tsv.
    """
    fields = film_fields(tables)
    ratings = evaluation_users(tables.ratings)
    held_out = held_out_truth(ratings, fields)
    pairs = judged_pairs() if pairs is None else pairs
    films = best_known_first(tables.films)
    likeness = Likeness(
        Judged.of(pairs[pairs["held_out"]], fields.film_id),
        soup(tables),
        films["vote_count"].to_numpy(np.float64),
        fields.collection,
    )
    compared = progress(methods(tables, fields, ratings))
    results = [_measure(method, held_out, likeness, len(fields.film_id)) for method in compared]
    protocol = Protocol(
        users=len(held_out.rated),
        fit_users=tables.ratings["user_id"].nunique() - len(held_out.rated),
        films=len(held_out.truth.films),
        catalogue=len(fields.film_id),
        min_raters=MIN_RATERS,
        neighbours=NEIGHBOURS,
        seeds=len(np.unique(likeness.judged.seed)),
        pairs=len(likeness.judged.seed),
        kappa=round(weighted_kappa(pairs["first"], pairs["second"]), 2) if len(pairs) else 0.0,
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
    fit_ratings, all_ratings = rated_films(fit_users(tables.ratings), fields), rated_films(tables.ratings, fields)
    yield Method("item-kNN", _cosine_scorer(fit_ratings), as_published=(_cosine_scorer(all_ratings), None))
    yield Method("EASE^R", Ease.fit(fit_ratings).scores, as_published=(Ease.fit(all_ratings).scores, None))
    weights = read_weights()

    def ours(rated: sp.csr_matrix | None) -> tuple[Scorer, Ints]:
        similarity = Similarity.from_fields(fields, weights, rated)
        return _similarity_scorer(similarity), recommended_rows(similarity)[0]

    yield Method("content", *ours(None))
    yield Method("hybrid", *ours(fit_ratings), as_published=ours(all_ratings))
    half = held_out[np.random.default_rng(SEED).random(len(held_out)) < 0.5]
    half_rated = rated_films(half, fields)
    yield Method(
        "ceiling",
        lambda rows, columns: corating(half_rated, rows, columns, SHRINKAGE),
        has_hit_rate=False,
        has_catalogue=False,
    )


def _cosine_scorer(rated: sp.csr_matrix) -> Scorer:
    """Return the plain cosine of the films' sets of raters (Sarwar et al. 2001), without shrinking it."""
    return lambda rows, columns: corating(rated, rows, columns, 0.0)


def _vector_scorer(vectors: sp.csr_matrix) -> Scorer:
    return lambda rows, columns: (vectors[rows] @ vectors[columns].T).toarray()


def _similarity_scorer(similarity: Similarity) -> Scorer:
    def scores(rows: Ints, columns: Ints) -> Floats:
        pairs = similarity.pairs(np.repeat(rows, len(columns)), np.tile(columns, len(rows)))
        return pairs.reshape(len(rows), len(columns))

    return scores


def _measure(method: Method, held_out: HeldOut, likeness: Likeness, films: int) -> MethodResult:
    truth = held_out.truth
    score = method.scores(truth.films, truth.films)
    recommended = top_columns(score, np.arange(len(truth.films)), RECOMMENDATIONS_PER_FILM)
    hits = np.take_along_axis(truth.is_neighbour, recommended, axis=1)
    user_hits = hit_rate(score, held_out.liked, held_out.rated, HIT_RATE_AT) if method.has_hit_rate else None
    measures: dict[str, Measure | None] = {
        "precision": _mean(precision(hits)),
        "ndcg": _mean(ndcg(hits)),
        "hit rate": _mean(user_hits) if user_hits is not None else None,
        "coverage": Measure(len(np.unique(recommended)) / max(len(truth.films), 1)),
        "gini": Measure(gini(recommended, max(len(truth.films), 1))),
        "novelty": _mean(novelty(recommended, held_out.rated.mean(axis=0))),
    }
    if method.has_catalogue:
        lists = _lists(method.scores, method.recommendations, truth.films, films)
        measures |= {
            "precision, whole catalogue": _mean(precision(_hits(lists, truth, films))),
            "diversity": _mean(diversity(lists, likeness.vectors)),
            "popularity": _mean(log_popularity(lists, likeness.votes)),
            "franchise": _mean(same_franchise(lists, truth.films, likeness.collection)),
        }
        scores, recommendations = method.as_published or (method.scores, method.recommendations)
        seeds = np.unique(likeness.judged.seed)
        alike, judged = shares_alike(_lists(scores, recommendations, seeds, films), seeds, likeness.judged)
        measures |= {
            "judged": Measure(*curve_and_interval(pair_scores(scores, likeness.judged), likeness.judged)),
            "judged of five": _mean(alike),
            "judged at all": Measure(judged),
        }
    return MethodResult(method.name, measures, precision(hits))


def _lists(scores: Scorer, recommendations: Ints | None, rows: Ints, films: int) -> Ints:
    """Return the five films that are recommended for each of these rows from the whole catalogue (film × rank)."""
    if recommendations is not None:
        return recommendations[rows]
    blocks = [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
    catalogue = np.arange(films)
    empty = np.empty((0, min(RECOMMENDATIONS_PER_FILM, films)), np.int64)
    return np.concatenate([empty, *(top_columns(scores(block, catalogue), block, RECOMMENDATIONS_PER_FILM) for block in blocks)])


def _hits(recommended: Ints, truth: Truth, films: int) -> Hits:
    """Return which of the films recommended from the whole catalogue are true neighbours (film × rank)."""
    index_in_truth = np.full(films + 1, -1)
    index_in_truth[truth.films] = np.arange(len(truth.films))
    index = index_in_truth[recommended]
    hits: Hits = (index >= 0) & truth.is_neighbour[np.arange(len(index))[:, None], index]
    return hits


def _mean(values: Doubles) -> Measure:
    return Measure(float(values.mean()) if len(values) else 0.0, *bootstrap_interval(values))


def main(
    tables: Annotated[Path, typer.Option(help="Where the clean tables are.")] = Path("data/tables"),
    into: Annotated[Path, typer.Option(help="Where the figures that every build publishes are kept.")] = EVALUATION_FILE,
    readme: Annotated[Path | None, typer.Option(help="Write the table between the markers of this file.")] = None,
    judgments: Annotated[Path | None, typer.Option(help="A public file of human judgments; it alone is scored then.")] = None,
    links: Annotated[Path | None, typer.Option(help="The folder, .zip or links.csv that joins MovieLens ids to films.")] = None,
) -> None:
    """Measure the recommender and compare it with other recommenders, from random to EASE^R."""
    try:
        clean = load(tables)
        errors = Console(stderr=True)

        def progress(compared: Iterable[Method]) -> Iterable[Method]:
            disable = not sys.stderr.isatty()
            return track(compared, "Measuring", len(METHOD_NAMES), console=errors, disable=disable, transient=True)

        if judgments:
            read = read_judgments(judgments, clean, links)
            compared = methods(clean, film_fields(clean), evaluation_users(clean.ratings))
            for line in judgment_lines(read, progress(compared)):
                print(line)  # noqa: T201 # the result
            return
        if clean.ratings.empty:
            raise TableError("the tables hold no ratings to measure with; build with links.csv and ratings_small.csv")
        protocol, results = evaluate(clean, progress)
        lists = evaluate_lists(clean, film_fields(clean), read_weights())
        placed = evaluate_map(clean, read_places())
        Console().print(*as_table(protocol, results), lists_as_table(lists), map_as_table(placed))
        into.write_bytes(as_json(protocol, results, lists, placed))
        if readme:
            write_between_markers(readme, "evaluation", as_markdown(protocol, results))
            write_between_markers(readme, "lists", lists_as_markdown(lists))
            write_between_markers(readme, "map", map_as_markdown(placed))
    except (TableError, WeightsError, PlacesError, JudgmentsError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 # every command reports an error as one plain line
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)
