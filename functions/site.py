"""The whole site from one process: the files of public/, then the API. `make run` serves this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.api import app as api
from functions.files import Files
from functions.replies import deliver

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_files = Files(api.store.public)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """A file where there is one, as on a static host; what no file answers goes to the API."""
    reply = _files.reply(scope, scope["path"]) if scope["type"] == "http" else None
    if reply is None:
        await api(scope, receive, send)
    else:
        await deliver(reply, send)
