"""datapackage.json: the CSV files as a tabular data package (https://datapackage.org/), which Frictionless and others read."""

from collections.abc import Mapping
from typing import Any

from precompute.columns import COLUMNS
from precompute.publishing.dictionary import MEANINGS, UNITS, foreign_keys, nullable, standard_type
from precompute.publishing.licences import Licence, licences_of


def data_package(manifest: Mapping[str, Mapping[str, Any]], folder: str, version: str, *, has_ratings: bool) -> dict[str, Any]:
    """Return the descriptor of the CSV files that a release has.

    manifest: path → sha256 and bytes of each file; folder: where the downloads stand, and the descriptor beside them;
    has_ratings: whether there are any ratings.
    """
    present = [name for name in COLUMNS if f"{folder}/{name}.csv" in manifest]
    used = [licence for name in present for licence in licences_of(name, has_ratings=has_ratings)]
    return {
        "profile": "tabular-data-package",
        "name": "filmoteca",
        "title": "Filmoteca",
        "description": "Tablas limpias de un catálogo de películas · Clean tables of a film catalogue",
        "version": version,
        "licenses": [_licence(licence) for licence in dict.fromkeys(used)],
        "sources": [
            {"title": "The Movies Dataset (Kaggle)", "path": "https://www.kaggle.com/datasets/rounakbanik/the-movies-dataset"}
        ],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": name,
                "path": f"{name}.csv",
                "description": f"{MEANINGS[name].table.es} · {MEANINGS[name].table.en}",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
                "bytes": manifest[f"{folder}/{name}.csv"]["bytes"],
                "hash": f"sha256:{manifest[f'{folder}/{name}.csv']['sha256']}",
                "licenses": [_licence(licence) for licence in licences_of(name, has_ratings=has_ratings)],
                "schema": _table_schema(name),
            }
            for name in present
        ],
    }


def _licence(licence: Licence) -> dict[str, str]:
    return {"name": licence.spdx or "other-nc", "path": licence.url, "title": licence.text}


def _table_schema(table: str) -> dict[str, Any]:
    """Return the Table Schema of a clean table. A missing value is an empty cell; so is an empty text."""
    fields = []
    for column, description in MEANINGS[table].columns.items():
        unit = {"unit": UNITS[column]} if column in UNITS else {}
        required = {} if nullable(table, column) else {"constraints": {"required": True}}
        described = {"description": f"{description.es} · {description.en}"}
        fields.append({"name": column, "type": standard_type(table, column), **described, **unit, **required})
    keys = [
        {"fields": column, "reference": dict(zip(("resource", "fields"), target.split("."), strict=True))}
        for column, target in foreign_keys(table).items()
    ]
    primary = {"primaryKey": MEANINGS[table].primary_key} if MEANINGS[table].primary_key else {}
    return {"fields": fields, "missingValues": [""], **primary, **({"foreignKeys": keys} if keys else {})}
