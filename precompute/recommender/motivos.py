"""Motivos: why a film is recommended, in words of the reader's language."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from precompute.display_names import country_name, language_name
from precompute.recommender.arrays import Ints
from precompute.recommender.fields import Fields, best_known_first
from precompute.tables import Tables

MOST = 4
_LIKED = 4.0
# Fewer common admirers may be chance.
_FEWEST_ADMIRERS = 5
_SAME_ERA = 5
_WELL_LIKED = 7.0
# Weights of tokens are told apart to six decimals.
_MILLIONTHS = 1_000_000
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


# One kind of reason: which of the texts each pair has, by its place among them, -1 where none; and the texts.
Reasons = tuple[Ints, list[str]]
# For each pair, which of the lists of shared tokens is its own, -1 where nothing is shared; and the lists.
Shared = tuple[Ints, list[tuple[str, ...]]]


@dataclass(frozen=True)
class Motivos:
    """The reasons of many pairs of films, one pair's after another's; bounds: where each pair's begin, and the end."""

    texts_by_pair: list[str]
    bounds: list[int]

    def of(self, start: int, end: int) -> list[list[str]]:
        """The reasons of each of the pairs from `start` up to `end`, most telling first."""
        return [self.texts_by_pair[first:last] for first, last in pairwise(self.bounds[start : end + 1])]


def motivos(tables: Tables, fields: Fields, i: Ints, j: Ints) -> Motivos:
    """For each pair of films, at most four reasons to recommend the second to who likes the first, most telling first.

    Rows are those of `fields`. There is always a reason, if only when the film is from or how it is rated.
    """
    texts: list[str] = []
    chosen, count = np.full((len(i), MOST), -1), np.zeros(len(i), np.int64)
    for reasons in _every_kind(tables, fields):
        open_pairs = np.flatnonzero(count < MOST)
        index, phrases = reasons(i[open_pairs], j[open_pairs])
        pair = open_pairs[index >= 0]
        chosen[pair, count[pair]] = index[index >= 0] + len(texts)
        count[pair] += 1
        texts += phrases
    without = np.flatnonzero(count == 0)
    index, years = pd.factorize(fields.traits.year[j[without]])
    chosen[without, 0] = index + len(texts)
    texts += [f"de {int(year)}" for year in years]
    texts_by_pair = [texts[index] for index in chosen[chosen >= 0].tolist()]
    return Motivos(texts_by_pair, np.cumsum(np.concatenate([[0], np.maximum(count, 1)])).tolist())


def _every_kind(tables: Tables, fields: Fields) -> Iterator[Callable[[Ints, Ints], Reasons]]:
    """Kind by kind, the most telling first: what reasons pairs of films have."""
    films = best_known_first(tables.films)
    yield lambda i, j: _same_saga(films, fields, i, j)
    yield lambda i, j: _named("dirección de {}", _shared(fields, "director", i, j), _spelled(tables.film_directors, "director"))
    yield lambda i, j: _named("con {}", _shared(fields, "cast", i, j), _spelled(tables.film_cast, "actor"))
    yield lambda i, j: _by_the_same_people(tables.ratings, fields, i, j)
    yield lambda i, j: _named("{}", _shared_tokens(fields.genres, fields.genre_names, i, j, most=3), _GENRES, capital=True)
    yield lambda i, j: _named("temas: {}", _shared(fields, "keyword", i, j, most=3), {}, quoted=True)
    yield lambda i, j: _named("de {}", _shared(fields, "company", i, j, most=1), _spelled(tables.film_companies, "company"))
    yield lambda i, j: _same_language(films, fields, i, j)
    yield lambda i, j: _named("de {}", _abroad(fields, i, j), _countries(tables.film_countries))
    yield lambda i, j: _where(np.abs(fields.traits.year[i] - fields.traits.year[j]) <= _SAME_ERA, "de los mismos años")
    yield lambda _, j: _where(fields.traits.rating[j] >= _WELL_LIKED, "muy bien valorada")


def _where(condition: NDArray[np.bool_], text: str) -> Reasons:
    return np.where(condition, 0, -1), [text]


def _shared(fields: Fields, field: str, i: Ints, j: Ints, most: int = 2) -> Shared:
    return _shared_tokens(fields.listed[field], fields.tokens[field], i, j, most)


