"""filmoteca.py, as it is published: alone in a folder, over a tree on disk, a static host and the function."""

import functools
import http.server
import importlib.util
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from functions.keys import clave, looked_up_forms
from functions.paths import API
from functions.questions import QUESTION
from functions.store import Store, UnknownNameError
from tests.support.serving import served

NAMES = {
    "peliculas_idioma": ["castellano", "es", "inglés", "klingon"],
    "peliculas_duracion": ["oceans 11", "  AMÉLIE! ", "el padrino", "No Such Film", "$", "../index", "a/b?c#d"],
    "franquicia": ["toy story", "Toy Stroy"],
    "peliculas_pais": ["EE. UU.", "Atlantis"],
    "productoras_exitosas": ["pixar animation studios", "Pixr"],
    "get_director": ["steven spielberg", "Stephen Spielberg"],
    "recomendacion": ["heat", "casablnaca"],
}


@pytest.fixture(scope="module")
def client(public: Path) -> ModuleType:
    """The published file, loaded as a stranger's project loads it."""
    spec = importlib.util.spec_from_file_location("filmoteca", public / API / "filmoteca.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class StaticHost(http.server.SimpleHTTPRequestHandler):
    """Python's own file server, which knows no ETags."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def static_host(public: Path) -> Iterator[str]:
    """The tree on a static host."""
    handler = functools.partial(StaticHost, directory=str(public))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{API}"
        server.shutdown()


@pytest.fixture(scope="module", params=["disk", "static host", "function"])
def films(request: pytest.FixtureRequest, client: ModuleType, public: Path) -> Iterator[Any]:
    """The client over each kind of place."""
    if request.param == "disk":
        yield client.Filmoteca(public / API)
    elif request.param == "static host":
        yield client.Filmoteca(request.getfixturevalue("static_host"))
    else:
        with served(public) as url:
            yield client.Filmoteca(f"{url}/{API}/")


@pytest.mark.parametrize("question", QUESTION)
def test_it_answers_as_the_function_does(films: Any, client: ModuleType, public: Path, question: str) -> None:
    """By key, alias and looser form; what the function does not know is unknown here too, with names that are known."""
    store = Store(public)
    for name in NAMES[question]:
        try:
            key = store.answer(question, name).key
        except UnknownNameError:
            with pytest.raises(client.NombreDesconocido) as unknown:
                films.preguntar(question, name)
            assert unknown.value.clave == clave(name)
            assert {each["clave"] for each in unknown.value.sugerencias} <= films.claves(question).keys()
        else:
            assert getattr(films, question)(name) == films.preguntar(question, key)


def test_what_was_meant_is_suggested(films: Any, client: ModuleType) -> None:
    """The nearest first."""
    with pytest.raises(client.NombreDesconocido) as unknown:
        films.get_director("Stephen Spielberg")
    assert unknown.value.sugerencias[0] == {"clave": "steven-spielberg", "nombre": "Steven Spielberg"}


def test_what_was_read_is_asked_for_by_its_etag(client: ModuleType, public: Path) -> None:
    """While it is fresh not at all; then the server says 304, and the answer is the one that was read."""
    with served(public) as url:
        films = client.Filmoteca(f"{url}/{API}/", fresco=0)
        asked: list[tuple[str, bool]] = []
        fetch = films._fetch

        def noted(path: str, tag: str) -> Any:
            asked.append((path, bool(tag)))
            return fetch(path, tag)

        films._fetch = noted
        first, second = films.franquicia("Toy Story Collection"), films.franquicia("Toy Story Collection")
        films._fresh = 300
        third = films.franquicia("Toy Story Collection")
    path = "franquicia/toy-story-collection.json"
    assert first == second == third
    assert asked == [("index.json", False), (path, False), ("index.json", True), (path, True)]


def test_what_is_no_tree_is_said(client: ModuleType, tmp_path: Path) -> None:
    """A folder without one, and a question that does not exist."""
    with pytest.raises(client.LecturaFallida, match=r"index\.json: HTTP 404"):
        client.Filmoteca(tmp_path).franquicia("x")


def test_there_is_no_such_question(films: Any) -> None:
    """It names those there are."""
    with pytest.raises(ValueError, match="peliculas_idioma, peliculas_duracion"):
        films.preguntar("actores", "x")


def test_an_answer_becomes_a_table(films: Any, client: ModuleType) -> None:
    """A row for each film, or one for an answer without films."""
    assert list(client.to_frame(films.franquicia("toy story"))["pelicula"]) == ["Toy Story", "Toy Story 2", "Toy Story 3"]
    assert len(client.to_frame(films.recomendacion("heat"))) == 5
    assert client.to_frame(films.peliculas_pais("EE. UU.")).iloc[0]["iso"] == "US"


def test_the_keys_are_those_of_the_project(client: ModuleType) -> None:
    """The rules are in the file, not imported."""
    for name in ("Amélie", "Face/Off", "$", "con", "東京物語", "The Godfather: Part II"):
        assert client.clave(name) == clave(name)
        assert client.looked_up_forms(name) == looked_up_forms(name)


def test_it_imports_nothing_but_the_standard_library(public: Path) -> None:
    """pandas only where a table is asked for."""
    source = (public / API / "filmoteca.py").read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
    assert "functions" not in source
