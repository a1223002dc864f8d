"""The reference as OpenAPI 3.1, made from what the code itself goes by: questions, shapes and problems.

The examples are answers of the published tree.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from pydantic import TypeAdapter

from functions.lists import MOST_FILMS
from functions.lookups import MAX_NAME, NUMBERS
from functions.paths import API, VERSION
from functions.problems import KINDS
from functions.questions import QUESTIONS, Question
from functions.shapes import RecomendacionVarias
from functions.store import Store

DESCRIPTION = (
    "Preguntas sobre un catálogo de películas, respondidas de antemano. El nombre se escribe como salga: no importan "
    "mayúsculas, acentos, espacios ni signos. Cada respuesta es también un archivo fijo, el que dice su `Link` canónico."
)
_NAME = {"type": "string", "minLength": 1, "maxLength": MAX_NAME}
_TEXT = {"schema": {"type": "string"}}
_HEADERS = {
    "ETag": {"description": "Los primeros 32 dígitos del SHA-256 de la respuesta, entre comillas.", **_TEXT},
    "Cache-Control": {"description": "Cuánto puede guardarse.", **_TEXT},
    "Access-Control-Allow-Origin": {"description": "Cualquier página puede leerla.", **_TEXT},
}
_LINK = {"Link": {"description": 'El archivo fijo de esta respuesta, `rel="canonical"`.', **_TEXT}}


def document(store: Store) -> dict[str, Any]:
    """The OpenAPI document of the API over this store."""
    schemas: dict[str, Any] = {"Problema": _problem_schema()}
    paths: dict[str, Any] = {}
    for question in QUESTIONS:
        answer = _answer(store, question, schemas)
        by_path = {"name": "nombre", "in": "path", "required": True, "schema": _NAME, "example": question.example}
        by_query = {**by_path, "name": question.parameter, "in": "query"}
        paths[f"/{question.name}/{{nombre}}"] = _reading(question.name, question.summary, answer, by_path)
        if question.name == "recomendacion":
            paths[f"/{question.name}"] = _reading(
                f"{question.name}_consulta", question.summary, _several(answer, schemas), *_list()
            )
        else:
            paths[f"/{question.name}"] = _reading(f"{question.name}_consulta", question.summary, answer, by_query)
    which = {"name": "pregunta", "in": "path", "required": True, "schema": {"enum": [q.name for q in QUESTIONS]}}
    names = _ok("Los nombres de la pregunta, por clave.", {"type": "object"}, _HEADERS)
    paths[f"/{API}/{{pregunta}}/index.json"] = _reading("nombres", "Todos los nombres", {**names, **_problems(404)}, which)
    paths["/"] = _reading("preguntas", "Las preguntas", _ok("Las preguntas y sus ejemplos.", {"type": "object"}))
    healthy = _ok("El catálogo está publicado.", {"type": "object", "required": ["estado"]})
    paths["/salud"] = _reading("salud", "Si el catálogo está publicado", {**healthy, **_problems(503)})
    return {
        "openapi": "3.1.0",
        "info": {"title": "Filmoteca", "version": VERSION, "summary": "Un catálogo de películas", "description": DESCRIPTION},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _reading(name: str, summary: str, responses: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    """A path that is read: GET, and HEAD with the same headers and no body."""
    responses = {**responses, **_problems(405, 408, 431, 500)}
    get = {"operationId": name, "summary": summary, "parameters": list(parameters), "responses": responses}
    bare = {status: {part: response[part] for part in response if part != "content"} for status, response in responses.items()}
    return {"get": get, "head": {**get, "operationId": f"{name}_head", "responses": bare}}


def _answer(store: Store, question: Question, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = TypeAdapter(question.shape).json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[question.shape.__name__] = schema
    responses = _ok(question.summary, {"$ref": f"#/components/schemas/{question.shape.__name__}"}, {**_HEADERS, **_LINK})
    # A tree without it is served all the same; the reference then shows no example.
    with suppress(LookupError, OSError, ValueError):
        responses["200"]["content"]["application/json"]["example"] = json.loads(
            store.answer(question.name, question.example).body
        )
    unchanged = {"description": "La copia que usted tiene sigue siendo la misma.", "headers": {**_HEADERS, **_LINK}}
    return {**responses, "304": unchanged, **_problems(400, 404, 414, 503)}


def _several(answer: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The responses to a query for one film or for a list."""
    schema = TypeAdapter(RecomendacionVarias).json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas["RecomendacionVarias"] = schema
    json_content = answer["200"]["content"]["application/json"]
    either = {"anyOf": [json_content["schema"], {"$ref": "#/components/schemas/RecomendacionVarias"}]}
    return {**answer, "200": {**answer["200"], "content": {"application/json": {**json_content, "schema": either}}}}


def _list() -> list[dict[str, Any]]:
    """The parameters of recomendacion: one title or several, and what a list may be filtered by."""
    titles = {"type": "array", "items": _NAME, "minItems": 1, "maxItems": MOST_FILMS}
    meanings = {"idioma": "idioma original", "pais": "país de producción", "genero": "género"}
    numbers = {name: {"type": "integer", "minimum": low, "maximum": high} for name, (low, high, _) in NUMBERS.items()}
    return [
        {"name": "titulo", "in": "query", "required": True, "explode": True, "schema": titles, "example": ["Toy Story"]},
        *(
            {"name": name, "in": "query", "schema": _NAME, "description": f"De una lista: {meaning}, por su nombre."}
            for name, meaning in meanings.items()
        ),
        *(
            {"name": name, "in": "query", "schema": schema, "description": f"De una lista: {NUMBERS[name][2]}."}
            for name, schema in numbers.items()
        ),
    ]


def _ok(description: str, schema: dict[str, Any], headers: dict[str, Any] | None = None) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"200": {"description": description, "headers": headers or {}, "content": content}}


def _problems(*statuses: int) -> dict[str, Any]:
    """The problems of these statuses."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problema"}}}
    meanings = {status: [kind.meaning for kind in KINDS.values() if kind.status == status] for status in statuses}
    return {str(status): {"description": " O bien: ".join(titles), "content": content} for status, titles in meanings.items()}


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    near = {"type": "object", "required": ["nombre", "enlace"], "properties": {"nombre": text, "enlace": text}}
    return {
        "description": "Un error, según RFC 9457. `type` es la dirección de su explicación.",
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": text,
            "title": {"enum": list(dict.fromkeys(kind.title for kind in KINDS.values()))},
            "status": {"enum": sorted({kind.status for kind in KINDS.values()})},
            "detail": text,
            "instance": text,
            "sugerencias": {"type": "array", "items": near, "maxItems": 5, "description": "Los nombres más parecidos."},
            "nombres": {**text, "description": "Dónde están todos los nombres de la pregunta."},
            "ejemplo": text,
            "preguntas": {"type": "array", "items": text},
        },
        "additionalProperties": False,
    }
