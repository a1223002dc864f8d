"""Asking the function as its hosts do: an ASGI server, and Lambda's events; one answer form for both."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Message

HTTP_API, FUNCTION_URL, REST_API, BALANCER = "HTTP API (v2)", "function URL", "REST API (v1)", "load balancer"
# A loop of our own: asyncio.run would close the one that Mangum keeps.
_LOOP = asyncio.new_event_loop()
HOSTS = (HTTP_API, FUNCTION_URL, REST_API, BALANCER)


class Told(NamedTuple):
    """A response."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def ask(app: ASGIApp, target: str, method: str = "GET", headers: Mapping[str, str] | None = None, root: str = "") -> Told:
    """Ask an ASGI app for a request target, decoded as uvicorn does."""
    raw, _, query = target.partition("?")
    given = {"host": "example.org", **(headers or {})}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": root + unquote(raw), "raw_path": raw.encode("latin-1", "replace"), "root_path": root,
        "query_string": query.encode("latin-1", "replace"),
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    sent: list[Message] = []
    to_receive: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not to_receive:
            await asyncio.Event().wait()  # as a server: nothing more comes from a client that stays
        return to_receive.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    _LOOP.run_until_complete(app(scope, receive, send))
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Told(sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))


def invoke(
    handler: Callable[[Any, Any], Any], target: str, host: str = HTTP_API, *, method: str = "GET",
    headers: Mapping[str, str] | None = None, stage: str = "", custom_domain: bool = False,
) -> Told:  # fmt: skip
    """Invoke a Lambda handler with the event that this host makes of a request target."""
    result = handler(event(target, host, method, headers, stage, custom_domain=custom_domain), None)
    body = result["body"]
    assert not result["isBase64Encoded"] or base64.b64decode(body)
    told = {name.lower(): value for name, value in (result.get("headers") or {}).items()}
    return Told(result["statusCode"], told, body.encode() if not result["isBase64Encoded"] else b"base64:" + body.encode())


def event(
    target: str, host: str, method: str = "GET", headers: Mapping[str, str] | None = None, stage: str = "",
    *, custom_domain: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The event of a host for a request, as its documentation shows it; behind a custom domain no path names the stage."""
    raw, _, query = target.partition("?")
    path, given = unquote(raw), {"host": "example.org", **(headers or {})}
    fields = dict(parse_qsl(query, keep_blank_values=True))
    if host in (HTTP_API, FUNCTION_URL):
        # The HTTP API decodes the path and puts the stage before it; a function URL does neither.
        seen = f"/{stage}{path}" if stage else (path if host == HTTP_API else raw)
        return {
            "version": "2.0", "routeKey": "$default", "rawPath": seen, "rawQueryString": query, "headers": given,
            "requestContext": {
                "http": {"method": method, "path": seen, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"},
                "stage": stage or "$default",
            },
            "isBase64Encoded": False,
        }  # fmt: skip
    common = {
        "httpMethod": method, "path": path, "headers": given, "queryStringParameters": fields or None,
        "multiValueHeaders": {name: [value] for name, value in given.items()}, "body": None, "isBase64Encoded": False,
    }  # fmt: skip
    if host == BALANCER:
        context: dict[str, Any] = {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/t/1"}}
        undecoded = {name: quote(value, safe="") for name, value in fields.items()}
        del common["multiValueHeaders"]
        return {**common, "path": raw, "queryStringParameters": undecoded, "requestContext": context}
    multi = {name: [value] for name, value in fields.items()} or None
    seen = path if custom_domain else f"/{stage or 'prod'}{path}"
    context = {"stage": stage or "prod", "path": seen, "identity": {"sourceIp": "127.0.0.1"}}
    return {**common, "resource": "/{proxy+}", "multiValueQueryStringParameters": multi, "requestContext": context}
