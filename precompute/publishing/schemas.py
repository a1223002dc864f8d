"""JSON Schema and OpenAPI of the static tree, made from the shapes that the build checks every file with."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import orjson
from pydantic import TypeAdapter, ValidationError

from functions.keys import MAX_BYTES, Clave
from functions.packs import pack_of
from functions.paths import API
from functions.questions import QUESTION, QUESTIONS
from functions.schemas import opened
from precompute.publishing.documents import DOCUMENTS
from precompute.refusal import RefusalError

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ALL_SHAPES: dict[str, Any] = {question.name: question.shape for question in QUESTIONS} | DOCUMENTS


class Described(NamedTuple):
    """A kind of file: its path below api/v1, the schema it has, and what it is."""

    path: str
    schema: str
    summary: str


# The order decides: index.json is an index before it is an answer.
FILES = (
    Described(
        "index.json",
        "raiz",
        "Índice raíz: qué hay, de dónde viene y cómo verificarlo "
        "· Root index: what there is, where it comes from and how to verify it",
    ),
    Described("manifest.json", "manifiesto", "SHA-256 y tamaño de cada archivo · SHA-256 and size of each file"),
    Described(
        "manifiestos/{sha256}.json",
        "manifiesto",
        "El mismo manifiesto, por su SHA-256: lo que hay ahí no cambia "
        "· The same manifest, by its SHA-256: what is there never changes",
    ),
    Described(
        "cambios.json",
        "cambios",
        "Lo que cambió desde una publicación anterior; sólo si se pidió al publicar "
        "· What changed since an earlier release; only if it was asked for",
    ),
    Described(
        "calidad.json",
        "calidad",
        "Qué de la fuente se volvió película, qué no y por qué · What of the source became films, what did not and why",
    ),
    Described(
        "evaluacion.json",
        "evaluacion",
        "Cómo se midió la recomendación, y cuánto acierta · How the recommendations were measured, and how good they are",
    ),
    Described("mapa.json", "mapa", "Las películas más conocidas en un plano · The best-known films on a plane"),
    Described("fichas/index.json", "indice_de_fichas", "En cuántos archivos están las fichas · In how many files the cards are"),
    Described("fichas/{resto}.json", "fichas", "Fichas de películas, por su identificador · Film cards, by id"),
    Described("descargas/index.json", "descargas", "Archivos para bajar enteros · Files to download whole"),
    Described("descargas/diccionario.json", "diccionario", "Diccionario de datos de las tablas · Data dictionary of the tables"),
    Described(
        "buscar/index.json",
        "busqueda",
        "Los prefijos que tienen un fragmento de la búsqueda · The prefixes that have a shard of the search",
    ),
    Described(
        "buscar/palabras.{largo}.json",
        "palabras",
        "Las palabras de ese largo en los nombres más conocidos · The words of that length in the best known names",
    ),
    Described(
        "buscar/{prefijo}.json",
        "fragmento",
        "Los nombres con una palabra que empieza así, los más conocidos primero "
        "· The names with a word that begins so, best known first",
    ),
    Described(
        "vecinas/index.json", "vecinas", "Lo que filtra una lista para varias películas · What filters a list for several films"
    ),
    Described(
        "vecinas/titulos-{numero}.json",
        "titulos",
        "Los títulos de una parte de las películas · The titles of a part of the films",
    ),
    Described(
        "vecinas/{numero}.json",
        "vecinas_de",
        "Las vecinas de una parte de las películas, con sus pesos · The neighbours of a part of the films, with their weights",
    ),
    Described("{pregunta}/index.json", "indice", "Todas las claves de una pregunta · All keys of a question"),
    Described("{pregunta}/alias.json", "alias", "Otras claves de una pregunta · Other keys of a question"),
    Described(
        "{pregunta}/formas-{cantidad}/{parte}.json",
        "alias",
        "Alias y, tras «~», formas laxas: los de un CRC-32 · Aliases and, after “~”, looser forms: those of one CRC-32",
    ),
    Described(
        "{pregunta}/alias.laxo.json",
        "alias",
        "Las formas laxas de los nombres de una pregunta · The looser forms of a question's names",
    ),
    Described(
        "{pregunta}/fama.json",
        "fama",
        "Todas las claves de una pregunta, las más conocidas primero · All keys of a question, best known first",
    ),
    Described("{pregunta}/paginas/{pagina}.json", "pagina", "Una página de un índice grande · A page of a large index"),
    *(
        Described(f"{question.name}/{{clave}}.json", question.name, f"{question.summary} · {question.summary_en}")
        for question in QUESTIONS
    ),
)
_PARAMETERS = {
    # Questions may be added within v1, so this is no enumeration.
    "pregunta": {"type": "string", "minLength": 1, "examples": list(QUESTION)},
    "pagina": {"type": "integer", "minimum": 1},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "clave": {"type": "string", "minLength": 1, "maxLength": MAX_BYTES},
    "prefijo": {"type": "string", "minLength": 1},
    "largo": {"type": "integer", "minimum": 1},
    "paquete": {"type": "integer", "minimum": 0},
    "resto": {"type": "integer", "minimum": 0},
    "cantidad": {"type": "integer", "minimum": 1},
    "parte": {"type": "integer", "minimum": 0},
    "numero": {"type": "integer", "minimum": 0},
}

# The memory that a document takes for each member while it is written: orjson doubles its buffer, then copies it.
_BYTES_PER_MEMBER = 512


_TAG = {"name": "archivos", "description": "Los archivos del árbol · The files of the tree"}


class ShapeError(RefusalError):
    """A file that does not have its shape: an error in this project, found before the file is published."""

    about, code = "an answer is not of its shape: ", 1


def dump(value: Any) -> bytes:
    """Minified UTF-8 JSON, keys in the order given; a numpy array is a list."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def checked(name: str, value: Any, where: str | None = None) -> bytes:
    """The JSON of a value that has the shape `name`. Raises ShapeError, naming `where`, if it has not.

    Raises MemoryError if there is no room for a large document.
    """
    adapter = _adapter(name)
    if not adapter.validator.isinstance_python(value):  # the quicker way to ask, which does not say what is wrong
        try:
            adapter.validate_python(value)
        except ValidationError as error:
            raise ShapeError(f"{where or name}: {error}") from error
    if name not in QUESTION:
        # orjson crashes the process if it runs out of memory; to reserve as much before it raises MemoryError.
        np.empty(_BYTES_PER_MEMBER * (len(value) + sum(map(len, filter(_is_container, _values(value))))), np.uint8)
    return dump(value)


