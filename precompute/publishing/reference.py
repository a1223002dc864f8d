"""The parts of docs/api.md that are made from the registry and the shapes, so that they cannot drift.

python -m precompute.publishing.reference        # rewrites them
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from functions.questions import QUESTIONS, Question
from precompute.publishing.schemas import schema

PAGE = Path(__file__).parent.parent.parent / "docs" / "api.md"


def rendered(page: str) -> str:
    """The page with the text between each pair of markers regenerated."""
    for name, part in {"questions": _questions(), "fields": _fields()}.items():
        begin, end = f"<!-- {name}, made by python -m precompute.publishing.reference -->\n", f"<!-- end of {name} -->"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n{part}\n{end}{rest.partition(end)[2]}"
    return page


def _questions() -> str:
    rows = [
        f"| `{question.name}` | `{question.parameter}` | {question.summary_en} "
        f"| `api/v1/{question.name}/{{clave}}.json` | `/{question.name}/{quote(question.example)}` |"
        for question in QUESTIONS
    ]
    head = ["| question | parameter | answers | file | by the function, for example |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"


def _fields() -> str:
    return "\n".join(_question_fields(question) for question in QUESTIONS)


def _question_fields(question: Question) -> str:
    described = schema(question.name)
    nested: dict[str, Any] = described.get("$defs", {})
    lines = [
        f"### {question.name}",
        "",
        english(described["description"]),
        "",
        "| field | type | unit | meaning |",
        "|---|---|---|---|",
    ]
    lines += _rows(described, "", nested)
    return "\n".join(lines) + "\n"


def _rows(shape: dict[str, Any], prefix: str, nested: dict[str, Any]) -> list[str]:
    rows = []
    for name, field in shape["properties"].items():
        kind, inner = _kind(field)
        unit = field.get("x-unidad", "")
        rows.append(f"| `{prefix}{name}` | {kind} | {'' if unit == '1' else unit} | {english(field['description'])} |")
        # A film's `otras` and `vease` repeat the fields above; their own are listed once.
        if inner and name not in ("otras", "vease"):
            rows += _rows(nested[inner], f"{prefix}{name}[].", nested)
    return rows


def english(description: str) -> str:
    """The English half of a description, which says everything in Spanish first."""
    return description.rpartition(" · ")[2]


def _kind(field: dict[str, Any]) -> tuple[str, str | None]:
    """A field's type in words, and the shape of its items where it is a list of objects."""
    if "$ref" in field:
        return "object", field["$ref"].rpartition("/")[2]
    if "anyOf" in field:
        return " or ".join(_kind(option)[0] for option in field["anyOf"]), None
    if field["type"] == "array":
        item = field["items"]
        return ("array of objects", item["$ref"].rpartition("/")[2]) if "$ref" in item else (f"array of {item['type']}s", None)
    return field["type"], None


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
