"""Motivos: the reasons why a film is recommended, in Spanish."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from precompute.display_names import GENRE_NAMES, country_name, language_name
from precompute.recommender.arrays import Ints
from precompute.recommender.fields import Fields, best_known_first
from precompute.tables import Tables

MAX_REASONS = 4
_LIKED_STARS = 4.0
# Fewer users who like both films may be chance.
_MIN_COMMON_USERS = 5
_SAME_ERA_YEARS = 5
_HIGH_RATING = 7.0
# Weights of tokens are compared to six decimals.
_MILLIONTHS = 1_000_000
_GENRES = {genre.casefold(): name for genre, name in GENRE_NAMES.items()}

# One kind of reason for many pairs: the index of each pair's text in the list, -1 if it has none; and the list of texts.
Reasons = tuple[Ints, list[str]]
# The index of each pair's shared tokens in the list, -1 if it shares none; and the list of distinct sets of tokens.
SharedTokens = tuple[Ints, list[tuple[str, ...]]]


@dataclass(frozen=True)
class Motivos:
    """The reasons of many pairs of films in one flat list; bounds: where the reasons of each pair start, and the end."""

    texts: list[str]
    bounds: list[int]

    def between(self, start: int, end: int) -> list[list[str]]:
        """Return the reasons of each pair from `start` up to `end`, the most informative first."""
        return [self.texts[first:last] for first, last in pairwise(self.bounds[start : end + 1])]


def motivos(tables: Tables, fields: Fields, i: Ints, j: Ints) -> Motivos:
    """Return up to four reasons to recommend film j to people who like film i, pair by pair, the most informative first.

    i, j: rows of `fields`. Every pair has a reason, if only the year of film j.
    """
    texts: list[str] = []
    text_index, count = np.full((len(i), MAX_REASONS), -1), np.zeros(len(i), np.int64)
    for reasons in _reasons_by_kind(tables, fields):
        open_pairs = np.flatnonzero(count < MAX_REASONS)
        index, phrases = reasons(i[open_pairs], j[open_pairs])
        pairs = open_pairs[index >= 0]
        text_index[pairs, count[pairs]] = index[index >= 0] + len(texts)
        count[pairs] += 1
        texts += phrases
    without = np.flatnonzero(count == 0)
    index, years = pd.factorize(fields.traits.year[j[without]])
    text_index[without, 0] = index + len(texts)
    texts += [f"de {int(year)}" for year in years]
    texts_by_pair = [texts[index] for index in text_index[text_index >= 0].tolist()]
    return Motivos(texts_by_pair, np.cumsum(np.concatenate([[0], np.maximum(count, 1)])).tolist())


def _reasons_by_kind(tables: Tables, fields: Fields) -> Iterator[Callable[[Ints, Ints], Reasons]]:
    """Yield for each kind of reason a function that returns the reasons of pairs; the most informative kind first."""
    films = best_known_first(tables.films)
    yield lambda i, j: _same_saga(films, fields, i, j)
    yield lambda i, j: _phrases(
        "dirección de {}", _shared(fields, "director", i, j), _spellings(tables.film_directors, "director")
    )
    yield lambda i, j: _phrases("con {}", _shared(fields, "cast", i, j), _spellings(tables.film_cast, "actor"))
    yield lambda i, j: _liked_by_the_same_users(tables.ratings, fields, i, j)
    yield lambda i, j: _phrases("{}", _shared_tokens(fields.genres, fields.genre_names, i, j, count=3), _GENRES, capital=True)
    yield lambda i, j: _phrases("temas: {}", _shared(fields, "keyword", i, j, count=3), {}, quoted=True)
    yield lambda i, j: _phrases("de {}", _shared(fields, "company", i, j, count=1), _spellings(tables.film_companies, "company"))
    yield lambda i, j: _same_language(films, fields, i, j)
    yield lambda i, j: _phrases("de {}", _shared_country(fields, i, j), _country_names(tables.film_countries))
    yield lambda i, j: _text_where(np.abs(fields.traits.year[i] - fields.traits.year[j]) <= _SAME_ERA_YEARS, "de los mismos años")
    yield lambda _, j: _text_where(fields.traits.rating[j] >= _HIGH_RATING, "muy bien valorada")


def _text_where(condition: NDArray[np.bool_], text: str) -> Reasons:
    return np.where(condition, 0, -1), [text]


def _shared(fields: Fields, field: str, i: Ints, j: Ints, count: int = 2) -> SharedTokens:
    return _shared_tokens(fields.vectors[field], fields.token_names[field], i, j, count)


def _shared_tokens(matrix: sp.csr_matrix, names: list[str], i: Ints, j: Ints, count: int) -> SharedTokens:
    """Return the `count` tokens with the highest weights that each pair shares, heaviest first, ties by name."""
    common = matrix[i].multiply(matrix[j])
    row = np.repeat(np.arange(len(i)), np.diff(common.indptr))
    # One number for pair and weight. The tokens of a pair are already sorted by name, and a stable sort keeps that order.
    order = np.argsort(row * 2 * _MILLIONTHS - np.rint(common.data * _MILLIONTHS).astype(np.int64), kind="stable")
    column = common.indices[order].astype(np.int64)
    rank = np.arange(len(row)) - np.repeat(common.indptr[:-1], np.diff(common.indptr))
    heaviest = np.full((len(i), count), len(names), np.int64)
    heaviest[row[rank < count], rank[rank < count]] = column[rank < count]
    # The few columns of a pair as one number, so that one comparison finds the pairs with the same tokens.
    code = heaviest @ (len(names) + 1) ** np.arange(count - 1, -1, -1)
    index = pd.factorize(code)[0]
    first = ~pd.Series(code).duplicated().to_numpy()
    lists = [tuple([names[column] for column in columns if column < len(names)]) for columns in heaviest[first].tolist()]
    return np.where(heaviest[:, 0] < len(names), index, -1), lists


def _phrases(
    phrase: str, shared: SharedTokens, spellings: Mapping[str, str], capital: bool = False, quoted: bool = False
) -> Reasons:
    """Return `phrase` with the names of the tokens that each pair shares. capital: starting with a capital letter."""
    index, lists = shared
    phrases = []
    for tokens in lists:
        names = [spellings.get(token, token) for token in tokens]
        enumeration = ", ".join(f"«{name}»" for name in names) if quoted else _enumeration(names) if names else ""
        phrases.append(phrase.format(enumeration[:1].upper() + enumeration[1:] if capital else enumeration))
    return index, phrases


def _enumeration(names: list[str]) -> str:
    """Return the names as a Spanish sentence lists them: "y" becomes "e" before an i sound."""
    if len(names) == 1:
        return names[0]
    last = names[-1].casefold()
    conjunction = "e" if last.startswith(("i", "í", "hi")) and not last.startswith(("hie", "hia")) else "y"
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def _spellings(table: pd.DataFrame, column: str) -> dict[str, str]:
    """Return each casefolded name with its spelling in the table; of several spellings the first in code-point order."""
    spellings: dict[str, str] = {}
    for name in table[column].dropna().unique().tolist():
        folded = name.casefold()
        spellings[folded] = min(name, spellings.get(folded, name))
    return spellings


def _country_names(table: pd.DataFrame) -> dict[str, str]:
    """Return the Spanish name of each casefolded country code."""
    countries = table.dropna().sort_values("country").drop_duplicates("iso_3166_1")
    pairs = zip(countries["iso_3166_1"], countries["country"], strict=True)
    return {iso.casefold(): country_name(iso, name) for iso, name in pairs}


def _same_saga(films: pd.DataFrame, fields: Fields, i: Ints, j: Ints) -> Reasons:
    collection = fields.vectors["collection"]
    same = np.asarray(collection[i].multiply(collection[j]).sum(axis=1)).ravel() > 0
    index, names = pd.factorize(films["collection"])
    phrases = [f"misma saga: {name.removesuffix(' Collection')}" for name in names]
    return np.where(same, np.where(index[i] >= 0, index[i], len(phrases)), -1), [*phrases, "misma saga"]


def _liked_by_the_same_users(ratings: pd.DataFrame, fields: Fields, i: Ints, j: Ints) -> Reasons:
    """Return the reason of the pairs of films to which the same users gave four stars or more."""
    liked = ratings[ratings["rating"] >= _LIKED_STARS]
    users, user = np.unique(liked["user_id"], return_inverse=True)
    shape = (len(fields.film_id), max(len(users), 1))
    liked_by = sp.csr_matrix((np.ones(len(liked), np.float32), (fields.rows(liked["film_id"]), user)), shape=shape)
    common_users = np.asarray(liked_by[i].multiply(liked_by[j]).sum(axis=1)).ravel()
    return _text_where(common_users >= _MIN_COMMON_USERS, "gusta a las mismas personas")


def _same_language(films: pd.DataFrame, fields: Fields, i: Ints, j: Ints) -> Reasons:
    """Return the original language of the pairs that share one, except English, the language of most films."""
    codes = films["original_language"].fillna("").to_numpy(object)
    language = fields.traits.language
    first = np.unique(language, return_index=True)[1]
    code_of = {int(language[row]): codes[row] for row in first if codes[row]}
    informative = np.array([code_of.get(number, "en") != "en" for number in range(max(code_of, default=-1) + 1)], bool)
    same = (language[i] == language[j]) & (language[i] >= 0)
    same[same] = informative[language[i][same]]
    texts = ["sin diálogos" if code == "xx" else f"en {language_name(code)}" for _, code in sorted(code_of.items())]
    return np.where(same, language[i], -1), texts


def _shared_country(fields: Fields, i: Ints, j: Ints) -> SharedTokens:
    """Return the rarest country that each pair shares, except the country of most films, which is not informative."""
    commonest = fields.token_names["country"][np.bincount(fields.vectors["country"].indices, minlength=1).argmax() :][:1]
    index, lists = _shared(fields, "country", i, j, count=1)
    uninformative = [number for number, countries in enumerate(lists) if list(countries) == commonest]
    return np.where(np.isin(index, uninformative), -1, index), lists