def _shared_tokens(matrix: sp.csr_matrix, names: list[str], i: Ints, j: Ints, most: int) -> Shared:
    """The tokens that each pair shares and that weigh most, heaviest first, ties by name."""
    common = matrix[i].multiply(matrix[j])
    row = np.repeat(np.arange(len(i)), np.diff(common.indptr))
    # One number for pair and weight; a pair's tokens stand by name already, and a stable sort leaves them so.
    order = np.argsort(row * 2 * _MILLIONTHS - np.rint(common.data * _MILLIONTHS).astype(np.int64), kind="stable")
    column = common.indices[order].astype(np.int64)
    index = np.arange(len(row)) - np.repeat(common.indptr[:-1], np.diff(common.indptr))
    heaviest = np.full((len(i), most), len(names), np.int64)
    heaviest[row[index < most], index[index < most]] = column[index < most]
    # The few columns of a pair as one number, so that pairs with the same tokens are told by one comparison.
    code = heaviest @ (len(names) + 1) ** np.arange(most - 1, -1, -1)
    which = pd.factorize(code)[0]
    first = ~pd.Series(code).duplicated().to_numpy()
    lists = [tuple([names[column] for column in columns if column < len(names)]) for columns in heaviest[first].tolist()]
    return np.where(heaviest[:, 0] < len(names), which, -1), lists


def _named(phrase: str, shared: Shared, spelled: Mapping[str, str], capital: bool = False, quoted: bool = False) -> Reasons:
    index, lists = shared
    phrases = []
    for tokens in lists:
        names = [spelled.get(token, token) for token in tokens]
        listed = ", ".join(f"«{name}»" for name in names) if quoted else _joined(names) if names else ""
        phrases.append(phrase.format(listed[:1].upper() + listed[1:] if capital else listed))
    return index, phrases


def _joined(names: list[str]) -> str:
    """Names as a sentence lists them: "y" becomes "e" before an i sound."""
    if len(names) == 1:
        return names[0]
    last = names[-1].casefold()
    conjunction = "e" if last.startswith(("i", "í", "hi")) and not last.startswith(("hie", "hia")) else "y"
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def _spelled(table: pd.DataFrame, column: str) -> dict[str, str]:
    """Each casefolded name as the table spells it; of several spellings the first in code-point order."""
    spelled: dict[str, str] = {}
    for name in table[column].dropna().unique().tolist():
        folded = name.casefold()
        spelled[folded] = min(name, spelled.get(folded, name))
    return spelled


def _countries(table: pd.DataFrame) -> dict[str, str]:
    held = table.dropna().sort_values("country").drop_duplicates("iso_3166_1")
    return {iso.casefold(): country_name(iso, name) for iso, name in zip(held["iso_3166_1"], held["country"], strict=True)}


def _same_saga(films: pd.DataFrame, fields: Fields, i: Ints, j: Ints) -> Reasons:
    collection = fields.listed["collection"]
    same = np.asarray(collection[i].multiply(collection[j]).sum(axis=1)).ravel() > 0
    index, names = pd.factorize(films["collection"])
    phrases = [f"misma saga: {name.removesuffix(' Collection')}" for name in names]
    return np.where(same, np.where(index[i] >= 0, index[i], len(phrases)), -1), [*phrases, "misma saga"]


def _by_the_same_people(ratings: pd.DataFrame, fields: Fields, i: Ints, j: Ints) -> Reasons:
    """Films that the same users gave four stars or more."""
    liked = ratings[ratings["rating"] >= _LIKED]
    users, user = np.unique(liked["user_id"], return_inverse=True)
    shape = (len(fields.film_id), max(len(users), 1))
    fans = sp.csr_matrix((np.ones(len(liked), np.float32), (fields.rows(liked["film_id"]), user)), shape=shape)
    both = np.asarray(fans[i].multiply(fans[j]).sum(axis=1)).ravel()
    return _where(both >= _FEWEST_ADMIRERS, "gusta a las mismas personas")


def _same_language(films: pd.DataFrame, fields: Fields, i: Ints, j: Ints) -> Reasons:
    """The original language, where it is not the English of most films."""
    codes = films["original_language"].fillna("").to_numpy(object)
    first = np.unique(fields.traits.language, return_index=True)[1]
    phrases = {int(fields.traits.language[row]): codes[row] for row in first if codes[row]}
    telling = np.array([phrases.get(number, "en") != "en" for number in range(max(phrases, default=-1) + 1)], bool)
    shared = (fields.traits.language[i] == fields.traits.language[j]) & (fields.traits.language[i] >= 0)
    shared[shared] = telling[fields.traits.language[i][shared]]
    texts = ["sin diálogos" if code == "xx" else f"en {language_name(code)}" for _, code in sorted(phrases.items())]
    return np.where(shared, fields.traits.language[i], -1), texts


def _abroad(fields: Fields, i: Ints, j: Ints) -> Shared:
    """The rarest country that both come from, but for the one that most films come from, which says nothing."""
    commonest = fields.tokens["country"][np.bincount(fields.listed["country"].indices, minlength=1).argmax() :][:1]
    index, lists = _shared(fields, "country", i, j, most=1)
    silent = [number for number, countries in enumerate(lists) if list(countries) == commonest]
    return np.where(np.isin(index, silent), -1, index), lists
