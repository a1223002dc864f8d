"""The places of films on a map, near those that are like them: learned once, like the weights, and kept beside this module.

`make map` learns them (places_fitting.py). A film of the file is recognised by a CRC-32 of its id, key and year, so that a
catalogue whose ids mean other films is not drawn by these places. Films that the file does not know stand among their
neighbours.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd

from functions.keys import clave
from precompute.recommender.arrays import Ints

PLACES_FILE = Path(__file__).with_name("places.tsv")
# How many films are on the map, the best known; and its sides: places are 0 to SIDE - 1.
FILMS, SIDE = 10_000, 10_000
# Among how many of the most similar films one without a place is placed.
NEIGHBOURS = 10
# Of fewer known films than this part, a map would show little but their few places.
ENOUGH_KNOWN = 0.1
# Films are moved by up to this from the place of another, so that both can be seen.
_STEP = 15
_HEADER = "film\tx\ty"


class PlacesError(Exception):
    """A file of places that cannot be used."""


class Places(NamedTuple):
    """Films on the map: their rows in the catalogue, ascending, their places, and how many of these were learned."""

    rows: Ints
    x: Ints
    y: Ints
    learned: int


def mark(film_id: int, title: str, year: int) -> int:
    """Return the number by which a film is recognised in the file of places."""
    return crc32(f"{film_id} {clave(title)} {year}".encode())


def marks(films: pd.DataFrame) -> list[int]:
    """Return the mark of each film. films: film_id, title and release_year."""
    return [mark(*film) for film in zip(*(films[name].tolist() for name in ("film_id", "title", "release_year")), strict=True)]


def read_places(path: Path = PLACES_FILE) -> dict[int, tuple[int, int]]:
    """Return the place of each mark in a file that `write_places` wrote. Raises PlacesError naming the file."""
    try:
        header, *lines = path.read_text(encoding="utf-8").splitlines()
        places = {int(film, 16): (int(x), int(y)) for film, x, y in (line.split("\t") for line in lines)}
    except (OSError, ValueError) as error:
        raise PlacesError(f"{path} holds no places ({error}); make them with make map") from error
    if header != _HEADER or any(not (0 <= x < SIDE and 0 <= y < SIDE) for x, y in places.values()):
        raise PlacesError(f"{path} holds places of another form; make them with make map")
    return places


def write_places(places: Mapping[int, tuple[int, int]], path: Path = PLACES_FILE) -> None:
    """Write the places, a film a line in order of the marks, so that a change can be reviewed like code."""
    lines = [f"{film:08x}\t{x}\t{y}" for film, (x, y) in sorted(places.items())]
    path.write_text("\n".join([_HEADER, *lines]) + "\n", encoding="utf-8")


def map_places(films: pd.DataFrame, alike: Ints, learned: Mapping[int, tuple[int, int]]) -> Places:
    """Return the places of the best-known films; none where too few are known for a map.

    films: film_id, title and release_year, best known first; alike: the rows of the films most similar to each (film × rank,
    best first, padded with -1), which may be cut to NEIGHBOURS; learned: as `read_places` returns it.
    """
    films = films.iloc[:FILMS]
    place = np.full((len(films), 2), -1)
    for row, film in enumerate(marks(films)):
        if film in learned:
            place[row] = learned[film]
    known = place[:, 0] >= 0
    if known.sum() < ENOUGH_KNOWN * len(films):
        none = np.zeros(0, np.int64)
        return Places(none, none, none, 0)
    count = int(known.sum())
    alike = np.where(alike < len(films), alike, -1)[: len(films), :NEIGHBOURS]
    # Round after round, because the neighbours of an unknown film may be unknown too.
    while (found := _among_neighbours(place, films["film_id"].to_numpy(np.int64), alike)) is not None:
        place = found
    rows = np.flatnonzero(place[:, 0] >= 0)
    return Places(rows, place[rows, 0], place[rows, 1], count)


def _among_neighbours(place: Ints, film_id: Ints, alike: Ints) -> Ints | None:
    """Return the places, with those of films that have none but neighbours that do; None if there is no such film."""
    placed = place[:, 0] >= 0
    has = (alike >= 0) & placed[alike]
    missing = np.flatnonzero(~placed & has.any(axis=1))
    if not len(missing):
        return None
    place = place.copy()
    for row in missing.tolist():
        place[row] = among(place[alike[row][has[row]]], int(film_id[row]))
    return place


def among(neighbours: Ints, film_id: int) -> Ints:
    """Return a place beside the neighbour that is nearest to all others: a mean would lie in the void between groups.

    neighbours: their places, film × 2, the most similar first, which wins ties; film_id: decides by how little it is moved.
    """
    distance = np.abs(neighbours[:, None] - neighbours[None]).sum(axis=(1, 2))
    span = 2 * _STEP + 1
    moved: Ints = neighbours[distance.argmin()] + np.array([film_id * 7 % span, film_id * 11 % span]) - _STEP
    return np.asarray(np.clip(moved, 0, SIDE - 1), np.int64)
