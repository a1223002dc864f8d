"""The API: `app`, a FastAPI application whose lookups are answered before its routing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from functions.lookups import Lookups
from functions.paths import API, index_path
from functions.prefix import behind_prefix, own_address, path_prefix
from functions.problems import Problem, fault
from functions.questions import QUESTION, QUESTIONS
from functions.replies import (
    HTML,
    JSON,
    PAGE_POLICY,
    VARY_ACCEPT,
    Reply,
    cacheable,
    deliver,
    page_reply,
    prefers_html,
    uncached_json,
)
from functions.static_files import Files
from functions.store import Store, public_tree
from functions.tree_files import read

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

READ = ["GET", "HEAD"]


class Filmoteca(FastAPI):
    """FastAPI, with the questions of a published tree in front."""

    def __init__(self, store: Store, prefix: str = "") -> None:
        """prefix: a path that stands before every path that arrives, as behind an API gateway."""
        super().__init__(title="Filmoteca", openapi_url=None, redirect_slashes=False)
        self._prefix = prefix
        self.store = store
        self._lookups = Lookups(store)

    def openapi(self, server: str = "/") -> dict[str, Any]:
        """The reference of the questions, which are no routes of FastAPI's, and of the routes. server: the API's address."""
        from functions.openapi import document  # noqa: PLC0415 - few requests need it, and a start need not wait

        return document(self.store, server)

    def reply(self, scope: Scope) -> Reply | None:
        """The reply to a lookup; None for the rest, which FastAPI's routes answer."""
        behind_prefix(scope, self._prefix)
        return self._lookups.reply(scope)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a lookup at once; leave the rest to FastAPI's routes."""
        reply = self.reply(scope) if scope["type"] == "http" else None
        if reply is None:
            await super().__call__(scope, receive, send)
        else:
            start, body = reply
            await send(start)
            await send(body)


class AppResponse(Response):
    """An ASGI application, for FastAPI to run as a response."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run it."""
        await self._app(scope, receive, send)


class RawResponse(Response):
    """A reply, for FastAPI to send as it is."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self._reply = reply

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        await deliver(self._reply, send)


def create_app(store: Store, prefix: str = "") -> Filmoteca:
    """The API over a published tree. prefix: a path that stands before every path that arrives."""
    app = Filmoteca(store, prefix)
    files = Files(store.public)

    @app.api_route("/", methods=READ)
    async def home(request: Request) -> Response:
        return RawResponse(uncached_json(request.scope, 200, _questions(request.scope["root_path"]), JSON))

    @app.api_route("/salud", methods=READ)
    async def health(request: Request) -> Response:
        if not (store.public / API / "index.json").is_file():
            raise Problem("pregunta-no-publicada", "El catálogo no está publicado.", "The catalogue is not published.")
        return RawResponse(uncached_json(request.scope, 200, {"estado": "ok"}, JSON))

    @app.api_route("/openapi.json", methods=READ)
    async def openapi(request: Request) -> Response:
        body = json.dumps(app.openapi(own_address(request.scope) or "/"), ensure_ascii=False).encode()
        return RawResponse(cacheable(request.scope, body, JSON))

    @app.api_route("/docs", methods=READ)
    async def reference(request: Request) -> Response:
        from functions.docs import page  # noqa: PLC0415 - as above

        return RawResponse(
            cacheable(request.scope, page(request.scope["root_path"]), HTML, (b"content-security-policy", PAGE_POLICY))
        )

    @app.api_route(f"/{API}/{{path:path}}", methods=READ)
    async def published(request: Request, path: str) -> Response:
        # The rest of the tree, with its large downloads, is the static host's.
        is_listed = path == "index.json" or path.partition("/")[0] in QUESTION
        reply = files.reply(request.scope, f"/{API}/{path}") if is_listed else None
        if reply is not None:
            return RawResponse(reply)
        large = files.response(request.scope, f"/{API}/{path}") if is_listed else None
        if large is None:
            raise HTTPException(404)
        return AppResponse(large)

    @app.exception_handler(Problem)
    async def problem_response(request: Request, problem: Problem) -> Response:
        return RawResponse(problem.reply(request.scope))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            method = request.method
            problem = Problem(
                "metodo-no-admitido",
                f"Aquí se lee con GET o HEAD, no con {method}.",
                f"Read with GET or HEAD, not with {method}.",
            )
        elif prefers_html(request.scope) and (page := not_found_page(store.public)):
            return RawResponse(page_reply(request.scope, 404, page, VARY_ACCEPT))
        else:
            detail = ("Las preguntas están en / y la referencia en /docs.", "The questions are at /, the reference at /docs.")
            problem = Problem("ruta-desconocida", *detail, preguntas=[question.name for question in QUESTIONS])
        return RawResponse(problem.reply(request.scope))

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        return RawResponse(fault(request.scope, error))

    return app


def _questions(root: str) -> dict[str, Any]:
    """What can be asked, and where to go on from here."""
    return {
        "nombre": "Filmoteca",
        "documentacion": f"{root}/docs",
        "openapi": f"{root}/openapi.json",
        "archivos": f"{root}/{API}/index.json",
        "salud": f"{root}/salud",
        "preguntas": [
            {
                "pregunta": question.name,
                "parametro": question.parameter,
                "resumen": question.summary,
                "resumen_en": question.summary_en,
                "ejemplo": f"{root}/{question.name}/{quote(question.example)}",
                "nombres": f"{root}/{index_path(question.name)}",
            }
            for question in QUESTIONS
        ],
    }


def not_found_page(public: Path) -> bytes | None:
    """The site's page for a path that does not exist, if this tree has one."""
    try:
        return read(str(public / "404.html"))
    except OSError:
        return None


app = create_app(Store(public_tree()), path_prefix())
