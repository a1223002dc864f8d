"""The recommenders that others ship, built as they build them, to be measured beside ours.

Each is a matrix of films, best known first, whose rows' products are the similarities it recommends by.
"""

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

from precompute.recommender.fields import best_known_first
from precompute.tables import Tables

_STARS = 3


def overview_tfidf(tables: Tables) -> sp.csr_matrix:
    """TF-IDF of the overview."""
    overviews = best_known_first(tables.films)["overview"].fillna("")
    return _vectors(TfidfVectorizer(stop_words="english"), overviews)


def genre_one_hot(tables: Tables) -> sp.csr_matrix:
    """One column a genre."""
    concat_pairs = _joined(best_known_first(tables.films), tables.film_genres, "genre")
    return _vectors(CountVectorizer(), concat_pairs)


def soup(tables: Tables) -> sp.csr_matrix:
    """The popular Kaggle "soup": counts of genres, keywords, the first three of the cast and the director, one word each."""
    films = best_known_first(tables.films)
    stars = tables.film_cast.sort_values(["film_id", "order"], kind="stable").groupby("film_id").head(_STARS)
    words = (
        _joined(films, tables.film_keywords, "keyword")
        + " "
        + _joined(films, stars, "actor")
        + " "
        + _joined(films, tables.film_directors.drop_duplicates("film_id"), "director")
        + " "
        + _joined(films, tables.film_genres, "genre")
    )
    return _vectors(CountVectorizer(stop_words="english"), words)


def _joined(films: pd.DataFrame, table: pd.DataFrame, column: str) -> "pd.Series[str]":
    """Each film's names as one text, the spaces inside names removed so that a name is one word."""
    names = table[column].fillna("").str.lower().str.replace(" ", "", regex=False)
    return names.groupby(table["film_id"]).agg(" ".join).reindex(films["film_id"]).fillna("").reset_index(drop=True)


def _vectors(vectorizer: CountVectorizer, texts: "pd.Series[str]") -> sp.csr_matrix:
    try:
        return normalize(vectorizer.fit_transform(texts)).astype(np.float32).tocsr()
    except ValueError:  # no text at all
        return sp.csr_matrix((len(texts), 1), dtype=np.float32)
