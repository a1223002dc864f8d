"""The part of a release that another process makes."""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from precompute.publishing.downloads import ndjson_path
from precompute.publishing.indexes import index_files
from precompute.publishing.question import WrittenAnswers, write_answer_files, write_answers
from precompute.publishing.release import Release
from precompute.questions import Answers

Files = list[tuple[str, bytes]]

_known: dict[str, Answers] = {}  # what was answered in this process, until it is published


class Elsewhere:
    """What another process does of a release below `public`, in the order it is asked to.

    A question is answered there before it is known whether anything will be published. Its answers are there once they
    stand in one NDJSON; the files of each may come later. files_of: questions whose answers are written in one here, and
    then in many files there.
    """

    def __init__(self, process: Executor, public: Path, files_of: Collection[str]) -> None:
        self._process, self._public, self.files_of = process, public, files_of
        self._answering: dict[str, Future[None]] = {}
        self._answered: dict[str, Future[tuple[Answers, Release]]] = {}
        self._filed: list[Future[Release]] = []

    def answer(self, question: str, how: Callable[..., Answers], *arguments: Any) -> None:
        """Answer a question there, by a function of these arguments."""
        self._answering[question] = self._process.submit(_answer, question, how, *arguments)

    def publish(self) -> None:
        """Write what was answered there."""
        for question in self._answering:
            self._answered[question] = self._process.submit(_write_answers, question, self._public)
            self._filed.append(self._process.submit(_write_files, question, self._public))

    def write_answer_files(self, question: str, indexes: Files) -> None:
        """Write a file for each line of a question's NDJSON, and its indexes."""
        self._filed.append(self._process.submit(_write_files, question, self._public, indexes))

    @property
    def answers(self) -> dict[str, Callable[[], Answers]]:
        """For each question answered there how to wait for its answers."""
        return {question: partial(self._wait_for, question) for question in self._answering}

    def _wait_for(self, question: str) -> Answers:
        self._answering[question].result()
        return self._answered[question].result()[0]

    def releases(self) -> Iterator[Release]:
        """What every step added to the manifest and to the changes, waited for."""
        yield from (answered.result()[1] for answered in self._answered.values())
        yield from (filed.result() for filed in self._filed)


def _answer(question: str, how: Callable[..., Answers], *arguments: Any) -> None:
    _known[question] = how(*arguments)


def _write_answers(question: str, public: Path) -> tuple[Answers, Release]:
    release, answers = Release(public), _known[question]
    write_answers(release, question, answers)
    written = WrittenAnswers(public / ndjson_path(question), sorted(answers.answers))
    _known[question] = replace(answers, answers=written)
    return _known[question], release


def _write_files(question: str, public: Path, indexes: Files | None = None) -> Release:
    release = Release(public)
    write_answer_files(release, question, index_files(question, _known.pop(question)) if indexes is None else indexes)
    return release
