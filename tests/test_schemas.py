"""Schemas and OpenAPI: made from the shapes that the build checks answers with, and true of every file."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis

from functions.paths import API
from functions.questions import QUESTION, QUESTIONS
from precompute.publishing.schemas import ALL_SHAPES, DIALECT, ShapeError, checked, openapi, schema, schema_name
from tests.support.verify_tree import files, invalid_files

PLACE = {"pais": "Argentina", "iso": "AR", "nombre": "Argentina", "cantidad": 254}


def test_every_file_of_a_tree_is_valid_by_its_published_schema(public: Path) -> None:
    """Answers, indexes, aliases, manifest, root index: nothing is published without a schema that holds."""
    assert invalid_files(public) == []


def test_a_damaged_file_is_found(public: Path, tmp_path: Path) -> None:
    """The check that finds nothing wrong would find something."""
    for path in files(public):
        if "/esquemas/" in path or path.endswith(("peliculas_pais/argentina.json", "peliculas_pais/alias.json")):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes((public / path).read_bytes())
    assert invalid_files(tmp_path) == []
    (tmp_path / API / "peliculas_pais/argentina.json").write_text(json.dumps(PLACE | {"cantidad": "254"}))
    (tmp_path / API / "unknown.json").write_text("{}")
    assert invalid_files(tmp_path) == [
        f'{API}/peliculas_pais/argentina.json: "254" is not of type "integer"\n\nFailed validating "type" in '
        'schema["properties"]["cantidad"]\n\nOn instance["cantidad"]:\n    "254"',
        f"{API}/unknown.json: no schema",
    ]


@pytest.mark.parametrize("name", ALL_SHAPES)
def test_schemas_are_json_schema_2020_12(public: Path, name: str) -> None:
    """Each published schema is the one made here, valid by its dialect, and says what it is."""
    published = json.loads((public / API / "esquemas" / f"{name}.json").read_bytes())
    assert published == schema(name)
    assert (published["$schema"], published["$id"]) == (DIALECT, f"{name}.json")
    assert published["title"]
    assert published["description"]
    jsonschema.Draft202012Validator.check_schema(published)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_fields_are_described_and_their_examples_valid(question: Any) -> None:
    """Every field of an answer says what it means; money, minutes and ratios say their unit; examples are valid."""
    described = schema(question.name)
    shapes = [described, *described.get("$defs", {}).values()]
    for shape in shapes:
        assert [name for name in shape["properties"] if name != "vease"] == shape["required"]
        for name, field in shape["properties"].items():
            assert field["description"], name
            assert "items" in field or field["examples"], name
            for example in field.get("examples", []):
                jsonschema.validate(example, field | {"$defs": described.get("$defs", {})})
            if name.startswith(("ganancia", "beneficio", "revenue", "budget")):
                assert field["x-unidad"] == "USD"
            if name == "duracion":
                assert field["x-unidad"] == "min"


def test_a_saved_schema_accepts_fields_added_later() -> None:
    """Within v1 fields may be added: the published schema lets them pass, the build's own check does not."""
    jsonschema.validate(PLACE | {"continente": "América"}, schema("peliculas_pais"))
    with pytest.raises(ShapeError, match="continente"):
        checked("peliculas_pais", PLACE | {"continente": "América"}, "peliculas_pais/argentina")


@pytest.mark.parametrize("change", [{"cantidad": 0}, {"cantidad": "254"}, {"cantidad": 2.5}, {"pais": None}, {"iso": 1}], ids=str)
def test_the_schema_and_the_build_refuse_the_same(change: dict[str, object]) -> None:
    """A value that the build refuses is not valid by the schema either."""
    with pytest.raises(ShapeError):
        checked("peliculas_pais", PLACE | change)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(PLACE | change, schema("peliculas_pais"))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("index.json", "raiz"),
        ("manifest.json", "manifiesto"),
        ("franquicia/index.json", "indice"),
        ("franquicia/alias.json", "alias"),
        ("franquicia/fama.json", "fama"),
        ("franquicia/paginas/2.json", "pagina"),
        ("franquicia/index-0.json", "franquicia"),
        ("get_director/steven-spielberg.json", "get_director"),
        ("descargas/index.json", "descargas"),
        ("esquemas/franquicia.json", None),
        ("franquicia/a/b.json", None),
    ],
)
def test_a_path_tells_its_schema(path: str, name: str | None) -> None:
    """Every kind of file has one schema, by its path."""
    assert schema_name(f"{API}/{path}") == name


def test_openapi_is_valid_and_describes_the_tree(public: Path) -> None:
    """The document is OpenAPI 3.1; the schema it gives for a file is the published one; its examples exist."""
    document = json.loads((public / API / "openapi.json").read_bytes())
    schemathesis.openapi.from_dict(document).validate()
    assert {f"/{API}/{name}/{{clave}}.json" for name in QUESTION} < set(document["paths"])
    for path, item in document["paths"].items():
        parameters = {p["name"]: p.get("example") for p in item["get"].get("parameters", [])}
        if None in parameters.values() or re.search("paginas|cambios", path):
            continue  # no example in this tree
        content = json.loads((public / path.format(**parameters).lstrip("/")).read_bytes())
        body = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(content, body | {"components": document["components"]})


def test_openapi_names_the_fields_as_the_schemas_do() -> None:
    """One definition: the component of an answer has the properties of its published schema."""
    components = openapi("1.0.0", {}, {}, "../..")["components"]["schemas"]
    for question in QUESTIONS:
        assert list(components[question.shape.__name__]["properties"]) == list(schema(question.name)["properties"])
