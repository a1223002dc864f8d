"""The API on AWS Lambda, behind API Gateway (v1 and v2), a function URL or a load balancer.

A lookup does without FastAPI, whose import is most of a cold start; it comes with the first
request that needs a route.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from functions.lookups import Lookups
from functions.replies import deliver
from functions.store import Store, public_tree

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_lookups = Lookups(Store(public_tree()))


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The API at the place where API Gateway has put it."""
    place(scope, scope["aws.event"])
    reply = _lookups.reply(scope)
    if reply is None:
        from functions.api import app as api  # noqa: PLC0415 - see above

        await api(scope, receive, send)
    else:
        await deliver(reply, send)


def place(scope: Scope, event: dict[str, Any]) -> None:
    """Tell the app the stage that precedes its paths, so that it finds its routes and its links work.

    The v2 event has it in the path; the v1 event leaves it out of `path`, and has it in
    `requestContext.path`.
    """
    context = event["requestContext"]
    stage, path = f"/{context.get('stage')}", scope["path"]
    if event.get("version") == "2.0":
        if path == stage or path.startswith(f"{stage}/"):
            scope["root_path"] = stage
            scope["path"] = path if path != stage else f"{stage}/"
    elif str(context.get("path")).startswith(f"{stage}/") and not path.startswith(f"{stage}/"):
        scope["root_path"] = stage
        scope["path"] = stage + path


# Mangum would send other types in base64, and run lifespan anew for every call.
handler = Mangum(
    app,
    lifespan="off",
    text_mime_types=[*DEFAULT_TEXT_MIME_TYPES, "application/problem+json", "image/svg+xml"],
)
