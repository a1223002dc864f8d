"""Learning the places of films on the map: t-SNE of their likeness (van der Maaten and Hinton 2008).

The likeness is that of recomendacion, the mean of both directions.
"""

import sys
from pathlib import Path
from typing import Annotated

import numpy as np
import scipy.sparse.linalg
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from sklearn.manifold import TSNE

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.fields import best_known_first, film_fields
from precompute.recommender.metrics import SEED, Doubles
from precompute.recommender.places import FILMS, PLACES_FILE, SIDE, marks, write_places
from precompute.recommender.similarity import Similarity
from precompute.recommender.truth import rated_films
from precompute.recommender.weights import WeightsError, read_weights
from precompute.tables import TableError, Tables, load

_PERPLEXITY = 50
_BLOCK = 200


def likeness_matrix(tables: Tables) -> Floats:
    """Return how alike the best-known films are, film × film, as recomendacion compares them; 0 for a film with itself."""
    fields = film_fields(tables)
    rated = rated_films(tables.ratings, fields) if len(tables.ratings) else None
    similarity = Similarity.from_fields(fields, read_weights(), rated)
    films = min(FILMS, len(fields.film_id))
    likeness = np.zeros((films, films), np.float32)
    every = np.arange(films)
    for start in track(range(0, films, _BLOCK), "Comparing films", console=Console(stderr=True), disable=not sys.stderr.isatty()):
        rows = every[start : start + _BLOCK]
        likeness[rows] = similarity.pairs(np.repeat(rows, films), np.tile(every, len(rows))).reshape(len(rows), films)
    np.fill_diagonal(likeness, 0)
    return likeness


def learned_places(likeness: Floats) -> Ints:
    """Return a place for each film, film × 2, whole and 0 to SIDE - 1. likeness: as `likeness_matrix` returns it."""
    both = (likeness + likeness.T) / 2
    start = pca_places(both)
    start = start / max(float(start[:, 0].std()), 1e-12) * 1e-4
    # t-SNE squares the distances: of these, closeness falls with 1 - likeness.
    distance = np.sqrt(np.maximum(1 - both, 0))
    np.fill_diagonal(distance, 0)
    perplexity = min(_PERPLEXITY, (len(both) - 1) / 3)
    learned = TSNE(
        perplexity=perplexity, metric="precomputed", init=start.astype(np.float32), random_state=SEED, n_jobs=1
    ).fit_transform(distance)
    return on_the_map(learned)


def pca_places(symmetric: Floats | Doubles) -> Doubles:
    """Return the two principal components of a matrix film × film, the simplest of all maps."""
    values = symmetric.astype(np.float64)
    values -= values.mean(axis=0)
    components, strength, _ = scipy.sparse.linalg.svds(values, k=2, v0=np.ones(len(values)))
    return np.asarray(components * strength)[:, ::-1]


def on_the_map(places: NDArray[np.floating]) -> Ints:
    """Return the places as whole numbers from 0 to SIDE - 1, in the same proportions, in the middle of the shorter side."""
    low, high = places.min(axis=0), places.max(axis=0)
    scale = (SIDE - 1) / max(float((high - low).max()), 1e-12)
    return np.asarray(np.rint((places - (low + high) / 2) * scale + (SIDE - 1) / 2), np.int64)


def main(
    tables: Annotated[Path, typer.Option(help="Where the clean tables are.")] = Path("data/tables"),
    into: Annotated[Path, typer.Option(help="Where the places are kept.")] = PLACES_FILE,
) -> None:
    """Learn where the best-known films stand on the map, and write precompute/recommender/places.tsv."""
    try:
        clean = load(tables)
        likeness = likeness_matrix(clean)
    except (TableError, WeightsError) as error:
        raise typer.BadParameter(str(error)) from error
    places = learned_places(likeness)
    films = best_known_first(clean.films).iloc[: len(places)]
    write_places(dict(zip(marks(films), map(tuple, places.tolist()), strict=True)), into)


if __name__ == "__main__":
    typer.run(main)
