"""Reading the tree's files: an answer's bytes, and the files of keys beside the answers."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

# A link to a file is not followed, because it may lead anywhere; a named pipe does not make the reader wait.
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
# Larger than almost every answer: one read each, and cheaper to allocate than a megabyte.
_CHUNK, _LARGE_CHUNK = 32_768, 1_048_576


class UnpublishedQuestionError(LookupError):
    """The tree holds nothing for this question."""


class DamagedFileError(OSError):
    """A file of the tree is missing, cannot be read or is not what was written there."""


def read(path: str) -> bytes:
    """A whole file, not a link to one. The raw calls cost a third of what `open` does. Raises OSError."""
    file = os.open(path, _READ)
    try:
        body = os.read(file, _CHUNK)
        if len(body) == _CHUNK:
            pieces = [body]
            while pieces[-1]:
                pieces.append(os.read(file, _LARGE_CHUNK))
            body = b"".join(pieces)
    finally:
        os.close(file)
    return body


class KeyFile:
    """A JSON file of keys (alias.json, fama.json), read when first needed and again when replaced."""

    def __init__(self, path: Path, kind: type, others: list[KeyFile], *, optional: bool = False) -> None:
        """kind: dict, list, or SortedKeys for a large object that is only looked up; optional: missing counts as empty."""
        self._path = path
        self._kind = kind
        self._others = others
        self._optional = optional
        self._seen: tuple[int, int, int] | None = None
        self._digest = b""
        self._content: Any = None

    def content(self) -> Any:
        """What the file says now; raises UnpublishedQuestionError or DamagedFileError."""
        try:
            stat = self._path.stat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if seen != self._seen:
                self._load(read(str(self._path)))
                self._seen = seen
        except FileNotFoundError as error:
            if not self._path.parent.is_dir():
                raise UnpublishedQuestionError(self._path.parent.name) from error
            if self._optional:
                return self._kind()
            raise DamagedFileError(f"{self._path}: missing") from error
        except (OSError, ValueError) as error:
            raise DamagedFileError(f"{self._path}: {error}") from error
        return self._content

    def _load(self, text: bytes) -> None:
        """The content; if another file has the same content, the same object: two questions know the same films."""
        digest = sha256(text).digest()
        same = next((other for other in self._others if other._digest == digest and isinstance(other._content, self._kind)), None)
        self._content = same._content if same else self._parsed(text)
        self._digest = digest

    def _parsed(self, text: bytes) -> Any:
        if self._kind is SortedKeys:
            return SortedKeys(text)
        content = json.loads(text)
        keys: Any = content.values() if isinstance(content, dict) else content
        if not isinstance(content, self._kind) or not all(isinstance(key, str) for key in keys):
            raise ValueError(f"not a {self._kind.__name__} of keys")
        return content


class SortedKeys:
    """A JSON object of names and keys, in code-point order of the names, looked up in its bytes.

    As a dict the looser forms of 45,000 films would take ten megabytes more. A name or key holds letters, digits and `-`
    alone, so that nothing in the file is escaped.
    """

    def __init__(self, text: bytes = b"{}") -> None:
        """Raises ValueError if the bytes are no such object."""
        entries = text.count(b'":"')
        whole = text[:2] == b'{"' and text[-2:] == b'"}' and text.count(b'","') == entries - 1
        if not (whole or text == b"{}"):
            raise ValueError("not an object of keys")
        self._text = b',"' + text[2:-2] + b'",' if entries else b","  # every name stands between `,"` and `":"`

    def get(self, name: str) -> str | None:
        """The key that a name stands for, or None."""
        sought = name.encode()
        low, high = 0, len(self._text) - 1  # an entry begins at `low`; another, or the end, at `high`
        while low < high:
            start = self._text.rfind(b',"', low, (low + high) // 2 + 2)
            end = self._text.index(b'":"', start)
            found = self._text[start + 2 : end]
            after = self._text.index(b'",', end + 3) + 1
            if found == sought:
                return self._text[end + 3 : after - 1].decode()
            low, high = (after, high) if found < sought else (low, start)
        return None
