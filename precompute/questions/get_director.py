"""get_director(nombre_director): a director's films and what they returned."""

import math

import pandas as pd

from functions.keys import Clave
from functions.shapes import GetDirector, Retorno
from precompute.questions.answers import Answers, votes_by_key
from precompute.questions.spellings import keyed, spellings
from precompute.tables import Tables

_FILM = ["title", "release_date", "release_year", "return", "budget", "revenue", "film_id"]


def answers(tables: Tables) -> Answers:
    """One answer per director's name; namesakes share it, and `personas` says how many they are."""
    credits_ = keyed(tables.film_directors, "director")
    names = spellings(credits_, "director")
    persons = credits_.groupby("key")["person_id"].nunique()
    films = credits_.drop_duplicates(["film_id", "key"])[["film_id", "key"]].merge(
        tables.films[[*_FILM, "vote_count"]], on="film_id"
    )
    films = films.sort_values(["key", "release_date", "film_id"], kind="stable")
    returns_of = _returns(films)
    by_key: dict[Clave, GetDirector] = {}
    for key, count in zip(map(Clave, persons.index.tolist()), persons.tolist(), strict=True):
        name, variants = names[key]
        returns, directed = returns_of[key]
        total, with_both = math.fsum(returns), sum(return_ > 0 for return_ in returns)
        by_key[key] = GetDirector(
            director=name,
            retorno_total_director=round(total, 4),
            retorno_promedio=round(total / with_both, 4) if with_both else None,
            retorno_agregado=aggregate_return(directed),
            cantidad=len(directed),
            personas=max(count, 1),  # a name without a person id still counts as a director
            variantes=variants,
            peliculas=directed,
        )
    return Answers(by_key, {key: answer["director"] for key, answer in by_key.items()}, votes_by_key(films))


def _returns(films: pd.DataFrame) -> dict[str, tuple[list[float], list[Retorno]]]:
    """Each key's returns, not rounded, and its films, in the order given."""
    directed: dict[str, tuple[list[float], list[Retorno]]] = {}
    rows = zip(*(films[column].tolist() for column in ["key", *_FILM]), strict=True)
    for key, title, released, year, return_, budget, revenue, film_id in rows:
        returns, of_key = directed.setdefault(key, ([], []))
        returns.append(return_)
        of_key.append(
            Retorno(
                pelicula=title,
                fecha_lanzamiento=released,
                anio=year,
                retorno_pelicula=round(return_, 4),
                budget_pelicula=budget,
                revenue_pelicula=revenue,
                id=film_id,
            )
        )
    return directed


def aggregate_return(directed: list[Retorno]) -> float | None:
    """All known revenue over all known budget; None if no film has both."""
    with_both = [film for film in directed if film["budget_pelicula"] > 0 and film["revenue_pelicula"] > 0]
    budget = sum(film["budget_pelicula"] for film in with_both)
    return round(sum(film["revenue_pelicula"] for film in with_both) / budget, 4) if with_both else None
