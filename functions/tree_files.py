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
_CHUNK = 32_768


class UnpublishedQuestionError(LookupError):
    """The tree holds nothing for this question."""


class DamagedFileError(OSError):
    """A file of the tree is missing, cannot be read or is not what was written there."""


def read(path: str) -> bytes:
    """A whole file, not a link to one. The raw calls cost a third of what `open` does. Raises OSError."""
    file = os.open(path, _READ)
    try:
        body = chunk = os.read(file, _CHUNK)
        while len(chunk) == _CHUNK:
            chunk = os.read(file, _CHUNK)
            body += chunk
    finally:
        os.close(file)
    return body


class KeyFile:
    """A JSON file of keys (alias.json, fama.json), read when first needed and again when replaced."""

    def __init__(self, path: Path, kind: type, others: list[KeyFile], *, optional: bool = False) -> None:
        """optional: an earlier version's tree has no such file; it counts as empty."""
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
        same = next((other for other in self._others if other._digest == digest), None)
        content = same._content if same else json.loads(text)
        keys: Any = content.values() if isinstance(content, dict) else content
        if not isinstance(content, self._kind) or not all(isinstance(key, str) for key in keys):
            raise ValueError(f"not a {self._kind.__name__} of keys")
        self._digest, self._content = digest, content
