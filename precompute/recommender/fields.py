"""What films can have in common, field by field, as numbers that can be compared.

Films are numbered in order of fame (most votes first, then the lower id). Every tie goes to the earlier row, so that
results depend neither on the order of the tables' rows nor on the number of threads.
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

TOKEN_FIELDS = ("director", "cast", "company", "country", "collection", "keyword", "overview", "title")
CAST_SIZE = 10
# Words are two or more letters of any script, separated by anything else: numbers say little about a plot.
_WORD_SEPARATOR, _MIN_WORD_LENGTH = r"[^\pL\p{Nl}\p{No}]+", 2
# IMDb's weighted rating, v/(v+m)·R + m/(v+m)·C, with m = 25 and C = 6: a rating counts from about 25 votes on.
PRIOR_VOTES, PRIOR_RATING = 25.0, 6.0
# What films with few tokens count less by, see `_unit_rows`: chosen on the judged pairs that may be fitted to.
SHRINKAGE = {"keyword": 2.0}
# The least known films that people rate have about 50 votes; below that, fame says nothing.
MIN_FAME = float(np.log1p(50))
MAX_FAME = float(np.log1p(15_000))


class Traits(NamedTuple):
    """The fields with one value per film, as arrays of equal shape: for the whole catalogue or for some of its films.

    language: a number per language, -1 if unknown; rarity: of the language, 0 to 1; year in years; fame = log(1 + votes),
    clipped to the range of the films that people rate; rating 0 to 10; budget and revenue as log10, 0 if unknown.
    """

    language: Ints
    rarity: Floats
    year: Floats
    fame: Floats
    rating: Floats
    budget: Floats
    revenue: Floats

    def take(self, rows: Ints) -> "Traits":
        """Return the traits of the films in these rows."""
        # take: much quicker than brackets for many rows.
        return Traits._make(trait.take(rows) for trait in self)


@dataclass(frozen=True)
class Fields:
    """Every film's fields; row r of each is the r-th best-known film.

    vectors: token field → sparse matrix film × token (float32), whose rows have unit length or are empty, so that the
    product of two rows is their cosine; token_names: token field → the names of its columns; genres: the same for
    genres, film × genre_names; collection: the number of each film's franchise, -1 if it has none.
    """

    film_id: Ints
    vectors: Mapping[str, sp.csr_matrix]
    token_names: Mapping[str, list[str]]
    genres: sp.csr_matrix
    genre_names: list[str]
    traits: Traits
    collection: Ints

    def rows(self, film_id: "pd.Series[int]") -> Ints:
        """Return the row of each film id; all of them must be films of the catalogue."""
        order = np.argsort(self.film_id, kind="stable")
        return order[np.searchsorted(self.film_id[order], film_id.to_numpy())].astype(np.int64)


def best_known_first(films: pd.DataFrame) -> pd.DataFrame:
    """Return the films by votes, most first, then by id: the order in which this package numbers them."""
    return films.sort_values(["vote_count", "film_id"], ascending=[False, True], kind="stable").reset_index(drop=True)


def film_fields(tables: Tables) -> Fields:
    """Return the fields of every film of the catalogue."""
    films = best_known_first(tables.films)
    ids = pd.Index(films["film_id"])
    tokens = {
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
        vectors={
            **{field: _idf_weighted(own.matrix(len(ids)), SHRINKAGE.get(field, 0)) for field, own in tokens.items()},
            "collection": _unit_rows(_tokens(ids, films, "collection").matrix(len(ids))),
            "overview": _word_vectors(films["overview"].fillna("") + " " + films["tagline"].fillna(""), max_share=0.02),
            "title": _word_vectors(films["title"], max_share=0.02),
        },
        token_names={field: film_tokens.names for field, film_tokens in tokens.items()},
        genres=_idf_weighted(genres.matrix(len(ids))),
        genre_names=genres.names,
        traits=Traits(
            language=language.astype(np.int64),
            rarity=_rarity(language),
            year=films["release_year"].to_numpy(np.float32),
            fame=np.clip(np.log1p(np.maximum(votes, 0)), MIN_FAME, MAX_FAME).astype(np.float32),
            rating=((votes * average + PRIOR_VOTES * PRIOR_RATING) / (votes + PRIOR_VOTES)).astype(np.float32),
            budget=_log10_or_zero(films["budget"]),
            revenue=_log10_or_zero(films["revenue"]),
        ),
        collection=pd.factorize(films["collection"])[0].astype(np.int64),
    )


@dataclass(frozen=True)
class _Tokens:
    """Distinct pairs of a film and a token: the film's row, the token's index in `names`, and its weight.

    names are sorted, so that sums of floats do not depend on the order of the table's rows.
    """

    row: Ints
    column: Ints
    weight: NDArray[np.float64]
    names: list[str]

    def matrix(self, films: int) -> sp.csr_matrix:
        """Return the weights as a matrix film × token."""
        return sp.csr_matrix((self.weight, (self.row, self.column)), shape=(films, max(len(self.names), 1)))


def _tokens(ids: pd.Index, table: pd.DataFrame, column: str, order: Ints | None = None) -> _Tokens:
    """Return one token of weight 1 per film and value; names that differ only in case are one token.

    order: the order in which to read the table's rows; None for their own.
    """
    codes, values = pd.factorize(table[column])
    entries = np.flatnonzero(codes >= 0) if order is None else order[codes[order] >= 0]
    names = [name.casefold() for name in values.tolist()]
    token_of_code, names = _sorted_codes(pa.array(names))
    row, token = ids.get_indexer(pd.Index(table["film_id"]))[entries], token_of_code[codes[entries]]
    distinct = ~pd.Series(row * len(names) + token).duplicated().to_numpy()
    return _Tokens(row[distinct], token[distinct], np.ones(np.count_nonzero(distinct)), names)


def _sorted_codes(values: pa.Array) -> tuple[Ints, list[str]]:
    """Return each value's index among the sorted distinct values, and these values."""
    encoded = values.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    rank = np.empty(len(order), np.int64)
    rank[order.to_numpy()] = np.arange(len(order))
    return rank[encoded.indices.to_numpy()], encoded.dictionary.take(order).to_pylist()


