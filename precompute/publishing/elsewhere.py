"""The part of a release that another process makes."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from precompute.answering import answer
from precompute.publishing.downloads import ndjson_path, write_tables
from precompute.publishing.indexes import index_files
from precompute.publishing.question import WrittenAnswers, write_answer_files, write_answers
from precompute.publishing.release import Release
from precompute.questions import Answers
from precompute.tables import COLUMNS, Tables, load

_indexes: dict[str, list[tuple[str, bytes]]] = {}  # of what was answered in this process, until its files are written


class Elsewhere:
    """What another process does of a release, from the tables saved in a folder: questions, and the tables' downloads.

    Each answer is there once its question's NDJSON is written, so that it need not be waited for until all is.
    """

    def __init__(self, process: Executor, questions: Iterable[str], tables: Path, public: Path) -> None:
        self._answered = {question: process.submit(_answered, question, tables, public) for question in questions}
        self._filed = [process.submit(_filed, question, public) for question in questions]
        self._tables = process.submit(_tables, tables, public)

    @property
    def answers(self) -> dict[str, Callable[[], Answers]]:
        """For each question how to wait for its answers."""
        return {question: partial(_waited_for, answered) for question, answered in self._answered.items()}

    def releases(self) -> Iterator[Release]:
        """What every step added to the manifest and to the changes, waited for."""
        yield from (answered.result()[1] for answered in self._answered.values())
        yield from (written.result() for written in (*self._filed, self._tables))


def _waited_for(answered: "Future[tuple[Answers, Release]]") -> Answers:
    return answered.result()[0]


def _answered(question: str, tables: Path, public: Path) -> tuple[Answers, Release]:
    release = Release(public)
    answers = answer(question, _saved(tables))
    write_answers(release, question, answers)
    _indexes[question] = list(index_files(question, answers))
    written = WrittenAnswers(public / ndjson_path(question), sorted(answers.answers))
    return replace(answers, answers=written), release


def _filed(question: str, public: Path) -> Release:
    release = Release(public)
    write_answer_files(release, question, _indexes.pop(question))
    return release


def _tables(tables: Path, public: Path) -> Release:
    release = Release(public)
    write_tables(release, _saved(tables))
    return release


def _saved(folder: Path) -> Tables:
    return _loaded(folder, tuple((folder / f"{name}.parquet").stat().st_mtime_ns for name in COLUMNS))


@lru_cache(maxsize=1)
def _loaded(folder: Path, changed: tuple[int, ...]) -> Tables:  # noqa: ARG001 # what has changed is loaded anew
    """The tables, loaded once for all that a build does here."""
    return load(folder)
