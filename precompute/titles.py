"""Films by title: names typed by people find the best-known film of that title, then the others."""

from collections.abc import Iterator

import pandas as pd

from functions.keys import Clave, clave


def films_by_title(films: pd.DataFrame) -> Iterator[tuple[Clave, int, list[int]]]:
    """For each title key, in key order: the key, the row of its best-known film, and the rows of the others.

    Best known is the film with the most votes, then the later, then the lower id; the others follow
    newest first, then by lower id. Rows are positions in `films`.
    """
    order = films.assign(key=films["title"].map(clave), row=range(len(films)))
    newest_first = order.sort_values(["key", "release_date", "film_id"], ascending=[True, False, True], kind="stable")
    best_known = newest_first.sort_values(["key", "vote_count"], ascending=[True, False], kind="stable")
    main = dict(zip(best_known["key"][::-1], best_known["row"][::-1], strict=True))
    rows_of: dict[Clave, list[int]] = {}
    for key, row in zip(newest_first["key"], newest_first["row"], strict=True):
        rows_of.setdefault(key, []).append(row)
    for key, rows in rows_of.items():
        yield key, main[key], [row for row in rows if row != main[key]]
