"""python -m precompute.recommender.evaluation --tables DIR: measure the recommender beside those that others ship.

Nothing that is measured was seen by what is measured: the weights were fitted on users with an odd id, the hybrid is
given the ratings of these users only, and the truth is what users with an even id rated.
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
    MEASURED,
    Measure,
    Measured,
    Protocol,
    as_json,
    as_markdown,
    as_table,
    write_between_markers,
)
from precompute.recommender.fields import Fields, film_fields
from precompute.recommender.metrics import SEED, Doubles, Hits, hit_rate, interval, ndcg, novelty, precision, top
from precompute.recommender.neighbours import neighbours
from precompute.recommender.recommend import RECOMMENDED
from precompute.recommender.similarity import Similarity
from precompute.recommender.truth import (
    FEWEST_RATERS,
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

METHODS = 8
HITS_AMONG = 10
_LIKED = 4.0

# Scores of films (rows) with films (columns): float32, rows × columns, higher is more alike.
Scorer = Callable[[Ints, Ints], Floats]


@dataclass(frozen=True)
class Method:
    """A recommender: how it scores pairs, and its lists for the whole catalogue where scoring all is not how it works."""

    name: str
    scores: Scorer
    lists: Ints | None = None
    # The ceiling is told some of the answers: what it would hit says nothing.
    hits: bool = True
    # It knows nothing but the films with true neighbours.
    catalogue: bool = True


@dataclass(frozen=True)
class People:
    """Those whose ratings were held out: their truth, and which of its films each rated and liked (user × film)."""

    truth: Truth
    rated: Hits
    liked: Hits


def people_asked(held_out: pd.DataFrame, fields: Fields) -> People:
    """The truth by these ratings. Liked is four stars or more."""
    users = np.unique(held_out["user_id"])
    rated = rated_films(held_out, fields, users)
    truth = true_neighbours(rated)
    liked = rated_films(held_out[held_out["rating"] >= _LIKED], fields, users)
    return People(truth, rated[:, truth.films].toarray() > 0, liked[:, truth.films].toarray() > 0)


def evaluate(tables: Tables, progress: Callable[[Iterable[Method]], Iterable[Method]] = iter) -> tuple[Protocol, list[Measured]]:
    """What was asked of whom, and each method measured, from random to the ceiling."""
    fields = film_fields(tables)
    held_out = evaluation_users(tables.ratings)
    people = people_asked(held_out, fields)
    measured = [_measure(method, people, len(fields.film_id)) for method in progress(methods(tables, fields, held_out))]
    protocol = Protocol(
        users=len(people.rated),
        fit_users=tables.ratings["user_id"].nunique() - len(people.rated),
        films=len(people.truth.films),
        catalogue=len(fields.film_id),
        fewest_raters=FEWEST_RATERS,
        neighbours=NEIGHBOURS,
    )
    return protocol, measured


def methods(tables: Tables, fields: Fields, held_out: pd.DataFrame) -> Iterator[Method]:
    """The recommenders that are compared, made one by one."""
    dice = np.random.default_rng(SEED)
    yield Method("random", lambda rows, columns: dice.random((len(rows), len(columns)), np.float32))
    # Films are numbered best known first.
    yield Method("popularity", lambda rows, columns: np.broadcast_to(-columns.astype(np.float32), (len(rows), len(columns))))
    for name, vectors in (("overview TF-IDF", overview_tfidf), ("genre one-hot", genre_one_hot), ("soup", soup)):
        yield Method(name, _by_vectors(vectors(tables)))
    weights = read_weights()
    fitted = rated_films(fit_users(tables.ratings), fields)
    for name, rated in (("content", None), ("hybrid", fitted)):
        similarity = Similarity.of(fields, weights, rated)
        yield Method(name, _by_pairs(similarity), lists=neighbours(similarity, RECOMMENDED)[0])
    half = held_out[np.random.default_rng(SEED).random(len(held_out)) < 0.5]
    partial = rated_films(half, fields)
    yield Method("ceiling", lambda rows, columns: corating(partial, rows, columns, SHRINKAGE), hits=False, catalogue=False)


def _by_vectors(vectors: sp.csr_matrix) -> Scorer:
    return lambda rows, columns: (vectors[rows] @ vectors[columns].T).toarray()


def _by_pairs(similarity: Similarity) -> Scorer:
    def scores(rows: Ints, columns: Ints) -> Floats:
        pairs = similarity.pairs(np.repeat(rows, len(columns)), np.tile(columns, len(rows)))
        return pairs.reshape(len(rows), len(columns))

    return scores


def _measure(method: Method, people: People, films: int) -> Measured:
    truth = people.truth
    score = method.scores(truth.films, truth.films)
    recommended = top(score, np.arange(len(truth.films)), RECOMMENDED)
    hits = np.take_along_axis(truth.near, recommended, axis=1)
    everywhere = _in_catalogue(method, truth, films) if method.catalogue else None
    return Measured(
        method.name,
        {
            "precision": _mean(precision(hits)),
            "ndcg": _mean(ndcg(hits)),
            "hit rate": _mean(hit_rate(score, people.liked, people.rated, HITS_AMONG)) if method.hits else None,
            "coverage": Measure(len(np.unique(recommended)) / max(len(truth.films), 1)),
            "novelty": _mean(novelty(recommended, people.rated.mean(axis=0))),
            "precision, whole catalogue": _mean(precision(everywhere)) if everywhere is not None else None,
        },
        precision(hits),
    )


def _in_catalogue(method: Method, truth: Truth, films: int) -> Hits:
    """Which of the five recommended out of every film of the catalogue are true neighbours."""
    position = np.full(films + 1, -1)
    position[truth.films] = np.arange(len(truth.films))
    if method.lists is not None:
        recommended = method.lists[truth.films]
    else:
        blocks = [truth.films[start : start + 200] for start in range(0, len(truth.films), 200)]
        everything = np.arange(films)
        recommended = np.concatenate([top(method.scores(block, everything), block, RECOMMENDED) for block in blocks])
    position_of = position[recommended]
    hits: Hits = (position_of >= 0) & truth.near[np.arange(len(position_of))[:, None], position_of]
    return hits


def _mean(values: Doubles) -> Measure:
    return Measure(float(values.mean()) if len(values) else 0.0, *interval(values))


def main(
    tables: Annotated[Path, typer.Option(help="Where the clean tables are.")] = Path("data/tables"),
    into: Annotated[Path, typer.Option(help="Where the figures that every build publishes are kept.")] = MEASURED,
    readme: Annotated[Path | None, typer.Option(help="Write the table between the markers of this file.")] = None,
) -> None:
    """Measure the recommender beside random, popularity, overview TF-IDF, genre one-hot and the soup."""
    try:
        clean = load(tables)
        if clean.ratings.empty:
            raise TableError("the tables hold no ratings to measure with; build with links.csv and ratings_small.csv")
        errors = Console(stderr=True)
        protocol, measured = evaluate(
            clean, lambda made: track(made, "Measuring", METHODS, console=errors, disable=not sys.stderr.isatty(), transient=True)
        )
        Console().print(as_table(protocol, measured))
        into.write_bytes(as_json(protocol, measured))
        if readme:
            write_between_markers(readme, "evaluation", as_markdown(protocol, measured))
    except (TableError, WeightsError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 # one plain line, as every command says it
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)
