"""Common recommenders, built as they are usually built, to compare ours with.

Each function returns a matrix with a row per film, best known first. The product of two rows is their similarity.
"""

import numpy as np
import pandas as pd
import scipy.sparse as sp
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

from precompute.recommender.fields import best_known_first
from precompute.tables import Tables

_SOUP_CAST = 3


def overview_tfidf(tables: Tables) -> sp.csr_matrix:
    """Return the TF-IDF vectors of the overviews."""
    overviews = best_known_first(tables.films)["overview"].fillna("")
    return _vectors(TfidfVectorizer(stop_words="english"), overviews)


def genre_one_hot(tables: Tables) -> sp.csr_matrix:
    """Return the genres of each film, one column per genre."""
    genres = _names_as_words(best_known_first(tables.films), tables.film_genres, "genre")
    return _vectors(CountVectorizer(), genres)


def soup(tables: Tables) -> sp.csr_matrix:
    """Return the word counts of the popular Kaggle "soup": genres, keywords, the first three of the cast and the director.

    Each name is one word.
    """
    films = best_known_first(tables.films)
    leads = tables.film_cast.sort_values(["film_id", "order"], kind="stable").groupby("film_id").head(_SOUP_CAST)
    words = (
        _names_as_words(films, tables.film_keywords, "keyword")
        + " "
        + _names_as_words(films, leads, "actor")
        + " "
        + _names_as_words(films, tables.film_directors.drop_duplicates("film_id"), "director")
        + " "
        + _names_as_words(films, tables.film_genres, "genre")
    )
    return _vectors(CountVectorizer(stop_words="english"), words)


def _names_as_words(films: pd.DataFrame, table: pd.DataFrame, column: str) -> "pd.Series[str]":
    """Return each film's names as one text, without the spaces inside a name so that each name is one word."""
    words = table[column].fillna("").str.lower().str.replace(" ", "", regex=False)
    return words.groupby(table["film_id"]).agg(" ".join).reindex(films["film_id"]).fillna("").reset_index(drop=True)


def _vectors(vectorizer: CountVectorizer, texts: "pd.Series[str]") -> sp.csr_matrix:
    try:
        return normalize(vectorizer.fit_transform(texts)).astype(np.float32).tocsr()
    except ValueError:  # the texts hold no word at all
        return sp.csr_matrix((len(texts), 1), dtype=np.float32)
