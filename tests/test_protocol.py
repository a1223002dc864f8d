"""functions/protocol.py says byte for byte what uvicorn's own protocol says, however the bytes of a client come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.api import create_app
from functions.protocol import _unquoted
from functions.replies import etag
from functions.site import Site
from functions.store import Store
from tests.support.packets import Servers, answered
from tests.support.small_tree import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def request(target: str, *headers: bytes, method: bytes = b"GET") -> bytes:
    """A request as most clients write it."""
    lines = [b"%b %b HTTP/1.1" % (method, target.encode("latin-1")), b"Host: 127.0.0.1:8000", *headers]
    return b"\r\n".join([*lines, b"", b""])


LOOKUP, ROUTE = request("/peliculas_duracion/Heat"), request("/salud")
TARGETS = (
    "//franquicia/x",
    "/franquicia/a+b%20c", "/franquicia/%", "/franquicia/%2", "/franquicia/%zz", "/franquicia/%ff%fe", "/franquicia/%c0%af",
    "/franquicia/..%2f..%2fx", "/franquicia/../x", "/franquicia//", "/franquicia/%00", "/franquicia/%0d%0aX:y", "/franquicia",
    "/franquicia/a:b@c;d=e,f!g$h&i'j(k)l*m~n._-", "/franquicia/x?Franquicia=toy", "/franquicia?", "/franquicia?Franquicia=?/",
    "/franquicia?Franquicia=a+b%20c", "/franquicia?Franquicia=%E6%9D%B1&franquicia=toy+story", "/%66ranquicia/toy%20story",
    "/franquicia%2ftoy%20story", "/peliculas_duracion/Face%2FOff", "/peliculas_duracion/Face/Off",
)  # fmt: skip
HEADERS = (
    b"connection: Keep-Alive", b"CONNECTION:keep-alive", b"Accept: */*\r\nAccept:text/html", b"X-Empty:\r\nX-Blank: ",
    b"X-Latin: \xe9\xff\r\nX-Tab:\t a\tb \t", b"!#$%&'*+-.^_`|~09aZ: odd", b"TE: trailers\r\nKeep-Alive: 5",
    b"X-Upgrade: h2c\r\nX-Content-Length: 5", b"X-Long: " + b"x" * 60_000,
)  # fmt: skip
OTHER_TARGETS = (
    "/", "/docs", "/nada", "http://x/franquicia/x", "*", "franquicia/x", "x:1", "", "/franquicia/x#y",
    "/franquicia/<x>", "/franquicia/\\", "/franquicia/\xe9", "/franquicia/a b", "/franquicia/" + "x" * 60_000,
    "/franquicia?Franquicia=" + "x" * 9_000,
)  # fmt: skip
OTHER_HEADERS = (
    b"Connection: close", b"Connection: keep-alive, close", b"connection:keep-alivex", b"Proxy-Connection: close",
    b"Connection: keep-alive\r\nConnection: close", b"Connection: upgrade\r\nUpgrade: h2c", b"Upgrade: h2c",
    b"Connection: Upgrade\r\nUpgrade: websocket", b"Content-Length: 0", b"content-length: 1", b"Expect: 100-continue",
    b"Content-Length: 5\r\nContent-Length: 6", b"Transfer-Encoding: chunked", b"TRANSFER-ENCODING: gzip",
    b"Transfer-Encoding: chunked\r\nContent-Length: 5",
)  # fmt: skip
BROKEN_HEADERS = (
    b"Transfer-Encoding : chunked", b"X: a\r\n folded", b" X: y", b"X", b"X y: z", b": z", b"X: \0", b"X: a\rb", b"X: a\nb",
    b"\xe9: z",
)  # fmt: skip
OTHER_PACKETS = (
    *(LOOKUP.replace(b"1.1", version) for version in (b"1.0", b"0.9", b"2.0", b"1.10", b"")), LOOKUP.replace(b" HTTP/1.1", b""),
    LOOKUP.replace(b"GET", b"get"), LOOKUP.replace(b"\r\n", b"\n"), LOOKUP.replace(b" ", b"  "), b"\r\n" + LOOKUP,
    LOOKUP + b"\r\n", LOOKUP + b"x", LOOKUP + b"\0", LOOKUP + LOOKUP, LOOKUP + ROUTE, LOOKUP[:-1], LOOKUP[:-2], b"\r\n", b"\0",
    b"\x16\x03\x01\x02\x00", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    *(request("/franquicia/x", method=method) for method in (b"OPTIONS", b"DELETE", b"PROPFIND", b"NADA", b"CONNECT")),
    *(request(target) for target in OTHER_TARGETS),
    *(request("/franquicia/x", lines) for lines in OTHER_HEADERS + BROKEN_HEADERS),
)  # fmt: skip


@pytest.fixture(scope="module")
def servers(small_tree: Path) -> Iterator[Servers]:
    """The API over the tree, as it is started for use."""
    servers = Servers(create_app(Store(small_tree)))
    yield servers
    servers.loop.close()


@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
@pytest.mark.parametrize("title", [*TITLES, "nada", "Toy Stroy", "x" * 500, "a\0b", "\u202e", ""])
def test_a_lookup_is_answered_without_a_call_of_the_app(servers: Servers, title: str, method: bytes) -> None:
    """By path and by query; names that are found, unknown, missing and too long."""
    escaped = quote(title, safe="")
    targets = (f"/peliculas_duracion/{escaped}", f"/peliculas_duracion?Pelicula={escaped}")
    said = servers.agree(*(request(target, method=method) for target in targets))
    assert (said.answers, said.calls, said.closed) == (2, 0, False)
    assert all(packet.endswith(b"\r\n\r\n") == (method == b"HEAD") for packet in said.packets)


@pytest.mark.parametrize("target", TARGETS)
def test_a_path_is_read_as_uvicorn_reads_it(servers: Servers, target: str) -> None:
    """Encoded well, badly or twice."""
    assert servers.agree(request(target)).calls == 0


@pytest.mark.parametrize("lines", HEADERS, ids=repr)
def test_headers_that_change_nothing_are_passed_over(servers: Servers, lines: bytes) -> None:
    """Of any number and length."""
    assert servers.agree(request("/peliculas_duracion/Heat", lines)).calls == 0


@pytest.mark.parametrize("form", ["{}", "W/{}", "  {} ", '"other", {}', '"other",W/{}', "*", '"other"', "", "{}, "])
def test_an_etag_is_understood(servers: Servers, small_tree: Path, form: str) -> None:
    """A 304 where it is the answer's, also in the second of two lines and in any case."""
    tag = etag((small_tree / "api/v1/peliculas_duracion/heat.json").read_bytes()).decode()
    given = form.format(tag).encode()
    for method in (b"GET", b"HEAD"):
        once = request("/peliculas_duracion/Heat", b"If-None-Match: " + given, method=method)
        twice = request("/peliculas_duracion/Heat", b'if-none-match:"a"', b"IF-NONE-MATCH:\t" + given, method=method)
        said = servers.agree(once, twice)
        assert said.calls == 0
        assert all(packet.startswith(b"HTTP/1.1 304") == ("{}" in form or form == "*") for packet in said.packets)


