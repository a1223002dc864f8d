"""The columns of the clean tables and their types, as pandas names them."""

Columns = dict[str, str]

FILMS: Columns = {
    "film_id": "int64",  # TMDB id, unique
    "title": "str",
    "original_language": "str",  # ISO 639-1 as TMDB writes it (cn is Cantonese, xx none); may be missing
    "overview": "str",  # may be missing
    "tagline": "str",  # may be missing
    "release_date": "str",  # YYYY-MM-DD
    "release_year": "int64",
    "status": "str",  # may be missing
    "runtime": "Int64",  # minutes; 0 as the source gives it, missing if it gives nothing
    "budget": "int64",  # US dollars; 0 means unknown
    "revenue": "int64",  # US dollars; 0 means unknown
    "return": "float64",  # revenue / budget, 0 if either is 0
    "popularity": "float64",  # TMDB's own index; may be missing
    "vote_average": "float64",  # 0 to 10; may be missing
    "vote_count": "int64",
    "collection_id": "Int64",  # the franchise, missing if the film has none
    "collection": "str",
}

COLUMNS: dict[str, Columns] = {
    "films": FILMS,
    # Titles by which people know a film besides its title. region: ISO 3166-1, or 419 for Latin America; may be missing.
    # kind: `original` for the one in the film's own language, `reviewed` from spanish_titles.tsv, `imdb` from title.akas.tsv.
    "film_titles": {"film_id": "int64", "title": "str", "language": "str", "region": "str", "kind": "str"},
    "film_genres": {"film_id": "int64", "genre_id": "Int64", "genre": "str"},
    "film_companies": {"film_id": "int64", "company_id": "Int64", "company": "str"},
    "film_countries": {"film_id": "int64", "iso_3166_1": "str", "country": "str"},
    "film_spoken_languages": {"film_id": "int64", "iso_639_1": "str", "language": "str"},
    "film_directors": {"film_id": "int64", "person_id": "Int64", "director": "str"},
    "film_cast": {"film_id": "int64", "person_id": "Int64", "actor": "str", "character": "str", "order": "Int64"},
    "film_keywords": {"film_id": "int64", "keyword_id": "Int64", "keyword": "str"},
    # MovieLens ratings, joined through links.csv; empty if the source has none.
    "ratings": {"user_id": "int64", "film_id": "int64", "rating": "float64"},
    # What was left out or mended; `row` counts the data rows of the raw file from 1.
    "rejects": {"row": "int64", "id": "str", "title": "str", "reason": "str"},
    "repairs": {"file": "str", "row": "int64", "column": "str", "value": "str", "repair": "str"},
}
