"""How alike two films are: the weighted mean of how alike they are field by field (Gower 1971).

Every field's closeness is 0 to 1 and every weight ≥ 0, so the similarity is 0 to 1 too. The last two fields are the
prior: how well known and how well liked the second film is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from precompute.recommender.arrays import Floats, Ints
from precompute.recommender.blocks import by_blocks
from precompute.recommender.corating import shrunk_cosine
from precompute.recommender.fields import LISTED, MOST_FAME, Fields, Traits
from precompute.recommender.top_n import top_n_per_row
from precompute.recommender.weights import Weights

_BLOCK = 16_000


def _near(a: Floats, b: Floats, scale: float) -> Floats:
    return np.asarray(np.exp(-np.abs(a - b) / np.float32(scale)), np.float32)


def _alike(a: Floats, b: Floats, scale: float) -> Floats:
    return np.asarray(np.exp(-(((a - b) / np.float32(scale)) ** 2)), np.float32)


def _known(a: Floats, b: Floats) -> Floats:
    """1 where both amounts are known, else 0."""
    return ((a > 0) & (b > 0)).astype(np.float32)


def _same_language(a: Traits, b: Traits) -> Floats:
    return np.asarray((a.language == b.language) & (a.language >= 0), np.float32)


# The closeness of films to others, trait by trait, 0 to 1.
TRAITS: dict[str, Callable[[Traits, Traits], Floats]] = {
    "language": _same_language,
    "rare language": lambda a, b: _same_language(a, b) * a.rarity,
    "era, 3 years": lambda a, b: _near(a.year, b.year, 3),
    "era, 30 years": lambda a, b: _near(a.year, b.year, 30),
    "as known": lambda a, b: _alike(a.fame, b.fame, 3),
    "as liked": lambda a, b: _near(a.rating, b.rating, 0.7),
    "budget": lambda a, b: _near(a.budget, b.budget, 0.5) * _known(a.budget, b.budget),
    "revenue": lambda a, b: _near(a.revenue, b.revenue, 0.5) * _known(a.revenue, b.revenue),
    # Of the other film alone.
    "well known": lambda _, b: b.fame / np.float32(MOST_FAME),
    "well liked": lambda _, b: b.rating / np.float32(10),
}
FIELDS = (*LISTED, *TRAITS)


def cosines(matrix: sp.csr_matrix, i: Ints, j: Ints) -> Floats:
    """The product of row i and row j, pair by pair."""
    return np.asarray(matrix[i].multiply(matrix[j]).sum(axis=1), dtype=np.float32).ravel()


@dataclass(frozen=True)
class Similarity:
    """The similarity of any two films of a catalogue under given weights.

    listed: film × token, all listed fields side by side, so that the product of two rows is their weighted sum;
    genres: film × genre, likewise; raters: film × user, 1 where the user rated the film, or None.
    """

    fields: Fields
    weights: Weights
    listed: sp.csr_matrix
    genres: Floats
    raters: sp.csr_matrix | None

    @classmethod
    def of(cls, fields: Fields, weights: Weights, rated: sp.csr_matrix | None = None) -> "Similarity":
        """Return the similarity of the films that have these fields. rated: user × film, or None for content only."""
        listed = [fields.listed[name] * np.float32(np.sqrt(weights.fields.get(name, 0))) for name in LISTED]
        by_genre = np.sqrt([weights.genre(name) for name in fields.genre_names] or [0.0]).astype(np.float32)
        side_by_side = sp.hstack(listed).tocsr()
        side_by_side.eliminate_zeros()
        genres = (fields.genres @ sp.diags(by_genre)).toarray().astype(np.float32)
        return cls(fields, weights, side_by_side, genres, None if rated is None else rated.T.tocsr())

    @property
    def total(self) -> float:
        """The score that counts as a similarity of 1."""
        return max(self.weights.total(self.raters is not None), 1e-9)

    def pairs(self, i: Ints, j: Ints) -> Floats:
        """The similarity of the films in rows i to those in rows j, pair by pair, 4 decimals."""

        def similar(block: slice) -> Floats:
            one, other = i[block], j[block]
            score = cosines(self.listed, one, other) + self._common(one, other)
            if self.raters is not None:
                score += np.float32(self.weights.corating) * _corating(self.raters, one, other)
            return np.round(self._share(score), 4)

        return np.concatenate([np.empty(0, np.float32), *by_blocks(similar, len(i), _BLOCK)])

    def estimates(self, i: Ints, j: Ints, listed: Floats) -> Floats:
        """Return the similarity of pairs without co-rating, given the (approximate) score of their listed fields."""
        blocks = [slice(start, start + _BLOCK) for start in range(0, len(i), _BLOCK)]
        return np.concatenate([np.empty(0, np.float32), *(self._share(listed[b] + self._common(i[b], j[b])) for b in blocks)])

    def _common(self, i: Ints, j: Ints) -> Floats:
        """Return what genres and traits add to the score; they are quick to compare."""
        score: Floats = np.einsum("pg,pg->p", self.genres.take(i, axis=0), self.genres.take(j, axis=0))
        one, other = self.fields.traits.of(i), self.fields.traits.of(j)
        for name, closeness in TRAITS.items():
            if self.weights.fields.get(name, 0):
                score += np.float32(self.weights.fields[name]) * closeness(one, other)
        return score

    def _share(self, score: Floats) -> Floats:
        return np.asarray(np.clip(score / np.float32(self.total), 0, 1), np.float32)


def _corating(raters: sp.csr_matrix, i: Ints, j: Ints) -> Floats:
    """Return the co-rating of each pair: 0 for most, because few films are rated."""
    ratings = np.diff(raters.indptr)
    both = np.flatnonzero((ratings[i] > 0) & (ratings[j] > 0))
    values = np.zeros(len(i), np.float32)
    values[both] = shrunk_cosine(cosines(raters, i[both], j[both]), ratings[i[both]], ratings[j[both]])
    return values


def neighbour_matrix(i: Ints, j: Ints, similarity: Floats, films: int, top_n: int) -> tuple[Ints, Floats]:
    """Return the `top_n` most similar films of each: rows (film × top_n, best first, padded with -1) and similarities.

    Pairs must be distinct. Ties go to the earlier row: the better-known film, then the lower id.
    """
    i, j, similarity = top_n_per_row(i, j, similarity, films, top_n)
    rank = np.arange(len(i)) - np.searchsorted(i, np.arange(films))[i]
    rows, values = np.full((films, top_n), -1, np.int64), np.zeros((films, top_n), np.float32)
    rows[i, rank], values[i, rank] = j, similarity
    return rows, values


def all_pairs(rows: Iterable[int]) -> tuple[Ints, Ints]:
    """Every pair of two different films among `rows`."""
    held = np.asarray(list(rows), np.int64)
    i, j = np.repeat(held, len(held)), np.tile(held, len(held))
    return i[i != j], j[i != j]
