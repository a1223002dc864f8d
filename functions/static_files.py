"""Files: the published tree as a static host serves it. Large ones are sent in pieces, and any in part (Range)."""

from __future__ import annotations

import os
from hashlib import file_digest
from stat import S_ISREG
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from functions.paths import API
from functions.problems import Problem
from functions.replies import (
    BRIEFLY_CACHED,
    CACHED,
    FOR_EVER_CACHED,
    NOSNIFF,
    ORIGIN,
    PAGE_POLICY,
    Header,
    Reply,
    cacheable,
    deliver,
    names_tag,
    redirect,
)
from functions.tree_files import read

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A file of more bytes is sent in pieces, so that no other request waits for it.
LARGE = 262_144
# Python's own table of types depends on the machine's.
_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".csv": b"text/csv; charset=utf-8",
    ".html": b"text/html; charset=utf-8",
    ".ico": b"image/x-icon",
    ".js": b"text/javascript; charset=utf-8",
    ".json": b"application/json",
    ".jsonld": b"application/ld+json",
    ".ndjson": b"application/x-ndjson",
    ".parquet": b"application/vnd.apache.parquet",
    ".sqlite": b"application/vnd.sqlite3",
    ".md": b"text/markdown; charset=utf-8",
    ".png": b"image/png",
    ".py": b"text/x-python; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".txt": b"text/plain; charset=utf-8",
    ".webp": b"image/webp",
    ".woff2": b"font/woff2",
    ".xml": b"application/xml",
}

# The root index says which release this is, so it is soon asked for again; a manifest's path is its hash.
_TREE = API.split("/")
_CACHED = {"index.json": BRIEFLY_CACHED, "manifiestos": FOR_EVER_CACHED}

# What a browser may load and run that shows one of these: only what the site itself has.
_POLICIES = {".html": PAGE_POLICY, ".svg": b"default-src 'none'; style-src 'unsafe-inline'"}


class _Found(NamedTuple):
    """A file of the tree: its path, its state, and the headers that say what it is; the type comes first."""

    path: str
    state: os.stat_result
    headers: list[Header]
    cached: Header


class Files:
    """The files of `public`, each under its own path; a folder is its index.html."""

    def __init__(self, public: Path) -> None:
        self._public = public
        self._digests: dict[str, tuple[tuple[int, int, int], str]] = {}  # of large files, with their state at that time

    def reply(self, scope: Scope, path: str) -> Reply | None:
        """The reply with this file; None if the tree has none at that path, or if `response` sends it."""
        found = self._find(scope, path)
        if found is None or not isinstance(found, _Found):
            return found
        if found.state.st_size > LARGE or _is_partial(scope):
            return None
        try:
            body = read(found.path)
        except OSError:
            return None
        return cacheable(scope, body, *found.headers, cached=found.cached)

    def response(self, scope: Scope, path: str) -> ASGIApp | None:
        """The response with this file, which sends it in pieces, or the part of it that is asked for; None if there is none."""
        found = self._find(scope, path)
        return _LargeFile(found, self._digests) if isinstance(found, _Found) else None

    def _find(self, scope: Scope, path: str) -> _Found | Reply | None:
        """The file at a path, or the redirect to a folder's page."""
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
            state = file.lstat()
        except (OSError, RuntimeError, ValueError):
            return None
        if not S_ISREG(state.st_mode):
            return None
        if is_folder and not path.endswith("/"):
            return redirect(f"{scope['root_path']}/{quote('/'.join(parts))}/")
        policy = [(b"content-security-policy", _POLICIES[file.suffix])] if file.suffix in _POLICIES else []
        content_type = (b"content-type", _TYPES.get(file.suffix, b"application/octet-stream"))
        return _Found(str(file), state, [content_type, *policy], _CACHED.get(parts[2] if parts[:2] == _TREE else "", CACHED))


class _LargeFile:
    """The response with a file: Starlette's FileResponse, with our ETag and headers, and errors as problems."""

    def __init__(self, found: _Found, digests: dict[str, tuple[tuple[int, int, int], str]]) -> None:
        self._found = found
        self._digests = digests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, a part of it, 304 if the client has it, or 416 if it has no such part."""
        from starlette.concurrency import run_in_threadpool  # noqa: PLC0415 - few requests need it
        from starlette.responses import FileResponse  # noqa: PLC0415 - few requests need it

        path, state, headers, cached = self._found
        try:
            tag = f'"{await run_in_threadpool(self._digest)}"'
        except OSError:
            await deliver(Problem("ruta-desconocida", "El archivo ya no está.", "The file is gone.").reply(scope), send)
            return
        own = [ORIGIN, _EXPOSED, NOSNIFF, cached, (b"etag", tag.encode()), *headers[1:]]
        if names_tag(scope, tag.encode()):
            await deliver(({"type": "http.response.start", "status": 304, "headers": own}, _EMPTY), send)
            return
        response = FileResponse(path, stat_result=state, media_type=headers[0][1].decode(), headers=_texts(own))
        await response(scope, receive, _with_problems(scope, send))

    def _digest(self) -> str:
        """Return the first 32 digits of the sha256, computed once for each state of the file."""
        path, state = self._found[:2]
        seen = (state.st_mtime_ns, state.st_size, state.st_ino)
        known = self._digests.get(path)
        if known is None or known[0] != seen:
            with open(path, "rb") as file:  # noqa: PTH123 # a string
                known = (seen, file_digest(file, "sha256").hexdigest()[:32])
            self._digests[path] = known
        return known[1]


_EXPOSED: Header = (b"access-control-expose-headers", b"ETag, Accept-Ranges, Content-Range")
_EMPTY: Message = {"type": "http.response.body", "body": b""}


def _with_problems(scope: Scope, send: Send) -> Send:
    """Return a `send` for Starlette's response that sends its errors, which are plain text, as problems."""
    refused = False

    async def send_or_refuse(message: Message) -> None:
        nonlocal refused
        if refused:
            return
        if message["type"] != "http.response.start" or message["status"] < 400:
            await send(message)
            return
        refused = True
        limits = [header for header in message["headers"] if header[0] == b"content-range"]
        problem = (
            Problem("parte-inexistente", "El archivo no tiene esos bytes.", "The file does not have those bytes.")
            if message["status"] == 416
            else Problem("peticion-ilegible", "La cabecera Range no se entiende.", "The Range header cannot be understood.")
        )
        start, body = problem.reply(scope)
        await deliver(({**start, "headers": [*start["headers"], *limits]}, body), send)

    return send_or_refuse


def _is_partial(scope: Scope) -> bool:
    return any(name == b"range" for name, _ in scope["headers"])


def _texts(headers: list[Header]) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in headers}
