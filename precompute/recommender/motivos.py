"""Motivos: the reasons why a film is recommended, by how much of the similarity each carries.

Each is said in Spanish, and as a code with values, which other languages say in their own words.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from precompute.display_names import GENRE_NAMES, country_name, language_name
from precompute.recommender.arrays import Floats, Ints, row_products
from precompute.recommender.corating import pair_coratings
from precompute.recommender.fields import PRIOR_RATING, Fields, best_known_first
from precompute.recommender.similarity import GENRE, Similarity, closeness_in
from precompute.tables import Tables

MAX_REASONS = 4
_PAIRS_AT_A_TIME = 500_000
_LIKED_STARS = 4.0
# Fewer users who like both films may be chance.
_MIN_COMMON_USERS = 5
_SAME_ERA_YEARS = 5
_HIGH_RATING = 7.0
# Closeness of overviews from which they tell of the same: fewer than one in twenty of the pairs that nobody calls alike.
_ALIKE_OVERVIEWS = 0.1
# Weights of tokens are compared to six decimals.
_MILLIONTHS = 1_000_000
_GENRES = {genre.casefold(): name for genre, name in GENRE_NAMES.items()}
_ENGLISH_GENRES = {genre.casefold(): genre for genre in GENRE_NAMES}


class Reason(NamedTuple):
    """A reason in Spanish, and its code with the values that it names: ("con Tom Hanks", ["reparto", "Tom Hanks"])."""

    text: str
    code: list[str]


# One kind of reason for many pairs: the index of each pair's reason in the list, -1 if it has none; and the list.
Reasons = tuple[Ints, list[Reason]]
# The index of each pair's shared tokens in the list, -1 if it shares none; and the list of distinct sets of tokens.
SharedTokens = tuple[Ints, list[tuple[str, ...]]]


@dataclass(frozen=True)
class Motivos:
    """The reasons of many pairs of films in one flat list; bounds: where the reasons of each pair start, and the end."""

    reasons: list[Reason]
    bounds: list[int]

    def between(self, start: int, end: int) -> list[list[Reason]]:
        """Return the reasons of each pair from `start` up to `end`, the most telling first."""
        return [self.reasons[first:last] for first, last in pairwise(self.bounds[start : end + 1])]


class _Kind(NamedTuple):
    """A kind of reason: the reasons of pairs of films, and how much of each pair's score they carry."""

    reasons: Callable[[Ints, Ints], Reasons]
    carried: Callable[[Ints, Ints, Floats], Floats]


def motivos(tables: Tables, similarity: Similarity, i: Ints, j: Ints, scores: Floats) -> Motivos:
    """Return up to four reasons to recommend film j to people who like film i, pair by pair.

    i, j: rows of `similarity.fields`; scores: their similarity. The reason that carries most of it comes first. Every pair
    has a reason, if only the year of film j.
    """
    kinds = list(_kinds(tables, similarity))
    reasons: list[Reason] = []
    counts = [np.zeros(1, np.int64)]
    for start in range(0, len(i), _PAIRS_AT_A_TIME):
        block = slice(start, start + _PAIRS_AT_A_TIME)
        of_block, count = _reasons_of_pairs(kinds, similarity.fields, i[block], j[block], scores[block])
        reasons += of_block
        counts.append(count)
    return Motivos(reasons, np.cumsum(np.concatenate(counts)).tolist())


