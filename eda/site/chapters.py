"""The chapters of the site, in reading order, and what each of them shows."""

from collections.abc import Callable
from dataclasses import dataclass

from eda.drawing.figure import Data, Figure, Table
from eda.figures import anomalies, distributions, leagues, quality, recommender, relations, time, words

Made = Figure | Table | list[Figure]


@dataclass(frozen=True)
class Section:
    """A part of a chapter: the name of its texts, and what makes its figures and tables, in order."""

    name: str
    shows: tuple[Callable[[Data], Made], ...] = ()


@dataclass(frozen=True)
class Chapter:
    """A chapter: the name of its texts, its page in Spanish and in English, and its sections."""

    name: str
    pages: tuple[str, str]
    sections: tuple[Section, ...] = ()


CHAPTERS = (
    Chapter(
        "quality",
        ("calidad", "quality"),
        (
            Section("missing", (quality.coverage, quality.coverage_by_decade, quality.coverage_by_votes, quality.completeness)),
            Section("rows", (quality.rejects, quality.rejected_rows)),
            Section("titles", (quality.shared_titles,)),
        ),
    ),
    Chapter(
        "distributions",
        ("distribuciones", "distributions"),
        (
            Section("length", (distributions.runtime, distributions.runtime_by_genre)),
            Section(
                "money", (distributions.budget, distributions.revenue, distributions.film_return, distributions.concentration)
            ),
            Section("fame", (distributions.votes, distributions.rating, distributions.popularity)),
        ),
    ),
    Chapter(
        "relations",
        ("relaciones", "relations"),
        (
            Section("matrix", (relations.correlations,)),
            Section("money", (relations.budget_revenue, relations.budget_return, relations.votes_revenue)),
            Section("esteem", (relations.votes_rating, relations.runtime_rating)),
            Section("genres", (relations.rating_by_genre, relations.return_by_genre, relations.genre_pairs)),
        ),
    ),
    Chapter(
        "anomalies",
        ("anomalias", "anomalies"),
        (
            Section(
                "money",
                (
                    anomalies.budget_fences,
                    anomalies.absurd_budgets,
                    anomalies.return_fences,
                    anomalies.top_returns,
                    anomalies.biggest_losses,
                ),
            ),
            Section("length", (anomalies.runtime_fences, anomalies.longest_films)),
            Section("traces", (anomalies.round_budgets, anomalies.extreme_ratings, anomalies.first_of_january)),
        ),
    ),
    Chapter(
        "time",
        ("tiempo", "time"),
        (
            Section("growth", (time.films_per_year,)),
            Section("season", (time.months, time.month_revenue)),
            Section("mix", (time.languages_by_decade, time.genres_by_decade)),
            Section("shape", (time.runtime_by_decade, time.rating_by_decade, time.budget_by_decade)),
        ),
    ),
    Chapter(
        "leagues",
        ("ligas", "leagues"),
        (
            Section("places", (leagues.languages, leagues.language_rating, leagues.countries, leagues.coproductions)),
            Section("franchises", (leagues.franchises, leagues.franchise_mean, leagues.franchise_table)),
            Section("companies", (leagues.companies, leagues.company_return)),
            Section(
                "directors",
                (leagues.director_films, leagues.director_total, leagues.director_return, leagues.director_table),
            ),
        ),
    ),
    Chapter(
        "words",
        ("palabras", "words"),
        (
            Section("all", (words.titles, words.title_length)),
            Section("language", (words.by_language,)),
            Section("genre", (words.by_genre,)),
            Section("decade", (words.by_decade,)),
            Section("content", (words.overviews, words.keywords)),
        ),
    ),
    Chapter(
        "recommender",
        ("recomendador", "recommender"),
        (
            Section("sources", (recommender.features, recommender.shared_keywords)),
            Section("ratings", (recommender.ratings_stars, recommender.ratings_per_user, recommender.ratings_per_film)),
            Section("judged", (recommender.likeness, recommender.evaluation, recommender.evaluation_table)),
            Section("results", (recommender.results,)),
        ),
    ),
    Chapter("lessons", ("conclusiones", "lessons")),
)
