"""Problems: every error as RFC 9457 `application/problem+json`, in words that say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from functions.replies import METHODS, Reply, fresh

if TYPE_CHECKING:
    from starlette.types import Scope

PROBLEM_JSON = b"application/problem+json"

# Each problem's name (its anchor in /docs), status and title.
PROBLEMS = {
    "falta-parametro": (400, "Falta el nombre"),
    "nombre-desconocido": (404, "No hay respuesta para ese nombre"),
    "ruta-desconocida": (404, "Esa ruta no existe"),
    "metodo-no-admitido": (405, "Método no admitido"),
    "nombre-demasiado-largo": (414, "Nombre demasiado largo"),
    "fallo-interno": (500, "Fallo interno"),
    "respuesta-danada": (500, "La respuesta guardada está dañada o falta"),
    "pregunta-no-publicada": (503, "Pregunta no publicada"),
}


class Problem(Exception):  # noqa: N818 - the name RFC 9457 gives it
    """An error to be told to the client: its name, what happened here, and what else helps."""

    def __init__(self, name: str, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.name = name
        self.detail = detail
        self.extra = extra

    def reply(self, scope: Scope) -> Reply:
        """The problem as a reply to this request."""
        status, title = PROBLEMS[self.name]
        root = scope.get("root_path", "")
        problem = {
            "type": f"{root}/docs#{self.name}",
            "title": title,
            "status": status,
            "detail": self.detail,
            "instance": quote(scope["path"], errors="replace"),
            **self.extra,
        }
        allow = [(b"allow", METHODS.encode())] if status == 405 else []
        return fresh(scope, status, problem, PROBLEM_JSON, *allow)
