"""The titles by which people know a film besides the one that the catalogue shows.

Three sources: the original title of the metadata; a reviewed file of this project, spanish_titles.tsv, with the titles under
which the best-known films were released in Spain and in Latin America; and IMDb's title.akas.tsv, if the source holds it.
"""

from importlib.resources import files

import pandas as pd

from build.cleaning.imdb_titles import read_imdb_titles
from build.reading.source_files import Source
from precompute.tables import typed

ORIGINAL, REVIEWED, IMDB = "original", "reviewed", "imdb"
# The columns of spanish_titles.tsv that hold titles, and the region of each: UN M.49 gives Latin America the code 419.
_REGIONS = {"spain": "ES", "latin_america": "419"}


def film_titles(source: Source, accepted: pd.DataFrame) -> pd.DataFrame:
    """Return the table `film_titles` of accepted rows. A title of several regions or sources is listed once.

    Raises SourceError if the source holds titles of IMDb that cannot be read.
    """
    titles = pd.concat(
        [
            original_titles(accepted).assign(kind=ORIGINAL),
            spanish_titles(accepted).assign(kind=REVIEWED),
            read_imdb_titles(source, accepted["film_id"]).assign(kind=IMDB),
        ]
    )
    return typed("film_titles", titles.drop_duplicates(["film_id", "title", "language"]))


def original_titles(accepted: pd.DataFrame) -> pd.DataFrame:
    """Return film_id, title, language and region of the original title of each film that has one."""
    titles = accepted[["film_id", "original_title", "original_language"]].rename(
        columns={"original_title": "title", "original_language": "language"}
    )
    titles = titles[titles["title"] != ""]
    return titles.assign(language=titles["language"].where(titles["language"] != ""), region=None)


def spanish_titles(accepted: pd.DataFrame) -> pd.DataFrame:
    """Return film_id, title, language and region of the reviewed titles. The year guards against ids of another catalogue."""
    years = accepted[["film_id"]].assign(catalogue_year=accepted["release_date"].str[:4].astype("int64"))
    reviewed = reviewed_titles().merge(years, on="film_id")
    reviewed = reviewed[(reviewed["year"] - reviewed["catalogue_year"]).abs() <= 1]
    regions = [
        reviewed[["film_id"]].assign(title=reviewed[column].str.split(" | ", regex=False), region=region)
        for column, region in _REGIONS.items()
    ]
    titles = pd.concat(regions).explode("title")
    return titles[titles["title"] != ""].assign(language="es")[["film_id", "title", "language", "region"]]


def reviewed_titles() -> pd.DataFrame:
    """Return spanish_titles.tsv: film_id, year, title, and the titles of each region, several separated by ` | `."""
    with (files("build.cleaning") / "spanish_titles.tsv").open(encoding="utf-8") as file:
        return pd.read_csv(file, sep="\t", quoting=3, keep_default_na=False, comment=None)
