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
    Described("index.json", "raiz", "Índice raíz: qué hay, de dónde viene y cómo verificarlo"),
    Described("manifest.json", "manifiesto", "SHA-256 y tamaño de cada archivo"),
    Described("cambios.json", "cambios", "Lo que cambió desde una publicación anterior; sólo si se pidió al publicar"),
    Described("calidad.json", "calidad", "Qué de la fuente se volvió película, qué no y por qué"),
    Described("evaluacion.json", "evaluacion", "Cómo se midió la recomendación, y cuánto acierta"),
    Described("descargas/index.json", "descargas", "Archivos para bajar enteros"),
    Described("descargas/diccionario.json", "diccionario", "Diccionario de datos de las tablas"),
    Described("buscar/index.json", "busqueda", "Los prefijos que tienen un fragmento de la búsqueda"),
    Described("buscar/palabras.{largo}.json", "palabras", "Las palabras de ese largo en los nombres más conocidos"),
    Described("buscar/{prefijo}.json", "fragmento", "Los nombres con una palabra que empieza así, los más conocidos primero"),
    Described("vecinas/index.json", "vecinas", "Lo que filtra una lista para varias películas"),
    Described("vecinas/titulos-{numero}.json", "titulos", "Los títulos de una parte de las películas"),
    Described("vecinas/{numero}.json", "vecinas_de", "Las vecinas de una parte de las películas, con sus pesos"),
    Described("{pregunta}/index.json", "indice", "Todas las claves de una pregunta"),
    Described("{pregunta}/alias.json", "alias", "Otras claves de una pregunta"),
    Described("{pregunta}/alias.laxo.json", "alias", "Las formas laxas de los nombres de una pregunta"),
    Described("{pregunta}/fama.json", "fama", "Todas las claves de una pregunta, las más conocidas primero"),
    Described("{pregunta}/paginas/{pagina}.json", "pagina", "Una página de un índice grande"),
    *(Described(f"{question.name}/{{clave}}.json", question.name, question.summary) for question in QUESTIONS),
)
_PARAMETERS = {
    "pregunta": {"type": "string", "enum": list(QUESTION)},
    "pagina": {"type": "integer", "minimum": 1},
    "clave": {"type": "string", "minLength": 1, "maxLength": MAX_BYTES},
    "prefijo": {"type": "string", "minLength": 1},
    "largo": {"type": "integer", "minimum": 1},
    "paquete": {"type": "integer", "minimum": 0},
    "numero": {"type": "integer", "minimum": 0},
}

# The memory that a document takes for each member while it is written: orjson doubles its buffer, then copies it.
_BYTES_PER_MEMBER = 512


class ShapeError(RefusalError):
    """A file that does not have its shape: an error in this project, found before the file is published."""

    about, code = "an answer is not of its shape: ", 1


def dump(value: Any) -> bytes:
    """Minified UTF-8 JSON, keys in the order given."""
    return orjson.dumps(value)


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
    body = _opened(_adapter(name).json_schema())
    return {"$schema": DIALECT, "$id": f"{name}.json", **body}


def schema_files() -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the schema of every kind of file."""
    for name in ALL_SHAPES:
        yield f"{API}/esquemas/{name}.json", dump(schema(name))


def schema_name(path: str) -> str | None:
    """The name of the schema of the file at this path, or None if it has no schema."""
    return next((file.schema for file, pattern in _patterns() if pattern.fullmatch(path)), None)


def openapi(version: str, examples: Mapping[str, Clave], packs: Mapping[str, int]) -> dict[str, Any]:
    """The static tree as OpenAPI 3.1; examples: question → a key it answers; packs: how many hold its answers, if any do."""
    inputs = [(name, "validation", _adapter(name)) for name in ALL_SHAPES]
    _, shared = TypeAdapter.json_schemas(inputs, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    components = _opened(shared["$defs"])
    references = {name: _component(name) for name in ALL_SHAPES}
    for name, component in references.items():
        if component not in components:
            components[component] = _opened(_adapter(name).json_schema(ref_template="#/components/schemas/{model}"))
            components[component].pop("$defs", None)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Filmoteca, API estática",
            "version": version,
            "description": "Siete preguntas sobre películas, respondidas de antemano: cada respuesta es un archivo JSON. "
            "El contrato y su promesa de compatibilidad están en [api.md](api.md).",
            "license": {"name": "CC0-1.0 según Kaggle", "identifier": "CC0-1.0"},
        },
        # Relative to this document, wherever the tree is served.
        "servers": [{"url": "../.."}],
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
            **({"parameters": parameters} if parameters else {}),
            "responses": {
                "200": {"description": file.summary, "content": answer},
                "304": {"description": "Sin cambios desde el ETag enviado"},
                "404": {"description": "No existe"},
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


def _opened(node: Any) -> Any:
    """The same schema without `additionalProperties: false`."""
    if isinstance(node, list):
        return [_opened(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _opened(value) for key, value in node.items() if (key, value) != ("additionalProperties", False)}
