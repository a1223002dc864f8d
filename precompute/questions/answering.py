"""Which function answers each question, and whether it needs the credits."""

from collections.abc import Callable, Mapping

from functions.questions import QUESTION
from precompute.questions import (
    franquicia,
    get_director,
    peliculas_duracion,
    peliculas_idioma,
    peliculas_pais,
    productoras_exitosas,
    recomendacion,
)
from precompute.questions.answers import Answers
from precompute.tables import MetadataTables, Tables

# Can be answered before the credits are read.
FROM_METADATA: Mapping[str, Callable[[MetadataTables], Answers]] = {
    "peliculas_idioma": peliculas_idioma.answers,
    "peliculas_duracion": peliculas_duracion.answers,
    "franquicia": franquicia.answers,
    "peliculas_pais": peliculas_pais.answers,
    "productoras_exitosas": productoras_exitosas.answers,
}
FROM_ALL_TABLES: Mapping[str, Callable[[Tables], Answers]] = {
    **FROM_METADATA,
    "get_director": get_director.answers,
    "recomendacion": recomendacion.answers,
}


def answer_early(metadata: MetadataTables) -> dict[str, Answers]:
    """The answers to every question that needs no credits, by question."""
    return {question: answers(metadata) for question, answers in FROM_METADATA.items()}


def answer(question: str, tables: Tables) -> Answers:
    """All answers to one question over the clean tables."""
    return FROM_ALL_TABLES[question](tables)


def in_order(answers: Mapping[str, Answers]) -> dict[str, Answers]:
    """The same answers in the order of the API."""
    return {question: answers[question] for question in QUESTION}


def answer_all(tables: Tables) -> dict[str, Answers]:
    """All answers to every question, by question, in the order of the API."""
    return {question: answer(question, tables) for question in QUESTION}
