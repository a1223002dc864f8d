"""What films can have in common, field by field, as numbers that can be compared.

Films are numbered in order of fame (most votes first, then the lower id), so that "the earlier row" is the rule
by which every tie is broken, and neither the order of the tables' rows nor the number of threads can show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp
from numpy.typing import NDArray

from precompute.recommender.arrays import Floats, Ints
from precompute.tables import Tables

LISTED = ("director", "cast", "company", "country", "collection", "keyword", "overview", "title")
CAST_SIZE = 10
# What parts words, which are of letters of any script, two or more: a plot is not told in numbers.
_NO_LETTERS, _SHORTEST = r"[^\pL\p{Nl}\p{No}]+", 2
# A rating counts from some 25 votes on: IMDb's weighted rating, v/(v+m)·R + m/(v+m)·C, with m = 25 and C = 6.
PRIOR_VOTES, PRIOR_RATING = 25.0, 6.0
# The least known films that people are seen to rate have about this many votes; below it fame says nothing.
LEAST_FAME = float(np.log1p(50))
MOST_FAME = float(np.log1p(15_000))


class Traits(NamedTuple):
    """What a film has one of, an array each; of all films of the catalogue, or of some in any shape.

    language: a number for each, -1 where unknown; rarity: of the language, 0 to 1; year in years; fame = log(1 + votes)
    kept within the range that people rate; rating 0 to 10; budget and revenue in powers of ten, 0 where unknown.
    """

    language: Ints
    rarity: Floats
    year: Floats
    fame: Floats
    rating: Floats
    budget: Floats
    revenue: Floats

    def of(self, rows: Ints) -> "Traits":
        """The traits of the films in these rows."""
        # take: much quicker than brackets where rows are many.
        return Traits._make(trait.take(rows) for trait in self)


@dataclass(frozen=True)
class Fields:
    """Every film's fields; row r of each is the r-th best-known film.

    listed: field → sparse rows (film × token, float32) of unit length or empty, so that the product of two rows is
    their cosine; tokens: field → the names of its columns; genres: likewise, film × genre_names.
    """

    film_id: Ints
    listed: Mapping[str, sp.csr_matrix]
    tokens: Mapping[str, list[str]]
    genres: sp.csr_matrix
    genre_names: list[str]
    traits: Traits

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
            **{field: _weighted(tokens.matrix(len(ids))) for field, tokens in named.items()},
            "collection": _unit_rows(_tokens(ids, films, "collection_id").matrix(len(ids))),
            "overview": _words(films["overview"].fillna("") + " " + films["tagline"].fillna(""), at_most=0.02),
            "title": _words(films["title"], at_most=0.02),
        },
        tokens={field: tokens.names for field, tokens in named.items()},
        genres=_unit_rows(genres.matrix(len(ids))),
        genre_names=genres.names,
        traits=Traits(
            language=language.astype(np.int64),
            rarity=_rarity(language),
            year=films["release_year"].to_numpy(np.float32),
            fame=np.clip(np.log1p(np.maximum(votes, 0)), LEAST_FAME, MOST_FAME).astype(np.float32),
            rating=((votes * average + PRIOR_VOTES * PRIOR_RATING) / (votes + PRIOR_VOTES)).astype(np.float32),
            budget=_power_of_ten(films["budget"]),
            revenue=_power_of_ten(films["revenue"]),
        ),
    )


@dataclass(frozen=True)
class _Tokens:
    """Which films carry which tokens, each pair once: the film's row, the token's place among `names`, what it weighs.

    names are sorted, so that sums of floats do not depend on the order of the table's rows.
    """

    row: Ints
    column: Ints
    weight: NDArray[np.float64]
    names: list[str]

    def matrix(self, films: int) -> sp.csr_matrix:
        """Film × token, the weights."""
        return sp.csr_matrix((self.weight, (self.row, self.column)), shape=(films, max(len(self.names), 1)))


def _tokens(ids: pd.Index, table: pd.DataFrame, column: str, order: Ints | None = None) -> _Tokens:
    """One token per film and value, weighing 1, of the rows in this order; names that differ in case alone are one token."""
    spelled, spellings = pd.factorize(table[column])
    held = np.flatnonzero(spelled >= 0) if order is None else order[spelled[order] >= 0]
    values = spellings.tolist()
    number, names = _numbered(pa.array(values if column.endswith("_id") else [name.casefold() for name in values]))
    row, token = ids.get_indexer(pd.Index(table["film_id"]))[held], number[spelled[held]]
    once = ~pd.Series(row * len(names) + token).duplicated().to_numpy()
    return _Tokens(row[once], token[once], np.ones(np.count_nonzero(once)), names)


def _numbered(values: pa.Array) -> tuple[Ints, list[str]]:
    """Each value's place among the distinct ones, sorted, and these."""
    coded = values.dictionary_encode()
    order = pc.sort_indices(coded.dictionary)
    place = np.empty(len(order), np.int64)
    place[order.to_numpy()] = np.arange(len(order))
    return place[coded.indices.to_numpy()], coded.dictionary.take(order).to_pylist()


