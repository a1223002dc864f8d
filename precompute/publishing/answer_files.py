"""The answers to one question: all of them in one NDJSON, and each in a file of its own, or in packs."""

import os
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import orjson

from functions.keys import Clave
from functions.packs import pack_count, packs
from functions.paths import answer_path
from functions.questions import QUESTION
from precompute.publishing.downloads import ndjson_path
from precompute.publishing.indexes import index_files
from precompute.publishing.release import Release
from precompute.publishing.schemas import ShapeError, checked
from precompute.questions.answers import Answers

_BEFORE_KEY = b'{"clave":"'  # begins every line; the key and the answer's own members follow


def write_question(release: Release, question: str, answers: Answers) -> None:
    """Write the answers to a question: its NDJSON, a file for each answer, and its indexes."""
    write_ndjson(release, question, answers)
    write_answer_files(release, question, index_files(question, answers, release.layout))


def write_ndjson(release: Release, question: str, answers: Answers) -> None:
    """Write the NDJSON of a question, by key; each answer has the question's shape and its order."""
    fields = list(QUESTION[question].shape.__annotations__)
    with release.large(ndjson_path(question)) as path, path.open("wb") as lines:
        for key in sorted(answers.answers):
            answer = answers.answers[key]
            content = checked(question, answer, f"{question}/{key}")
            if list(answer) != [name for name in fields if name in answer]:
                raise ShapeError(f"{question}/{key}: its keys are {list(answer)}, the shape's {fields}")
            lines.write(b'%b%b",%b\n' % (_BEFORE_KEY, key.encode(), content[1:]))


def write_answer_files(release: Release, question: str, indexes: Iterable[tuple[str, bytes]] = ()) -> None:
    """Write a file for each line of a question's NDJSON, or packs, with its indexes, so that a new folder appears complete."""
    with (release.public / ndjson_path(question)).open("rb") as lines:
        if release.layout.packed:
            release.packs[question] = pack_count(os.fstat(lines.fileno()).st_size)
            files = packs(question, release.packs[question], _keys_and_answers(lines))
        else:
            files = ((answer_path(question, Clave(key.decode())), answer) for key, answer in _keys_and_answers(lines))
        release.write(chain(files, indexes))


def _keys_and_answers(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield each line's key, and its answer without the member "clave"."""
    for line in lines:
        end = line.index(b'"', len(_BEFORE_KEY))
        yield line[len(_BEFORE_KEY) : end], b"{" + line[end + 2 : -1]


class WrittenAnswers(Mapping[Clave, dict[str, Any]]):
    """The answers in an NDJSON file, each read on access.

    One process hands answers to another in this form: the path and the keys instead of the answers themselves.
    """

    def __init__(self, ndjson: Path, keys: Sequence[Clave]) -> None:
        """keys: the key of each line, in order."""
        self._ndjson, self._keys = ndjson, keys
        self._starts: dict[Clave, int] = {}

    def __getitem__(self, key: Clave) -> dict[str, Any]:
        if not self._starts:
            with self._ndjson.open("rb") as lines:
                starts = accumulate(map(len, lines), initial=0)
                self._starts = dict(zip(self._keys, starts, strict=False))  # the last start is the end
        with self._ndjson.open("rb") as lines:
            lines.seek(self._starts[key])
            return _answer(lines.readline())

    def read(self) -> Iterator[tuple[Clave, dict[str, Any]]]:
        """Every key with its answer, in one pass over the file."""
        with self._ndjson.open("rb") as lines:
            yield from zip(self._keys, map(_answer, lines), strict=True)

    def items(self) -> ItemsView[Clave, dict[str, Any]]:
        """Every key with its answer."""
        return _Items(self)

    def values(self) -> ValuesView[dict[str, Any]]:
        """Every answer."""
        return _Values(self)

    def __iter__(self) -> Iterator[Clave]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _Items(ItemsView[Clave, dict[str, Any]]):
    def __init__(self, written: WrittenAnswers) -> None:
        super().__init__(written)
        self._written = written

    def __iter__(self) -> Iterator[tuple[Clave, dict[str, Any]]]:
        return self._written.read()


class _Values(ValuesView[dict[str, Any]]):
    def __init__(self, written: WrittenAnswers) -> None:
        super().__init__(written)
        self._written = written

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (answer for _, answer in self._written.read())


def _answer(line: bytes) -> dict[str, Any]:
    answer: dict[str, Any] = orjson.loads(line)
    del answer["clave"]
    return answer