def _values(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _is_container(value: Any) -> bool:
    return isinstance(value, (dict, list))


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema 2020-12 of a shape.

    It leaves further keys open, though the build does not: within v1 keys may be added, and a schema saved
    from one release must accept the files of the next.
    """
    body = opened(_adapter(name).json_schema())
    return {"$schema": DIALECT, "$id": f"{name}.json", "title": _component(name), **body}


def schema_files() -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the schema of every kind of file."""
    for name in ALL_SHAPES:
        yield f"{API}/esquemas/{name}.json", dump(schema(name))


def schema_name(path: str) -> str | None:
    """The name of the schema of the file at this path, or None if it has no schema."""
    return next((file.schema for file, pattern in _patterns() if pattern.fullmatch(path)), None)


def openapi(version: str, examples: Mapping[str, Clave], packs: Mapping[str, int], server: str) -> dict[str, Any]:
    """The static tree as OpenAPI 3.1.

    examples: question → a key it answers; packs: how many hold its answers, if any do; server: the root of the tree, whole or
    relative to this document.
    """
    inputs = [(name, "validation", _adapter(name)) for name in ALL_SHAPES]
    _, shared = TypeAdapter.json_schemas(inputs, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    components = opened(shared["$defs"])
    references = {name: _component(name) for name in ALL_SHAPES}
    for name, component in references.items():
        if component not in components:
            components[component] = opened(_adapter(name).json_schema(ref_template="#/components/schemas/{model}"))
            components[component].pop("$defs", None)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Filmoteca, API estática",
            "version": version,
            "description": "Siete preguntas sobre películas, respondidas de antemano: cada respuesta es un archivo JSON. "
            "El contrato y su promesa de compatibilidad están en [api.md](api.md).\n\n"
            "Seven questions about films, answered beforehand: each answer is a JSON file. The contract and its promise of "
            "compatibility are in [api.md](api.md).",
            "contact": {"name": "Filmoteca"},
            "license": {"name": "CC0-1.0 según Kaggle", "identifier": "CC0-1.0"},
        },
        "servers": [{"url": server}],
        "security": [],
        "tags": [_TAG],
        "paths": dict(_path(file, references[file.schema], examples, packs) for file in FILES),
        "components": {"schemas": dict(sorted(components.items()))},
    }


def _path(file: Described, component: str, examples: Mapping[str, Clave], packs: Mapping[str, int]) -> tuple[str, dict[str, Any]]:
    """The path of a kind of file and what can be asked of it; of answers in packs, the path of a pack."""
    content = {"$ref": f"#/components/schemas/{component}"}
    if "{clave}" in file.path and (count := packs.get(file.schema)):
        file = Described(f"{file.schema}/paquetes-{count}/{{paquete}}.json", file.schema, f"{file.summary}: un paquete")
        example = pack_of(examples[file.schema].encode(), count) if file.schema in examples else 0
        return f"/{API}/{file.path}", _operation(
            file, {"type": "object", "additionalProperties": content}, {**examples, "paquete": example}
        )
    return f"/{API}/{file.path}", _operation(file, content, examples)


def _operation(file: Described, content: dict[str, Any], examples: Mapping[str, Any]) -> dict[str, Any]:
    parameters = []
    for name in re.findall(r"{(\w+)}", file.path):
        example = {
            "clave": examples.get(file.schema),
            "pregunta": next(iter(examples), None),
            "pagina": 1,
            "numero": 0,
            "paquete": examples.get("paquete"),
        }.get(name)
        example_field = {"example": example} if example is not None else {}
        parameters.append({"name": name, "in": "path", "required": True, "schema": _PARAMETERS[name], **example_field})
    answer = {"application/json": {"schema": content}}
    return {
        "get": {
            "operationId": re.sub(r"\W+", "_", file.path.removesuffix(".json")).strip("_"),
            "summary": file.summary,
            "description": file.summary,
            "tags": [_TAG["name"]],
            **({"parameters": parameters} if parameters else {}),
            "responses": {
                "200": {"description": file.summary, "content": answer},
                "304": {"description": "Sin cambios desde el ETag enviado · Unchanged since the ETag that was sent"},
                "404": {"description": "No existe · There is none"},
            },
        }
    }


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(ALL_SHAPES[name])


def _component(name: str) -> str:
    """The name of a shape in components/schemas."""
    shape = ALL_SHAPES[name]
    return str(shape.__name__) if isinstance(shape, type) else name.title()


@cache
def _patterns() -> list[tuple[Described, re.Pattern[str]]]:
    return [(file, re.compile(f"{API}/" + re.sub(r"\\{\w+\\}", "[^/]+", re.escape(file.path)))) for file in FILES]
