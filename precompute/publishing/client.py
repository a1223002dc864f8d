"""The clients beside the files they read: filmoteca.js, an npm package with TypeScript declarations, and filmoteca.py."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from functions.paths import API, VERSION
from functions.questions import QUESTIONS
from precompute.publishing.python_client import python_client
from precompute.publishing.schemas import schema

# The site's own search uses these modules too, so they live with its assets.
_ASSETS = Path(__file__).parent.parent.parent / "eda" / "assets"
_MODULES = ("clave.js", "cercanas.js", "busqueda.js", "busqueda.d.ts", "lista.js", "filmoteca.js", "filmoteca.d.ts")
# Makes the folder an npm package as it stands: `npm install ./filmoteca`.
_PACKAGE = {
    "name": "filmoteca",
    "version": VERSION,
    "description": "Preguntas sobre películas, por nombre · Questions about films, by name",
    "type": "module",
    "sideEffects": False,
    "main": "./filmoteca.js",
    "types": "./filmoteca.d.ts",
    "exports": {
        ".": {"types": "./filmoteca.d.ts", "default": "./filmoteca.js"},
        "./busqueda.js": {"types": "./busqueda.d.ts", "default": "./busqueda.js"},
        "./package.json": "./package.json",
    },
    "files": [*_MODULES, "paquetes.js", "respuestas.d.ts"],
}
_TYPES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def client_files(packs: Mapping[str, int], forms: Mapping[str, int]) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the modules, at a URL that stays: api/v1/filmoteca.js.

    packs, forms: how many packs, and files of aliases and looser forms, each question has.
    """
    for name in _MODULES:
        yield f"{API}/{name}", (_ASSETS / name).read_bytes()
    yield (
        f"{API}/paquetes.js",
        "// How many packs hold the answers to each question of this tree, and how many files its aliases and looser forms.\n"
        f"export const PAQUETES = {json.dumps(dict(sorted(packs.items())))};\n"
        f"export const FORMAS = {json.dumps(dict(sorted(forms.items())))};\n".encode(),
    )
    yield f"{API}/respuestas.d.ts", declarations().encode()
    yield f"{API}/filmoteca.py", python_client()
    yield f"{API}/package.json", json.dumps(_PACKAGE, ensure_ascii=False, indent=2).encode() + b"\n"


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
        f"{_comment(field)}  {field_name}{'' if field_name in shape['required'] else '?'}: {_type(field)};\n"
        for field_name, field in shape["properties"].items()
    )
    return f"/** {shape['description']} */\nexport interface {name} {{\n{fields}}}\n"


def _comment(field: dict[str, Any]) -> str:
    unit = field.get("x-unidad", "1")
    text = " ".join([str(field.get("description", "")), *([] if unit == "1" else [f"[{unit}]"])]).strip()
    return f"  /** {text} */\n" if text else ""


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
