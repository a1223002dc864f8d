"""The reference tells the truth: schemathesis tries it, with every check, and tests hold it to the code."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from functions.api import create_app
from functions.lists import MOST_FILMS
from functions.lookups import MAX_NAME
from functions.paths import API
from functions.problems import KINDS
from functions.questions import QUESTIONS
from functions.store import Store
from tests.benchmarks.servers import ours
from tests.support.requests import ask

LIST_PARAMETERS = ["idioma", "pais", "genero", "cuantas", "desde", "hasta", "minutos"]
# Only a refusal that fits what was wrong counts as one; schemathesis does not think of 414 by itself.
CHECKS = """
[checks]
enabled = true
[checks.negative_data_rejection]
expected-statuses = ["400", "404", "405", "414"]
"""


@pytest.fixture(scope="module")
def app(small_tree: Path) -> Any:
    """The API over it."""
    return create_app(Store(small_tree))


@pytest.fixture(scope="module")
def reference(app: Any) -> Any:
    """The document as served."""
    return ask(app, "/openapi.json").json()


def test_schemathesis_finds_nothing(small_tree: Path, tmp_path: Path) -> None:
    """Every operation, valid and invalid data, chains of calls, all checks, over a real socket."""
    config = tmp_path / "schemathesis.toml"
    config.write_text(CHECKS)
    with ours(small_tree) as running:
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"),
            *(f"http://127.0.0.1:{running.port}/openapi.json", "--checks", "all", "--max-examples", "20", "--seed", "7"),
        ]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr
    assert "No issues found" in run.stdout
    assert re.search(r"Tested: (\d+)", run.stdout)[1] == str(2 * (2 * len(QUESTIONS) + 3))  # type: ignore[index]


def test_every_question_is_documented_in_both_forms(reference: Any) -> None:
    """With its parameter, the bound on names, its shape and every error that it can give."""
    assert reference["openapi"] == "3.1.0"
    for question in QUESTIONS:
        forms = ((f"/{question.name}/{{nombre}}", "path", "nombre"), (f"/{question.name}", "query", question.parameter))
        for path, place, name in forms:
            get = reference["paths"][path]["get"]
            parameter, *of_lists = get["parameters"]
            several = path == "/recomendacion"
            assert [each["name"] for each in of_lists] == (LIST_PARAMETERS if several else [])
            assert (parameter["in"], parameter["name"], parameter["required"]) == (place, name, True)
            one = {"type": "string", "minLength": 1, "maxLength": MAX_NAME}
            assert parameter["schema"] == (
                {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_FILMS} if several else one
            )
            assert parameter["example"] == ([question.example] if several else question.example)
            answer = get["responses"]["200"]["content"]["application/json"]["schema"]
            shape = {"$ref": f"#/components/schemas/{question.shape.__name__}"}
            assert answer == ({"anyOf": [shape, {"$ref": "#/components/schemas/RecomendacionVarias"}]} if several else shape)
            assert set(get["responses"]) == {"200", "304"} | {
                str(kind.status) for name, kind in KINDS.items() if name != "parte-inexistente"
            }


def test_the_examples_are_answers_of_the_tree(app: Any, reference: Any) -> None:
    """Each is what the API says now, and has the shape that is documented."""
    shown = 0
    for question in QUESTIONS:
        told = ask(app, f"/{question.name}?{question.parameter}={question.example.replace(' ', '+')}")
        content = reference["paths"][f"/{question.name}"]["get"]["responses"]["200"]["content"]["application/json"]
        if told.status == 200:
            shown += 1
            assert content["example"] == told.json()
            Draft202012Validator({**content["schema"], "components": reference["components"]}).validate(content["example"])
    assert shown == len(QUESTIONS)


def test_every_reference_inside_the_document_leads_somewhere(reference: Any) -> None:
    """No schema is named that is not there, and each is valid."""
    schemas = reference["components"]["schemas"]
    named = set(re.findall(r"#/components/schemas/(\w+)", str(reference)))
    assert named == set(schemas)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_the_page_explains_every_question_and_every_problem(app: Any) -> None:
    """Each problem's `type` has its anchor there; nothing is fetched from elsewhere."""
    page = ask(app, "/docs").body.decode()
    for name, kind in KINDS.items():
        assert f'<dt id="{name}">{kind.status} · {kind.title}</dt>' in page
        assert kind.meaning_en.partition("`")[0] in page
    for question in QUESTIONS:
        assert f'name="{question.parameter}"' in page
        assert f'action="/{question.name}"' in page
    assert not re.search(r"(src|href)=\"?(https?:)?//", page)
    assert "<script" not in page
    assert '<html lang="es">' in page


def closed(node: Any, path: str = "") -> list[str]:
    """Where a schema refuses what v1 may add: further fields, or values that are enumerated."""
    if isinstance(node, list):
        return [found for index, each in enumerate(node) for found in closed(each, f"{path}/{index}")]
    if not isinstance(node, dict):
        return []
    here = [f"{path}: {key}" for key in ("enum", "const") if isinstance(node.get(key), (list, str, int))]
    here += [f"{path}: closed"] if node.get("additionalProperties") is False or node.get("unevaluatedProperties") is False else []
    return here + [found for key, each in node.items() if key != "example" for found in closed(each, f"{path}/{key}")]


def test_schemas_accept_what_v1_may_add(reference: Any, public: Path) -> None:
    """docs/api.md promises new fields, questions and values: no document closes an object, or enumerates."""
    assert closed({"a": {"enum": [1]}, "b": [{"additionalProperties": False}]}) == ["/a: enum", "/b/0: closed"]
    assert closed(reference) == []
    documents = [public / API / "openapi.json", *sorted((public / API / "esquemas").glob("*.json"))]
    assert len(documents) > 20
    for document in documents:
        assert closed(json.loads(document.read_bytes())) == [], document.name


def test_every_description_is_in_two_languages(reference: Any, public: Path) -> None:
    """Spanish first, then English: of each field, and of each operation."""
    descriptions = re.findall(r"'description': '([^']+)'", str(reference["components"]["schemas"]))
    assert len(descriptions) > 40
    assert [text for text in descriptions if " · " not in text] == []
    for operations in reference["paths"].values():
        assert " · " in operations["get"]["summary"]
    for schema in (public / API / "esquemas").glob("*.json"):
        described = json.loads(schema.read_bytes())
        texts = [field["description"] for field in described.get("properties", {}).values() if "description" in field]
        assert [text for text in texts if " · " not in text] == [], schema.name
