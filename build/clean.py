"""Cleaning: raw rows → the clean tables, in the order the mission gives.

Every row read is either a film or a reject with its reason, and every cell that had to be mended
or left out is listed in `repairs` with its file, row and column.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace

import pandas as pd

from build.credits import Credits, read_credits
from build.films import clean_films, judged_films
from build.progress import Progress
from build.ratings import read_ratings
from build.repairs import Repairs
from build.sources import Source
from build.unnest import unnest_credits, unnest_films, unnest_keywords
from precompute.columns import COLUMNS
from precompute.tables import Tables, empty, typed


def clean(source: Source, progress: Progress, beside: Executor, meanwhile: Callable[[Tables], object] = lambda _: None) -> Tables:
    """The clean tables of a source. Raises SourceError where a file cannot be read.

    beside: where the credits, nine tenths of all bytes, are read; meanwhile: what to do here until they are, once all
    other tables are clean, those of the credits being empty.
    """
    reading = beside.submit(read_credits, source)
    tables, repairs = _all_but_credits(source, progress)
    meanwhile(tables)
    with progress.waiting(f"Reading {source.files['credits']}"):
        credits_ = reading.result()
    return with_credits(tables, credits_, repairs)


def with_credits(tables: Tables, read: Credits, repairs: Repairs) -> Tables:
    """The same tables, and those that were empty yet: of the credits, and of all repairs."""
    unnested = unnest_credits(read, tables.films["film_id"], repairs)
    repaired = pd.DataFrame(repairs.rows(), columns=list(COLUMNS["repairs"]))
    return replace(tables, **unnested, repairs=typed("repairs", repaired))


def _all_but_credits(source: Source, progress: Progress) -> tuple[Tables, Repairs]:
    repairs = Repairs()
    raw = judged_films(source, progress)
    kept = raw[raw["reason"] == ""]
    kept = kept.assign(film_id=kept["id"].astype("int64"))
    nested = unnest_films(source, kept, repairs)
    films = clean_films(source, kept, nested.pop("collections"), repairs)
    tables = Tables(
        films=films,
        **nested,
        film_directors=empty("film_directors"),
        film_cast=empty("film_cast"),
        film_keywords=unnest_keywords(source, kept["film_id"], repairs),
        ratings=read_ratings(source, kept["film_id"]),
        rejects=typed("rejects", raw[raw["reason"] != ""]),
        repairs=empty("repairs"),
    )
    return tables, repairs
