"""python -m precompute.recommender.walk --tables DIR --into FILE: forty films and what is recommended for each, to be read."""

import dataclasses
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from precompute.recommender.evaluation_report import write_between_markers
from precompute.recommender.recommend import Recommendations, recommend
from precompute.recommender.weights import read_weights
from precompute.tables import TableError, Tables, load

# Title and year as the catalogue has them: every decade, kind and corner, and what other recommenders trip over.
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
    """A Markdown table: each film, what content alone recommends, and what ratings make of it.

    The last row is a film without a single vote: the first of the catalogue by id.
    """
    weights = read_weights()
    without = dataclasses.replace(tables, ratings=tables.ratings.iloc[:0])
    by_content, by_both = recommend(without, weights), recommend(tables, weights)
    titled = _titles_and_years(tables.films)

    def listed(recommendations: Recommendations, film: int) -> str:
        return " · ".join(titled[each.film_id] for each in recommendations.of(film))

    lines = ["| film | content only | with ratings |", "|---|---|---|"]
    lines += [f"| {titled[film]} | {listed(by_content, film)} | {listed(by_both, film)} |" for film in _ids(tables.films)]
    return "\n".join(lines)


def _ids(films: pd.DataFrame) -> list[int]:
    by_fame = films.sort_values(["vote_count", "film_id"], ascending=[False, True])
    ids = by_fame["film_id"].tolist()
    id_of = dict(zip(zip(by_fame["title"][::-1], by_fame["release_year"][::-1], strict=True), ids[::-1], strict=True))
    unseen = films.loc[films["vote_count"] == 0, "film_id"]
    return [id_of[film] for film in FILMS if film in id_of] + ([int(unseen.min())] if len(unseen) else [])


def _titles_and_years(films: pd.DataFrame) -> dict[int, str]:
    """Each film id with its title and year, as a cell of a Markdown table."""
    rows = zip(films["film_id"].tolist(), films["title"].tolist(), films["release_year"].tolist(), strict=True)
    return {film_id: f"{title} ({year})".replace("|", "\\|") for film_id, title, year in rows}


def main(
    tables: Annotated[Path, typer.Option(help="Where the clean tables are.")] = Path("data/tables"),
    into: Annotated[Path, typer.Option(help="The file that has the markers for the walk.")] = Path("docs/recommender.md"),
) -> None:
    """Write what is recommended for forty films into the documentation."""
    try:
        write_between_markers(into, "walk", walk(load(tables)))
    except (TableError, ValueError, OSError) as error:
        raise typer.BadParameter(str(error)) from error


if __name__ == "__main__":
    typer.run(main)
