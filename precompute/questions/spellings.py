"""Names that share a key are one answer: which spelling it shows, and which others it knows."""

from functools import lru_cache

import pandas as pd

from functions.keys import clave, loose_form

# Remembered, because questions, search and database ask for the keys and looser forms of the same names.
key_of = lru_cache(2**18)(clave)
loose_form_of = lru_cache(2**18)(loose_form)


def keyed(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """`table` with the `key` of each name in `column`."""
    codes, names = pd.factorize(table[column])
    keys = pd.array([key_of(name) for name in names], dtype="str")
    return table.assign(key=keys.take(codes))


def spellings(table: pd.DataFrame, column: str) -> dict[str, tuple[str, list[str]]]:
    """For each key of a keyed film table: the spelling that most films carry, and the others in code-point order.

    Of spellings that as many films carry, the first in code-point order is shown.
    """
    films = (
        table.drop_duplicates(["film_id", "key", column]).groupby(["key", column], sort=False).size().reset_index(name="films")
    )
    spellings_of: dict[str, tuple[str, list[str]]] = {}
    # Python's sort, because code-point order is what the contract says whatever the string type's own order is.
    rows = zip(*(films[each].tolist() for each in ("key", column, "films")), strict=True)
    for key, _, name in sorted((key, -count, name) for key, name, count in rows):
        if key in spellings_of:
            spellings_of[key][1].append(name)
        else:
            spellings_of[key] = (name, [])
    for _, others in spellings_of.values():
        others.sort()
    return spellings_of
