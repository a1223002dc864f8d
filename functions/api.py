"""The API: `app`, a FastAPI application whose lookups are answered before its routing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from functions.answers import API, QUESTIONS
from functions.files import Files
from functions.lookups import Lookups
from functions.problems import Problem
from functions.replies import Reply, deliver, fresh
from functions.store import Store, public_tree

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

logger = logging.getLogger("filmoteca")


class Filmoteca(FastAPI):
    """FastAPI, with the questions of a published tree in front."""

    def __init__(self, store: Store) -> None:
        super().__init__(title="Filmoteca", openapi_url=None, redirect_slashes=False)
        self.store = store
        self._lookups = Lookups(store)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a lookup at once; leave the rest to FastAPI's routes."""
        reply = self._lookups.reply(scope) if scope["type"] == "http" else None
        if reply is None:
            await super().__call__(scope, receive, send)
        else:
            await deliver(send, reply)


def create_app(store: Store) -> Filmoteca:
    """The API over a published tree."""
    app = Filmoteca(store)
    files = Files(store.public)

    @app.api_route("/", methods=["GET", "HEAD"])
    async def home(request: Request) -> Response:
        root = request.scope.get("root_path", "")
        return _response(fresh(request.scope, 200, _questions(root), b"application/json"))

    @app.api_route("/salud", methods=["GET", "HEAD"])
    async def health(request: Request) -> Response:
        if not (store.public / API / "index.json").is_file():
            raise Problem("pregunta-no-publicada", "El catálogo no está publicado.")
        return _response(fresh(request.scope, 200, {"estado": "ok"}, b"application/json"))

    @app.api_route(f"/{API}/{{path:path}}", methods=["GET", "HEAD"])
    async def published(request: Request, path: str) -> Response:
        reply = files.reply(request.scope, f"/{API}/{path}")
        if reply is None:
            raise HTTPException(404)
        return _response(reply)

    @app.exception_handler(Problem)
    async def problem(request: Request, error: Problem) -> Response:
        return _response(error.reply(request.scope))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            name, detail = "metodo-no-admitido", f"Aquí se lee con GET o HEAD, no con {request.method}."
        else:
            name, detail = "ruta-desconocida", "Las preguntas están en / y la referencia en /docs."
        return _response(Problem(name, detail).reply(request.scope))

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> Response:
        logger.error("%s %s", request.method, request.url.path, exc_info=error)
        return _response(Problem("fallo-interno", "No se pudo responder. El fallo quedó registrado.").reply(request.scope))

    return app


def _questions(root: str) -> dict[str, Any]:
    return {
        "nombre": "Filmoteca",
        "preguntas": [
            {
                "pregunta": question.name,
                "parametro": question.parameter,
                "resumen": question.summary,
                "ejemplo": f"{root}/{question.name}/{quote(question.example)}",
                "nombres": f"{root}/{API}/{question.name}/index.json",
            }
            for question in QUESTIONS
        ],
    }


def _response(reply: Reply) -> Response:
    """A reply for FastAPI to send."""
    response = Response(reply.body, reply.status)
    response.raw_headers = reply.headers
    return response


app = create_app(Store(public_tree()))
