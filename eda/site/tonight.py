"""«¿Qué vemos esta noche?»: what the home page proposes."""

import json
from typing import Any

from eda.drawing.figure import Data
from eda.figures.measures import weighted_rating
from eda.site.addresses import card_address
from eda.site.reasons import reasons_in
from eda.texts.language import Language
from functions.keys import clave
from precompute.display_names import GENRE_NAMES

FILE = "sitio/esta-noche.json"
# How many of the best rated films can be chosen from, and how many ordinary votes each rating is drawn towards the mean by.
_FILMS, _VOTES = 2000, 300
_EXAMPLES = 6
_LENGTHS = (90, 120, 150)


def best_films(data: Data) -> bytes:
    """The best rated films with a running time, best first, as columns that the page filters.

    {"generos": names in English, "peliculas": [[id, title, year, minutes, rating, places of its genres], …]}; a rating is drawn
    towards the mean of all films as if 300 more people had given that.
    """
    films = data.tables.films
    films = films[(films["runtime"].fillna(0) > 0) & (films["vote_count"] > 0)]
    prior = float((films["vote_average"] * films["vote_count"]).sum() / max(films["vote_count"].sum(), 1))
    rating = weighted_rating(films["vote_average"], films["vote_count"], prior, _VOTES).astype(float).round(4)
    best = films.assign(rating=rating).sort_values(["rating", "film_id"], ascending=[False, True]).head(_FILMS)
    of_best = data.tables.film_genres[data.tables.film_genres["film_id"].isin(best["film_id"])]
    genres_of = of_best.groupby("film_id")["genre"].agg(list)
    genres = sorted(set(data.tables.film_genres["genre"].dropna()))
    place = {genre: index for index, genre in enumerate(genres)}
    columns = (best[name].tolist() for name in ("film_id", "title", "release_year", "runtime", "vote_average"))
    listed = [
        [*row, [place[genre] for genre in dict.fromkeys(genres_of.get(row[0], [])) if genre in place]]
        for row in zip(*columns, strict=True)
    ]
    return json.dumps({"generos": genres, "peliculas": listed}, ensure_ascii=False, separators=(",", ":")).encode()


def tonight_view(data: Data, language: Language) -> dict[str, Any]:
    """The choices of genre, decade and length, and six well-known films each with what to watch after it."""
    years = data.tables.films["release_year"]
    genres = sorted(set(data.tables.film_genres["genre"].dropna()))
    names = [(genre, GENRE_NAMES.get(genre, genre) if language.code == "es" else genre) for genre in genres]
    return {
        "genres": sorted(names, key=lambda named: clave(named[1])),
        "decades": list(range(int(years.max()) // 10 * 10, int(years.min()) - 1, -10)),
        "lengths": _LENGTHS,
        "examples": _examples(data, language),
    }


def _examples(data: Data, language: Language) -> list[dict[str, Any]]:
    """The best-known films with the first of another franchise that is recommended for each, every film once.

    None if recomendacion is not answered.
    """
    answers = data.answered.get("recomendacion")
    if answers is None:
        return []
    franchises = data.tables.films.set_index("film_id")["collection"].dropna()
    examples: list[dict[str, Any]] = []
    shown: set[int] = set()
    for key in answers.keys_by_fame:
        answer = answers.answers[key]
        own = franchises.get(answer["id"], "")
        film = next((each for each in answer["detalle"] if franchises.get(each["id"]) != own), None)
        if film is None or not shown.isdisjoint((answer["id"], film["id"])):
            continue
        shown |= {answer["id"], film["id"]}
        examples.append(
            {
                "liked": f"{answer['pelicula']} ({answer['anio']})",
                "liked_href": card_address("peliculas_duracion", key),
                "film": f"{film['pelicula']} ({film['anio']})",
                "film_href": card_address("peliculas_duracion", f"{clave(film['pelicula'])}/{film['id']}"),
                "reasons": " · ".join(reasons_in(film, language)),
            }
        )
        if len(examples) == _EXAMPLES:
            break
    return examples
