"""python -m precompute.recommender.walk --tables DIR --into FILE: write the recommendations for forty films, for reading."""

import dataclasses
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from precompute.recommender.evaluation_report import write_between_markers
from precompute.recommender.fields import best_known_first
from precompute.recommender.recommend import Recommendations, recommend
from precompute.recommender.weights import read_weights
from precompute.tables import TableError, Tables, load

# Title and year as in the catalogue: films of every decade, kind and region, and films that other recommenders get wrong.
FILMS = (
    ("A Trip to the Moon", 1902),
    ("Nosferatu", 1922),
    ("The General", 1926),
    ("Metropolis", 1927),
    ("Snow White and the Seven Dwarfs", 1937),
    ("Casablanca", 1942),
    ("Bicycle Thieves", 1948),
    ("Singin' in the Rain", 1952),
    ("Tokyo Story", 1953),
    ("Seven Samurai", 1954),
    ("Psycho", 1960),
    ("The Good, the Bad and the Ugly", 1966),
    ("2001: A Space Odyssey", 1968),
    ("The Godfather", 1972),
    ("Annie Hall", 1977),
    ("Star Wars", 1977),
    ("Alien", 1979),
    ("The Official Story", 1985),
    ("Women on the Verge of a Nervous Breakdown", 1988),
    ("Groundhog Day", 1993),
    ("Pulp Fiction", 1994),
    ("Chungking Express", 1994),
    ("Toy Story", 1995),
    ("Heat", 1995),
    ("Scream", 1996),
    ("Children of Heaven", 1997),
    ("The Matrix", 1999),
    ("Nine Queens", 2000),
    ("Amélie", 2001),
    ("Spirited Away", 2001),
    ("Monsoon Wedding", 2001),
    ("City of God", 2002),
    ("Bowling for Columbine", 2002),
    ("Pan's Labyrinth", 2006),
    ("Man on Wire", 2008),
    ("The Dark Knight", 2008),
    ("The Secret in Their Eyes", 2009),
    ("The Intouchables", 2011),
    ("Mad Max: Fury Road", 2015),
    ("Wild Tales", 2014),
)


def walk(tables: Tables) -> str:
    """Return a Markdown table of each film, the recommendations by content alone, and those with ratings.

    The last row is a film without votes, the one with the lowest id.
    """
    weights = read_weights()
    without_ratings = dataclasses.replace(tables, ratings=tables.ratings.iloc[:0])
    by_content, with_ratings = recommend(without_ratings, weights), recommend(tables, weights)
    labels = _titles_and_years(tables.films)

    def titles(recommendations: Recommendations, film_id: int) -> str:
        return " · ".join(labels[recommendation.film_id] for recommendation in recommendations.for_film(film_id))

    lines = ["| film | content only | with ratings |", "|---|---|---|"]
    lines += [
        f"| {labels[film_id]} | {titles(by_content, film_id)} | {titles(with_ratings, film_id)} |"
        for film_id in _film_ids(tables.films)
    ]
    return "\n".join(lines)


def _film_ids(films: pd.DataFrame) -> list[int]:
    """Return the ids of FILMS, the best-known film of each title and year, and of the first film without votes."""
    least_known_first = best_known_first(films)[::-1]
    titles_and_years = zip(least_known_first["title"], least_known_first["release_year"], strict=True)
    id_of = dict(zip(titles_and_years, least_known_first["film_id"].tolist(), strict=True))
    without_votes = films.loc[films["vote_count"] == 0, "film_id"]
    return [id_of[film] for film in FILMS if film in id_of] + ([int(without_votes.min())] if len(without_votes) else [])


def _titles_and_years(films: pd.DataFrame) -> dict[int, str]:
    """Return for each film id the title and year, as a cell of a Markdown table."""
    rows = zip(films["film_id"].tolist(), films["title"].tolist(), films["release_year"].tolist(), strict=True)
    return {film_id: f"{title} ({year})".replace("|", "\\|") for film_id, title, year in rows}


def main(
    tables: Annotated[Path, typer.Option(help="Where the clean tables are.")] = Path("data/tables"),
    into: Annotated[Path, typer.Option(help="The file that has the markers for the walk.")] = Path("docs/recommender.md"),
) -> None:
    """Write the recommendations for forty films into the documentation."""
    try:
        write_between_markers(into, "walk", walk(load(tables)))
    except (TableError, ValueError, OSError) as error:
        raise typer.BadParameter(str(error)) from error


if __name__ == "__main__":
    typer.run(main)
