"""The films: which raw rows are accepted, and their plain columns as numbers, dates and text."""

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

# The columns that the specification drops are not read at all: video, imdb_id, adult, poster_path, homepage. Nor does
# `films` have original_title, which people ask by: it becomes a table of its own, and a source may lack it.
ORIGINAL_TITLE = "original_title"
TEXTS = ["id", "title", "original_language", "overview", "tagline", "release_date", "status"]
NUMBERS = ["runtime", "budget", "revenue", "popularity", "vote_average", "vote_count"]
RAW_COLUMNS = [*TEXTS, *NUMBERS, *NESTED, ORIGINAL_TITLE]

_POSITIVE_INTEGER = "[1-9][0-9]{0,17}"
_AMOUNT = r"[0-9]{1,12}(\.[0-9]*)?"  # up to a trillion, so that sums over a catalogue are exact
_MEASURE = r"[0-9]{1,12}(\.[0-9]*)?(e-[0-9]{1,2})?"  # small popularities are written as 1e-06
_VOTE = r"[0-9](\.[0-9]*)?|10(\.0*)?"
_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_metadata(source: Source) -> Iterator[Row]:
    """Return the rows of the metadata file, with the cells of RAW_COLUMNS. Raises SourceError."""
    return read_rows(source, "metadata", RAW_COLUMNS, optional=[ORIGINAL_TITLE])


def metadata_rows(rows: Iterable[Row]) -> pd.DataFrame:
    """Return the rows as stripped text with their number in `row`. A row that has too many cells becomes blank."""
    numbers, cells = [], []
    blank = [""] * len(RAW_COLUMNS)
    for number, row in rows:
        numbers.append(number)
        cells.append(row or blank)
    raw = pd.DataFrame(cells, columns=RAW_COLUMNS, dtype="str")
    for column in [*TEXTS, *NUMBERS, ORIGINAL_TITLE]:
        raw[column] = raw[column].str.strip()
    return raw.assign(row=np.array(numbers, dtype="int64"))


def reject_reasons(raw: pd.DataFrame) -> pd.Series:
    """Return why each raw row is rejected, or an empty string if it is accepted. Of rows with one id the first good one is."""
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
    """Return whether the text is a real date, written YYYY-MM-DD."""
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def clean_films(source: Source, accepted: pd.DataFrame, collections: pd.DataFrame, repairs: Repairs) -> pd.DataFrame:
    """Return the table `films`: amounts as numbers, blanks as missing values, with year, return and collection."""
    films = accepted[["row", "film_id", *TEXTS, *NUMBERS]].copy()
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
    """Return a column of whole numbers ≥ 0, missing if the cell is blank, negative or unreadable.

    The cells hold "30000000" or "81.0"; in a shifted row, a poster's path.
    """
    return _numbers(rows, texts, _AMOUNT, file, repairs).round().astype("Int64")


def measures(rows: pd.Series, texts: pd.Series, form: str, file: str, repairs: Repairs) -> pd.Series:
    """Return a column of finite numbers, missing if the cell does not have this form."""
    return _numbers(rows, texts, form, file, repairs).astype("float64")


def _numbers(rows: pd.Series, texts: pd.Series, form: str, file: str, repairs: Repairs) -> pd.Series:
    readable = texts.str.fullmatch(form)
    for row, text in zip(rows[~readable], texts[~readable], strict=True):
        repairs.add(file, row, str(texts.name), text, "not an amount, taken as unknown" if text else "blank, taken as unknown")
    return pd.to_numeric(texts.where(readable))


def returns(revenue: pd.Series, budget: pd.Series) -> pd.Series:
    """Return revenue / budget, or 0 if either is 0, which means unknown."""
    known = (revenue > 0) & (budget > 0)
    return (revenue.where(known, 0) / budget.where(known, 1)).astype("float64")
