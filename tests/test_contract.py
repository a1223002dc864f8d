"""Routes, registry, shapes, modules, published folders and README name the same seven questions."""

import json
import re
from importlib import import_module
from pathlib import Path

from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from functions.api import create_app
from functions.paths import API
from functions.questions import QUESTION, QUESTIONS
from functions.store import Store
from tests.support.project import ROOT

# As the mission gives them.
MISSION = {
    "peliculas_idioma": "Idioma",
    "peliculas_duracion": "Pelicula",
    "franquicia": "Franquicia",
    "peliculas_pais": "Pais",
    "productoras_exitosas": "Productora",
    "get_director": "nombre_director",
    "recomendacion": "titulo",
}


def test_the_registry_holds_the_missions_questions() -> None:
    """Names and parameters are the mission's, in its order."""
    assert {question.name: question.parameter for question in QUESTIONS} == MISSION


def test_each_question_has_a_module_of_its_name() -> None:
    """A question is answered by precompute/questions/{question}.py."""
    for question in MISSION:
        assert callable(import_module(f"precompute.questions.{question}").answers)


def test_each_question_is_published_and_served(public: Path) -> None:
    """Its folder holds an index, and both forms of the route give the example's file."""
    client = TestClient(create_app(Store(public)))
    for question in QUESTIONS:
        index = json.loads((public / API / question.name / "index.json").read_bytes())
        assert index["total"] == len(index["claves"]) == sum(1 for _ in (public / API / question.name).glob("*.json")) - 4
        by_path = client.get(f"/{question.name}/{question.example}")
        by_query = client.get(f"/{question.name}", params={question.parameter: question.example})
        assert by_path.status_code == by_query.status_code == 200
        TypeAdapter(question.shape).validate_json(by_path.content)
        assert by_path.content == by_query.content
    assert set(json.loads((public / API / "index.json").read_bytes())["preguntas"]) == set(QUESTION)


def test_the_readme_lists_each_question_with_its_parameter() -> None:
    """A reader of the README finds every question as it is called."""
    readme = (ROOT / "README.md").read_text()
    assert re.findall(r"^\| `(\w+)\((\w+)\)` \|", readme, flags=re.MULTILINE) == list(MISSION.items())
