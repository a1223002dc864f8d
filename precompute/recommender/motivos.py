"""Motivos: why a film is recommended, in words of the reader's language."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from precompute.names import country_name, language_name
from precompute.recommender.fields import Fields, Ints, best_known_first
from precompute.tables import Tables

MOST = 4
_LIKED = 4.0
# Fewer common admirers may be chance.
_FEWEST_ADMIRERS = 5
_SAME_ERA = 5
_WELL_LIKED = 7.0
_GENRES = {
    "action": "acción",
    "adventure": "aventura",
    "animation": "animación",
    "comedy": "comedia",
    "crime": "crimen",
    "documentary": "documental",
    "drama": "drama",
    "family": "familiar",
    "fantasy": "fantasía",
    "foreign": "cine extranjero",
    "history": "historia",
    "horror": "terror",
    "music": "música",
    "mystery": "misterio",
    "romance": "romance",
    "science fiction": "ciencia ficción",
    "thriller": "suspenso",
    "tv movie": "película de TV",
    "war": "bélica",
    "western": "western",
}


def motivos(tables: Tables, fields: Fields, i: Ints, j: Ints) -> list[list[str]]:
    """For each pair of films, at most four reasons to recommend the second to who likes the first, most telling first.

    Rows are those of `fields`. There is always a reason, if only when the film is from or how it is rated.
    """
    found: list[list[str]] = [[] for _ in range(len(i))]
    for reasons in _every_reason(tables, fields, i, j):
        for pair, reason in reasons:
            if len(found[pair]) < MOST:
                found[pair].append(reason)
    return [reasons or [f"de {int(fields.year[row])}"] for reasons, row in zip(found, j, strict=True)]


def _every_reason(tables: Tables, fields: Fields, i: Ints, j: Ints) -> Iterator[Iterator[tuple[int, str]]]:
    """Kind by kind, the pairs that have such a reason, and the reason."""
    films = best_known_first(tables.films)
    yield _same_saga(films, fields, i, j)
    yield _named("dirección de {}", _shared(fields, "director", i, j), _spelled(tables.film_directors, "director"))
    yield _named("con {}", _shared(fields, "cast", i, j), _spelled(tables.film_cast, "actor"))
    yield _by_the_same_people(tables.ratings, fields, i, j)
    yield _named("{}", _shared_tokens(fields.genres, fields.genre_names, i, j, most=3), _GENRES, capital=True)
    yield _named("temas: {}", _shared(fields, "keyword", i, j, most=3), {}, quoted=True)
    yield _named("de {}", _shared(fields, "company", i, j, most=1), _spelled(tables.film_companies, "company"))
    yield _same_language(films, i, j)
    yield _named("de {}", _abroad(fields, i, j), _countries(tables.film_countries))
    yield _era(fields, i, j)
    yield ((int(pair), "muy bien valorada") for pair in np.flatnonzero(fields.rating[j] >= _WELL_LIKED))


def _shared(fields: Fields, field: str, i: Ints, j: Ints, most: int = 2) -> Iterator[tuple[int, list[str]]]:
    return _shared_tokens(fields.listed[field], fields.tokens[field], i, j, most)


def _shared_tokens(matrix: sp.csr_matrix, names: list[str], i: Ints, j: Ints, most: int) -> Iterator[tuple[int, list[str]]]:
    """Each pair that shares tokens, and the tokens that weigh most, heaviest first, ties by name."""
    common = matrix[i].multiply(matrix[j]).tocoo()
    order = np.lexsort((common.col, -np.round(common.data, 6), common.row))
    pairs, starts = np.unique(common.row[order], return_index=True)
    heaviest = common.col[order].tolist()
    bounds = [*starts.tolist(), len(heaviest)]
    for pair, (start, end) in zip(pairs.tolist(), pairwise(bounds), strict=True):
        yield pair, [names[column] for column in heaviest[start : min(end, start + most)]]


def _named(
    phrase: str,
    shared: Iterator[tuple[int, list[str]]],
    spelled: Mapping[str, str],
    capital: bool = False,
    quoted: bool = False,
) -> Iterator[tuple[int, str]]:
    for pair, tokens in shared:
        names = [spelled.get(token, token) for token in tokens]
        listed = ", ".join(f"«{name}»" for name in names) if quoted else _joined(names)
        yield pair, phrase.format(listed[:1].upper() + listed[1:] if capital else listed)


def _joined(names: list[str]) -> str:
    """Names as a sentence lists them: "y" becomes "e" before an i sound."""
    if len(names) == 1:
        return names[0]
    last = names[-1].casefold()
    conjunction = "e" if last.startswith(("i", "í", "hi")) and not last.startswith(("hie", "hia")) else "y"
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def _spelled(table: pd.DataFrame, column: str) -> dict[str, str]:
    """Each casefolded name as the table spells it; of several spellings the first in code-point order."""
    return {name.casefold(): name for name in sorted(table[column].dropna().unique(), reverse=True)}


def _countries(table: pd.DataFrame) -> dict[str, str]:
    held = table.dropna().sort_values("country").drop_duplicates("iso_3166_1")
    return {iso.casefold(): country_name(iso, name) for iso, name in zip(held["iso_3166_1"], held["country"], strict=True)}


def _same_saga(films: pd.DataFrame, fields: Fields, i: Ints, j: Ints) -> Iterator[tuple[int, str]]:
    collection = fields.listed["collection"]
    same = np.asarray(collection[i].multiply(collection[j]).sum(axis=1)).ravel() > 0
    for pair in np.flatnonzero(same):
        name = films["collection"].iat[i[pair]]
        yield int(pair), f"misma saga: {name.removesuffix(' Collection')}" if isinstance(name, str) else "misma saga"


def _by_the_same_people(ratings: pd.DataFrame, fields: Fields, i: Ints, j: Ints) -> Iterator[tuple[int, str]]:
    """Films that the same users gave four stars or more."""
    liked = ratings[ratings["rating"] >= _LIKED]
    users, user = np.unique(liked["user_id"], return_inverse=True)
    shape = (len(fields.film_id), max(len(users), 1))
    fans = sp.csr_matrix((np.ones(len(liked), np.float32), (fields.rows(liked["film_id"]), user)), shape=shape)
    both = np.asarray(fans[i].multiply(fans[j]).sum(axis=1)).ravel()
    for pair in np.flatnonzero(both >= _FEWEST_ADMIRERS):
        yield int(pair), "gusta a las mismas personas"


def _same_language(films: pd.DataFrame, i: Ints, j: Ints) -> Iterator[tuple[int, str]]:
    """The original language, where it is not the English of most films."""
    code: NDArray[np.object_] = films["original_language"].fillna("").to_numpy(object)
    for pair in np.flatnonzero((code[i] == code[j]) & (code[i] != "") & (code[i] != "en")):
        language = code[i[pair]]
        yield int(pair), "sin diálogos" if language == "xx" else f"en {language_name(language)}"


def _abroad(fields: Fields, i: Ints, j: Ints) -> Iterator[tuple[int, list[str]]]:
    """The rarest country that both come from, but for the one that most films come from, which says nothing."""
    commonest = np.bincount(fields.listed["country"].indices, minlength=1).argmax()
    for pair, countries in _shared(fields, "country", i, j, most=1):
        if countries != [fields.tokens["country"][commonest]]:
            yield pair, countries


def _era(fields: Fields, i: Ints, j: Ints) -> Iterator[tuple[int, str]]:
    for pair in np.flatnonzero(np.abs(fields.year[i] - fields.year[j]) <= _SAME_ERA):
        yield int(pair), "de los mismos años"
