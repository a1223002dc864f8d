"""Answering: each question's module asked once, in the order of the API."""

from precompute import (
    franquicia,
    get_director,
    peliculas_duracion,
    peliculas_idioma,
    peliculas_pais,
    productoras_exitosas,
    recomendacion,
)
from precompute.questions import Answers
from precompute.tables import Tables

ANSWERS = {
    "peliculas_idioma": peliculas_idioma.answers,
    "peliculas_duracion": peliculas_duracion.answers,
    "franquicia": franquicia.answers,
    "peliculas_pais": peliculas_pais.answers,
    "productoras_exitosas": productoras_exitosas.answers,
    "get_director": get_director.answers,
    "recomendacion": recomendacion.answers,
}


def answer(question: str, tables: Tables) -> Answers:
    """All answers to one question over the clean tables."""
    return ANSWERS[question](tables)
