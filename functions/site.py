"""The whole site from one process: the files of public/, then the API. `make run` serves this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.api import create_app
from functions.replies import Reply, deliver
from functions.static_files import Files
from functions.store import Store, public_tree

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


class Site:
    """A published tree as its static host and its API together serve it."""

    def __init__(self, store: Store) -> None:
        self._files = Files(store.public)
        self._api = create_app(store)

    def reply(self, scope: Scope) -> Reply | None:
        """The file of this path, as on a static host, else the reply to a lookup; None for the API's routes."""
        return self._files.reply(scope, scope["path"]) or self._api.reply(scope)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what has a ready reply; the rest is for the API's routes."""
        reply = self.reply(scope) if scope["type"] == "http" else None
        if reply is None:
            await self._api(scope, receive, send)
        else:
            await deliver(reply, send)


app = Site(Store(public_tree()))
