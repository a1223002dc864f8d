"""The client: filmoteca.js beside the files it reads, with TypeScript declarations made from the same shapes."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from functions.paths import API
from functions.questions import QUESTIONS
from precompute.publishing.schemas import schema

# The site's own search uses these modules too, so they live with its assets.
_ASSETS = Path(__file__).parent.parent.parent / "eda" / "assets"
_MODULES = ("clave.js", "cercanas.js", "busqueda.js", "lista.js", "filmoteca.js", "filmoteca.d.ts")
_TYPES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def client_files(packs: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the modules, at a URL that stays: api/v1/filmoteca.js. packs: how many each question has."""
    for name in _MODULES:
        yield f"{API}/{name}", (_ASSETS / name).read_bytes()
    counts = json.dumps(dict(sorted(packs.items())))
    yield (
        f"{API}/paquetes.js",
        f"// How many packs hold the answers to each question of this tree.\nexport const PAQUETES = {counts};\n".encode(),
    )
    yield f"{API}/respuestas.d.ts", declarations().encode()


def declarations() -> str:
    """TypeScript interfaces of every answer and of the root index, from their schemas."""
    shapes: dict[str, dict[str, Any]] = {}
    for name in [*(question.name for question in QUESTIONS), "raiz"]:
        described = schema(name)
        shapes |= described.get("$defs", {})
        shapes[_shape_name(name)] = described
    interfaces = [_interface(name, shape) for name, shape in shapes.items()]
    answers = "".join(f"  {question.name}: {question.shape.__name__};\n" for question in QUESTIONS)
    questions = f"/** The answer to each question. */\nexport interface Respuestas {{\n{answers}}}\n"
    return "\n".join([*interfaces, questions])


def _shape_name(name: str) -> str:
    return next((str(question.shape.__name__) for question in QUESTIONS if question.name == name), name.title())


def _interface(name: str, shape: dict[str, Any]) -> str:
    fields = "".join(
        f"  /** {_meaning(field)} */\n  {field_name}{'' if field_name in shape['required'] else '?'}: {_type(field)};\n"
        for field_name, field in shape["properties"].items()
    )
    return f"/** {shape['description']} */\nexport interface {name} {{\n{fields}}}\n"


def _meaning(field: dict[str, Any]) -> str:
    unit = field.get("x-unidad", "1")
    return str(field.get("description", field.get("title", ""))) + ("" if unit == "1" else f" [{unit}]")


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        return " | ".join(_type(option) for option in field["anyOf"])
    if field["type"] == "array":
        return f"{_type(field['items'])}[]"
    if field["type"] == "object":
        return f"Record<string, {_type(field['additionalProperties'])}>"
    return _TYPES[field["type"]]
