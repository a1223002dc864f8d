"""The store: from a name as people type it to the bytes of its answer.

A name becomes its key, the key a file, or a place in a pack; a key without either may be an alias, or a looser form of a
name. Files are read on each request, so a tree published again is served at once; each is replaced by a rename, so a read
sees the old bytes or the new ones, never a part.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from functions.keys import Clave, clave, looked_up_forms
from functions.known_names import KnownNames
from functions.packs import answer_in, pack_of, pack_path
from functions.paths import API, alias_path, answer_path, fame_path, loose_path
from functions.questions import QUESTION
from functions.tree_files import DamagedFileError, KeyFile, SortedKeys, read

ROOT = Path(__file__).resolve().parent.parent


class UnknownNameError(LookupError):
    """The question has no answer for this key."""

    def __init__(self, question: str, key: Clave) -> None:
        super().__init__(f"{question}: {key}")
        self.question = question
        self.key = key


class Answer(NamedTuple):
    """An answer's key and the bytes of its file."""

    key: Clave
    body: bytes


def public_tree() -> Path:
    """The tree that this process serves: $FILMOTECA_PUBLIC, else the project's public/."""
    return Path(os.environ.get("FILMOTECA_PUBLIC") or ROOT / "public").absolute()


class Store:
    """The published answers under `public`."""

    def __init__(self, public: Path) -> None:
        self.public = public
        self._folder = f"{public}/{API}/"
        key_files: list[KeyFile] = []
        self._aliases = {question: KeyFile(public / alias_path(question), dict, key_files) for question in QUESTION}
        self._loose = {
            question: KeyFile(public / loose_path(question), SortedKeys, key_files, optional=True) for question in QUESTION
        }
        self._fame = {question: KeyFile(public / fame_path(question), list, key_files) for question in QUESTION}
        key_files += [*self._aliases.values(), *self._loose.values(), *self._fame.values()]
        self._known: dict[str, KnownNames] = {}
        self._packs: dict[str, int] = {}  # the number of packs of each question that has any
        self._root_index: tuple[int, int, int] | None = None  # the state in which it was read

    def answer(self, question: str, name: str) -> Answer:
        """The answer for a name, by its key, an alias or its looser form.

        Raises UnknownNameError, UnpublishedQuestionError or DamagedFileError.
        """
        key = clave(name)
        try:
            return Answer(key, self._body(question, key))
        except FileNotFoundError:
            return self._by_alias(question, key, name)

    def known_names(self, question: str) -> KnownNames:
        """Every key and alias of a question, as published now."""
        keys, aliases = self._fame[question].content(), self._aliases[question].content()
        names = self._known.get(question)
        if names is None or names.keys is not keys or names.aliases is not aliases:
            same = (other for other in self._known.values() if other.keys is keys and other.aliases is aliases)
            self._known[question] = names = next(same, None) or KnownNames(keys, aliases)
        return names

    def answer_file(self, question: str, key: Clave) -> str:
        """The path, below the root, of the file that holds an answer: its own, or a pack."""
        count = self._packs.get(question)
        return pack_path(question, count, pack_of(key.encode(), count)) if count else answer_path(question, key)

    def _body(self, question: str, key: Clave) -> bytes:
        """The bytes of an answer. Raises FileNotFoundError if the tree has none for this key, and DamagedFileError."""
        if question not in self._packs:
            try:
                return self._own_file(question, key)
            except FileNotFoundError:
                if not self._packs_changed() or question not in self._packs:
                    raise
        try:
            return self._in_pack(question, key)
        except FileNotFoundError:  # no such key, or a tree published again in another way
            if not self._packs_changed():
                raise
        return self._body(question, key)

    def _own_file(self, question: str, key: Clave) -> bytes:
        path = f"{self._folder}{question}/{key}.json"
        try:
            body = read(path)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise DamagedFileError(f"{path}: {error.strerror}") from error
        return self._whole(path, body)

    def _in_pack(self, question: str, key: Clave) -> bytes:
        count, sought = self._packs[question], key.encode()
        path = f"{self.public}/{pack_path(question, count, pack_of(sought, count))}"
        try:
            body = answer_in(read(path), sought)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise DamagedFileError(f"{path}: {error.strerror}") from error
        if body is None:
            raise FileNotFoundError(path)
        return self._whole(path, body)

    def _packs_changed(self) -> bool:
        """Read the number of packs of each question, if the root index is another than before; whether it says another."""
        known, path = self._packs, f"{self._folder}index.json"
        try:
            stat = os.stat(path)  # noqa: PTH116 # pathlib costs more
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if seen == self._root_index:
                return False
            questions = json.loads(read(path))["preguntas"]
            self._packs = {question: told["paquetes"] for question, told in questions.items() if told.get("paquetes")}
            self._root_index = seen
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._packs = {}  # no index, or none of ours: a file for each answer
        return self._packs != known

    @staticmethod
    def _whole(path: str, body: bytes) -> bytes:
        # An answer is one object. This tells an empty, cut or overwritten file at no cost.
        if body[:1] != b"{" or body[-1:] != b"}":
            raise DamagedFileError(f"{path}: not an answer")
        return body

    def _by_alias(self, question: str, typed: Clave, name: str) -> Answer:
        key = self._aliases[question].content().get(typed)
        if key is None and typed in self.known_names(question):
            key = typed  # a key whose file is missing
        if key is None:
            forms = self._loose[question].content()
            key = next(filter(None, map(forms.get, looked_up_forms(name))), None)
        if key is None and name.endswith(".json"):  # as on the static host
            return self.answer(question, name.removesuffix(".json"))
        if key is None:
            raise UnknownNameError(question, typed)
        try:
            return Answer(key, self._body(question, key))
        except FileNotFoundError as error:
            raise DamagedFileError(f"{self._folder}{question}/{key}.json: missing") from error
