"""Replies: whole responses as the two messages that ASGI sends, and the headers that all of them carry."""

from __future__ import annotations

import gzip
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
BRIEFLY_CACHED: Header = (b"cache-control", b"public, max-age=60")
FOR_EVER_CACHED: Header = (b"cache-control", b"public, max-age=31536000, immutable")
NOT_STORED: Header = (b"cache-control", b"no-store")
# A browser takes each reply for what its type says, and a page loads and runs only what the site has. The digest is of the
# script in eda/templates/base.html that sets the reader's theme, and whether a card is shown, before anything is drawn.
NOSNIFF: Header = (b"x-content-type-options", b"nosniff")
PAGE_POLICY = (
    b"default-src 'self'; script-src 'self' 'sha256-+pRx1B1SvC5PXom0bKF1sIHCPF/o6tZg3mXI/A+FwZE='; "
    b"style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src *; object-src 'none'; base-uri 'none'; "
    b"form-action 'self'; frame-ancestors 'self'"
)
# What is worth compressing: of fewer bytes, or of another type, little is saved.
COMPRESSED_FROM, _LEVEL = 4_096, 5
_TEXTS = frozenset(b"application/json application/ld+json application/xml image/svg+xml".split()) | frozenset(
    b"text/css text/csv text/html text/javascript text/markdown text/plain".split()
)
VARY_ACCEPT: Header = (b"vary", b"accept")
_VARY: Header = (b"vary", b"accept-encoding")
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


def cacheable(scope: Scope, body: bytes, *headers: Header, cached: Header = CACHED) -> Reply:
    """A stored file: 200, or 304 for a client that has it already. `headers` begin with its type.

    Text of some size is compressed for a client that takes gzip; its ETag is another one, because its bytes are.
    """
    tag = etag(body)
    if len(body) >= COMPRESSED_FROM and headers[0][1].partition(b";")[0] in _TEXTS and "aws.event" not in scope:
        headers = (*headers, _VARY)
        if _accepts_gzip(scope):
            tag = b'%b-gzip"' % tag[:-1]
            if not names_tag(scope, tag):
                body = gzip.compress(body, _LEVEL, mtime=0)
                headers = (*headers, (b"content-encoding", b"gzip"))
    if names_tag(scope, tag):
        return _reply(304, [ORIGIN, EXPOSED, NOSNIFF, cached, (b"etag", tag), *headers[1:]], b"")
    length = (b"content-length", b"%d" % len(body))
    everything = [length, ORIGIN, EXPOSED, NOSNIFF, cached, (b"etag", tag), *headers]
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


def prefers_html(scope: Scope) -> bool:
    """Whether the client names HTML in Accept, and no JSON that it would rather have: a browser, not a program."""
    qualities: dict[bytes, float] = {}
    for name, value in scope["headers"]:
        if name == b"accept":
            qualities |= accepted(value)
    json_quality = max(qualities.get(kind, 0.0) for kind in (b"application/json", b"application/problem+json"))
    return qualities.get(b"text/html", 0.0) > json_quality


def page_reply(scope: Scope, status: int, page: bytes, *headers: Header) -> Reply:
    """A page that is not to be cached, because it says that something is not there."""
    length, policy = (b"content-length", b"%d" % len(page)), (b"content-security-policy", PAGE_POLICY)
    everything = [length, ORIGIN, EXPOSED, NOSNIFF, NOT_STORED, HTML, policy, *headers]
    return _reply(status, everything, b"" if scope["method"] == "HEAD" else page)


async def deliver(reply: Reply, send: Send) -> None:
    """Send a reply over ASGI."""
    start, body = reply
    await send(start)
    await send(body)


def _reply(status: int, headers: list[Header], body: bytes) -> Reply:
    start = {"type": "http.response.start", "status": status, "headers": headers}
    return start, {"type": "http.response.body", "body": body}


def names_tag(scope: Scope, tag: bytes) -> bool:
    """Whether If-None-Match names this ETag; a cache may weaken it to W/"…", which still names the same answer."""
    for name, value in scope["headers"]:
        if name == b"if-none-match" and any(given.strip().removeprefix(b"W/") in (tag, b"*") for given in value.split(b",")):
            return True
    return False


def _accepts_gzip(scope: Scope) -> bool:
    """Whether Accept-Encoding has gzip, or anything, with a quality above 0 (RFC 9110, 12.5.3)."""
    qualities: dict[bytes, float] = {}
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            qualities |= accepted(value)
    return qualities.get(b"gzip", qualities.get(b"*", 0.0)) > 0


def accepted(header: bytes) -> dict[bytes, float]:
    """Return the quality of each value in an Accept or Accept-Encoding header: 1 if none is given, 0 if it is unreadable."""
    qualities: dict[bytes, float] = {}
    for item in header.lower().split(b","):
        value, *parameters = [part.strip() for part in item.split(b";")]
        quality = next((each[2:] for each in parameters if each.startswith(b"q=")), b"1")
        try:
            qualities[value] = float(quality)
        except ValueError:
            qualities[value] = 0.0
    return qualities
