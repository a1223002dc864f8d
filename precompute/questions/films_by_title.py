"""Films by title: names typed by people find the best-known film of that title, then the others; other titles are aliases."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from functions.keys import Clave
from functions.shapes import Vease
from precompute.questions.answers import Answers
from precompute.questions.spellings import key_of, loose_form_of
from precompute.tables import MetadataTables

# A film is far better known than another if it has this many times its votes, and more than few.
_TIMES_BETTER_KNOWN, _MANY_VOTES = 10, 50
# Of the other titles that make up alias.json, as many as keep it under 3 MB, those of the best-known films first.
_ALIAS_BYTES = 2_800_000


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


class OtherTitles(NamedTuple):
    """The titles of films besides the ones that the catalogue shows.

    of_film: film id → its other titles; of_key: title key → those of its films; aliases: their keys → the title key.
    """

    of_film: Mapping[int, Sequence[str]]
    of_key: Mapping[Clave, Sequence[str]]
    aliases: Mapping[Clave, Clave]


def other_titles(tables: MetadataTables) -> OtherTitles:
    """Return the other titles of all films. Of several films that are called the same, the best known has the alias."""
    films = tables.films.set_index("film_id")[["title", "vote_count", "release_date"]]
    titles = tables.film_titles[["film_id", "title"]].merge(films, on="film_id", suffixes=("", "_shown"))
    titles = titles.sort_values(["vote_count", "release_date", "film_id"], ascending=[False, False, True], kind="stable")
    of_film: dict[int, list[str]] = {}
    of_key: dict[Clave, list[str]] = {}
    aliases: dict[Clave, Clave] = {}
    bytes_left = _ALIAS_BYTES
    for film_id, title, shown in zip(*(titles[name].tolist() for name in ("film_id", "title", "title_shown")), strict=True):
        alias, key = key_of(title), key_of(shown)
        if alias == key:
            continue
        bytes_left -= len(alias.encode()) + len(key.encode()) + len('"":"",')
        if bytes_left < 0:
            break
        aliases.setdefault(alias, key)
        for known in (of_film.setdefault(film_id, []), of_key.setdefault(key, [])):
            if all(key_of(each) != alias for each in known):
                known.append(title)
    return OtherTitles(of_film, of_key, aliases)


def far_better_known(answers: Answers, films: pd.DataFrame, titles: OtherTitles) -> dict[Clave, Vease]:
    """For each key whose film is little known: the far better known film that is called the same, if there is one.

    Called the same: its title, or one of its other titles, has the same looser form. `godfather` is a film of few votes;
    most who type it mean The Godfather.
    """
    ids, shown, years = films["film_id"].tolist(), films["title"].tolist(), films["release_year"].tolist()
    votes = films["vote_count"].tolist()
    rows = {key: (main, *others) for key, main, others in films_by_title(films)}
    forms = answers.loose_forms
    better: dict[Clave, Vease] = {}
    for key, name in answers.names.items():
        form = loose_form_of(name)
        best = forms.get(form, key)
        if best == key:
            continue
        called_so = [row for row in rows[best] if form in map(loose_form_of, (shown[row], *titles.of_film.get(ids[row], ())))]
        row = max(called_so, key=votes.__getitem__)
        if votes[row] >= max(_MANY_VOTES, _TIMES_BETTER_KNOWN * votes[rows[key][0]]):
            better[key] = Vease(pelicula=shown[row], anio=years[row], id=ids[row])
    return better
