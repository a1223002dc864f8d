"""HTTP for lookups: uvicorn's own protocol, but a plain request with a ready reply is answered as it is read.

A task, a cycle and a scope for each request cost uvicorn more than a lookup takes. A reply that is
known at once needs none of them. `--http functions.protocol:Protocol` has uvicorn speak HTTP this way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from functions.problems import Problem

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import asyncio
    from asyncio import TimerHandle
    from collections.abc import Callable

    from starlette.types import Scope

    from functions.replies import Reply

# A whole GET or HEAD and nothing after it, in the strict grammar of RFC 9110 and 9112. No header frames
# a body, expects an interim response or changes the connection: uvicorn handles those. All quantifiers are
# possessive, so that no input makes it backtrack.
_PLAIN = re.compile(
    rb"(GET|HEAD) (/[\w.~!$&'()*+,;=:@%/-]{0,8000}+)(?:\?([\w.~!$&'()*+,;=:@%/?-]{0,8000}+))?+ HTTP/1\.1\r\n"
    rb"((?:(?!(?i:connection:(?! ?keep-alive\r)|content-length:|expect:|proxy-connection:|range:|transfer-encoding:|upgrade:))"
    rb"[\w.~!#$%&'*+^`|-]++:[\t -~\x80-\xff]*+\r\n)*+)\r\n"
)
# The headers on which a ready reply depends.
_READ_HEADERS = re.compile(rb"^(if-none-match|accept-encoding|accept|host):(.*)\r$", re.IGNORECASE | re.MULTILINE)


# A request line and its headers have fewer bytes; longer ones are refused while they come.
MAX_HEAD = 65_536
# Seconds in which they must come, from the connection or their first byte on.
HEAD_SECONDS = 10
# Seconds, and bytes, in which a client can read why it was refused although it goes on sending.
_LINGER_SECONDS, _LINGER_BYTES = 2, 1_000_000
# Beyond so many connections, a new one closes the one that has been idle longest.
MAX_CONNECTIONS = min(512, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2) if resource else 512


class _HeadTooLargeError(Exception):
    """The head of a request has more than MAX_HEAD bytes."""


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, for an app that has `reply(scope)`: a Reply, or None if the app itself must be called.

    It bounds what uvicorn's parser would keep of a request's head, how long it waits for one, and the idle connections.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # A middleware of uvicorn's around the app hides its `reply`, so that nothing passes it by. Access
        # logs, a limit of concurrent requests and added headers are uvicorn's features.
        aside = self.access_log or self.limit_concurrency is not None or self.config.headers
        self._reply_at_once: Callable[[Scope], Reply | None] = _nothing if aside else getattr(self.app, "reply", _nothing)
        self._parsing = False  # inside a request
        self._in_head = self._head_is_too_large = False
        self._head_began = False  # with the bytes that came last
        self._head_bytes = 0  # of a head that has not ended
        self._deadline: TimerHandle | None = None  # of the head that is awaited
        self._connected_at = 0.0
        self._lingering = -1  # the bytes that may still come after a refusal

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Wait for a first request, but not for ever."""
        super().connection_made(transport)
        self._connected_at = self.loop.time()
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._head_is_late)
        if len(self.connections) > MAX_CONNECTIONS:
            self._close_longest_idle()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer what has a ready reply; leave the rest to uvicorn."""
        reply = self._reply(data) if self._is_free() else None
        if reply is not None:
            if self._deadline is not None:
                self._stop_waiting()
            self._send(reply)
        elif self._lingering < 0:
            self._head_began = False
            super().data_received(data)
            self._head_bytes = self._head_size() if self._head_began else self._head_bytes + len(data)
            if self._in_head and self._head_bytes > MAX_HEAD and self._lingering < 0:
                self._head_is_too_large = True
                self.send_400_response("")
            elif self._is_idle() and self._deadline is None:
                self._deadline = self.loop.call_later(HEAD_SECONDS, self._head_is_late)
        elif self._lingering < len(data):
            self.transport.abort()
        else:
            self._lingering -= len(data)

    def on_message_begin(self) -> None:
        """The parser is inside a request."""
        self._parsing = self._in_head = self._head_began = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head has ended: a body may follow. Raises _HeadTooLargeError, which the parser reports to `data_received`."""
        if self._head_size() > MAX_HEAD:
            self._head_is_too_large = True
            raise _HeadTooLargeError
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The parser is outside again; the request may have been answered before its body ended."""
        self._parsing = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 # uvicorn's words, in English
        """Refuse what is no request, or has too large a head."""
        if not self._head_is_too_large:
            self._refuse(
                "peticion-ilegible",
                "Esto no es una petición HTTP; en una dirección, lo que no es ASCII va codificado (Amélie es Am%C3%A9lie).",
                "This is no HTTP request; in an address, what is not ASCII is percent-encoded (Amélie is Am%C3%A9lie).",
            )
        elif len(self.url) > MAX_HEAD // 2:
            limit = f"{MAX_HEAD // 2:,} bytes"
            self._refuse("nombre-demasiado-largo", f"La dirección pasa de {limit}.", f"The address is longer than {limit}.")
        else:
            limit = f"{MAX_HEAD:,} bytes"
            self._refuse("cabecera-demasiado-grande", f"Las cabeceras pasan de {limit}.", f"The headers are larger than {limit}.")

    def _head_size(self) -> int:
        """Return the bytes of the head that the parser has reported."""
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _head_is_late(self) -> None:
        """Refuse a request that began and has not come, and close a connection on which none began."""
        if self._in_head:
            self._refuse(
                "peticion-lenta",
                f"La petición no llegó entera en {HEAD_SECONDS} segundos.",
                f"The request did not arrive whole within {HEAD_SECONDS} seconds.",
            )
        else:
            self.transport.close()

    def _refuse(self, kind: str, detail: str, detail_en: str) -> None:
        """Say why a request is refused, and close the connection when the client has had time to read it."""
        scope = {"type": "http", "method": "GET", "root_path": self.root_path, "path": "/"}
        start, body = Problem(kind, detail, detail_en).reply(scope)
        self._stop_waiting()
        self._unset_keepalive_if_required()
        self._parsing = True  # so that nothing more is answered
        self._send(({**start, "headers": [*start["headers"], (b"connection", b"close")]}, body))
        self._lingering = _LINGER_BYTES
        if self._is_idle() and self.transport.can_write_eof():
            # To close at once would make the system discard what the client has not read yet, if it is still sending.
            self.transport.write_eof()
            self._deadline = self.loop.call_later(_LINGER_SECONDS, self.transport.close)
        else:
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _close_longest_idle(self) -> None:
        idle = [other for other in self.connections if isinstance(other, Protocol) and other is not self and other._is_idle()]
        if idle:
            min(idle, key=Protocol._idle_since).transport.close()

    def _idle_since(self) -> float:
        """Return when the last answer was sent, or when the connection was made."""
        kept = self.timeout_keep_alive_task
        return kept.when() - self.timeout_keep_alive if kept else self._connected_at

    def _is_free(self) -> bool:
        """Whether a request can begin here and be answered: none is half read or unanswered, and the client keeps up."""
        return not self._parsing and (self.cycle is None or self.cycle.response_complete) and not self.flow.write_paused

    def _reply(self, data: bytes) -> Reply | None:
        """The app's reply if these bytes are a plain request and the app has one. The scope holds only what replies need."""
        plain = _PLAIN.fullmatch(data) if len(data) <= MAX_HEAD else None
        if plain is None:
            return None
        method, path, query, headers = plain.groups()
        return self._reply_at_once(
            {
                "type": "http",
                "method": method.decode(),
                "scheme": self.scheme,
                "root_path": self.root_path,
                "path": self.root_path + _unquoted(path).decode(errors="replace"),
                "query_string": query or b"",
                "headers": [(name.lower(), value) for name, value in _READ_HEADERS.findall(headers)],
            }
        )

    def _send(self, reply: Reply) -> None:
        """Write a reply as uvicorn would, and await the next request for as long as it would."""
        start, body = reply
        head = b"".join([b"%b: %b\r\n" % header for header in (*self.server_state.default_headers, *start["headers"])])
        self.transport.write(b"%b%b\r\n%b" % (STATUS_LINE[start["status"]], head, body["body"]))
        if not self._parsing:
            self.on_response_complete()


def _unquoted(path: bytes) -> bytes:
    """Return a path without percent-encoding. Most names have no other than spaces, which cost a third this way."""
    path = path.replace(b"%20", b" ")
    return unquote_to_bytes(path) if b"%" in path else path


def _nothing(_scope: Scope) -> None:
    """The `reply` of an app that has none."""
