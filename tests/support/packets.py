"""One app behind uvicorn's own protocol and behind ours, and clients that send exactly these packets to both."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from functions.protocol import Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.types import Receive, Scope, Send


# What is no request uvicorn refuses in plain text, ours with a problem, as every error is.
_REFUSAL = re.compile(
    rb"(HTTP/1\.1 400 Bad Request\r\n)(?:(?!HTTP/1\.1 ).)*(?:Invalid HTTP request|docs#peticion-ilegible).*", re.DOTALL
)


class Said(NamedTuple):
    """What a server says to a client."""

    packets: list[bytes]
    closed: bool
    # The requests that it answered, and those for which it called the app.
    answers: int
    calls: int


class Servers:
    """One app behind both protocols."""

    def __init__(self, app: Any, **settings: Any) -> None:
        self._app = _Counted(app)
        usual: dict[str, Any] = {"access_log": False, "proxy_headers": False, "log_config": None, "ws": "none"}
        self._config = Config(self._app, **{**usual, **settings})
        self._config.load()
        self.loop = asyncio.new_event_loop()

    def agree(self, *packets: bytes) -> Said:
        """What ours says to these packets, each sent when the last is answered: it must be what uvicorn's says."""
        theirs, ours = self._told(HttpToolsProtocol, packets), self._told(Protocol, packets)
        assert [_REFUSAL.sub(rb"\1", said) for said in ours.packets] == [_REFUSAL.sub(rb"\1", said) for said in theirs.packets]
        assert ours[1:3] == theirs[1:3]
        return ours

    @contextmanager
    def connected(self, protocol: type[HttpToolsProtocol] = Protocol) -> Iterator[tuple[HttpToolsProtocol, Wire]]:
        """A connection to a server that speaks this protocol."""
        state = ServerState()
        state.default_headers = [(b"date", b"Thu, 01 Jan 1970 00:00:00 GMT"), *self._config.encoded_headers]
        server, wire = self.connect(state, protocol)
        yield server, wire
        server.connection_lost(None)
        assert server.timeout_keep_alive_task is None

    def connect(self, state: ServerState, protocol: type[HttpToolsProtocol] = Protocol) -> tuple[HttpToolsProtocol, Wire]:
        """A new connection to a server."""
        # pytest listens to every logger, also to the one that uvicorn has silenced.
        logging.getLogger("uvicorn.access").handlers = [logging.NullHandler()] if self._config.access_log else []
        server, wire = protocol(self._config, state, {}, self.loop), Wire()
        server.connection_made(wire)
        return server, wire

    def _told(self, protocol: type[HttpToolsProtocol], packets: Sequence[bytes]) -> Said:
        return self.loop.run_until_complete(self._conversation(protocol, packets))

    async def _conversation(self, protocol: type[HttpToolsProtocol], packets: Sequence[bytes]) -> Said:
        before, said = self._app.calls, []
        with self.connected(protocol) as (server, wire):
            for packet in packets:
                if not wire.closed:
                    server.data_received(packet)
                    await answered(server)
                    said.append(wire.written)
                    wire.written = b""
            return Said(said, wire.closed, server.server_state.total_requests, self._app.calls - before)


async def answered(server: HttpToolsProtocol) -> None:
    """Wait until every request of the connection is."""
    while server.tasks:
        await asyncio.sleep(0)


class Wire(asyncio.Transport):
    """A transport that keeps what is written to it. Nobody sends while it does not read, so that pausing is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep it, unless the connection is closed: uvicorn may still answer what came with nonsense behind it."""
        if not self.closed:
            self.written += data

    def close(self) -> None:
        """Take no more."""
        self.closed = True

    def abort(self) -> None:
        """Take no more."""
        self.closed = True

    def can_write_eof(self) -> bool:
        """As a socket can."""
        return True

    def write_eof(self) -> None:
        """Take no more."""
        self.closed = True

    def is_closing(self) -> bool:
        """Whether it takes no more."""
        return self.closed

    def pause_reading(self) -> None:
        """Nothing."""

    def resume_reading(self) -> None:
        """Nothing."""


class _Counted:
    """An app, and how often it was called."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.reply = app.reply
        self.calls = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.calls += 1
        await self._app(scope, receive, send)
