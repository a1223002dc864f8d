"""What films can have in common, field by field, as numbers that can be compared.

Films are numbered in order of fame (most votes first, then the lower id), so that "the earlier row" is the rule
by which every tie is broken, and neither the order of the tables' rows nor the number of threads can show.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray

from precompute.recommender.arrays import Floats, Ints
from precompute.tables import Tables

LISTED = ("director", "cast", "company", "country", "collection", "keyword", "overview", "title")
CAST_SIZE = 10
# Letters of any script, two or more: a plot is not told in numbers.
_WORD = re.compile(r"[^\W\d_]{2,}")
# A rating counts from some 25 votes on: IMDb's weighted rating, v/(v+m)·R + m/(v+m)·C, with m = 25 and C = 6.
PRIOR_VOTES, PRIOR_RATING = 25.0, 6.0
# The least known films that people are seen to rate have about this many votes; below it fame says nothing.
LEAST_FAME = float(np.log1p(50))
MOST_FAME = float(np.log1p(15_000))


@dataclass(frozen=True)
class Fields:
    """Every film's fields; row r of each is the r-th best-known film.

    listed: field → sparse rows (film × token, float32) of unit length or empty, so that the product of two rows is
    year in years; fame = log(1 + votes) kept within the range that people rate; rating 0 to 10; budget and revenue
    in powers of ten, 0 where unknown.
    """

    film_id: Ints
    listed: Mapping[str, sp.csr_matrix]
    tokens: Mapping[str, list[str]]
    genres: sp.csr_matrix
    genre_names: list[str]
    language: Ints
    rarity: Floats
    year: Floats
    fame: Floats
    rating: Floats
    budget: Floats
    revenue: Floats

    def rows(self, film_id: "pd.Series[int]") -> Ints:
        """The row of each film id; all of them must be films of the catalogue."""
        order = np.argsort(self.film_id, kind="stable")
        return order[np.searchsorted(self.film_id[order], film_id.to_numpy())].astype(np.int64)


def best_known_first(films: pd.DataFrame) -> pd.DataFrame:
    """The films by votes, most first, then by id: the order in which this package numbers them."""
    return films.sort_values(["vote_count", "film_id"], ascending=[False, True], kind="stable").reset_index(drop=True)


def film_fields(tables: Tables) -> Fields:
    """The fields of every film of the catalogue."""
    films = best_known_first(tables.films)
    ids = pd.Index(films["film_id"])
    named = {
        "director": _tokens(ids, tables.film_directors, "director"),
        "cast": _cast_tokens(ids, tables.film_cast),
        "company": _tokens(ids, tables.film_companies, "company"),
        "country": _tokens(ids, tables.film_countries, "iso_3166_1"),
        "keyword": _tokens(ids, tables.film_keywords, "keyword"),
    }
    language = pd.factorize(films["original_language"], sort=True)[0]
    genres = _tokens(ids, tables.film_genres, "genre")
    votes = films["vote_count"].to_numpy(np.float32)
    average = films["vote_average"].fillna(PRIOR_RATING).to_numpy(np.float32)
    return Fields(
        film_id=films["film_id"].to_numpy(np.int64),
        listed={
            **{field: _weighted(len(ids), tokens) for field, tokens in named.items()},
            "collection": _unit(len(ids), _tokens(ids, films, "collection_id")),
            "overview": _words(films["overview"].fillna("") + " " + films["tagline"].fillna(""), at_most=0.02),
            "title": _words(films["title"], at_most=0.02),
        },
        tokens={field: sorted(tokens["token"].unique()) for field, tokens in named.items()},
        genres=_unit(len(ids), genres),
        genre_names=sorted(genres["token"].unique()),
        language=language.astype(np.int64),
        rarity=_rarity(language),
        year=films["release_year"].to_numpy(np.float32),
        fame=np.clip(np.log1p(np.maximum(votes, 0)), LEAST_FAME, MOST_FAME).astype(np.float32),
        rating=((votes * average + PRIOR_VOTES * PRIOR_RATING) / (votes + PRIOR_VOTES)).astype(np.float32),
        budget=_power_of_ten(films["budget"]),
        revenue=_power_of_ten(films["revenue"]),
    )


def _tokens(ids: pd.Index, table: pd.DataFrame, column: str) -> pd.DataFrame:
    """(row, token, weight 1), one per film and value; names that differ in case alone are one token."""
    held = table.loc[table[column].notna(), ["film_id", column]]
    value = held[column] if column.endswith("_id") else held[column].str.casefold()
    tokens = pd.DataFrame({"row": ids.get_indexer(pd.Index(held["film_id"])), "token": value.to_numpy(), "weight": 1.0})
    return tokens.drop_duplicates(["row", "token"])


def _cast_tokens(ids: pd.Index, cast: pd.DataFrame) -> pd.DataFrame:
    """The first names of each cast, the lead weighing most: 1/√(1 + place/1.5)."""
    billed = cast.sort_values(["film_id", "order"], kind="stable")
    tokens = _tokens(ids, billed, "actor")
    place = tokens.groupby("row").cumcount()
    return tokens.assign(weight=1 / np.sqrt(1 + place / 1.5))[place < CAST_SIZE]


def _unit(films: int, tokens: pd.DataFrame) -> sp.csr_matrix:
    """Rows of unit length, each token counting the same."""
    return _unit_rows(_matrix(films, tokens["row"].to_numpy(), tokens["token"], tokens["weight"].to_numpy()))


def _weighted(films: int, tokens: pd.DataFrame) -> sp.csr_matrix:
    """Rows of unit length, a token counting for the more the fewer films carry it: idf = log((1 + N) / n)."""
    counts = _matrix(films, tokens["row"].to_numpy(), tokens["token"], tokens["weight"].to_numpy())
    return _unit_rows(counts @ sp.diags(np.log((1 + films) / np.maximum(_frequency(counts), 1))))


def _matrix(films: int, row: Ints, token: ArrayLike, weight: NDArray[np.float64]) -> sp.csr_matrix:
    """Film × token, the weights of a token that stands twice summed."""
    # Sorted tokens: sums of floats must not depend on the order of the table's rows.
    column, names = pd.factorize(np.asarray(token, object), sort=True)
    return sp.csr_matrix((weight, (row, column)), shape=(films, max(len(names), 1)))


def _frequency(matrix: sp.csr_matrix) -> Ints:
    """How many films have each token."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def _unit_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """The rows scaled to unit length; an empty one stays so."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sp.diags(1 / np.maximum(length, 1e-12)) @ matrix).astype(np.float32).tocsr()