def _cast_tokens(ids: pd.Index, cast: pd.DataFrame) -> _Tokens:
    """Return the first CAST_SIZE names of each cast. The weight falls from the lead on: 1/√(1 + position/1.5)."""
    order = cast["order"].to_numpy(np.float64, na_value=np.inf)
    tokens = _tokens(ids, cast, "actor", np.lexsort((order, cast["film_id"])))
    first = np.flatnonzero(np.diff(tokens.row, prepend=-1))
    position = np.arange(len(tokens.row)) - np.repeat(first, np.diff(first, append=len(tokens.row)))
    billed = position < CAST_SIZE
    billed_tokens, column = np.unique(tokens.column[billed], return_inverse=True)
    weight = 1 / np.sqrt(1 + position[billed] / 1.5)
    return _Tokens(tokens.row[billed], column, weight, [tokens.names[token] for token in billed_tokens.tolist()])


def _idf_weighted(counts: sp.csr_matrix, shrinkage: float = 0.0) -> sp.csr_matrix:
    """Return rows of unit length in which rarer tokens count for more: idf = log((1 + N) / n). shrinkage: see `_unit_rows`."""
    idf = np.log((1 + counts.shape[0]) / np.maximum(_document_frequency(counts), 1))
    counts.data *= idf[counts.indices]
    return _unit_rows(counts, shrinkage)


def _document_frequency(matrix: sp.csr_matrix) -> Ints:
    """Return the number of films that have each token."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def _unit_rows(matrix: sp.csr_matrix, shrinkage: float = 0.0) -> sp.csr_matrix:
    """Return the rows scaled to unit length; an empty row stays empty.

    shrinkage: how many mean squared lengths are added to the square of each row's; with it, short rows are less than of unit
    length: the one keyword of a film says less than one keyword among ten.
    """
    squared = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    length = np.sqrt(squared + shrinkage * squared.sum() / max(np.count_nonzero(squared), 1))
    matrix.data *= np.repeat(1 / np.maximum(length, 1e-12), np.diff(matrix.indptr))
    return matrix.astype(np.float32)


def _rarity(language: Ints) -> Floats:
    """Return how rare each film's language is among N films, log((1 + N) / n) / log(1 + N), 0 if it is unknown.

    A rare language in common, such as Greek, says more than English.
    """
    films = len(language)
    frequency = np.maximum(np.bincount(language[language >= 0], minlength=1), 1)
    return np.where(language >= 0, np.log((1 + films) / frequency[language]) / np.log(1 + films), 0).astype(np.float32)


def _word_vectors(texts: "pd.Series[str]", max_share: float) -> sp.csr_matrix:
    """Return the TF-IDF, (1 + log tf) · log((1 + N) / n), of the words in at least two texts and at most this share of them.

    The upper limit leaves out the articles and pronouns of any language, because they are in most of its texts.
    """
    split = pc.split_pattern_regex(pa.array(texts.str.lower().to_numpy(object), pa.large_string()), _WORD_SEPARATOR)
    words, row = pc.list_flatten(split), pc.list_parent_indices(split)
    long_enough = pc.greater_equal(pc.utf8_length(words), _MIN_WORD_LENGTH)
    row, (column, names) = row.filter(long_enough).to_numpy(), _sorted_codes(words.filter(long_enough))
    del split, words, long_enough
    pa.default_memory_pool().release_unused()  # the memory that splitting took
    counts = sp.csr_matrix((np.ones(len(row)), (row, column)), shape=(len(texts), max(len(names), 1)))
    frequency = _document_frequency(counts)
    # Of few texts, the share would be less than the two texts that a word needs.
    columns = np.flatnonzero((frequency >= 2) & (frequency <= max(2, int(max_share * len(texts)))))
    if not len(columns):
        return sp.csr_matrix((len(texts), 1), dtype=np.float32)
    counts = counts[:, columns]
    counts.data = 1 + np.log(counts.data)
    return _idf_weighted(counts)


def _log10_or_zero(money: "pd.Series[int]") -> Floats:
    """Return log10 of each amount; 0 if it is unknown or implausibly small (the source has budgets of 1 dollar)."""
    amounts = money.to_numpy(np.float64)
    return np.where(amounts >= 10_000, np.log10(np.maximum(amounts, 1)), 0).astype(np.float32)