@pytest.mark.parametrize("packet", OTHER_PACKETS, ids=lambda packet: repr(packet[:60] + packet[-40:]))
def test_what_is_not_plain_is_uvicorns(servers: Servers, packet: bytes) -> None:
    """Other routes, methods, versions and forms, bodies, upgrades and nonsense, and what follows them on a connection."""
    said = servers.agree(packet)
    assert said.calls == said.answers
    servers.agree(packet, LOOKUP, ROUTE, LOOKUP)
    servers.agree(LOOKUP, packet, LOOKUP)


def test_fifty_requests_in_one_packet(servers: Servers) -> None:
    """Are answered in their order, by uvicorn."""
    said = servers.agree(b"".join(request(f"/peliculas_duracion/{n}") for n in range(50)), LOOKUP)
    assert (said.answers, said.calls) == (51, 50)


def test_a_request_byte_by_byte(servers: Servers) -> None:
    """And the whole one that comes after it."""
    said = servers.agree(*(LOOKUP[at : at + 1] for at in range(len(LOOKUP))), LOOKUP)
    assert (said.answers, said.calls) == (2, 1)


@pytest.mark.parametrize("at", range(1, len(LOOKUP)))
def test_a_whole_request_within_a_begun_one_is_part_of_it(servers: Servers, at: int) -> None:
    """Nothing is answered that uvicorn's parser would not take for a request."""
    servers.agree(LOOKUP[:at], LOOKUP, LOOKUP[at:], LOOKUP)