def _rarity(language: Ints) -> Floats:
    """How rare each film's language is among N films, log((1 + N) / n) / log(1 + N): Greek tells more than English."""
    films = len(language)
    frequency = np.maximum(np.bincount(language[language >= 0], minlength=1), 1)
    return np.where(language >= 0, np.log((1 + films) / frequency[language]) / np.log(1 + films), 0).astype(np.float32)


def _words(texts: "pd.Series[str]", at_most: float) -> sp.csr_matrix:
    """TF-IDF, (1 + log tf) · log((1 + N) / n), of the words that two texts or more hold, yet no more than this share of them.

    What most texts of a language hold, its articles and pronouns, goes by that share, in any language.
    """
    found = [_WORD.findall(text) for text in texts.str.lower()]
    row = np.repeat(np.arange(len(found)), [len(words) for words in found])
    counts = _matrix(len(found), row, np.array(list(chain.from_iterable(found)), object), np.ones(len(row)))
    frequency = _frequency(counts)
    # Few texts: a share of them would be less than the two that a word needs.
    told = np.flatnonzero((frequency >= 2) & (frequency <= max(2, int(at_most * len(found)))))
    if not len(told):
        return sp.csr_matrix((len(found), 1), dtype=np.float32)
    counts = counts[:, told]
    counts.data = 1 + np.log(counts.data)
    return _unit_rows(counts @ sp.diags(np.log((1 + len(found)) / frequency[told])))


def _power_of_ten(money: "pd.Series[int]") -> Floats:
    """log10 of an amount; 0 where it is unknown or too small to be believed (the source has budgets of 1 dollar)."""
    amounts = money.to_numpy(np.float64)
    return np.where(amounts >= 10_000, np.log10(np.maximum(amounts, 1)), 0).astype(np.float32)
