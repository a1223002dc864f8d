"""Connections to the running function are kept, given up and closed as they should be, without a word in its log."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest

from functions.keys import clave
from functions.paths import API, answer_path
from functions.store import ROOT
from tests.support.small_tree import TITLES, write_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="uvicorn speaks HTTP by itself there")

LOOKUP = b"GET /peliculas_duracion/%b HTTP/1.1\r\nHost: x\r\n\r\n"
LOOPS = ["uvloop", "asyncio"]
PATIENCE = 60  # seconds that either side waits for the other, however slow the machine


class Running(NamedTuple):
    """A server of ours."""

    process: subprocess.Popen[str]
    port: int
    public: Path

    def connect(self) -> socket.socket:
        """A new connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def stop(self) -> str:
        """What it has logged when it has ended."""
        self.process.terminate()
        return self.process.communicate(timeout=PATIENCE)[1]


@contextmanager
def started(public: Path, loop: str, kept: int = PATIENCE) -> Iterator[Running]:
    """The function over a small tree, as it is started for use; silent connections are kept for so many seconds."""
    write_tree(public)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "functions.api:app", "--http", "functions.protocol:Protocol", "--loop", loop]
    command += ["--port", str(port), "--timeout-keep-alive", str(kept), "--log-level", "warning"]
    command += ["--no-access-log", "--no-server-header", "--no-proxy-headers"]
    environment = os.environ | {"FILMOTECA_PUBLIC": str(public)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        running = Running(process, port, public)
        try:
            while process.poll() is None:
                try:
                    running.connect().close()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.05)
            yield running
        finally:
            process.kill()


@pytest.fixture(params=LOOPS)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """A server on either loop."""
    with started(tmp_path, request.param) as running:
        yield running


def answer(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head and the body of the next answer."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        assert byte, head
        head += byte
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = b""
    while len(body) < length:
        body += connection.recv(length - len(body))
    return head, body


def test_one_connection_serves_every_kind_of_request(server: Running) -> None:
    """Lookups at once and the rest by uvicorn, in turns; a file that is published again is seen."""
    file = server.public / answer_path("peliculas_duracion", clave("Heat"))
    with server.connect() as connection:
        for body in (file.read_bytes(), b'{"pelicula":"otra"}'):
            file.write_bytes(body)
            connection.sendall(LOOKUP % b"heat")
            head, told = answer(connection)
            assert head.startswith(b"HTTP/1.1 200 OK\r\ndate: ")
            assert told == body
            connection.sendall(b"POST /franquicia HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nsomething")
            assert answer(connection)[0].startswith(b"HTTP/1.1 405")
            for byte in b"GET /salud HTTP/1.1\r\n\r\n":
                connection.sendall(bytes([byte]))
            assert answer(connection)[1] == b'{"estado":"ok"}'
    assert server.stop() == ""


def test_clients_leave_as_they_like_and_nothing_is_logged(server: Running) -> None:
    """At once, after an answer, in the middle of a request, by a reset, with answers unread, without asking more."""
    for sent in (b"", LOOKUP % b"heat", LOOKUP[:20], (LOOKUP % b"heat") * 50, b"GET /salud HTTP/1.1\r\n\r\n"):
        for leave in (closed, half_closed, reset):
            connection = server.connect()
            connection.sendall(sent)
            leave(connection)
            if sent:
                connection = server.connect()
                connection.sendall(LOOKUP % b"heat")
                answer(connection)
                connection.sendall(sent)
                leave(connection)
    with server.connect() as connection:
        connection.sendall(LOOKUP % b"heat")
        assert b"200 OK" in answer(connection)[0]
    assert server.stop() == ""


def closed(connection: socket.socket) -> None:
    """Go."""
    connection.close()


def half_closed(connection: socket.socket) -> None:
    """Say that nothing more will be sent, and hear the rest."""
    with connection:
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):
            pass


def reset(connection: socket.socket) -> None:
    """Break off: a socket that does not linger is closed by a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.mark.parametrize("loop", LOOPS)
def test_a_silent_connection_is_closed_in_its_time(tmp_path: Path, loop: str) -> None:
    """After a lookup as after a route, and not before."""
    with started(tmp_path, loop, kept=1) as server:
        for path in (b"/peliculas_duracion/heat", b"/salud"):
            with server.connect() as connection:
                asked = time.monotonic()
                connection.sendall(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path)
                answer(connection)
                assert connection.recv(1) == b""
                # A loop's clock may be some milliseconds behind.
                assert time.monotonic() - asked > 0.9
        assert server.stop() == ""


def test_a_server_that_stops_does_not_wait_for_silent_connections(server: Running) -> None:
    """They are closed, and the process ends without a word."""
    connections = [server.connect() for _ in range(3)]
    for connection in connections[1:]:
        connection.sendall(LOOKUP % b"heat")
        answer(connection)
    assert server.stop() == ""
    assert server.process.returncode in (0, -signal.SIGTERM)
    for connection in connections:
        assert connection.recv(1) == b""
        connection.close()


def test_a_client_may_ask_faster_than_it_reads(server: Running) -> None:
    """Thousands of lookups sent ahead are all answered, in their order."""
    names = [clave(title).encode() for title in TITLES if clave(title).isascii()] * 400
    with server.connect() as connection:

        def ask() -> None:
            for name in names:
                connection.sendall(LOOKUP % name)

        asking = threading.Thread(target=ask)
        asking.start()
        with connection.makefile("rb") as heard:
            for name in names:
                links = [line for line in iter(heard.readline, b"\r\n") if line.startswith((b"link: ", b"content-length: "))]
                assert f"/{API}/peliculas_duracion/{name.decode()}.json".encode() in b"".join(links)
                heard.read(int(next(line for line in links if line.startswith(b"content"))[16:]))
        asking.join()
    assert server.stop() == ""
