"""A question answered and published in a process of its own, in two steps, so that the first need not wait for all."""

from concurrent.futures import Executor, Future
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from precompute.answering import answer
from precompute.publishing.downloads import ndjson_path
from precompute.publishing.indexes import index_files
from precompute.publishing.question import WrittenAnswers, write_answer_files, write_answers
from precompute.publishing.release import Release
from precompute.questions import Answers
from precompute.tables import COLUMNS, Tables, load

_indexes: dict[str, list[tuple[str, bytes]]] = {}  # of what was answered in this process, until its files are written


class Elsewhere(NamedTuple):
    """A question in the hands of another process: its answers once its NDJSON and indexes are written, and what it wrote.

    Each release holds what its step added to the manifest and to the changes.
    """

    answered: Future[tuple[Answers, Release]]
    filed: Future[Release]

    @classmethod
    def begin(cls, process: Executor, question: str, tables: Path, public: Path) -> "Elsewhere":
        """Answer a question over the tables saved in a folder, and write the answers below `public`."""
        return cls(process.submit(_answered, question, tables, public), process.submit(_filed, question, public))

    def answers(self) -> Answers:
        """The answers, waited for."""
        return self.answered.result()[0]

    def releases(self) -> tuple[Release, Release]:
        """All that was written, waited for."""
        return self.answered.result()[1], self.filed.result()


def _answered(question: str, tables: Path, public: Path) -> tuple[Answers, Release]:
    release = Release(public)
    changed = tuple((tables / f"{name}.parquet").stat().st_mtime_ns for name in COLUMNS)
    answers = answer(question, _loaded(tables, changed))
    write_answers(release, question, answers)
    _indexes[question] = list(index_files(question, answers))
    written = WrittenAnswers(public / ndjson_path(question), sorted(answers.answers))
    return replace(answers, answers=written), release


@lru_cache(maxsize=1)
def _loaded(folder: Path, changed: tuple[int, ...]) -> Tables:  # noqa: ARG001 # what has changed is loaded anew
    """The tables, loaded once for all the questions of a build."""
    return load(folder)


def _filed(question: str, public: Path) -> Release:
    release = Release(public)
    write_answer_files(release, question, _indexes.pop(question))
    return release
