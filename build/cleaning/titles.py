"""The titles by which people know a film besides the one that the catalogue shows."""

import pandas as pd

from precompute.tables import typed


def film_titles(accepted: pd.DataFrame) -> pd.DataFrame:
    """Return the table `film_titles` of accepted rows: the original title of each film that has one, with its language."""
    titles = accepted[["film_id", "original_title", "original_language"]].rename(
        columns={"original_title": "title", "original_language": "language"}
    )
    titles = titles[titles["title"] != ""].assign(kind="original")
    return typed("film_titles", titles.assign(language=titles["language"].where(titles["language"] != "")))