@pytest.mark.parametrize(
    ("head", "before", "after"),
    [(b"Content-Length: %d" % len(LOOKUP), b"", b""), (b"Transfer-Encoding: chunked", b"%x\r\n" % len(LOOKUP), b"\r\n0\r\n\r\n")],
)
def test_a_body_that_looks_like_a_request_is_a_body(servers: Servers, head: bytes, before: bytes, after: bytes) -> None:
    """Though the request was answered before its body came."""
    start = request("/franquicia/x", head, method=b"POST")
    said = servers.agree(LOOKUP, start + before, LOOKUP, after, LOOKUP)
    assert [bool(packet) for packet in said.packets] == [True, True, False, False, True]


@pytest.mark.parametrize(
    ("settings", "aside"),
    [
        ({}, False), ({"root_path": "/prod"}, False), ({"server_header": False, "date_header": False}, False),
        ({"limit_max_requests": 1}, False), ({"limit_concurrency": 100}, True), ({"headers": [("Connection", "close")]}, True),
        ({"proxy_headers": True}, True), ({"access_log": True}, True),
    ],
)  # fmt: skip
def test_settings_of_uvicorn_hold(small_tree: Path, settings: dict[str, Any], aside: bool) -> None:
    """Those that a ready reply would pass by leave every request to uvicorn."""
    servers = Servers(create_app(Store(small_tree)), **settings)
    said = servers.agree(LOOKUP, ROUTE, request("/peliculas_duracion/Nada"), request("/prod/peliculas_duracion/Heat"))
    assert (said.calls == said.answers) == aside
    servers.loop.close()


def test_the_site_is_served_likewise(small_tree: Path) -> None:
    """Its files and lookups at once, the routes behind them by a call."""
    servers = Servers(Site(Store(small_tree)))
    ready = ["/", "//index.html", "/api/v1/franquicia/star-wars-collection.json", "/peliculas_duracion/Heat"]
    for targets, calls in ((ready, 0), (["/salud", "/nada"], 4)):
        said = servers.agree(*(request(target, method=method) for target in targets for method in (b"GET", b"HEAD")))
        assert said.calls == calls
    servers.loop.close()


def test_a_client_that_does_not_read_is_waited_for(servers: Servers) -> None:
    """While its answers wait to be sent, a lookup waits as a task of uvicorn's."""

    async def unread() -> None:
        with servers.connected() as (server, wire):
            server.pause_writing()
            server.data_received(LOOKUP)
            for _ in range(9):
                await asyncio.sleep(0)
            assert (wire.written, len(server.tasks)) == (b"", 1)
            server.resume_writing()
            await answered(server)
            assert wire.written.startswith(b"HTTP/1.1 200 OK\r\n")

    servers.loop.run_until_complete(unread())


