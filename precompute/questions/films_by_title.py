"""Films by title: names typed by people find the best-known film of that title, then the others; other titles are aliases."""

from collections.abc import Iterator

import pandas as pd

from functions.keys import Clave
from precompute.questions.spellings import key_of
from precompute.tables import MetadataTables


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


def title_aliases(tables: MetadataTables) -> dict[Clave, Clave]:
    """Each other title of a film as a key, with the key of the film's title. Of several films, the best known has it."""
    films = tables.films.set_index("film_id")[["title", "vote_count", "release_date"]]
    titles = tables.film_titles[["film_id", "title"]].merge(films, on="film_id", suffixes=("", "_shown"))
    titles = titles.sort_values(["vote_count", "release_date", "film_id"], ascending=[True, True, False], kind="stable")
    aliases = zip(map(key_of, titles["title"].tolist()), map(key_of, titles["title_shown"].tolist()), strict=True)
    return {alias: key for alias, key in aliases if alias != key}
