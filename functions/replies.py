"""Replies: status, headers and body, as ASGI sends them, with what every reply carries."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from starlette.types import Scope, Send

CACHE_CONTROL = "public, max-age=3600"
METHODS = "GET, HEAD, OPTIONS"
Headers = list[tuple[bytes, bytes]]
# Any page may read any reply, errors too; nobody guesses a type.
EVERYWHERE: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Allow"),
    (b"x-content-type-options", b"nosniff"),
]
CACHED: Headers = [*EVERYWHERE, (b"cache-control", CACHE_CONTROL.encode())]
NOT_STORED: Headers = [*EVERYWHERE, (b"cache-control", b"no-store")]


class Reply(NamedTuple):
    """A whole response; `body` is empty where the method or the status wants none."""

    status: int
    headers: Headers
    body: bytes


PREFLIGHT = Reply(
    204,
    [
        *EVERYWHERE,
        (b"allow", METHODS.encode()),
        (b"access-control-allow-methods", METHODS.encode()),
        (b"access-control-allow-headers", b"*"),
        (b"access-control-max-age", b"86400"),
    ],
    b"",
)


def etag(body: bytes) -> bytes:
    """The strong ETag of a body: its sha256, the very one that manifest.json gives for the file."""
    return b'"%s"' % sha256(body).hexdigest().encode()


def stored(scope: Scope, body: bytes, content_type: bytes, *extra: tuple[bytes, bytes]) -> Reply:
    """A stored file: 200, or 304 for a client that has it already."""
    tag = etag(body)
    headers = [*CACHED, (b"etag", tag), *extra]
    for name, value in scope["headers"]:
        if name == b"if-none-match" and _names(value, tag):
            return Reply(304, headers, b"")
    headers += [(b"content-type", content_type), (b"content-length", b"%d" % len(body))]
    return Reply(200, headers, b"" if scope["method"] == "HEAD" else body)


def fresh(scope: Scope, status: int, value: Any, content_type: bytes, *extra: tuple[bytes, bytes]) -> Reply:
    """A JSON value made for this request, never stored by anybody."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    headers = [*NOT_STORED, (b"content-type", content_type), (b"content-length", b"%d" % len(body)), *extra]
    return Reply(status, headers, b"" if scope["method"] == "HEAD" else body)


async def deliver(send: Send, reply: Reply) -> None:
    """Send a reply over ASGI."""
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    await send({"type": "http.response.body", "body": reply.body})


def _names(if_none_match: bytes, tag: bytes) -> bool:
    """Whether the header names this ETag; caches weaken it to W/"…", which still names the same bytes."""
    if if_none_match == tag:
        return True
    return any(given.strip().removeprefix(b"W/") in (tag, b"*") for given in if_none_match.split(b","))
