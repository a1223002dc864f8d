"""The part of a release that another process makes."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial
from pathlib import Path

from precompute.answering import answer
from precompute.publishing.downloads import ndjson_path
from precompute.publishing.indexes import index_files
from precompute.publishing.question import WrittenAnswers, write_answer_files, write_answers
from precompute.publishing.release import Release
from precompute.questions import Answers
from precompute.tables import load

_indexes: dict[str, list[tuple[str, bytes]]] = {}  # of what was answered in this process, until its files are written


class Elsewhere:
    """What another process does of a release below `public`, step by step in the order it is asked to."""

    def __init__(self, process: Executor, public: Path, files_of: str) -> None:
        """files_of: a question whose answers are written in one here, and then in many files there."""
        self._process, self._public, self.files_of = process, public, files_of
        self._written: list[Future[Release]] = []
        self._answered: dict[str, Future[tuple[Answers, Release]]] = {}
        self.questions: set[str] = set()  # that are published there

    def publish(self, question: str, answers: Answers) -> None:
        """Write the answers to a question."""
        self.questions.add(question)
        self._written.append(self._process.submit(_published, question, answers, self._public))

    def answer_and_publish(self, question: str, tables: Path) -> None:
        """Answer a question from the tables saved in a folder, and write the answers."""
        self.questions.add(question)
        self._answered[question] = self._process.submit(_answered, question, tables, self._public)
        self._written.append(self._process.submit(_filed, question, None, self._public))

    def write_answer_files(self, question: str, indexes: list[tuple[str, bytes]]) -> None:
        """Write a file for each line of a question's NDJSON, and its indexes."""
        self._written.append(self._process.submit(_filed, question, indexes, self._public))

    @property
    def answers(self) -> dict[str, Callable[[], Answers]]:
        """How to wait for the answers to each question that is answered there; its files may come later."""
        return {question: partial(_waited_for, answered) for question, answered in self._answered.items()}

    def releases(self) -> Iterator[Release]:
        """What every step added to the manifest and to the changes, waited for."""
        yield from (answered.result()[1] for answered in self._answered.values())
        yield from (written.result() for written in self._written)


def _published(question: str, answers: Answers, public: Path) -> Release:
    release = Release(public)
    write_answers(release, question, answers)
    write_answer_files(release, question, index_files(question, answers))
    return release


def _waited_for(answered: "Future[tuple[Answers, Release]]") -> Answers:
    return answered.result()[0]


def _answered(question: str, tables: Path, public: Path) -> tuple[Answers, Release]:
    release = Release(public)
    answers = answer(question, load(tables))
    write_answers(release, question, answers)
    _indexes[question] = list(index_files(question, answers))
    written = WrittenAnswers(public / ndjson_path(question), sorted(answers.answers))
    return replace(answers, answers=written), release


def _filed(question: str, indexes: list[tuple[str, bytes]] | None, public: Path) -> Release:
    release = Release(public)
    write_answer_files(release, question, indexes or _indexes.pop(question))
    return release