def test_a_lookup_does_not_overtake(servers: Servers) -> None:
    """The request before it on its connection is answered first."""

    async def hurried() -> None:
        with servers.connected() as (server, wire):
            server.data_received(ROUTE)
            server.data_received(LOOKUP)
            assert wire.written == b""
            await answered(server)
            first, second = wire.written.split(b"HTTP/1.1 ")[1:]
            assert first.endswith(b'{"estado":"ok"}')
            assert b"heat.json" in second

    servers.loop.run_until_complete(hurried())


def test_each_answer_begins_a_new_wait_for_the_next_request(servers: Servers) -> None:
    """And ends the one before it; at its end the server hangs up."""
    with servers.connected() as (server, wire):
        waits = []
        for _ in range(3):
            server.data_received(LOOKUP)
            waits.append(server.timeout_keep_alive_task)
        assert [wait.cancelled() for wait in waits if wait] == [True, True, False]
        assert not wire.closed
        server.timeout_keep_alive_handler()
        assert wire.closed


@pytest.mark.parametrize("asked", [[], [LOOKUP], [LOOKUP, LOOKUP]])
def test_a_server_that_stops_hangs_up_where_nothing_is_asked(servers: Servers, asked: list[bytes]) -> None:
    """At once."""
    with servers.connected() as (server, wire):
        for packet in asked:
            server.data_received(packet)
        server.shutdown()
        assert wire.closed


@given(st.lists(st.sampled_from([b"%", b"2", b"0", b"%20", b"%25", b"f", b" ", b"/", b"\xc3", b"%C3%A9"])).map(b"".join))
def test_a_path_is_unquoted_as_the_standard_library_does(path: bytes) -> None:
    assert _unquoted(path) == unquote_to_bytes(path)


def mostly(usual: bytes, *others: bytes) -> st.SearchStrategy[bytes]:
    """What is usual, or one of the others."""
    return st.sampled_from([usual] * len(others) * 2 + list(others))


PIECES = "/", "franquicia", "toy", "Heat", "%20", "%2F", "%", "%ff", "+", "?", "&", "=", "#", "\xe9", "\0", " ", "..", "\\"
PATHS = st.lists(st.sampled_from(PIECES)).map(lambda pieces: "".join(["/peliculas_duracion/", *pieces]).encode("latin-1"))
LINES = st.tuples(
    mostly(
        b"X",
        b"If-None-Match",
        b"Connection",
        b"Content-Length",
        b"transfer-encoding",
        b"UPGRADE",
        b"Expect",
        b"",
        b"a b",
        b"\xe9",
    ),
    mostly(b":", b" :", b""),
    mostly(
        b" a",
        b"",
        b" *",
        b" keep-alive",
        b"close",
        b" Upgrade",
        b" h2c",
        b" chunked",
        b" 3",
        b" 100-continue",
        b" \xff",
        b"\t",
        b"\0",
    ),
    mostly(b"\r\n", b"\n", b"\r", b"\r\n "),
).map(b"".join)
HEADS = st.tuples(
    mostly(b"GET ", b"HEAD ", b"POST ", b"OPTIONS ", b"get ", b"GET  ", b"\r\nGET ", b"CONNECT ", b""),
    PATHS,
    mostly(b" HTTP/1.1", b" HTTP/1.0", b" HTTP/2.0", b" http/1.1", b"", b" HTTP/1.1 "),
    mostly(b"\r\n", b"\n", b"\r\r\n"),
    st.lists(LINES, max_size=4).map(b"".join),
    mostly(b"\r\n", b"\n", b"", b"\r\nabc", b"\r\n" + LOOKUP),
).map(b"".join)


@given(first=HEADS, at=st.none() | st.integers(1, 60), others=st.lists(HEADS | st.sampled_from([LOOKUP, ROUTE]), max_size=3))
def test_any_client_is_told_the_same(servers: Servers, first: bytes, at: int | None, others: list[bytes]) -> None:
    """Heads well and badly made, several on a connection, the first whole or in two packets."""
    servers.agree(*([first[:at], first[at:]] if at else [first]), *others)