def _cast_tokens(ids: pd.Index, cast: pd.DataFrame) -> _Tokens:
    """The first names of each cast, the lead weighing most: 1/√(1 + place/1.5)."""
    place = cast["order"].to_numpy(np.float64, na_value=np.inf)
    tokens = _tokens(ids, cast, "actor", np.lexsort((place, cast["film_id"])))
    first = np.flatnonzero(np.diff(tokens.row, prepend=-1))
    place = np.arange(len(tokens.row)) - np.repeat(first, np.diff(first, append=len(tokens.row)))
    billed = place < CAST_SIZE
    known, column = np.unique(tokens.column[billed], return_inverse=True)
    weight = 1 / np.sqrt(1 + place[billed] / 1.5)
    return _Tokens(tokens.row[billed], column, weight, [tokens.names[number] for number in known.tolist()])


def _weighted(counts: sp.csr_matrix) -> sp.csr_matrix:
    """Rows of unit length, a token counting for the more the fewer films carry it: idf = log((1 + N) / n)."""
    idf = np.log((1 + counts.shape[0]) / np.maximum(_frequency(counts), 1))
    counts.data *= idf[counts.indices]
    return _unit_rows(counts)


def _frequency(matrix: sp.csr_matrix) -> Ints:
    """How many films have each token."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def _unit_rows(matrix: sp.csr_matrix) -> sp.csr_matrix:
    """The rows scaled to unit length; an empty one stays so."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data *= np.repeat(1 / np.maximum(length, 1e-12), np.diff(matrix.indptr))
    return matrix.astype(np.float32)


def _rarity(language: Ints) -> Floats:
    """How rare each film's language is among N films, log((1 + N) / n) / log(1 + N): Greek tells more than English."""
    films = len(language)
    frequency = np.maximum(np.bincount(language[language >= 0], minlength=1), 1)
    return np.where(language >= 0, np.log((1 + films) / frequency[language]) / np.log(1 + films), 0).astype(np.float32)


def _words(texts: "pd.Series[str]", at_most: float) -> sp.csr_matrix:
    """TF-IDF, (1 + log tf) · log((1 + N) / n), of the words that two texts or more hold, yet no more than this share of them.

    What most texts of a language hold, its articles and pronouns, goes by that share, in any language.
    """
    split = pc.split_pattern_regex(pa.array(texts.str.lower().to_numpy(object), pa.large_string()), _NO_LETTERS)
    words, row = pc.list_flatten(split), pc.list_parent_indices(split)
    told = pc.greater_equal(pc.utf8_length(words), _SHORTEST)
    row, (column, names) = row.filter(told).to_numpy(), _numbered(words.filter(told))
    del split, words, told
    pa.default_memory_pool().release_unused()  # what splitting took
    counts = sp.csr_matrix((np.ones(len(row)), (row, column)), shape=(len(texts), max(len(names), 1)))
    frequency = _frequency(counts)
    # Few texts: a share of them would be less than the two that a word needs.
    kept = np.flatnonzero((frequency >= 2) & (frequency <= max(2, int(at_most * len(texts)))))
    if not len(kept):
        return sp.csr_matrix((len(texts), 1), dtype=np.float32)
    counts = counts[:, kept]
    counts.data = 1 + np.log(counts.data)
    return _weighted(counts)


def _power_of_ten(money: "pd.Series[int]") -> Floats:
    """log10 of an amount; 0 where it is unknown or too small to be believed (the source has budgets of 1 dollar)."""
    amounts = money.to_numpy(np.float64)
    return np.where(amounts >= 10_000, np.log10(np.maximum(amounts, 1)), 0).astype(np.float32)
