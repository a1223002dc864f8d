"""How much the distances on the map say: which part of the films nearest to a film are among those most like it."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from precompute.recommender.arrays import Ints
from precompute.recommender.evaluation_report import MapPart, MapProtocol
from precompute.recommender.fields import best_known_first
from precompute.recommender.metrics import SEED, top_columns
from precompute.recommender.places import NEIGHBOURS, among, map_places
from precompute.recommender.places_fitting import likeness_matrix, pca_places
from precompute.tables import Tables

_NEAREST, _MOST_ALIKE = 10, 50
# The part of the films whose places are taken away, to see where they are put without them.
_FORGOTTEN = 0.1


def evaluate_map(tables: Tables, learned: Mapping[int, tuple[int, int]]) -> tuple[MapProtocol, list[MapPart]]:
    """Return the sizes, and the part for random places, for the two principal components, and for ours.

    learned: as `read_places` returns it. The last result is of a tenth of the films, put among their neighbours as if the file
    did not know them.
    """
    films = best_known_first(tables.films)
    likeness = likeness_matrix(tables)
    most_alike = top_columns(likeness, np.arange(len(likeness)), _MOST_ALIKE)
    every = np.arange(len(likeness))
    rng = np.random.default_rng(SEED)
    results = [
        MapPart("random", _part(rng.random((len(likeness), 2)), most_alike, every)),
        MapPart("PCA", _part(pca_places((likeness + likeness.T) / 2), most_alike, every)),
    ]
    places = map_places(films, most_alike, learned)
    place = np.full((len(likeness), 2), -1)
    place[places.rows] = np.column_stack([places.x, places.y])
    results.append(MapPart("Filmoteca", _part(place, most_alike, places.rows)))
    forgotten = np.sort(rng.choice(places.rows, int(len(places.rows) * _FORGOTTEN), replace=False))
    remembered = np.isin(every, np.setdiff1d(places.rows, forgotten))
    guessed = place.copy()
    for row in forgotten.tolist():
        alike = most_alike[row, remembered[most_alike[row]]][:NEIGHBOURS]
        guessed[row] = among(place[alike], int(films["film_id"].iloc[row]))
    results.append(MapPart("Filmoteca, films that it does not know", _part(guessed, most_alike, forgotten)))
    return MapProtocol(len(places.rows), _NEAREST, _MOST_ALIKE), results


def _part(place: NDArray[np.floating] | Ints, most_alike: Ints, rows: Ints) -> float:
    """Return which part of the films nearest to these rows are among those most like them, as a mean."""
    _, near = KDTree(place).query(place[rows], _NEAREST + 1)
    nearest = (found[found != row][:_NEAREST] for row, found in zip(rows.tolist(), near, strict=True))
    return float(np.mean([np.isin(found, most_alike[row]).mean() for row, found in zip(rows.tolist(), nearest, strict=True)]))
