"""The API on AWS Lambda, behind API Gateway (v1 and v2), a function URL or a load balancer.

A lookup does without FastAPI, whose import is most of a cold start; it comes with the first
request that needs a route.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from functions.lookups import Lookups
from functions.prefix import behind_prefix, path_prefix
from functions.replies import deliver
from functions.store import Store, public_tree

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class OnLambda:
    """The API behind the path at which API Gateway serves it."""

    def __init__(self, store: Store, prefix: str = "") -> None:
        self._store = store
        self._prefix = prefix
        self._lookups = Lookups(store)
        self._routes: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a lookup at once; leave the rest to FastAPI's routes."""
        add_stage(scope, scope["aws.event"])
        behind_prefix(scope, self._prefix)
        reply = self._lookups.reply(scope)
        if reply is not None:
            await deliver(reply, send)
            return
        if self._routes is None:
            from functions.api import create_app  # noqa: PLC0415 - see above

            self._routes = create_app(self._store)
        await self._routes(scope, receive, send)


def add_stage(scope: Scope, event: dict[str, Any]) -> None:
    """Put the stage that precedes all paths into the scope, so that routes are found and links work.

    The v2 event has it in the path; the v1 event leaves it out of `path`, and has it in
    `requestContext.path`.
    """
    context = event["requestContext"]
    stage, path = f"/{context.get('stage')}", scope["path"]
    if event.get("version") == "2.0":
        if f"{path}/".startswith(f"{stage}/"):
            scope["root_path"] = stage
            scope["path"] = path if path != stage else f"{stage}/"
    elif str(context.get("path")) == f"{stage}{event['path']}":
        scope["root_path"] = stage
        scope["path"] = stage + path


def lambda_handler(store: Store, prefix: str = "") -> Mangum:
    """The handler over a published tree. prefix: the base path of a custom domain, which stands before every path."""
    # Mangum would send other types in base64, and run lifespan for every call.
    text = [*DEFAULT_TEXT_MIME_TYPES, "application/problem+json", "image/svg+xml"]
    return Mangum(OnLambda(store, prefix), lifespan="off", text_mime_types=text)


handler = lambda_handler(Store(public_tree()), path_prefix())
