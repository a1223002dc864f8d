"""vecinas/: the files from which a list for several films is summed, in the function and in a browser alike.

`index.json` holds what filters ask of each film, best known first, column by column; the shards hold each film's neighbours
with their weights, and the files of titles the titles in the order of the index.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from functions.list_paths import INDEX, shard_path, titles_path
from functions.packs import pack, pack_count
from precompute.display_names import GENRE_NAMES
from precompute.publishing.schemas import checked, dump
from precompute.questions.spellings import keyed
from precompute.recommender.arrays import Ints
from precompute.recommender.list_neighbours import ListNeighbours
from precompute.tables import Tables

TITLES_PER_FILE = 2048


@dataclass(frozen=True)
class FilmLists:
    """The neighbours of each film, and the index and titles of the films, best known first."""

    index: dict[str, Any]
    titles: list[str]
    neighbours: ListNeighbours

    @classmethod
    def of(cls, tables: Tables, film_id: Ints, neighbours: ListNeighbours) -> "FilmLists":
        """Return the lists of these films. film_id: of each row of the neighbours."""
        films = tables.films.set_index("film_id").reindex(film_id)
        languages = keyed(films[films["original_language"].notna()], "original_language")["key"].reindex(film_id, fill_value="")
        language, codes = pd.factorize(languages)
        collection = pd.factorize(films["collection_id"])[0] + 1
        genres, genre_sets = _sets(tables.film_genres, "genre", film_id)
        countries, country_sets = _sets(tables.film_countries, "country", film_id)
        index = {
            "paquetes": 0,  # known when the shards are written
            "titulos": TITLES_PER_FILE,
            "nombres": {key: GENRE_NAMES.get(name, name) for key, name in _names(tables.film_genres, "genre").items()},
            "idiomas": codes.tolist(),
            "conjuntos_generos": genre_sets,
            "conjuntos_paises": country_sets,
            "id": film_id.tolist(),
            "anio": films["release_year"].tolist(),
            "duracion": films["runtime"].fillna(0).astype("int64").tolist(),
            "idioma": language.tolist(),
            "generos": genres,
            "paises": countries,
            "franquicia": collection.tolist(),
        }
        return cls(index, films["title"].tolist(), neighbours)


def list_shards(lists: FilmLists) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the shards, the titles and the index."""
    film_id = np.array(lists.index["id"], np.int64)
    rows, weights = lists.neighbours
    count_of = (rows >= 0).sum(axis=1).tolist()
    pairs = np.stack([film_id[rows], weights], axis=2).reshape(len(rows), -1)
    lines = [dump(row[: 2 * count]) for row, count in zip(pairs, count_of, strict=True)]
    shards = pack_count(sum(map(len, lines)))
    in_shard: list[list[tuple[bytes, bytes]]] = [[] for _ in range(shards)]
    for film, line in zip(lists.index["id"], lines, strict=True):
        in_shard[film & (shards - 1)].append((str(film).encode(), line))
    for number, entries in enumerate(in_shard):
        yield shard_path(number), pack(entries) if entries else b"{}"
    for start in range(0, len(lists.titles), TITLES_PER_FILE):
        titles = lists.titles[start : start + TITLES_PER_FILE]
        yield titles_path(start // TITLES_PER_FILE), checked("titulos", titles)
    yield INDEX, checked("vecinas", {**lists.index, "paquetes": shards})


def _names(table: pd.DataFrame, column: str) -> dict[str, str]:
    """Return the first spelling, in code-point order, of each key in a column."""
    names = pd.DataFrame({column: table[column].dropna().unique()}).sort_values(column, kind="stable")
    named = keyed(names, column).drop_duplicates("key")
    return dict(zip(named["key"].tolist(), named[column].tolist(), strict=True))


def _sets(table: pd.DataFrame, column: str, film_id: Ints) -> tuple[list[int], list[list[str]]]:
    """Return for each film the number of its set of keys, and the sets: few films differ, so that the column is short.

    The commonest set comes first; ties in order of the keys.
    """
    named = keyed(table[table[column].notna()], column)
    keys_of: dict[int, set[str]] = {}
    for film, key in zip(named["film_id"].tolist(), named["key"].tolist(), strict=True):
        keys_of.setdefault(film, set()).add(key)
    joined = [" ".join(sorted(keys_of.get(film, ()))) for film in film_id.tolist()]
    counts = Counter(joined)
    sets = sorted(counts, key=lambda each: (-counts[each], each))
    number = {each: place for place, each in enumerate(sets)}
    return [number[each] for each in joined], [each.split() for each in sets]
