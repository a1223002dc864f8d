"""Problems: every error as RFC 9457 `application/problem+json`, in words that say what to do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from functions.replies import ALLOW, PROBLEM_JSON, Reply, uncached_json

if TYPE_CHECKING:
    from starlette.types import Scope

logger = logging.getLogger(__name__)


class Kind(NamedTuple):
    """A kind of problem: its status, its title, and what it means for the client."""

    status: int
    title: str
    meaning: str


# By name, which is also the anchor of the kind in /docs.
KINDS = {
    "falta-nombre": Kind(400, "Falta el nombre", "La consulta no dice por qué nombre se pregunta."),
    "parametro-invalido": Kind(400, "Parámetro inválido", "Un parámetro no vale; `detail` dice cuál y qué se admite."),
    "nombre-desconocido": Kind(
        404, "Nombre desconocido", "La pregunta no tiene respuesta para ese nombre; `sugerencias` trae los más parecidos."
    ),
    "ruta-desconocida": Kind(404, "Ruta desconocida", "No hay nada en esa ruta; las preguntas están en `/`."),
    "parte-inexistente": Kind(416, "Parte inexistente", "El archivo no tiene los bytes que pide la cabecera Range."),
    "metodo-no-admitido": Kind(405, "Método no admitido", "Esta API solo se lee: GET, HEAD u OPTIONS."),
    "peticion-ilegible": Kind(400, "Petición ilegible", "Lo que llegó no es HTTP; la conexión se cierra."),
    "peticion-lenta": Kind(408, "Petición lenta", "La petición no llegó entera a tiempo; la conexión se cierra."),
    "nombre-demasiado-largo": Kind(414, "Nombre demasiado largo", "Ningún nombre del catálogo es tan largo."),
    "cabecera-demasiado-grande": Kind(431, "Cabecera demasiado grande", "Las cabeceras de la petición pasan de 64 KB."),
    "fallo-interno": Kind(500, "Fallo interno", "Un error nuestro, que quedó registrado; las demás respuestas siguen."),
    "respuesta-danada": Kind(
        500, "Respuesta dañada", "El archivo de esa respuesta falta o está dañado; quedó registrado y las demás siguen."
    ),
    "pregunta-no-publicada": Kind(503, "Pregunta no publicada", "El catálogo publicado no contiene esa pregunta."),
}


class Problem(Exception):  # noqa: N818 - the name RFC 9457 gives it
    """An error to be told to the client: its kind, what happened here, and what else helps."""

    def __init__(self, kind: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.more = more

    def reply(self, scope: Scope) -> Reply:
        """The problem as the reply to this request."""
        status, title, _ = KINDS[self.kind]
        problem = {
            "type": f"{scope['root_path']}/docs#{self.kind}",
            "title": title,
            "status": status,
            "detail": self.detail,
            "instance": quote(f"/{scope['path'].lstrip('/')}", errors="replace"),  # two slashes would begin with a host
            **self.more,
        }
        return uncached_json(scope, status, problem, PROBLEM_JSON, *([ALLOW] if status == 405 else []))


def fault(scope: Scope, error: Exception) -> Reply:
    """An unforeseen error: logged with its traceback, reported as a problem without any detail."""
    logger.error("%s %r", scope["method"], scope["path"], exc_info=error)
    return Problem("fallo-interno", "No se pudo responder; el fallo quedó registrado.").reply(scope)
