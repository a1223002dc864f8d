"""MovieLens ratings, joined to the films by links.csv."""

import pandas as pd

from build.reading.raw_files import read_rows
from build.reading.source_files import Source
from precompute.tables import empty, typed

_ID = r"[1-9][0-9]{0,14}(\.0)?"  # some programs save the ids of links.csv as 862.0
_FORMS = {"movieId": _ID, "tmdbId": _ID, "imdbId": f"0*{_ID}", "userId": _ID, "rating": r"[0-4](\.[0-9]*)?|5(\.0*)?"}


def read_ratings(source: Source, film_ids: pd.Series) -> pd.DataFrame:
    """Return the table `ratings`: the stars (0.5 to 5) that users gave to films of the catalogue.

    It is empty if the source lacks links.csv or ratings_small.csv. If two MovieLens films are the same
    film here, a user's first rating counts.
    """
    if not (source.has("links") and source.has("ratings")):
        return empty("ratings")
    links = read_numbers(source, "links", ["movieId", "tmdbId"])
    stars = read_numbers(source, "ratings", ["userId", "movieId", "rating"])
    films = links[links["tmdbId"].isin(film_ids)].drop_duplicates("movieId")
    ratings = stars.merge(films, on="movieId").rename(columns={"userId": "user_id", "tmdbId": "film_id"})
    return typed("ratings", ratings.drop_duplicates(["user_id", "film_id"]).sort_values(["user_id", "film_id"]))


def read_numbers(source: Source, role: str, columns: list[str]) -> pd.DataFrame:
    """Return the rows in which every cell is a valid number; others say nothing about any film."""
    cells = pd.DataFrame([cells for _, cells in read_rows(source, role, columns) if cells], columns=columns, dtype="str")
    for column in columns:
        cells = cells[cells[column].str.fullmatch(_FORMS[column])]
    return pd.DataFrame({column: pd.to_numeric(cells[column]) for column in columns})
