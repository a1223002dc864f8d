"""A catalogue with ratings, small enough for an evaluation in a moment."""

import numpy as np

from precompute.tables import Tables
from tests.support.few_films import film, tables


def two_kinds_of_films() -> Tables:
    """Forty films of two kinds, rated by eighty users, each of whom rates mostly films of one kind."""
    kinds = [("Horror", "Ann", "ghost"), ("Comedy", "Bo", "party")]
    films = [
        film(f"F{n}", 1990 + n % 10, vote_count=1000 + n, genre=[kind[0]], director=[kind[1]], keyword=[kind[2]])
        for n in range(40)
        for kind in [kinds[n % 2]]
    ]
    rng = np.random.default_rng(7)
    ratings = [
        (user, number, float(rng.integers(1, 6)))
        for user in range(1, 81)
        for number in range(1, 41)
        if rng.random() < (0.8 if (user // 2 + number) % 2 else 0.15)
    ]
    return tables(films, ratings)
