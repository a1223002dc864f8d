"""filmoteca.py: the Python client as one file, with the rules of the keys and the types of the answers in it."""

import ast
import re
from pathlib import Path
from typing import Any

from functions.questions import QUESTIONS
from precompute.publishing.schemas import schema

_ROOT = Path(__file__).parent.parent.parent
_CLIENT, _KEYS = _ROOT / "eda" / "assets" / "filmoteca.py", _ROOT / "functions" / "keys.py"
_IMPORTED = re.compile(r"# When this file is published.*?(?=\n_CACHED)", re.DOTALL)
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def python_client() -> bytes:
    """The client with what it imports from the project in place of the imports."""
    client, keys = (path.read_text(encoding="utf-8") for path in (_CLIENT, _KEYS))
    docstring = ast.parse(keys).body[0].end_lineno
    imports, rules = "\n".join(keys.split("\n")[docstring:]).strip().split("\n\n", 1)
    client = client.replace("\nimport json\n", f"\n{imports}\nimport json\n", 1)
    client = client.replace(
        "from typing import TYPE_CHECKING, Any\n", "from typing import TYPE_CHECKING, Any, NotRequired, TypedDict\n"
    )
    typed = f"if TYPE_CHECKING:\n    import pandas as pd\n\n{rules.strip()}\n\n\n{_typed_dicts()}\n"
    return _IMPORTED.sub(lambda _: typed, client, count=1).encode()


def _typed_dicts() -> str:
    """The answers to each question as typed dicts, from their schemas."""
    shapes: dict[str, dict[str, Any]] = {}
    for question in QUESTIONS:
        described = schema(question.name)
        shapes |= described.get("$defs", {})
        shapes[question.shape.__name__] = described
    return "\n\n".join(_typed_dict(name, shape) for name, shape in shapes.items())


def _typed_dict(name: str, shape: dict[str, Any]) -> str:
    fields = [
        f"    {field}: {_type(value) if field in shape['required'] else f'NotRequired[{_type(value)}]'}"
        f"  # {value.get('description', '').rpartition(' · ')[2]}"
        for field, value in shape["properties"].items()
    ]
    return "\n".join([f"class {name}(TypedDict):", f'    """{shape["description"].rpartition(" · ")[2]}"""', "", *fields, ""])


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return f'"{field["$ref"].rpartition("/")[2]}"'
    if "anyOf" in field:
        return " | ".join(_type(option) for option in field["anyOf"])
    if field["type"] == "array":
        return f"list[{_type(field['items'])}]"
    return _TYPES[field["type"]]
