"""The quality report: which rows became films, which did not and why, and which values are unknown.

Published as api/v1/calidad.json, so that who uses an answer can see what it rests on.
"""

from typing import Any

import pandas as pd

from functions.paths import API
from precompute.tables import Tables

QUALITY_PATH = f"{API}/calidad.json"

# What cleaning says in English, as the public reads it.
_REASONS = {
    "id is not a positive integer": "el id no es un entero positivo",
    "no release date": "sin fecha de estreno",
    "release date is not a date": "la fecha de estreno no existe",
    "no title": "sin título",
    "duplicate id": "id repetido",
}
_REPAIRS = {
    "blank, taken as unknown": "vacío, se toma como desconocido",
    "not an amount, taken as unknown": "no es una cantidad, se toma como desconocido",
    "not in US dollars, taken as unknown": "no está en dólares, se toma como desconocido",
    "rounded by a spreadsheet, taken as unknown": "redondeado por una planilla, se toma como desconocido",
    "neither a Python literal nor JSON, taken as empty": "literal ilegible, se toma como vacío",
    "not a list of records or names, taken as empty": "no es una lista de registros ni de nombres, se toma como vacío",
    "repeated film, left out": "película repetida, se omite",
    "no such film, left out": "película que no está en el catálogo, se omite",
}
_NAMELESS = "sin nombre, se omite"
# Columns in which TMDB writes 0 for a figure that nobody has filled in.
_ZEROS = ("runtime", "budget", "revenue", "vote_count")
_SATELLITES = ("film_genres", "film_companies", "film_countries", "film_spoken_languages", "film_directors", "film_cast")


def quality(tables: Tables) -> dict[str, Any]:
    """The report: rows read = films + rejects, then counts by reason, by column, and of what is missing."""
    films, rejects, repairs = tables.films, tables.rejects, tables.repairs
    optional = ((name, int(films[name].isna().sum())) for name in films.columns)
    return {
        "filas_leidas": len(films) + len(rejects),
        "peliculas": len(films),
        "rechazadas": {"total": len(rejects), "por_motivo": _by_count(rejects["reason"].map(_REASONS))},
        "reparaciones": {"total": len(repairs), "por_columna": _repairs_by_column(repairs)},
        "ceros_desconocidos": {name: int((films[name] == 0).sum()) for name in _ZEROS},
        "retorno_conocido": int((films["return"] > 0).sum()),
        "faltantes": {name: missing for name, missing in optional if missing},
        "sin_filas": {name: int((~films["film_id"].isin(getattr(tables, name)["film_id"])).sum()) for name in _SATELLITES},
        "no_tiene": lacking(tables),
    }


def lacking(tables: Tables) -> list[str]:
    """What the source has nothing of, because its form lacks it: franchises, companies, …, as the public reads it."""
    empty = {
        "franquicias": not tables.films["collection"].notna().any(),
        "productoras": tables.film_companies.empty,
        "países": tables.film_countries.empty,
        "dirección": tables.film_directors.empty,
        "elenco": tables.film_cast.empty,
        "palabras clave": tables.film_keywords.empty,
        "valoraciones": tables.ratings.empty,
    }
    return [what for what, is_empty in empty.items() if is_empty]


def _by_count(values: pd.Series) -> dict[str, int]:
    """Each value with its number of occurrences, most frequent first, then in code-point order."""
    counts = values.value_counts()
    return {str(value): int(count) for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))}


def _repairs_by_column(repairs: pd.DataFrame) -> list[dict[str, Any]]:
    """One record for each file, column and kind of repair, with its count of cells."""
    kinds = repairs["repair"].map(lambda repair: _REPAIRS.get(repair, _NAMELESS)).astype("str")
    counts = repairs.assign(kind=kinds).groupby(["file", "column", "kind"]).size().reset_index(name="cells")
    return [
        {"archivo": file, "columna": column, "reparacion": kind, "celdas": int(cells)}
        for file, column, kind, cells in sorted(counts.itertuples(index=False))
    ]
