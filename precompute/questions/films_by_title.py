"""Films by title: names typed by people find the best-known film of that title, then the others."""

from collections.abc import Iterator

import pandas as pd

from functions.keys import Clave
from precompute.questions.spellings import key_of


def films_by_title(films: pd.DataFrame) -> Iterator[tuple[Clave, int, list[int]]]:
    """For each title key, in key order: the key, the row of its best-known film, and the rows of the others.

    Best known is the film with the most votes, then the later, then the lower id; the others follow
    newest first, then by lower id. Rows are positions in `films`.
    """
    keys = [key_of(title) for title in films["title"].tolist()]
    votes = films["vote_count"].tolist()
    dated = films[["release_date", "film_id"]].reset_index(drop=True)
    rows_of: dict[Clave, list[int]] = {}
    for row in dated.sort_values(["release_date", "film_id"], ascending=[False, True], kind="stable").index.tolist():
        rows_of.setdefault(keys[row], []).append(row)
    for key in sorted(rows_of):
        # The first of the most voted is the latest of them.
        main = max(rows_of[key], key=votes.__getitem__)
        yield key, main, [row for row in rows_of[key] if row != main]
