"""How alike two films are: the weighted mean of their closeness in each field (Gower 1971), raised by what the same people rate.

The closeness in every field is 0 to 1 and every weight ≥ 0, so the similarity is 0 to 1 too. The last two fields are the
prior: how well known and how well liked the second film is. Co-rating multiplies: films that have little in common do not
become alike because the same people watched them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from precompute.recommender.arrays import Floats, Ints, row_products
from precompute.recommender.corating import pair_coratings
from precompute.recommender.fields import MAX_FAME, TOKEN_FIELDS, Fields, Traits
from precompute.recommender.parallel import map_blocks
from precompute.recommender.top_n import top_n_per_row
from precompute.recommender.weights import Weights

_BLOCK = 16_000
GENRE = "genre"


def _laplacian_kernel(a: Floats, b: Floats, scale: float) -> Floats:
    return np.asarray(np.exp(-np.abs(a - b) / np.float32(scale)), np.float32)


def _gaussian_kernel(a: Floats, b: Floats, scale: float) -> Floats:
    return np.asarray(np.exp(-(((a - b) / np.float32(scale)) ** 2)), np.float32)


def _close_amounts(a: Floats, b: Floats) -> Floats:
    """Return the closeness of two amounts, given as log10; 0 if either is unknown."""
    return _laplacian_kernel(a, b, 0.5) * ((a > 0) & (b > 0)).astype(np.float32)


def _same_language(a: Traits, b: Traits) -> Floats:
    return np.asarray((a.language == b.language) & (a.language >= 0), np.float32)


# The closeness of films, 0 to 1, trait by trait.
CLOSENESS: dict[str, Callable[[Traits, Traits], Floats]] = {
    "language": _same_language,
    "rare language": lambda a, b: _same_language(a, b) * a.rarity,
    "era, 3 years": lambda a, b: _laplacian_kernel(a.year, b.year, 3),
    "era, 30 years": lambda a, b: _laplacian_kernel(a.year, b.year, 30),
    "as known": lambda a, b: _gaussian_kernel(a.fame, b.fame, 3),
    "as liked": lambda a, b: _laplacian_kernel(a.rating, b.rating, 0.7),
    "budget": lambda a, b: _close_amounts(a.budget, b.budget),
    "revenue": lambda a, b: _close_amounts(a.revenue, b.revenue),
    # The prior: of the second film alone.
    "well known": lambda _, b: b.fame / np.float32(MAX_FAME),
    "well liked": lambda _, b: b.rating / np.float32(10),
}


# All fields that have a weight.
FIELDS = (*TOKEN_FIELDS, GENRE, *CLOSENESS)


def field_closeness(fields: Fields, i: Ints, j: Ints) -> Floats:
    """Return how close the films in rows i are to those in rows j in each of FIELDS (pair × field), 0 to 1."""
    return np.column_stack([closeness_in(name, fields, i, j) for name in FIELDS]).astype(np.float32)


def closeness_in(name: str, fields: Fields, i: Ints, j: Ints) -> Floats:
    """Return how close the films in rows i are to those in rows j in one of FIELDS, 0 to 1."""
    if name in CLOSENESS:
        return CLOSENESS[name](fields.traits.take(i), fields.traits.take(j))
    return row_products(fields.genres if name == GENRE else fields.vectors[name], i, j)


@dataclass(frozen=True)
class Similarity:
    """The similarity of any two films of a catalogue under given weights.

    weights: of each of FIELDS that counts; corating: how much co-rating raises a similarity; vectors: film × token, all
    token fields side by side and scaled, so that the product of two rows is the weighted sum of their cosines; genres:
    film × genre, scaled likewise; ratings: film × user, 1 if the user rated the film, or None.
    """

    fields: Fields
    weights: Mapping[str, float]
    corating: float
    vectors: sp.csr_matrix
    genres: Floats
    ratings: sp.csr_matrix | None

    @classmethod
    def from_fields(cls, fields: Fields, weights: Weights, rated: sp.csr_matrix | None = None) -> "Similarity":
        """Return the similarity of the films that have these fields. rated: user × film, or None for content only."""
        weight = weights.of_fields(rated is not None)
        scaled = [fields.vectors[name] * np.float32(np.sqrt(weight.get(name, 0))) for name in TOKEN_FIELDS]
        vectors = sp.hstack(scaled).tocsr()
        vectors.eliminate_zeros()
        genres = fields.genres.toarray() * np.float32(np.sqrt(weight.get(GENRE, 0)))
        corating = 0.0 if rated is None else weights.corating
        return cls(fields, weight, corating, vectors, genres, None if rated is None else rated.T.tocsr())

    @property
    def max_score(self) -> float:
        """The score that counts as a similarity of 1."""
        return max(sum(self.weights.values()) * (1 + self.corating), 1e-9)

    def pairs(self, i: Ints, j: Ints) -> Floats:
        """Return the similarity of the films in rows i to those in rows j, pair by pair, to 4 decimals."""

        def similarity(block: slice) -> Floats:
            a, b = i[block], j[block]
            score = row_products(self.vectors, a, b) + self._genre_and_trait_score(a, b)
            if self.ratings is not None:
                score *= 1 + np.float32(self.corating) * pair_coratings(self.ratings, a, b)
            return np.round(self._normalised(score), 4)

        return np.concatenate([np.empty(0, np.float32), *map_blocks(similarity, len(i), _BLOCK)])

    def estimates(self, i: Ints, j: Ints, token_score: Floats) -> Floats:
        """Return the similarity of pairs without co-rating, given the (approximate) score of their token fields."""
        blocks = [slice(start, start + _BLOCK) for start in range(0, len(i), _BLOCK)]
        scores = (token_score[block] + self._genre_and_trait_score(i[block], j[block]) for block in blocks)
        return np.concatenate([np.empty(0, np.float32), *(self._normalised(score) for score in scores)])

    def _genre_and_trait_score(self, i: Ints, j: Ints) -> Floats:
        """Return what genres and traits, which are quick to compare, add to the score."""
        score: Floats = np.einsum("pg,pg->p", self.genres.take(i, axis=0), self.genres.take(j, axis=0))
        a, b = self.fields.traits.take(i), self.fields.traits.take(j)
        for name, closeness in CLOSENESS.items():
            if self.weights.get(name, 0):
                score += np.float32(self.weights[name]) * closeness(a, b)
        return score

    def _normalised(self, score: Floats) -> Floats:
        return np.asarray(np.clip(score / np.float32(self.max_score), 0, 1), np.float32)


def neighbour_matrix(i: Ints, j: Ints, similarity: Floats, films: int, top_n: int) -> tuple[Ints, Floats]:
    """Return the `top_n` most similar films of each: rows (film × top_n, best first, padded with -1) and similarities.

    Pairs must be distinct. Ties go to the earlier row: the better-known film, then the lower id.
    """
    i, j, similarity = top_n_per_row(i, j, similarity, films, top_n)
    rank = np.arange(len(i)) - np.searchsorted(i, np.arange(films))[i]
    rows, values = np.full((films, top_n), -1, np.int64), np.zeros((films, top_n), np.float32)
    rows[i, rank], values[i, rank] = j, similarity
    return rows, values
