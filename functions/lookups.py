"""Lookups: `/{question}/{name}` and `/{question}?{parameter}=name`, answered before any routing.

FastAPI's middleware and routing cost more than a whole lookup, so lookups are answered before both.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from functions.paths import index_path
from functions.prefix import path_below_root
from functions.problems import Problem, fault
from functions.questions import QUESTION, Question
from functions.replies import JSON, PREFLIGHT, Reply, cacheable
from functions.store import Store, UnknownNameError
from functions.tree_files import DamagedFileError, UnpublishedQuestionError
from functions.visible import visible

if TYPE_CHECKING:
    from starlette.types import Scope

    from functions.keys import Clave

logger = logging.getLogger(__name__)

# In characters; the longest name of the catalogue has 105.
MAX_NAME = 400


class Lookups:
    """The questions of a store, answered request by request."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reply(self, scope: Scope) -> Reply | None:
        """The reply to a request for a question, or None if the path names no question."""
        root: str = scope["root_path"]
        path: str = path_below_root(scope) if root else scope["path"]
        first, _, name = path.lstrip("/").partition("/")
        question = QUESTION.get(first)
        if question is None:
            return PREFLIGHT if scope["method"] == "OPTIONS" else None
        try:
            return self._answer(scope, root, question, name)
        except Problem as problem:
            return problem.reply(scope)
        except Exception as error:
            return fault(scope, error)

    def _answer(self, scope: Scope, root: str, question: Question, name: str) -> Reply:
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            if method == "OPTIONS":
                return PREFLIGHT
            raise Problem(
                "metodo-no-admitido",
                f"Las preguntas se leen con GET o HEAD, no con {method}.",
                f"Questions are read with GET or HEAD, not with {method}.",
            )
        name = name or _parameter(question, scope["query_string"])
        if len(name) > MAX_NAME:
            raise Problem(
                "nombre-demasiado-largo",
                f"El nombre tiene {len(name)} caracteres; se admiten {MAX_NAME}.",
                f"The name has {len(name)} characters; {MAX_NAME} are allowed.",
            )
        try:
            key, body = self._store.answer(question.name, name)
        except UnknownNameError as unknown:
            raise self._unknown(root, question, name, unknown) from unknown
        except UnpublishedQuestionError as error:
            raise Problem(
                "pregunta-no-publicada",
                f"Este catálogo no publica «{question.name}».",
                f"This catalogue does not publish “{question.name}”.",
            ) from error
        except DamagedFileError as damaged:
            logger.error("damaged tree: %s", visible(str(damaged)))
            raise Problem(
                "respuesta-danada",
                "El archivo de esta respuesta falta o está dañado.",
                "The file of this answer is missing or damaged.",
            ) from damaged
        file = self._store.answer_file(question.name, key)
        file = file if file.isascii() else quote(file)
        return cacheable(scope, body, JSON, (b"link", f'<{root}/{file}>; rel="canonical"'.encode()))

    def _unknown(self, root: str, question: Question, name: str, unknown: UnknownNameError) -> Problem:
        """404, with the nearest names and their links."""
        near = [
            {"nombre": display_name, "enlace": f"{root}/{question.name}/{quote(key)}"}
            for key in self._store.known_names(question.name).nearest(unknown.key)
            if (display_name := self._shown_name(question.name, key))
        ]
        shown = visible(name)
        detail = (f"«{shown}» no está en {question.name}.", f"“{shown}” is not in {question.name}.")
        return Problem("nombre-desconocido", *detail, sugerencias=near, nombres=f"{root}/{index_path(question.name)}")

    def _shown_name(self, question: str, key: Clave) -> str | None:
        """The name that an answer shows: of a language or country its Spanish name, else its first value."""
        try:
            answer = json.loads(self._store.answer(question, key).body)
            return str(answer.get("nombre") or next(iter(answer.values())))
        except (DamagedFileError, ValueError, StopIteration) as error:
            logger.error("damaged tree: %s", visible(str(error)))
            return None


def _parameter(question: Question, query: bytes) -> str:
    """The name in the query string; its parameter in any case."""
    parameter = question.parameter.casefold()
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    name = next((value for key, value in reversed(pairs) if key.casefold() == parameter), "")
    if not name:
        detail = (
            f"Escriba /{question.name}/nombre o /{question.name}?{question.parameter}=nombre.",
            f"Write /{question.name}/name or /{question.name}?{question.parameter}=name.",
        )
        raise Problem("falta-nombre", *detail, ejemplo=f"/{question.name}/{quote(question.example)}")
    return name
