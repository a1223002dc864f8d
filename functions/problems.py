"""Problems: every error as RFC 9457 `application/problem+json`, in words that say what to do."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from functions.prefix import own_address
from functions.replies import ALLOW, PROBLEM_JSON, Reply, uncached_json

if TYPE_CHECKING:
    from starlette.types import Scope

logger = logging.getLogger(__name__)
_LANGUAGES = (b"content-language", b"es, en")


class Kind(NamedTuple):
    """A kind of problem: its status, and its title and what it means for the client, in Spanish and in English."""

    status: int
    title: str
    meaning: str
    title_en: str
    meaning_en: str


# By name, which is also the anchor of the kind in /docs.
KINDS = {
    "falta-nombre": Kind(
        400,
        "Falta el nombre",
        "La consulta no dice por qué nombre se pregunta.",
        "Name missing",
        "The request does not say which name it asks for.",
    ),
    "parametro-invalido": Kind(
        400,
        "Parámetro inválido",
        "Un parámetro no vale; `detail` dice cuál y qué se admite.",
        "Invalid parameter",
        "A parameter is not valid; `detail` says which, and what is allowed.",
    ),
    "nombre-desconocido": Kind(
        404,
        "Nombre desconocido",
        "La pregunta no tiene respuesta para ese nombre; `sugerencias` trae los más parecidos.",
        "Unknown name",
        "The question has no answer for that name; `sugerencias` has the nearest ones.",
    ),
    "ruta-desconocida": Kind(
        404,
        "Ruta desconocida",
        "No hay nada en esa ruta; las preguntas están en `/`.",
        "Unknown path",
        "There is nothing at that path; the questions are at `/`.",
    ),
    "parte-inexistente": Kind(
        416,
        "Parte inexistente",
        "El archivo no tiene los bytes que pide la cabecera Range.",
        "No such part",
        "The file does not have the bytes that the Range header asks for.",
    ),
    "metodo-no-admitido": Kind(
        405,
        "Método no admitido",
        "Esta API solo se lee: GET, HEAD u OPTIONS.",
        "Method not allowed",
        "This API is only read: GET, HEAD or OPTIONS.",
    ),
    "peticion-ilegible": Kind(
        400,
        "Petición ilegible",
        "Lo que llegó no es HTTP; la conexión se cierra.",
        "Unreadable request",
        "What arrived is not HTTP; the connection is closed.",
    ),
    "peticion-lenta": Kind(
        408,
        "Petición lenta",
        "La petición no llegó entera a tiempo; la conexión se cierra.",
        "Slow request",
        "The request did not arrive whole in time; the connection is closed.",
    ),
    "nombre-demasiado-largo": Kind(
        414,
        "Nombre demasiado largo",
        "Ningún nombre del catálogo es tan largo.",
        "Name too long",
        "No name of the catalogue is that long.",
    ),
    "cabecera-demasiado-grande": Kind(
        431,
        "Cabecera demasiado grande",
        "Las cabeceras de la petición pasan de 64 KB.",
        "Headers too large",
        "The headers of the request are larger than 64 KB.",
    ),
    "fallo-interno": Kind(
        500,
        "Fallo interno",
        "Un error nuestro, que quedó registrado; las demás respuestas siguen.",
        "Internal fault",
        "An error of ours, which was logged; the other answers go on.",
    ),
    "respuesta-danada": Kind(
        500,
        "Respuesta dañada",
        "El archivo de esa respuesta falta o está dañado; quedó registrado y las demás siguen.",
        "Damaged answer",
        "The file of that answer is missing or damaged; it was logged, and the others go on.",
    ),
    "pregunta-no-publicada": Kind(
        503,
        "Pregunta no publicada",
        "El catálogo publicado no contiene esa pregunta.",
        "Question not published",
        "The published catalogue does not have that question.",
    ),
}


class Problem(Exception):  # noqa: N818 - the name RFC 9457 gives it
    """An error to be told to the client: its kind, what happened here in Spanish and in English, and what else helps."""

    def __init__(self, kind: str, detail: str, detail_en: str, **more: Any) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail, self.detail_en = detail, detail_en
        self.more = more

    def reply(self, scope: Scope) -> Reply:
        """The problem as the reply to this request."""
        kind = KINDS[self.kind]
        problem = {
            "type": f"{own_address(scope)}/docs#{self.kind}",
            "title": kind.title,
            "status": kind.status,
            "detail": self.detail,
            "en": {"title": kind.title_en, "detail": self.detail_en},
            "instance": quote(f"/{scope['path'].lstrip('/')}", errors="replace"),  # two slashes would begin with a host
            **self.more,
        }
        return uncached_json(scope, kind.status, problem, PROBLEM_JSON, _LANGUAGES, *([ALLOW] if kind.status == 405 else []))


def fault(scope: Scope, error: Exception) -> Reply:
    """An unforeseen error: logged with its traceback, reported as a problem without any detail."""
    logger.error("%s %r", scope["method"], scope["path"], exc_info=error)
    detail = ("No se pudo responder; el fallo quedó registrado.", "No answer could be given; the fault was logged.")
    return Problem("fallo-interno", *detail).reply(scope)
