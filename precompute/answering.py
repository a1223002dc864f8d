"""Answering: each question's module asked once, in the order of the API."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

from functions.answers import QUESTION
from precompute.questions import Answers
from precompute.tables import Tables

WITHOUT_CREDITS = ("peliculas_idioma", "peliculas_duracion", "franquicia", "peliculas_pais", "productoras_exitosas")


def answer(question: str, tables: Tables) -> Answers:
    """All answers to one question over the clean tables, from the module of its name.

    That is loaded when it is asked: the recommender's libraries take a second that a process without it can do without.
    """
    answers: Answers = import_module(f"precompute.{question}").answers(tables)
    return answers


class Answered(Mapping[str, Answers]):
    """The answers to every question, by its name, in the order of the API, each answered when it is first asked for.

    otherwise: question → how to come by answers that are not made here; known: those that there are already.
    """

    def __init__(
        self,
        tables: Tables,
        otherwise: Mapping[str, Callable[[], Answers]] = MappingProxyType({}),
        known: Mapping[str, Answers] = MappingProxyType({}),
    ) -> None:
        self._tables, self._otherwise, self._known = tables, otherwise, dict(known)

    def __getitem__(self, question: str) -> Answers:
        if question not in self._known:
            ask = self._otherwise.get(question)
            self._known[question] = ask() if ask else answer(question, self._tables)
        return self._known[question]

    def __iter__(self) -> Iterator[str]:
        return iter(QUESTION)

    def __len__(self) -> int:
        return len(QUESTION)
