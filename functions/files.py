"""Files: the published tree as a static host serves it."""

from __future__ import annotations

from mimetypes import guess_type
from typing import TYPE_CHECKING

from functions.replies import Reply, stored
from functions.tables import read

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Scope

_TYPES = {".json": "application/json", ".js": "text/javascript", ".svg": "image/svg+xml", ".webp": "image/webp"}


class Files:
    """The files of `public`, each under its own path; a folder is its index.html."""

    def __init__(self, public: Path) -> None:
        self._public = public.resolve()

    def reply(self, scope: Scope, path: str) -> Reply | None:
        """The reply with this file, or None where the tree has none at that path."""
        if scope["method"] not in ("GET", "HEAD"):
            return None
        # Split by hand: joining would take "//etc" or "C:" for a root of its own.
        parts = path.strip("/").split("/")
        if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts if path != "/"):
            return None
        file = self._public.joinpath(*parts) if path != "/" else self._public
        if file.is_dir():
            file = file / "index.html"
        try:
            if not file.resolve().is_relative_to(self._public):
                return None
            body = read(str(file))
        except (OSError, ValueError):
            return None
        return stored(scope, body, (b"content-type", content_type(file)))


def content_type(file: Path) -> bytes:
    """The media type of a file, text in UTF-8."""
    kind = _TYPES.get(file.suffix) or guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8".encode() if kind.startswith("text/") else kind.encode()
