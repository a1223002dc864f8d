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
from functions.schemas import opened
from functions.shapes import RecomendacionVarias
from functions.store import Store

DESCRIPTION = (
    "Preguntas sobre un catálogo de películas, respondidas de antemano. El nombre se escribe como salga: no importan "
    "mayúsculas, acentos, espacios ni signos. Cada respuesta es también un archivo fijo, el que dice su `Link` canónico."
)
DESCRIPTION_EN = (
    "Questions about a film catalogue, answered beforehand. Write names as they come: case, accents, spaces and signs do not "
    "matter. Each answer is also a fixed file, the one that its canonical `Link` names."
)
_TAG = {"name": "filmoteca", "description": "Preguntas sobre películas · Questions about films"}
_NAME = {"type": "string", "minLength": 1, "maxLength": MAX_NAME}
_TEXT = {"schema": {"type": "string"}}
_HEADERS = {
    "ETag": {
        "description": "Los primeros 32 dígitos del SHA-256 de la respuesta, entre comillas. · "
        "The first 32 digits of the answer's SHA-256, quoted.",
        **_TEXT,
    },
    "Cache-Control": {"description": "Cuánto puede guardarse. · How long it may be kept.", **_TEXT},
    "Access-Control-Allow-Origin": {"description": "Cualquier página puede leerla. · Any page may read it.", **_TEXT},
}
_LINK = {
    "Link": {"description": 'El archivo fijo de esta respuesta, `rel="canonical"`. · The fixed file of this answer.', **_TEXT}
}
_LINKS = {"type": "string", "format": "uri-reference"}
_HOME = {
    "type": "object",
    "required": ["nombre", "documentacion", "openapi", "archivos", "salud", "preguntas"],
    "properties": {
        "nombre": {"type": "string"},
        **dict.fromkeys(("documentacion", "openapi", "archivos", "salud"), _LINKS),
        "preguntas": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pregunta", "parametro", "resumen", "ejemplo", "nombres"],
                "properties": {
                    **{name: {"type": "string"} for name in ("pregunta", "parametro", "resumen", "resumen_en")},
                    **dict.fromkeys(("ejemplo", "nombres"), _LINKS),
                },
            },
        },
    },
}
_NAMES = {
    "type": "object",
    "required": ["pregunta", "total", "paginas", "claves"],
    "properties": {
        "pregunta": {"type": "string"},
        "total": {"type": "integer", "minimum": 0},
        "paginas": {"anyOf": [_LINKS, {"type": "null"}]},
        "claves": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
_HEALTH = {"type": "object", "required": ["estado"], "properties": {"estado": {"type": "string"}}}


def document(store: Store, server: str = "/") -> dict[str, Any]:
    """The OpenAPI document of the API over this store. server: its address, whole or without a host."""
    schemas: dict[str, Any] = {"Inicio": _HOME, "Nombres": _NAMES, "Salud": _HEALTH, "Problema": _problem_schema()}
    paths: dict[str, Any] = {}
    for question in QUESTIONS:
        answer = _answer(store, question, schemas)
        by_path = {"name": "nombre", "in": "path", "required": True, "schema": _NAME, "example": question.example}
        by_query = {**by_path, "name": question.parameter, "in": "query"}
        summary = f"{question.summary} · {question.summary_en}"
        paths[f"/{question.name}/{{nombre}}"] = _reading(question.name, summary, answer, by_path)
        by_several = question.name == "recomendacion"
        responses, parameters = (_several(answer, schemas), _list()) if by_several else (answer, [by_query])
        paths[f"/{question.name}"] = _reading(f"{question.name}_consulta", summary, responses, *parameters)
    # Questions may be added within v1, so this is no enumeration.
    named = {"type": "string", "minLength": 1, "examples": [question.name for question in QUESTIONS]}
    which = {"name": "pregunta", "in": "path", "required": True, "schema": named, "example": QUESTIONS[0].name}
    names = _ok("Los nombres de la pregunta, por clave. · The names of the question, by key.", "Nombres", _HEADERS)
    paths[f"/{API}/{{pregunta}}/index.json"] = _reading(
        "nombres", "Todos los nombres · All names", {**names, **_problems(404)}, which
    )
    home = _ok("Las preguntas y sus ejemplos; con el sitio, su portada. · The questions; with the site, its home page.", "Inicio")
    home["200"]["content"]["text/html"] = {"schema": {"type": "string"}}
    paths["/"] = _reading("preguntas", "Las preguntas · The questions", home)
    healthy = _ok("El catálogo está publicado. · The catalogue is published.", "Salud")
    paths["/salud"] = _reading(
        "salud", "Si el catálogo está publicado · Whether the catalogue is published", {**healthy, **_problems(503)}
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Filmoteca",
            "version": VERSION,
            "summary": "Un catálogo de películas · A film catalogue",
            "description": f"{DESCRIPTION}\n\n{DESCRIPTION_EN}",
            "contact": {"name": "Filmoteca"},
            "license": {"name": "CC0-1.0 según Kaggle", "identifier": "CC0-1.0"},
        },
        "servers": [{"url": server}],
        "security": [],
        "tags": [_TAG],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _reading(name: str, summary: str, responses: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    """A path that is read: GET, and HEAD with the same headers and no body."""
    responses = {**responses, **_problems(405, 408, 431, 500)}
    described = {"summary": summary, "description": summary, "tags": [_TAG["name"]]}
    get = {"operationId": name, **described, "parameters": list(parameters), "responses": responses}
    bare = {status: {part: response[part] for part in response if part != "content"} for status, response in responses.items()}
    return {"get": get, "head": {**get, "operationId": f"{name}_head", "responses": bare}}


def _answer(store: Store, question: Question, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = opened(TypeAdapter(question.shape).json_schema(ref_template="#/components/schemas/{model}"))
    schemas.update(schema.pop("$defs", {}))
    schemas[question.shape.__name__] = schema
    responses = _ok(f"{question.summary} · {question.summary_en}", question.shape.__name__, {**_HEADERS, **_LINK})
    # A tree without it is served all the same; the reference then shows no example.
    with suppress(LookupError, OSError, ValueError):
        responses["200"]["content"]["application/json"]["example"] = json.loads(
            store.answer(question.name, question.example).body
        )
    unchanged = {
        "description": "La copia que usted tiene sigue siendo la misma. · Your copy is current.",
        "headers": {**_HEADERS, **_LINK},
    }
    return {**responses, "304": unchanged, **_problems(400, 404, 414, 503)}


def _several(answer: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The responses to a query for one film or for a list."""
    schema = opened(TypeAdapter(RecomendacionVarias).json_schema(ref_template="#/components/schemas/{model}"))
    schemas.update(schema.pop("$defs", {}))
    schemas["RecomendacionVarias"] = schema
    json_content = answer["200"]["content"]["application/json"]
    either = {"anyOf": [json_content["schema"], {"$ref": "#/components/schemas/RecomendacionVarias"}]}
    return {**answer, "200": {**answer["200"], "content": {"application/json": {**json_content, "schema": either}}}}


def _list() -> list[dict[str, Any]]:
    """The parameters of recomendacion: one title or several, and what a list may be filtered by."""
    titles = {"type": "array", "items": _NAME, "minItems": 1, "maxItems": MOST_FILMS}
    meanings = {
        "idioma": "idioma original, por su nombre. · Of a list: original language, by name.",
        "pais": "país de producción, por su nombre. · Of a list: production country, by name.",
        "genero": "género, por su nombre. · Of a list: genre, by name.",
    }
    numbers = {name: {"type": "integer", "minimum": low, "maximum": high} for name, (low, high, *_) in NUMBERS.items()}
    return [
        {"name": "titulo", "in": "query", "required": True, "explode": True, "schema": titles, "example": ["Toy Story"]},
        *(
            {"name": name, "in": "query", "schema": _NAME, "description": f"De una lista: {meaning}"}
            for name, meaning in meanings.items()
        ),
        *(
            {
                "name": name,
                "in": "query",
                "schema": schema,
                "description": f"De una lista: {NUMBERS[name][2]}. · Of a list: {NUMBERS[name][3]}.",
            }
            for name, schema in numbers.items()
        ),
    ]


def _ok(description: str, schema: str, headers: dict[str, Any] | None = None) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"200": {"description": description, "headers": headers or {}, "content": content}}


def _problems(*statuses: int) -> dict[str, Any]:
    """The problems of these statuses."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problema"}}}
    described = {}
    for status in statuses:
        kinds = [kind for kind in KINDS.values() if kind.status == status]
        meaning, meaning_en = " O bien: ".join(kind.meaning for kind in kinds), " Or: ".join(kind.meaning_en for kind in kinds)
        described[str(status)] = {"description": f"{meaning} · {meaning_en}", "content": content}
    return described


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    near = {"type": "object", "required": ["nombre", "enlace"], "properties": {"nombre": text, "enlace": text}}
    return {
        "description": "Un error, según RFC 9457; `type` es la dirección de su explicación, `en` lo dice en inglés. · "
        "An error, by RFC 9457; `type` is the address of its explanation, `en` says it in English.",
        "type": "object",
        "required": ["type", "title", "status", "detail", "instance", "en"],
        "properties": {
            "type": _LINKS,
            "title": {**text, "examples": list(dict.fromkeys(kind.title for kind in KINDS.values()))},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": text,
            "instance": _LINKS,
            "en": {"type": "object", "required": ["title", "detail"], "properties": {"title": text, "detail": text}},
            "sugerencias": {"type": "array", "items": near, "description": "Los nombres más parecidos. · The nearest names."},
            "nombres": {
                **_LINKS,
                "description": "Dónde están todos los nombres de la pregunta. · Where all names of the question are.",
            },
            "ejemplo": text,
            "preguntas": {"type": "array", "items": text},
        },
    }
