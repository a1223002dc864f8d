"""Lookups: `/{question}/{name}` and `/{question}?{parameter}=name`, answered before any routing.

FastAPI's middleware and routing cost more than a whole lookup, so lookups are answered before both.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from functions.lists import DEFAULT_COUNT, MOST_COUNT, MOST_FILMS, Filters, Lists
from functions.paths import index_path
from functions.prefix import path_below_root
from functions.problems import Problem, fault
from functions.questions import QUESTION, Question
from functions.replies import JSON, PREFLIGHT, Reply, cacheable
from functions.store import Answer, Store, UnknownNameError
from functions.tree_files import DamagedFileError, UnpublishedQuestionError
from functions.visible import visible

if TYPE_CHECKING:
    from starlette.types import Scope

    from functions.keys import Clave

logger = logging.getLogger(__name__)

# In characters; the longest name of the catalogue has 105.
MAX_NAME = 400
# What makes a query of recomendacion one for a list, beside more than one title.
_LIST_PARAMETERS = frozenset(["cuantas", "idioma", "pais", "genero", "desde", "hasta", "minutos"])
# The filters that are names of another question.
_PLACES = ("idioma", "pais")
# What numbers among them may be, and what they mean.
NUMBERS = {
    "cuantas": (1, MOST_COUNT, "cuántas películas se recomiendan", "how many films are recommended"),
    "desde": (1, 9999, "un año", "a year"),
    "hasta": (1, 9999, "un año", "a year"),
    "minutos": (1, 9999, "la duración máxima en minutos", "the longest running time in minutes"),
}


class Lookups:
    """The questions of a store, answered request by request."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lists = Lists(store.public)

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
        if not name and question.name == "recomendacion" and (asked := _list_query(question, scope["query_string"])):
            return cacheable(scope, self._list(root, *asked), JSON)
        key, body = self._named(root, question, name or _parameter(question, scope["query_string"]))
        file = self._store.answer_file(question.name, key)
        file = file if file.isascii() else quote(file)
        return cacheable(scope, body, JSON, (b"link", f'<{root}/{file}>; rel="canonical"'.encode()))

    def _named(self, root: str, question: Question, name: str) -> Answer:
        """The answer for a name. Raises Problem."""
        if len(name) > MAX_NAME:
            raise Problem(
                "nombre-demasiado-largo",
                f"El nombre tiene {len(name)} caracteres; se admiten {MAX_NAME}.",
                f"The name has {len(name)} characters; {MAX_NAME} are allowed.",
            )
        try:
            return self._store.answer(question.name, name)
        except UnknownNameError as unknown:
            raise self._unknown(root, question, name, unknown) from unknown
        except UnpublishedQuestionError as error:
            raise Problem(
                "pregunta-no-publicada",
                f"Este catálogo no publica «{question.name}».",
                f"This catalogue does not publish “{question.name}”.",
            ) from error
        except DamagedFileError as damaged:
            raise _damaged(damaged) from damaged

    def _list(self, root: str, titles: list[str], options: dict[str, str]) -> bytes:
        """The recommendations for several films. Raises Problem."""
        if not all(titles) or not titles:
            raise Problem(
                "falta-nombre",
                "Escriba al menos un título: /recomendacion?titulo=Heat&titulo=Casino.",
                "Write at least one title: /recomendacion?titulo=Heat&titulo=Casino.",
            )
        if len(titles) > MOST_FILMS:
            raise Problem(
                "parametro-invalido",
                f"Son {len(titles)} títulos; se admiten {MOST_FILMS}.",
                f"There are {len(titles)} titles; {MOST_FILMS} are allowed.",
            )
        numbers = {name: _number(name, options[name]) for name in NUMBERS if name in options}
        count = numbers.pop("cuantas", DEFAULT_COUNT)
        given = [json.loads(self._named(root, QUESTION["peliculas_duracion"], title).body)["id"] for title in titles]
        filters: dict[str, Any] = {**numbers}
        for name in _PLACES:
            if name in options:
                filters[name] = self._named(root, QUESTION[f"peliculas_{name}"], options[name]).key
        try:
            if "genero" in options:
                filters["genero"] = self._genre(options["genero"])
            found = self._lists.recommend(given, Filters(**filters), count)
        except UnpublishedQuestionError as error:
            raise Problem(
                "pregunta-no-publicada",
                "Este catálogo no publica listas para varias películas.",
                "This catalogue publishes no lists for several films.",
            ) from error
        except DamagedFileError as damaged:
            raise _damaged(damaged) from damaged
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()

    def _genre(self, name: str) -> str:
        index = self._lists.index()
        genre = index.genre(name)
        if genre is None:
            known = ", ".join(sorted(index.content["nombres"].values()))
            raise Problem(
                "nombre-desconocido",
                f"«{visible(name)}» no es un género de este catálogo; son: {known}.",
                f"“{visible(name)}” is no genre of this catalogue; there are: {known}.",
            )
        return genre

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


def _damaged(error: DamagedFileError) -> Problem:
    """500 for a damaged file, which is logged."""
    logger.error("damaged tree: %s", visible(str(error)))
    detail = ("El archivo de esta respuesta falta o está dañado.", "The file of this answer is missing or damaged.")
    return Problem("respuesta-danada", *detail)


def _list_query(question: Question, query: bytes) -> tuple[list[str], dict[str, str]] | None:
    """The titles and the other parameters of a query for a list; None if it asks for one film alone."""
    if b"&" not in query:
        return None
    pairs = [(key.casefold(), value) for key, value in parse_qsl(query.decode("latin-1"), keep_blank_values=True)]
    titles = [value for key, value in pairs if key == question.parameter.casefold()]
    options = {key: value for key, value in pairs if key in _LIST_PARAMETERS}
    return (titles, options) if len(titles) > 1 or options else None


def _number(name: str, text: str) -> int:
    low, high, meaning, meaning_en = NUMBERS[name]
    if text.isascii() and text.isdigit() and len(text) <= len(str(high)) and low <= int(text) <= high:
        return int(text)
    given = visible(text)
    raise Problem(
        "parametro-invalido",
        f"«{name}» es {meaning}, un número entero de {low} a {high}; llegó «{given}».",
        f"“{name}” is {meaning_en}, a whole number from {low} to {high}; “{given}” was given.",
    )


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
