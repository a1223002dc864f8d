"""Replies: whole responses as the two messages that ASGI sends, and the headers that all of them carry."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import Message, Scope, Send

Header = tuple[bytes, bytes]
# http.response.start and http.response.body.
Reply = tuple["Message", "Message"]

METHODS = "GET, HEAD, OPTIONS"
CACHE_CONTROL = "public, max-age=3600"
HTML: Header = (b"content-type", b"text/html; charset=utf-8")
JSON: Header = (b"content-type", b"application/json")
PROBLEM_JSON: Header = (b"content-type", b"application/problem+json")
# Any page may read any reply, errors too.
ORIGIN: Header = (b"access-control-allow-origin", b"*")
EXPOSED: Header = (b"access-control-expose-headers", b"ETag, Link")
CACHED: Header = (b"cache-control", CACHE_CONTROL.encode())
NOT_STORED: Header = (b"cache-control", b"no-store")
# A browser takes each reply for what its type says, and a page loads and runs only what the site has. The digest is of the
# script in eda/templates/base.html that sets the reader's theme before anything is drawn.
NOSNIFF: Header = (b"x-content-type-options", b"nosniff")
PAGE_POLICY = (
    b"default-src 'self'; script-src 'self' 'sha256-lbmioh9MupanSmiemMnufFLxfKy1I9/crEW7zRkKVsI='; "
    b"style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src *; object-src 'none'; base-uri 'none'; "
    b"form-action 'self'; frame-ancestors 'self'"
)
ALLOW: Header = (b"allow", METHODS.encode())

PREFLIGHT: Reply = (
    {
        "type": "http.response.start",
        "status": 204,
        "headers": [
            ORIGIN,
            ALLOW,
            (b"access-control-allow-methods", METHODS.encode()),
            (b"access-control-allow-headers", b"*"),
            (b"access-control-max-age", b"86400"),
        ],
    },
    {"type": "http.response.body", "body": b""},
)


def etag(body: bytes) -> bytes:
    """The strong ETag of a body: the first 32 digits of the sha256 that manifest.json gives for the file."""
    return b'"%b"' % sha256(body).hexdigest()[:32].encode()


def cacheable(scope: Scope, body: bytes, *headers: Header) -> Reply:
    """A stored file: 200, or 304 for a client that has it already. `headers` begin with its type."""
    tag = etag(body)
    for name, value in scope["headers"]:
        if name == b"if-none-match" and _names(value, tag):
            return _reply(304, [ORIGIN, EXPOSED, NOSNIFF, CACHED, (b"etag", tag), *headers[1:]], b"")
    length = (b"content-length", b"%d" % len(body))
    everything = [length, ORIGIN, EXPOSED, NOSNIFF, CACHED, (b"etag", tag), *headers]
    return _reply(200, everything, body if scope["method"] == "GET" else b"")


def redirect(location: str) -> Reply:
    """The address at which a folder's page is: without its last slash, the links on the page would lead elsewhere."""
    headers = [(b"content-length", b"0"), (b"location", location.encode()), ORIGIN, EXPOSED, NOSNIFF, CACHED]
    return _reply(301, headers, b"")


def uncached_json(scope: Scope, status: int, value: Any, *headers: Header) -> Reply:
    """A JSON value made for this request, not to be cached. `headers` begin with its type."""
    # A lone surrogate, which only JSON events can carry, is shown as `?`.
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    length = (b"content-length", b"%d" % len(body))
    return _reply(status, [length, ORIGIN, EXPOSED, NOSNIFF, NOT_STORED, *headers], b"" if scope["method"] == "HEAD" else body)


async def deliver(reply: Reply, send: Send) -> None:
    """Send a reply over ASGI."""
    start, body = reply
    await send(start)
    await send(body)


def _reply(status: int, headers: list[Header], body: bytes) -> Reply:
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": body}


def _names(if_none_match: bytes, tag: bytes) -> bool:
    """Whether the header names this ETag; a cache may weaken it to W/"…", which still names the same answer."""
    return any(given.strip().removeprefix(b"W/") in (tag, b"*") for given in if_none_match.split(b","))
