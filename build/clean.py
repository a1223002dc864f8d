"""Cleaning: raw rows → the clean tables, in the order the mission gives.

Every row read is either a film or a reject with its reason, and every cell that had to be mended
or left out is listed in `repairs` with its file, row and column.
"""

from concurrent.futures import Executor

import pandas as pd

from build.films import clean_films, judged_films
from build.progress import Progress
from build.ratings import read_ratings
from build.repairs import Repairs
from build.sources import Source, SourceError
from build.unnest import Credits, unnest_films, unnest_keywords
from precompute.tables import Tables, typed


def clean(source: Source, progress: Progress, beside: Executor) -> Tables:
    """The clean tables of a source. Raises SourceError where a file cannot be read.

    beside: where all else is cleaned while the credits, nine tenths of all bytes, are read here.
    """
    others = beside.submit(_all_but_credits, source)
    try:
        credited = Credits(source, progress)
    except SourceError:
        others.result()  # what is wrong with the films is said first
        raise
    cleaned, repairs = others.result()
    return Tables(**cleaned, **credited.tables(cleaned["films"]["film_id"], repairs), repairs=repairs.table())


def _all_but_credits(source: Source) -> tuple[dict[str, pd.DataFrame], Repairs]:
    """The tables that need no credits, by name."""
    progress, repairs = Progress(shown=False), Repairs()
    raw = judged_films(source, progress)
    kept = raw[raw["reason"] == ""]
    kept = kept.assign(film_id=kept["id"].astype("int64"))
    nested = unnest_films(source, kept, repairs)
    films = clean_films(source, kept, nested.pop("collections"), repairs)
    keywords = unnest_keywords(source, kept["film_id"], repairs)
    rejects = typed("rejects", raw[raw["reason"] != ""])
    ratings = read_ratings(source, kept["film_id"])
    return {"films": films, **nested, "film_keywords": keywords, "ratings": ratings, "rejects": rejects}, repairs
