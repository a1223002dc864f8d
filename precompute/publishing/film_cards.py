"""Film cards: what is known of each film, in shards by its id, for pages that show a film whole."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from functions.packs import pack_count
from functions.paths import API
from precompute.publishing.schemas import checked
from precompute.questions.spellings import key_of
from precompute.tables import Tables

# The names of a cast that a card shows: those first in the credits.
BILLED = 8
# About the bytes of a card.
_CARD_BYTES = 700


def film_cards(tables: Tables) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of every shard, and of the index that says how many there are.

    A film is in the shard whose number is its id modulo their count, a power of two.
    """
    cards = _cards(tables)
    count = pack_count(len(cards) * _CARD_BYTES)
    shards: list[dict[str, dict[str, Any]]] = [{} for _ in range(count)]
    for film_id in sorted(cards):
        shards[film_id % count][f"{film_id}"] = cards[film_id]
    yield f"{API}/fichas/index.json", checked("indice_de_fichas", {"cantidad": count, "peliculas": len(cards)})
    for number, shard in enumerate(shards):
        yield f"{API}/fichas/{number}.json", checked("fichas", shard)


def _cards(tables: Tables) -> dict[int, dict[str, Any]]:
    """Each film's id with its card; what is not known is left out."""
    films = tables.films
    ids = films["film_id"].tolist()
    original = tables.film_titles[tables.film_titles["kind"] == "original"]
    originals = dict(zip(original["film_id"].tolist(), original["title"].tolist(), strict=True))
    cast = tables.film_cast[tables.film_cast["order"].fillna(BILLED) < BILLED]
    lists = {
        "direccion": _names(tables.film_directors, "director"),
        "generos": _names(tables.film_genres, "genre"),
        "paises": _names(tables.film_countries, "iso_3166_1", "country"),
        "productoras": _names(tables.film_companies, "company"),
        "reparto": _names(cast, "actor"),
    }
    columns = [
        "title",
        "release_date",
        "release_year",
        "runtime",
        "original_language",
        "vote_average",
        "vote_count",
        "collection",
    ]
    values = (films[column].astype(object).where(films[column].notna(), None).tolist() for column in [*columns, "overview"])
    cards = {}
    for film_id, title, date, year, minutes, language, score, votes, collection, overview in zip(ids, *values, strict=True):
        known = {
            "titulo": title,
            "clave": key_of(title),
            "original": None if originals.get(film_id) == title else originals.get(film_id),
            "estreno": date,
            "anio": year,
            "duracion": minutes or None,
            "idioma": language,
            "nota": score if votes else None,
            "votos": votes,
            "franquicia": collection,
            "sinopsis": overview,
            **{name: of_film.get(film_id) for name, of_film in lists.items()},
        }
        cards[film_id] = {name: value for name, value in known.items() if value is not None}
    return cards


def _names(table: pd.DataFrame, *columns: str) -> dict[int, list[Any]]:
    """The distinct names in a table by film, in its order: texts, or lists where there are several columns."""
    named = table.dropna(subset=list(columns)).drop_duplicates(["film_id", *columns])
    named = named.take(np.argsort(named["film_id"].to_numpy(), kind="stable"))
    film_ids, starts = np.unique(named["film_id"].to_numpy(), return_index=True)
    names: list[Any] = named[columns[0]].tolist()
    if len(columns) > 1:
        names = list(map(list, zip(*(named[column].tolist() for column in columns), strict=True)))
    bounds = pairwise([*starts.tolist(), len(names)])
    return {film_id: names[start:end] for film_id, (start, end) in zip(film_ids.tolist(), bounds, strict=True)}
