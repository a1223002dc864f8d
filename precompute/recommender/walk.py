"""python -m precompute.recommender.walk --tables DIR --into FILE: write the recommendations for a hundred films, for reading.

Behind each recommended film stands how alike the judges call it, 0 to 3 (see judged_pairs.py).
"""

import dataclasses
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from precompute.generated_text import write_between_markers
from precompute.recommender.fields import best_known_first
from precompute.recommender.judged_pairs import mean_verdicts, read_pairs
from precompute.recommender.recommend import Recommendations, recommend
from precompute.recommender.weights import read_weights
from precompute.tables import TableError, Tables, load

# Title and year as in the catalogue: films of every decade, kind and region, all of them judged.
FILMS = (
    ("A Trip to the Moon", 1902),
    ("The Great Train Robbery", 1903),
    ("Nosferatu", 1922),
    ("The Gold Rush", 1925),
    ("The General", 1926),
    ("Metropolis", 1927),
    ("M", 1931),
    ("Snow White and the Seven Dwarfs", 1937),
    ("The Wizard of Oz", 1939),
    ("His Girl Friday", 1940),
    ("Bambi", 1942),
    ("Casablanca", 1942),
    ("Bicycle Thieves", 1948),
    ("The Third Man", 1949),
    ("Sunset Boulevard", 1950),
    ("The Asphalt Jungle", 1950),
    ("Casque d'Or", 1952),
    ("Singin' in the Rain", 1952),
    ("Tokyo Story", 1953),
    ("Seven Samurai", 1954),
    ("The Searchers", 1956),
    ("Nights of Cabiria", 1957),
    ("Vertigo", 1958),
    ("Some Like It Hot", 1959),
    ("Psycho", 1960),
    ("Spartacus", 1960),
    ("West Side Story", 1961),
    ("The Haunting", 1963),
    ("Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", 1964),
    ("Mary Poppins", 1964),
    ("The Good, the Bad and the Ugly", 1966),
    ("2001: A Space Odyssey", 1968),
    ("Once Upon a Time in the West", 1968),
    ("Army of Shadows", 1969),
    ("A Clockwork Orange", 1971),
    ("Deliverance", 1972),
    ("The Godfather", 1972),
    ("Don't Look Now", 1973),
    ("Blazing Saddles", 1974),
    ("Carrie", 1976),
    ("Annie Hall", 1977),
    ("Star Wars", 1977),
    ("Suspiria", 1977),
    ("Alien", 1979),
    ("Stalker", 1979),
    ("The Blues Brothers", 1980),
    ("Das Boot", 1981),
    ("E.T. the Extra-Terrestrial", 1982),
    ("Sunless", 1983),
    ("Amadeus", 1984),
    ("The Official Story", 1985),
    ("Manhunter", 1986),
    ("RoboCop", 1987),
    ("Wall Street", 1987),
    ("Die Hard", 1988),
    ("Heathers", 1988),
    ("My Neighbor Totoro", 1988),
    ("Women on the Verge of a Nervous Breakdown", 1988),
    ("Violent Cop", 1989),
    ("Terminator 2: Judgment Day", 1991),
    ("Braindead", 1992),
    ("Dracula", 1992),
    ("Scent of a Woman", 1992),
    ("Groundhog Day", 1993),
    ("Jurassic Park", 1993),
    ("Chungking Express", 1994),
    ("Disclosure", 1994),
    ("Pulp Fiction", 1994),
    ("Heat", 1995),
    ("Toy Story", 1995),
    ("Twelve Monkeys", 1995),
    ("Scream", 1996),
    ("Children of Heaven", 1997),
    ("Gattaca", 1997),
    ("Rounders", 1998),
    ("The Matrix", 1999),
    ("Nine Queens", 2000),
    ("Amélie", 2001),
    ("Donnie Darko", 2001),
    ("Monsoon Wedding", 2001),
    ("Moulin Rouge!", 2001),
    ("Shaolin Soccer", 2001),
    ("Spirited Away", 2001),
    ("28 Days Later", 2002),
    ("Bowling for Columbine", 2002),
    ("City of God", 2002),
    ("The Incredibles", 2004),
    ("Pan's Labyrinth", 2006),
    ("The Devil Wears Prada", 2006),
    ("Kung Fu Panda", 2008),
    ("Man on Wire", 2008),
    ("The Dark Knight", 2008),
    ("The Secret in Their Eyes", 2009),
    ("The Intouchables", 2011),
    ("Citizenfour", 2014),
    ("The Raid 2", 2014),
    ("Wild Tales", 2014),
    ("Mad Max: Fury Road", 2015),
    ("Your Name.", 2016),
    ("Get Out", 2017),
)


def walk(tables: Tables) -> str:
    """Return a Markdown table of each film, the recommendations by content alone, and those with ratings, with their verdicts.

    The last row is a film without votes, the one with the lowest id.
    """
    weights, verdicts = read_weights(), _verdicts()
    without_ratings = dataclasses.replace(tables, ratings=tables.ratings.iloc[:0])
    by_content, with_ratings = recommend(without_ratings, weights), recommend(tables, weights)
    labels = _titles_and_years(tables.films)

    def titles(recommendations: Recommendations, film_id: int) -> str:
        recommended = (recommendation.film_id for recommendation in recommendations.for_film(film_id))
        return " · ".join(f"{labels[other]}{verdicts.get((film_id, other), '')}" for other in recommended)

    lines = ["| film | content only | with ratings |", "|---|---|---|"]
    lines += [
        f"| {labels[film_id]} | {titles(by_content, film_id)} | {titles(with_ratings, film_id)} |"
        for film_id in _film_ids(tables.films)
    ]
    return "\n".join(lines)


def _verdicts() -> dict[tuple[int, int], str]:
    """Return the verdict on each judged pair of films, as it is written behind a title."""
    pairs = read_pairs()
    means = mean_verdicts(pairs)
    return {
        (seed, film): f" **{mean:g}**"
        for seed, film, mean in zip(pairs["seed"].tolist(), pairs["film"].tolist(), means.tolist(), strict=True)
    }


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
    """Write the recommendations for a hundred films into the documentation."""
    try:
        write_between_markers(into, "walk", walk(load(tables)))
    except (TableError, ValueError, OSError) as error:
        raise typer.BadParameter(str(error)) from error


if __name__ == "__main__":
    typer.run(main)
