"""HTTP for lookups: uvicorn's own protocol, but a plain request with a ready reply is answered as it is read.

A task, a cycle and a scope for each request cost uvicorn more than a lookup takes. A reply that is
known at once needs none of them. `--http functions.protocol:Protocol` has uvicorn speak HTTP this way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import Scope

    from functions.replies import Reply

# A whole GET or HEAD and nothing after it, in the strict grammar of RFC 9110 and 9112. No header frames
# a body, expects an interim response or changes the connection: uvicorn handles those. All quantifiers are
# possessive, so that no input makes it backtrack.
_PLAIN = re.compile(
    rb"(GET|HEAD) (/[\w.~!$&'()*+,;=:@%/-]{0,8000}+)(?:\?([\w.~!$&'()*+,;=:@%/?-]{0,8000}+))?+ HTTP/1\.1\r\n"
    rb"((?:(?!(?i:connection:(?! ?keep-alive\r)|content-length:|expect:|proxy-connection:|transfer-encoding:|upgrade:))"
    rb"[\w.~!#$%&'*+^`|-]++:[\t -~\x80-\xff]*+\r\n)*+)\r\n"
)
_IF_NONE_MATCH = re.compile(rb"^if-none-match:(.*)\r$", re.IGNORECASE | re.MULTILINE)


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, for an app that has `reply(scope)`: a Reply, or None if the app itself must be called."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # A middleware of uvicorn's around the app hides its `reply`, so that nothing passes it by. Access
        # logs, a limit of concurrent requests and added headers are uvicorn's features.
        aside = self.access_log or self.limit_concurrency is not None or self.config.headers
        self._reply_at_once: Callable[[Scope], Reply | None] = _nothing if aside else getattr(self.app, "reply", _nothing)
        self._parsing = False

    def data_received(self, data: bytes) -> None:
        """Answer what has a ready reply; leave the rest to uvicorn."""
        reply = self._reply(data) if self._is_free() else None
        if reply is None:
            super().data_received(data)
        else:
            self._send(reply)

    def on_message_begin(self) -> None:
        """The parser is inside of a request."""
        self._parsing = True
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """It is outside again; the request may have been answered before its body ended."""
        self._parsing = False
        super().on_message_complete()

    def _is_free(self) -> bool:
        """Whether a request can begin here and be answered: none is half read or unanswered, and the client keeps up."""
        return not self._parsing and (self.cycle is None or self.cycle.response_complete) and not self.flow.write_paused

    def _reply(self, data: bytes) -> Reply | None:
        """The app's reply if these bytes are a plain request and the app has one. The scope holds only what replies need."""
        plain = _PLAIN.fullmatch(data)
        if plain is None:
            return None
        method, path, query, headers = plain.groups()
        return self._reply_at_once(
            {
                "type": "http",
                "method": method.decode(),
                "root_path": self.root_path,
                "path": self.root_path + unquote_to_bytes(path).decode(errors="replace"),
                "query_string": query or b"",
                "headers": [(b"if-none-match", value) for value in _IF_NONE_MATCH.findall(headers)],
            }
        )

    def _send(self, reply: Reply) -> None:
        """Write a reply as uvicorn would, and await the next request for as long as it would."""
        start, body = reply
        head = b"".join([b"%b: %b\r\n" % header for header in (*self.server_state.default_headers, *start["headers"])])
        self.transport.write(b"%b%b\r\n%b" % (STATUS_LINE[start["status"]], head, body["body"]))
        self.on_response_complete()


def _nothing(_scope: Scope) -> None:
    """The `reply` of an app that has none."""
