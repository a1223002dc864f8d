"""Files: the published tree as a static host serves it."""

from __future__ import annotations

from stat import S_ISREG
from typing import TYPE_CHECKING
from urllib.parse import quote

from functions.replies import PAGE_POLICY, Reply, cacheable, redirect
from functions.tree_files import read

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import Scope

# Python's own table of types depends on the machine's.
_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".csv": b"text/csv; charset=utf-8",
    ".html": b"text/html; charset=utf-8",
    ".ico": b"image/x-icon",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".md": b"text/markdown; charset=utf-8",
    ".png": b"image/png",
    ".svg": b"image/svg+xml",
    ".txt": b"text/plain; charset=utf-8",
    ".webp": b"image/webp",
    ".woff2": b"font/woff2",
    ".xml": b"application/xml",
}

# What a browser may load and run that shows one of these: only what the site itself has.
_POLICIES = {".html": PAGE_POLICY, ".svg": b"default-src 'none'; style-src 'unsafe-inline'"}


class Files:
    """The files of `public`, each under its own path; a folder is its index.html."""

    def __init__(self, public: Path) -> None:
        self._public = public

    def reply(self, scope: Scope, path: str) -> Reply | None:
        """The reply with this file, or None if the tree has none at that path."""
        if scope["method"] not in ("GET", "HEAD"):
            return None
        # Split by hand: joinpath would take "//etc" or "C:" for another root.
        parts = path.strip("/").split("/")
        if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts if path != "/"):
            return None
        file = self._public.joinpath(*parts) if path != "/" else self._public
        # Too long a name, a NUL, a named pipe, a link to a file or in a circle: nothing that this host has.
        try:
            is_folder = file.is_dir()
            if is_folder:
                file = file / "index.html"
            if not S_ISREG(file.lstat().st_mode):
                return None
            if is_folder and not path.endswith("/"):
                return redirect(f"{scope['root_path']}/{quote('/'.join(parts))}/")
            body = read(str(file))
        except (OSError, RuntimeError, ValueError):
            return None
        policy = [(b"content-security-policy", _POLICIES[file.suffix])] if file.suffix in _POLICIES else []
        return cacheable(scope, body, (b"content-type", _TYPES.get(file.suffix, b"application/octet-stream")), *policy)
