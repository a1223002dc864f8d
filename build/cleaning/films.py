"""The films: which raw rows are one, and their plain columns as numbers, dates and text."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np
import pandas as pd

from build.cleaning.repairs import Repairs
from build.cleaning.unnest import NESTED
from build.reading.raw_files import Row, read_rows
from build.reading.source_files import Source
from precompute.tables import typed

# What the mission drops (video, imdb_id, adult, original_title, poster_path, homepage) is not even read.
TEXTS = ["id", "title", "original_language", "overview", "tagline", "release_date", "status"]
NUMBERS = ["runtime", "budget", "revenue", "popularity", "vote_average", "vote_count"]
COLUMNS = [*TEXTS, *NUMBERS, *NESTED]

_POSITIVE_INTEGER = "[1-9][0-9]{0,17}"
_AMOUNT = r"[0-9]{1,12}(\.[0-9]*)?"  # up to a million million, so that sums over a catalogue stay exact
_MEASURE = r"[0-9]{1,12}(\.[0-9]*)?(e-[0-9]{1,2})?"  # the least popularities are written as 1e-06
_VOTE = r"[0-9](\.[0-9]*)?|10(\.0*)?"
_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_metadata(source: Source) -> Iterator[Row]:
    """The rows of the metadata file, with the cells of COLUMNS. Raises SourceError."""
    return read_rows(source, "metadata", COLUMNS)


def metadata_rows(rows: Iterable[Row]) -> pd.DataFrame:
    """The metadata rows as text without space around it, with their `row` number; one of too many cells has only blanks."""
    numbers, cells = [], []
    blank = [""] * len(COLUMNS)
    for number, row in rows:
        numbers.append(number)
        cells.append(row or blank)
    raw = pd.DataFrame(cells, columns=COLUMNS, dtype="str")
    for column in TEXTS + NUMBERS:
        raw[column] = raw[column].str.strip()
    return raw.assign(row=np.array(numbers, dtype="int64"))


def reject_reasons(raw: pd.DataFrame) -> pd.Series:
    """Why each raw row is no film of the catalogue; an empty string where it is one."""
    reasons = np.select(
        [
            ~raw["id"].str.fullmatch(_POSITIVE_INTEGER).to_numpy(bool),
            (raw["release_date"] == "").to_numpy(bool),
            ~raw["release_date"].map(is_date).to_numpy(bool),
            (raw["title"] == "").to_numpy(bool),
        ],
        ["id is not a positive integer", "no release date", "release date is not a date", "no title"],
        default="",
    )
    candidates = raw["id"].where(reasons == "")
    repeated = candidates.notna() & candidates.duplicated()
    return pd.Series(np.where(repeated, "duplicate id", reasons), index=raw.index, dtype="str")


def is_date(text: str) -> bool:
    """Whether this is a day of the calendar, written YYYY-MM-DD."""
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def clean_films(source: Source, kept: pd.DataFrame, collections: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """The films table: amounts read, year and return derived, blanks missing, the collection joined."""
    films = kept[["row", "film_id", *TEXTS, *NUMBERS]].copy()
    file = source.files["metadata"]
    for column in ("budget", "revenue", "vote_count"):
        films[column] = amounts(films["row"], films[column], file, repairs).fillna(0)
    films["runtime"] = amounts(films["row"], films["runtime"], file, repairs)
    for column, form in (("popularity", _MEASURE), ("vote_average", _VOTE)):
        films[column] = measures(films["row"], films[column], form, file, repairs)
    films["release_year"] = films["release_date"].str[:4].astype("int64")
    films["return"] = returns(films["revenue"], films["budget"])
    for column in ("original_language", "overview", "tagline", "status"):
        films[column] = films[column].where(films[column] != "")
    return typed("films", films.merge(collections, on="film_id", how="left"))


def amounts(rows: pd.Series, texts: pd.Series, file: str, repairs: Repairs) -> pd.Series:
    """A column of whole numbers ≥ 0, missing where the cell is blank, negative or unreadable.

    They come as "30000000" or "81.0"; in a shifted row a poster's path can stand in their place.
    """
    return _numbers(rows, texts, _AMOUNT, file, repairs).round().astype("Int64")


def measures(rows: pd.Series, texts: pd.Series, form: str, file: str, repairs: Repairs) -> pd.Series:
    """A column of finite numbers of this form, missing where the cell is anything else."""
    return _numbers(rows, texts, form, file, repairs).astype("float64")


def _numbers(rows: pd.Series, texts: pd.Series, form: str, file: str, repairs: Repairs) -> pd.Series:
    readable = texts.str.fullmatch(form)
    for row, text in zip(rows[~readable], texts[~readable], strict=True):
        repairs.add(file, row, str(texts.name), text, "not an amount, taken as unknown" if text else "blank, taken as unknown")
    return pd.to_numeric(texts.where(readable))


def returns(revenue: pd.Series, budget: pd.Series) -> pd.Series:
    """revenue / budget, 0 where either is 0 and so unknown."""
    known = (revenue > 0) & (budget > 0)
    return (revenue.where(known, 0) / budget.where(known, 1)).astype("float64")
