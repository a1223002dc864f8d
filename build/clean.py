"""Cleaning: raw rows → the clean tables, in the order the mission gives.

Every row read is either a film or a reject with its reason, and every cell that had to be mended
or left out is listed in `repairs` with its file, row and column.
"""

from build.films import clean_films, raw_films, reject_reasons
from build.progress import Progress
from build.ratings import read_ratings
from build.repairs import Repairs
from build.sources import Source
from build.unnest import unnest_credits, unnest_films, unnest_keywords
from precompute.tables import Tables, typed


def clean(source: Source, progress: Progress) -> Tables:
    """The clean tables of a source. Raises SourceError where a file cannot be read."""
    repairs = Repairs()
    raw = raw_films(source, progress)
    raw["reason"] = reject_reasons(raw)
    rejected = raw["reason"] != ""
    kept = raw[~rejected].assign(film_id=raw["id"][~rejected].astype("int64"))
    nested = unnest_films(source, kept, repairs, progress)
    films = clean_films(source, kept, nested.pop("collections"), repairs)
    credited = unnest_credits(source, films["film_id"], repairs, progress)
    return Tables(
        films=films,
        **nested,
        **credited,
        film_keywords=unnest_keywords(source, films["film_id"], repairs, progress),
        ratings=read_ratings(source, films["film_id"], progress),
        rejects=typed("rejects", raw[rejected]),
        repairs=repairs.table(),
    )
