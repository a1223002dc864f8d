"""Release dates: YYYY-MM-DD, with or without a time of day; in another order only if a column leaves no doubt."""

import re
from collections import Counter
from datetime import date

from build.cleaning.unreadable import UnreadableError, quoted

_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WITH_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
)
_NUMBERS = re.compile(r"([0-9]{1,4})[./-]([0-9]{1,2})[./-]([0-9]{1,4})(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?")
# Each order: the places of year, month and day.
_ORDERS = {"year/month/day": (0, 1, 2), "day/month/year": (2, 1, 0), "month/day/year": (2, 0, 1)}


def is_date(text: str) -> bool:
    """Return whether the text is a real date, written YYYY-MM-DD."""
    if not _ISO_DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def iso_dates(cells: list[str], file: str, column: str) -> list[str]:
    """Return the dates of a column as YYYY-MM-DD; what is no date stays as it is.

    If most cells have another order, it is the one in which all of them are real dates. Raises UnreadableError if there is
    none, or more than one.
    """
    dates = [_without_time(cell) for cell in cells]
    others = [cell for cell in dates if cell and not _ISO_DATE.fullmatch(cell)]
    if not others or 2 * len(others) < sum(map(bool, dates)):
        return dates
    parts = [match.groups() for cell in others if (match := _NUMBERS.fullmatch(cell))]
    readable = {name: order for name, order in _ORDERS.items() if parts and all(_in_order(each, order) for each in parts)}
    if len(readable) != 1 or 2 * len(parts) < len(others):
        example = quoted(Counter(others).most_common(1)[0][0])
        doubt = f"may be {' or '.join(readable)}" if readable else "is in no order that fits all"
        count = f"{len(others):,} of its {sum(map(bool, dates)):,} dates are not YYYY-MM-DD"
        raise UnreadableError(f"{file}, column {column}: {count}, and {example} {doubt}; write YYYY-MM-DD")
    (order,) = readable.values()
    return [_reordered(cell, order) if cell else cell for cell in dates]


def _without_time(cell: str) -> str:
    match = _WITH_TIME.fullmatch(cell)
    return match.group(1) if match else cell


def _in_order(parts: tuple[str, ...], order: tuple[int, int, int]) -> str | None:
    """Return the date with these numbers in this order as YYYY-MM-DD, or None if there is none. A year has four digits."""
    year, month, day = (parts[place] for place in order)
    if len(year) != 4 or len(month) > 2 or len(day) > 2:  # digits
        return None
    text = f"{year}-{month:0>2}-{day:0>2}"
    return text if is_date(text) else None


def _reordered(cell: str, order: tuple[int, int, int]) -> str:
    match = _NUMBERS.fullmatch(cell)
    return (match and _in_order(match.groups(), order)) or cell
