"""Cleaning: raw rows → the clean tables, in the order that the specification gives.

Every row is either a film or a reject with its reason. Every cell that was mended or left out is listed in `repairs`
with its file, row and column.
"""

from collections.abc import Iterable
from dataclasses import fields

import pandas as pd

from build.cleaning.credits import Credits
from build.cleaning.films import check_films, clean_films, metadata_rows, reject_reasons
from build.cleaning.ratings import read_ratings
from build.cleaning.repairs import Repairs
from build.cleaning.titles import film_titles
from build.cleaning.unnest import unnest_credits, unnest_films, unnest_keywords
from build.reading.raw_files import Row
from build.reading.source_files import Source
from precompute.columns import COLUMNS
from precompute.tables import MetadataTables, Tables, typed


def clean_metadata(source: Source, rows: Iterable[Row]) -> tuple[MetadataTables, Repairs]:
    """Return the clean tables that need no credits, and the repairs made. rows: the rows of the metadata file.

    Raises SourceError if the keywords, the links or the ratings cannot be read, and UnreadableError if a column or a join comes
    out empty.
    """
    repairs = Repairs()
    file = source.files["metadata"]
    raw = metadata_rows(rows, file)
    raw = raw.assign(reason=reject_reasons(raw))
    check_films(raw, file)
    accepted = raw[raw["reason"] == ""]
    accepted = accepted.assign(film_id=accepted["id"].astype("int64"))
    nested = unnest_films(source, accepted, repairs)
    films = clean_films(source, accepted, nested.pop("collections"), repairs)
    tables = MetadataTables(
        films=films,
        film_titles=film_titles(source, accepted),
        **nested,
        film_keywords=unnest_keywords(source, accepted, repairs),
        ratings=read_ratings(source, accepted["film_id"]),
        rejects=typed("rejects", raw[raw["reason"] != ""]),
    )
    return tables, repairs


def add_credits(metadata: MetadataTables, credits_: Credits, repairs: Repairs) -> Tables:
    """Return all clean tables: of the metadata, of the credits, and of the repairs."""
    unnested = unnest_credits(credits_, metadata.films["film_id"], repairs)
    repairs_table = pd.DataFrame(repairs.rows(), columns=list(COLUMNS["repairs"]))
    metadata_tables = {field.name: getattr(metadata, field.name) for field in fields(metadata)}
    return Tables(**metadata_tables, **unnested, repairs=typed("repairs", repairs_table))