def _reasons_of_pairs(
    kinds: Sequence[_Kind], fields: Fields, i: Ints, j: Ints, scores: Floats
) -> tuple[list[Reason], NDArray[np.int64]]:
    """Return the reasons of pairs in one flat list, and how many each pair has."""
    chosen, carried = np.full((len(i), len(kinds)), -1), np.full((len(i), len(kinds)), -np.inf, np.float32)
    listed: list[Reason] = []
    for number, kind in enumerate(kinds):
        index, reasons = kind.reasons(i, j)
        given = index >= 0
        chosen[given, number] = index[given] + len(listed)
        carried[given, number] = kind.carried(i[given], j[given], scores[given])
        listed += reasons
    # To six decimals, so that no machine's rounding decides; ties in the order of the kinds.
    order = np.argsort(-np.round(carried, 6), axis=1, kind="stable")[:, :MAX_REASONS]
    chosen = np.take_along_axis(chosen, order, axis=1)
    without = np.flatnonzero(chosen[:, 0] < 0)
    index, years = pd.factorize(fields.traits.year[j[without]])
    chosen[without, 0] = index + len(listed)
    listed += [Reason(f"de {int(year)}", ["anio", f"{int(year)}"]) for year in years]
    return [listed[index] for index in chosen[chosen >= 0].tolist()], (chosen >= 0).sum(axis=1)


def _kinds(tables: Tables, similarity: Similarity) -> Iterator[_Kind]:
    """Yield the kinds of reasons."""
    films, fields = best_known_first(tables.films), similarity.fields
    directors, cast = _spellings(tables.film_directors, "director"), _spellings(tables.film_cast, "actor")
    companies, countries = _spellings(tables.film_companies, "company"), _country_names(tables.film_countries)
    liked_by = _liked_by(tables.ratings, fields)

    def in_common(*names: str) -> Callable[[Ints, Ints, Floats], Floats]:
        """Return what these fields add to the score of pairs."""

        def carried(i: Ints, j: Ints, _: Floats) -> Floats:
            return sum(
                (np.float32(similarity.weights[name]) * closeness_in(name, fields, i, j) for name in names),
                np.zeros(len(i), np.float32),
            )

        return carried

    yield _Kind(lambda i, j: _same_saga(films, fields, i, j), in_common("collection"))
    yield _Kind(
        lambda i, j: _phrases("direccion", "dirección de {}", _shared(fields, "director", i, j), directors),
        in_common("director"),
    )
    yield _Kind(
        lambda i, j: _phrases("reparto", "con {}", _shared(fields, "cast", i, j), cast),
        in_common("cast"),
    )
    yield _Kind(
        lambda i, j: _text_where(row_products(liked_by, i, j) >= _MIN_COMMON_USERS, "gusta", "gusta a las mismas personas"),
        lambda i, j, scores: _carried_by_corating(similarity, i, j, scores),
    )
    yield _Kind(
        lambda i, j: _phrases(
            "genero",
            "{}",
            _shared_tokens(fields.genres, fields.genre_names, i, j, count=3),
            _GENRES,
            capital=True,
            value=_english_genre,
        ),
        in_common(GENRE),
    )
    yield _Kind(
        lambda i, j: _phrases("tema", "temas: {}", _shared(fields, "keyword", i, j, count=3), {}, quoted=True),
        in_common("keyword"),
    )
    yield _Kind(
        lambda i, j: _text_where(closeness_in("overview", fields, i, j) >= _ALIKE_OVERVIEWS, "argumento", "argumento parecido"),
        in_common("overview"),
    )
    yield _Kind(
        lambda i, j: _phrases("productora", "de {}", _shared(fields, "company", i, j, count=1), companies),
        in_common("company"),
    )
    yield _Kind(lambda i, j: _same_language(films, fields, i, j), in_common("language", "rare language"))
    yield _Kind(
        lambda i, j: _phrases("pais", "de {}", _shared_country(fields, i, j), countries, value=str.upper),
        in_common("country"),
    )
    yield _Kind(
        lambda i, j: _text_where(
            np.abs(fields.traits.year[i] - fields.traits.year[j]) <= _SAME_ERA_YEARS, "epoca", "de los mismos años"
        ),
        in_common("era, 3 years", "era, 30 years"),
    )
    # How well liked a film is counts from where an ordinary film stands: every film has some of it.
    yield _Kind(
        lambda _, j: _text_where(fields.traits.rating[j] >= _HIGH_RATING, "valorada", "muy bien valorada"),
        lambda _, j, __: np.float32(similarity.weights["well liked"] / 10) * (fields.traits.rating[j] - np.float32(PRIOR_RATING)),
    )


