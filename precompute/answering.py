"""Answering: each question's module asked once, in the order of the API."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from threading import Thread

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


class Answered(Mapping[str, Answers]):
    """The answers to every question, by its name, in the order of the API.

    Recommending is as much work as all the rest together, and numpy does it without holding Python up. So it begins
    beside at once, and whoever asks for it, last, waits for it; the others are answered when asked for.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._known: dict[str, Answers] = {}
        self._recommended: Future[Answers] = Future()
        # A daemon: a run that fails or is interrupted does not wait for recommendations that nobody will see.
        Thread(target=self._recommend, daemon=True).start()

    def _recommend(self) -> None:
        try:
            self._recommended.set_result(answer("recomendacion", self._tables))
        except BaseException as error:  # whatever it is, it is raised where the answers are asked for
            self._recommended.set_exception(error)

    def __getitem__(self, question: str) -> Answers:
        if question == "recomendacion":
            return self._recommended.result()
        if question not in self._known:
            self._known[question] = answer(question, self._tables)
        return self._known[question]

    def __iter__(self) -> Iterator[str]:
        return iter(ANSWERS)

    def __len__(self) -> int:
        return len(ANSWERS)
