"""What a hostile client or a damaged tree cannot do to the running function: fill its memory, or make others wait."""

import os
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from uvicorn.server import ServerState

from functions import protocol
from functions.api import create_app
from functions.paths import API
from functions.protocol import MAX_CONNECTIONS, MAX_HEAD
from functions.replies import PAGE_POLICY
from functions.site import Site
from functions.store import Store
from tests.support.packets import Servers, answered
from tests.support.requests import ask
from tests.support.small_tree import write_tree

HEAT = b"GET /peliculas_duracion/heat HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def servers(small_tree: Path) -> Iterator[Servers]:
    """The API over a small tree."""
    servers = Servers(create_app(Store(small_tree)))
    yield servers
    servers.loop.close()


@pytest.mark.parametrize("size", [1_000, 60_000, 250_000])
@pytest.mark.parametrize(
    ("begin", "piece", "status"),
    [
        (b"GET /", b"a", b"414 "),
        (b"GET /x?", b"a", b"414 "),
        (b"GET / HTTP/1.1\r\nX: ", b"a", b"431 "),
        (b"GET / HTTP/1.1\r\n", b"a", b"431 "),
        (b"GET / HTTP/1.1\r\n", b"X: y\r\n", b"431 "),
    ],
    ids=["path", "query", "value", "name", "headers"],
)
def test_an_endless_head_is_refused_as_it_grows(servers: Servers, begin: bytes, piece: bytes, status: bytes, size: int) -> None:
    """Within one packet after 64 KB, with a problem, and the connection is closed."""
    packet, sent = piece * (size // len(piece)), 0
    with servers.connected() as (server, wire):
        server.data_received(begin)
        while not wire.closed:
            server.data_received(packet)
            sent += len(packet)
            assert sent <= MAX_HEAD + 2 * size
        assert wire.written.startswith(b"HTTP/1.1 " + status)
        assert b"content-type: application/problem+json\r\n" in wire.written
        assert b"connection: close\r\n" in wire.written
        for _ in range(9):  # what still comes is read and dropped
            server.data_received(packet)
        assert len(server.url) + sum(map(len, (value for _, value in server.headers))) <= MAX_HEAD + size


@pytest.mark.parametrize("head", [b"X: " + b"a" * MAX_HEAD, b"X: y\r\n" * 12_000], ids=["value", "headers"])
def test_a_whole_request_with_too_large_a_head_is_refused(servers: Servers, head: bytes) -> None:
    with servers.connected() as (server, wire):
        server.data_received(HEAT.replace(b"Host: x", head.rstrip()))
        assert wire.written.startswith(b"HTTP/1.1 431 ")
        assert wire.closed


def test_requests_sent_ahead_are_no_large_head(servers: Servers) -> None:
    """Nor is a large body, nor what follows it."""
    ahead = HEAT * 3000
    assert servers.agree(ahead[:200_000], ahead[200_000:]).answers == 3000
    body = b"POST /franquicia/x HTTP/1.1\r\nContent-Length: 200000\r\n\r\n"
    assert servers.agree(body, b"a" * 150_000, b"a" * 50_000 + HEAT[:20], HEAT[20:]).answers == 2


def test_an_address_that_is_not_encoded_is_refused_with_what_to_do(servers: Servers) -> None:
    with servers.connected() as (server, wire):
        server.data_received("GET /peliculas_duracion?Pelicula=Amélie HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert wire.written.startswith(b"HTTP/1.1 400 ")
        assert "Amélie es Am%C3%A9lie".encode() in wire.written
        assert b"access-control-allow-origin: *\r\n" in wire.written


def test_nonsense_is_refused_with_a_problem(servers: Servers) -> None:
    with servers.connected() as (server, wire):
        server.data_received(b"\x16\x03\x01\x02\x00")
        assert wire.written.startswith(b"HTTP/1.1 400 ")
        assert b"application/problem+json" in wire.written


@pytest.mark.parametrize(("sent", "status"), [(b"", b""), (b"GET /x", b"HTTP/1.1 408 "), (b"\r\n\r\n", b"")])
def test_a_head_that_does_not_come_in_time_ends_the_connection(servers: Servers, sent: bytes, status: bytes) -> None:
    """More bytes do not put the end off."""
    with servers.connected() as (server, wire):
        deadline = server._deadline  # type: ignore[attr-defined]
        if sent:
            server.data_received(sent)
            server.data_received(sent[-1:])
        assert server._deadline is deadline  # type: ignore[attr-defined]
        assert deadline.when() - servers.loop.time() <= protocol.HEAD_SECONDS
        deadline._callback(*deadline._args)
        assert wire.written.startswith(status)
        assert wire.closed


def test_a_connection_that_is_served_has_no_deadline(servers: Servers) -> None:
    for packet in (HEAT, b"GET /salud HTTP/1.1\r\n\r\n"):
        with servers.connected() as (server, _):
            server.data_received(packet)
            assert server._deadline is None  # type: ignore[attr-defined]
            servers.loop.run_until_complete(answered(server))


def test_beyond_the_limit_a_new_connection_closes_the_one_that_is_idle_longest(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "MAX_CONNECTIONS", 3)
    times = iter(range(1000))
    monkeypatch.setattr(servers.loop, "time", lambda: next(times))
    state = ServerState()
    connections = [servers.connect(state) for _ in range(3)]
    connections[0][0].data_received(HEAT)  # the second is idle longest now
    connections.append(servers.connect(state))
    assert [wire.closed for _, wire in connections] == [False, True, False, False]
    for server, _ in connections:
        server.connection_lost(None)
    assert MAX_CONNECTIONS <= 512


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree that a test may change."""
    write_tree(tmp_path / "public")
    (tmp_path / "secret.json").write_text('{"secret":1}')
    return tmp_path / "public"


def link(path: Path) -> None:
    """A link to a file outside."""
    path.symlink_to(path.parents[4] / "secret.json")


def pipe(path: Path) -> None:
    """A named pipe, which nobody writes."""
    os.mkfifo(path)


def folder(path: Path) -> None:
    """A folder where a file should be."""
    path.mkdir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
@pytest.mark.parametrize("damage", [link, pipe, folder])
@pytest.mark.parametrize("make_app", [lambda tree: create_app(Store(tree)), lambda tree: Site(Store(tree))], ids=["api", "site"])
def test_what_is_no_file_of_the_tree_is_neither_served_nor_waited_for(
    make_app: Callable[[Path], Any], damage: Callable[[Path], None], tree: Path
) -> None:
    """By a lookup, by its own path, and as the aliases of a question."""
    file, aliases = tree / API / "peliculas_duracion/heat.json", tree / API / "franquicia/alias.json"
    for path in (file, aliases):
        path.unlink()
        damage(path)
    app = make_app(tree)
    for target, status in (
        ("/peliculas_duracion/heat", 500),
        (f"/{API}/peliculas_duracion/heat.json", 404),
        ("/franquicia/nothing", 500),
    ):
        said: list[Any] = []
        asking = threading.Thread(target=lambda target=target, said=said: said.append(ask(app, target)), daemon=True)
        asking.start()
        asking.join(60)
        assert [reply.status for reply in said] == [status], target
        assert b"secret" not in said[0].body


def test_a_folder_that_is_a_link_is_served_like_any(tree: Path, tmp_path: Path) -> None:
    """As a build follows it: the answers may be on another disk."""
    (tree / API).rename(tmp_path / "elsewhere")
    (tree / API).symlink_to(tmp_path / "elsewhere")
    site = Site(Store(tree))
    assert ask(site, "/peliculas_duracion/heat").status == 200
    assert ask(site, f"/{API}/peliculas_duracion/heat.json").status == 200


def test_control_characters_of_a_name_are_shown_as_escapes(small_tree: Path) -> None:
    reply = ask(create_app(Store(small_tree)), "/franquicia/%1b%5b2J%e2%80%aeheat")
    assert rb"\\x1b[2J\\u202eheat" in reply.body


def test_a_page_runs_no_script_but_the_sites_own(public: Path) -> None:
    """The one that stands in every page is the one that the policy names."""
    page = (public / "index.html").read_text()
    script = page.partition("<script>")[2].partition("</script>")[0]
    assert b64encode(sha256(script.encode()).digest()) in PAGE_POLICY
    assert page.count("<script>") == 1
    reply = ask(Site(Store(public)), "/")
    assert reply.headers["content-security-policy"] == PAGE_POLICY.decode()
    assert reply.headers["x-content-type-options"] == "nosniff"
