"""The whole site from one process: the files of public/, then the API. `make run` serves this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.api import create_app
from functions.files import Files
from functions.replies import deliver
from functions.store import Store, public_tree

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class Site:
    """A published tree as its static host and its API together serve it."""

    def __init__(self, store: Store) -> None:
        self._files = Files(store.public)
        self._api: ASGIApp = create_app(store)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A file where there is one, as on a static host; what no file answers goes to the API."""
        reply = self._files.reply(scope, scope["path"]) if scope["type"] == "http" else None
        if reply is None:
            await self._api(scope, receive, send)
        else:
            await deliver(reply, send)


app = Site(Store(public_tree()))
