"""The store: from a name as people type it to the bytes of its answer.

A name becomes its key, the key a file; a key without a file may be an alias. Files are read when
asked for, so a tree published again is served at once; each is replaced by a rename, so a read
sees the old bytes or the new ones, never a part.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from functions.answers import API, alias_path, answer_path, fame_path
from functions.keys import Clave, clave

ROOT = Path(__file__).resolve().parent.parent
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
# Larger than almost every answer: one read each, and cheaper to allocate than a megabyte.
_CHUNK = 32_768


class UnknownNameError(LookupError):
    """The question has no answer for this key."""

    def __init__(self, question: str, key: Clave) -> None:
        super().__init__(f"{question}: {key}")
        self.question = question
        self.key = key


class UnpublishedQuestionError(LookupError):
    """The tree holds nothing for this question."""


class DamagedFileError(OSError):
    """A file of the tree is missing, cannot be read or is not what was written there."""


class Answer(NamedTuple):
    """An answer's key and the bytes of its file."""

    key: Clave
    body: bytes


def public_tree() -> Path:
    """The tree that this process serves: $FILMOTECA_PUBLIC, else the project's public/."""
    return Path(os.environ.get("FILMOTECA_PUBLIC") or ROOT / "public").absolute()


def read(path: str) -> bytes:
    """A whole file. The raw calls cost 6 µs, a third of `open`."""
    file = os.open(path, _READ)
    try:
        body = chunk = os.read(file, _CHUNK)
        while len(chunk) == _CHUNK:
            chunk = os.read(file, _CHUNK)
            body += chunk
    finally:
        os.close(file)
    return body


class Table:
    """A JSON file of names (alias.json, fama.json), read when first needed and again when replaced."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None
        self._value: object = None

    def value(self) -> object:
        """The file's content now; FileNotFoundError without one, DamagedFileError if it is not JSON."""
        found = Path(self._path).stat()
        seen = (found.st_mtime_ns, found.st_size, found.st_ino)
        if seen != self._seen:
            try:
                self._value = json.loads(read(self._path))
            except ValueError as error:
                raise DamagedFileError(f"{self._path}: {error}") from error
            self._seen = seen
        return self._value


class Store:
    """The published answers under `public`."""

    def __init__(self, public: Path) -> None:
        self.public = public
        self._folder = f"{public}/{API}/"
        self._tables: dict[str, Table] = {}

    def answer(self, question: str, name: str) -> Answer:
        """The answer for a name, by its key or an alias.

        Raises UnknownNameError, UnpublishedQuestionError or DamagedFileError.
        """
        key = clave(name)
        try:
            return Answer(key, self._body(question, key))
        except FileNotFoundError:
            return self._by_alias(question, key)

    def keys(self, question: str) -> list[Clave]:
        """Every key of a question, most famous first."""
        value = self._table(fame_path(question))
        if not isinstance(value, list):
            raise DamagedFileError(f"{question}/fama.json: not a list")
        return value

    def aliases(self, question: str) -> dict[str, Clave]:
        """The other keys under which a question's answers are known."""
        value = self._table(alias_path(question))
        if not isinstance(value, dict):
            raise DamagedFileError(f"{question}/alias.json: not an object")
        return value

    def _body(self, question: str, key: Clave) -> bytes:
        path = f"{self._folder}{question}/{key}.json"
        try:
            body = read(path)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise DamagedFileError(f"{path}: {error.strerror}") from error
        # An answer is one object. This tells an empty, cut or overwritten file at no cost.
        if body[:1] != b"{" or body[-1:] != b"}":
            raise DamagedFileError(f"{path}: not an answer")
        return body

    def _by_alias(self, question: str, alias: Clave) -> Answer:
        key = self.aliases(question).get(alias)
        if key is None:
            if alias in self.keys(question):
                raise DamagedFileError(f"{answer_path(question, alias)}: missing")
            raise UnknownNameError(question, alias)
        try:
            return Answer(key, self._body(question, key))
        except FileNotFoundError as error:
            raise DamagedFileError(f"{answer_path(question, key)}: missing") from error

    def _table(self, path: str) -> object:
        path = f"{self.public}/{path}"
        table = self._tables.setdefault(path, Table(path))
        try:
            return table.value()
        except FileNotFoundError as error:
            if not Path(path).parent.is_dir():
                raise UnpublishedQuestionError(path) from error
            raise DamagedFileError(f"{path}: missing") from error