def _carried_by_corating(similarity: Similarity, i: Ints, j: Ints, scores: Floats) -> Floats:
    """Return what co-rating adds to the score of pairs, which it multiplies by 1 + corating · c."""
    if similarity.ratings is None:
        return np.zeros(len(i), np.float32)
    raised = np.float32(similarity.corating) * pair_coratings(similarity.ratings, i, j)
    return np.asarray(scores * np.float32(similarity.max_score) * raised / (1 + raised), np.float32)


def _text_where(condition: NDArray[np.bool_], code: str, text: str) -> Reasons:
    return np.where(condition, 0, -1), [Reason(text, [code])]


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
    code: str,
    phrase: str,
    shared: SharedTokens,
    spellings: Mapping[str, str],
    *,
    capital: bool = False,
    quoted: bool = False,
    value: Callable[[str], str] | None = None,
) -> Reasons:
    """Return `phrase` with the names of the tokens that each pair shares.

    capital: starting with a capital letter; value: what the code has of a token, if not its spelling.
    """
    index, lists = shared
    reasons = []
    for tokens in lists:
        names = [spellings.get(token, token) for token in tokens]
        enumeration = ", ".join(f"«{name}»" for name in names) if quoted else _enumeration(names) if names else ""
        text = phrase.format(enumeration[:1].upper() + enumeration[1:] if capital else enumeration)
        reasons.append(Reason(text, [code, *(map(value, tokens) if value else names)]))
    return index, reasons


def _english_genre(token: str) -> str:
    return _ENGLISH_GENRES.get(token, token)


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
    reasons = [Reason(f"misma saga: {name.removesuffix(' Collection')}", ["saga", name]) for name in names]
    return np.where(same, np.where(index[i] >= 0, index[i], len(reasons)), -1), [*reasons, Reason("misma saga", ["saga"])]


def _liked_by(ratings: pd.DataFrame, fields: Fields) -> sp.csr_matrix:
    """Return the matrix film × user with 1 where the user gave the film four stars or more."""
    liked = ratings[ratings["rating"] >= _LIKED_STARS]
    users, user = np.unique(liked["user_id"], return_inverse=True)
    shape = (len(fields.film_id), max(len(users), 1))
    return sp.csr_matrix((np.ones(len(liked), np.float32), (fields.rows(liked["film_id"]), user)), shape=shape)


def _same_language(films: pd.DataFrame, fields: Fields, i: Ints, j: Ints) -> Reasons:
    """Return the original language of the pairs that share one, except English, the language of most films."""
    codes = films["original_language"].fillna("").to_numpy(object)
    language = fields.traits.language
    first = np.unique(language, return_index=True)[1]
    code_of = {int(language[row]): codes[row] for row in first if codes[row]}
    informative = np.array([code_of.get(number, "en") != "en" for number in range(max(code_of, default=-1) + 1)], bool)
    same = (language[i] == language[j]) & (language[i] >= 0)
    same[same] = informative[language[i][same]]
    codes_in_order = [code for _, code in sorted(code_of.items())]
    texts = ["sin diálogos" if code == "xx" else f"en {language_name(code)}" for code in codes_in_order]
    return np.where(same, language[i], -1), [
        Reason(text, ["idioma", code]) for text, code in zip(texts, codes_in_order, strict=True)
    ]


def _shared_country(fields: Fields, i: Ints, j: Ints) -> SharedTokens:
    """Return the rarest country that each pair shares, except the country of most films, which is not informative."""
    commonest = fields.token_names["country"][np.bincount(fields.vectors["country"].indices, minlength=1).argmax() :][:1]
    index, lists = _shared(fields, "country", i, j, count=1)
    uninformative = [number for number, countries in enumerate(lists) if list(countries) == commonest]
    return np.where(np.isin(index, uninformative), -1, index), lists
