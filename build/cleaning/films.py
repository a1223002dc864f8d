"""The films: which raw rows are accepted, and their plain columns as numbers, dates and text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from build.cleaning.dates import is_date, iso_dates
from build.cleaning.repairs import Repairs
from build.cleaning.unnest import NESTED
from build.cleaning.unreadable import ENOUGH_CELLS, UnreadableError, check_readable, quoted
from build.reading.forms import OPTIONAL
from build.reading.raw_files import Row, read_rows
from build.reading.source_files import Source
from precompute.tables import typed

# The columns that the specification drops are not read at all: video, imdb_id, adult, poster_path, homepage. Nor does
# `films` have original_title, which people ask by: it becomes a table of its own, and a source may lack it.
ORIGINAL_TITLE, KEYWORDS = "original_title", "keywords"
TEXTS = ["id", "title", "original_language", "overview", "tagline", "release_date", "status"]
NUMBERS = ["runtime", "budget", "revenue", "popularity", "vote_average", "vote_count"]
RAW_COLUMNS = [*TEXTS, *NUMBERS, *NESTED, ORIGINAL_TITLE, KEYWORDS]

_POSITIVE_INTEGER = "[1-9][0-9]{0,17}"
_AMOUNT = r"[0-9]{1,12}(\.[0-9]*)?"  # up to a trillion, so that sums over a catalogue are exact
_MEASURE = r"[0-9]{1,12}(\.[0-9]*)?(e-[0-9]{1,2})?"  # small popularities are written as 1e-06
_VOTE = r"[0-9](\.[0-9]*)?|10(\.0*)?"
# Amounts as spreadsheets show them: $30,000,000.00, 30 000 000, 30.000.000 US$.
_DOLLAR = r"(?:US\$|\$|USD)"
_GROUPS = r"[0-9]{1,3}(?:(?:,[0-9]{3})+|(?:\.[0-9]{3}){2,}|(?:[ \u00a0][0-9]{3})+)"
_GROUPED = re.compile(rf"{_DOLLAR}? ?({_GROUPS})(?:[.,][0-9]{{1,2}})? ?{_DOLLAR}?")
_WITH_SIGN = re.compile(rf"{_DOLLAR} ?([0-9]{{1,12}}(?:\.[0-9]*)?)")
_OTHER_MONEY = re.compile(r".*[€£¥₹₽₩].*")
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")


def read_metadata(source: Source) -> Iterator[Row]:
    """Return the rows of the file of films, with the cells of RAW_COLUMNS. Raises SourceError."""
    return read_rows(source, "metadata", RAW_COLUMNS, optional=OPTIONAL)


def metadata_rows(rows: Iterable[Row], file: str) -> pd.DataFrame:
    """Return the rows as stripped text with their number in `row`, ids as whole numbers, and dates as YYYY-MM-DD.

    A row that has too many cells becomes blank. Raises UnreadableError if the dates are in an order that leaves doubt.
    """
    numbers, cells = [], []
    blank = [""] * len(RAW_COLUMNS)
    for number, row in rows:
        numbers.append(number)
        cells.append(row or blank)
    raw = pd.DataFrame(cells, columns=RAW_COLUMNS, dtype="str")
    for column in [*TEXTS, *NUMBERS, ORIGINAL_TITLE]:
        raw[column] = raw[column].str.strip()
    raw["id"] = raw["id"].str.removesuffix(".0")
    raw["release_date"] = pd.Series(iso_dates(raw["release_date"].tolist(), file, "release_date"), index=raw.index, dtype="str")
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


def check_films(raw: pd.DataFrame, file: str) -> None:
    """Raise UnreadableError if no raw row was accepted, with the commonest reason and an example. raw: with `reason`."""
    if (raw["reason"] == "").any():
        return
    if raw.empty:
        raise UnreadableError(f"{file} holds no rows; give a file with films")
    reason, count = min(Counter(raw["reason"].tolist()).items(), key=lambda pair: (-pair[1], pair[0]))
    column = "id" if "id" in reason else "title" if "title" in reason else "release_date"
    example = quoted(raw.loc[raw["reason"] == reason, column].iloc[0]) or "an empty one"
    raise UnreadableError(
        f"{file}: none of its {len(raw):,} rows is a film; {count:,} of them: {reason}, for example {example};"
        " ids are whole numbers and dates YYYY-MM-DD"
    )


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

    The cells hold "30000000", "81.0" or, from a spreadsheet, "$30,000,000"; in a shifted row, a poster's path.
    """
    return _numbers(rows, texts, _AMOUNT, file, repairs).round().astype("Int64")


def measures(rows: pd.Series, texts: pd.Series, form: str, file: str, repairs: Repairs) -> pd.Series:
    """Return a column of finite numbers, missing if the cell does not have this form."""
    return _numbers(rows, texts, form, file, repairs).astype("float64")


def _numbers(rows: pd.Series, texts: pd.Series, form: str, file: str, repairs: Repairs) -> pd.Series:
    """Return the numbers in these cells. Raises UnreadableError if there are cells and none has this form."""
    readable = texts.str.fullmatch(form)
    if not readable.all():
        texts = texts.where(readable, texts[~readable].map(lambda text: _plain_number(text, form)))
        readable = texts.str.fullmatch(form)
    reasons: Counter[str] = Counter()
    example = ""
    for row, text in zip(rows[~readable], texts[~readable], strict=True):
        problem = _why_unreadable(text)
        repairs.add(file, row, str(texts.name), text, f"{problem}, taken as unknown")
        if text:
            reasons[problem] += 1
            example = example or text
    check_readable((file, str(texts.name)), int((texts != "").sum()), reasons, example, ENOUGH_CELLS)
    return pd.to_numeric(texts.where(readable))


def _plain_number(text: str, form: str) -> str:
    """Return the number in a cell as spreadsheets show it, without its signs; the cell itself if it has another form.

    Spreadsheets in Spanish write decimals after a comma: 7,7.
    """
    if form == _AMOUNT and (match := _GROUPED.fullmatch(text)):
        return re.sub("[^0-9]", "", match.group(1))
    if form == _AMOUNT and (match := _WITH_SIGN.fullmatch(text)):
        return match.group(1)
    whole, _, decimals = text.partition(",")
    # Three digits after a comma would be thousands.
    return f"{whole}.{decimals}" if whole.isdecimal() and decimals.isdecimal() and len(decimals) != 3 else text


def _why_unreadable(text: str) -> str:
    if not text:
        return "blank"
    if _OTHER_MONEY.fullmatch(text):
        return "not in US dollars"
    return "rounded by a spreadsheet" if _ROUNDED.fullmatch(text) else "not an amount"


def returns(revenue: pd.Series, budget: pd.Series) -> pd.Series:
    """Return revenue / budget, or 0 if either is 0, which means unknown."""
    known = (revenue > 0) & (budget > 0)
    return (revenue.where(known, 0) / budget.where(known, 1)).astype("float64")
