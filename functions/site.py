"""The whole site from one process: the files of public/, then the API. `make run` serves this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.api import create_app
from functions.prefix import behind_prefix, path_below_root, path_prefix
from functions.replies import Reply, deliver
from functions.static_files import Files
from functions.store import Store, public_tree

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


class Site:
    """A published tree as its static host and its API together serve it."""

    def __init__(self, store: Store, prefix: str = "") -> None:
        """prefix: a path that stands before every path that arrives, as behind an API gateway."""
        self._files = Files(store.public)
        self._api = create_app(store, prefix)
        self._prefix = prefix

    def reply(self, scope: Scope) -> Reply | None:
        """The file of this path, as on a static host, else the reply to a lookup; None for large files and the API's routes."""
        behind_prefix(scope, self._prefix)
        return self._files.reply(scope, path_below_root(scope)) or self._api.reply(scope)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what has a ready reply, and send large files; the rest is for the API's routes."""
        reply = self.reply(scope) if scope["type"] == "http" else None
        if reply is not None:
            await deliver(reply, send)
            return
        large = self._files.response(scope, path_below_root(scope)) if scope["type"] == "http" else None
        await (large or self._api)(scope, receive, send)


app = Site(Store(public_tree()), path_prefix())
