"""filmoteca.js asks the static tree what the function is asked, in Node and in a browser, over a real server."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.keys import clave
from functions.known_names import KnownNames
from functions.paths import API
from functions.questions import QUESTION, QUESTIONS
from precompute.publishing.client import declarations
from precompute.publishing.schemas import schema
from tests.support.serving import browsing, served

PROBE = Path(__file__).parent / "support/filmoteca_probe.mjs"
Probe = Callable[..., Any]
HOSTILE = ["constructor", "__proto__", "toString", "../index", "index", "alias", "%2e%2e", "a/b?c#d", "💥", "NO SUCH NAME", "."]


@pytest.fixture(scope="module")
def origin(public: Path) -> Iterator[str]:
    """The site of the sample and its API."""
    with served(public) as url:
        yield url


@pytest.fixture(scope="module")
def in_node(public: Path, origin: str) -> Probe:
    """Run a probe in Node, with the published module."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node to run filmoteca.js in")

    def run(probe: str, argument: Any = None) -> Any:
        module = (public / API / "filmoteca.js").as_uri()
        command = [node, str(PROBE), module, origin, probe, json.dumps(argument)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def in_browser(origin: str) -> Iterator[Probe]:
    """Run a probe in Chromium, on a page of the server, with the module from its own URL."""
    with browsing() as page:
        page.goto(f"{origin}/{API}/index.json")
        probes = re.sub(r"\nif \(globalThis\.process.*", "", PROBE.read_text(encoding="utf-8"), flags=re.DOTALL)

        def run(probe: str, argument: Any = None) -> Any:
            script = """async ([probes, probe, origin, argument]) => {
                const url = URL.createObjectURL(new Blob([probes], { type: "text/javascript" }));
                const [{ [probe]: run }, module] = await Promise.all([import(url), import("/api/v1/filmoteca.js")]);
                return run(module, origin, argument);
            }"""
            return page.evaluate(script, [probes, probe, origin, argument])

        yield run


@pytest.fixture(scope="module", params=["node", "browser"])
def run(request: pytest.FixtureRequest) -> Probe:
    """Run a probe in Node, then in a browser."""
    probe: Probe = request.getfixturevalue(f"in_{request.param}")
    return probe


@pytest.fixture(scope="module")
def names(public: Path) -> list[tuple[str, str, str]]:
    """(question, parameter, name): every name and alias of the sample, some typed otherwise, and hostile ones."""
    asked = []
    for question in QUESTIONS:
        folder = public / API / question.name
        if folder.is_dir():
            shown = list(json.loads((folder / "index.json").read_bytes())["claves"].values())
            typed = [f"  {name.upper()}! " for name in shown[::7]] + [clave(name) for name in shown[::11]]
            aliases = list(json.loads((folder / "alias.json").read_bytes()))
            asked += [(question.name, question.parameter, name) for name in [*shown, *typed, *aliases, *HOSTILE]]
    return asked


def test_it_answers_the_same_names_as_the_function(in_node: Probe, names: list[tuple[str, str, str]]) -> None:
    """Every name and alias, as shown or typed otherwise, has the answer that the function gives, or has none there too."""
    told = in_node("disagreements", names)
    assert told["found"] == []
    assert told["asked"] == len(names)
    assert told["known"] > 1000


def test_it_answers_in_a_browser_too(in_browser: Probe, names: list[tuple[str, str, str]]) -> None:
    """The same module, from its own URL, in a page."""
    told = in_browser("disagreements", names[::5] + [name for name in names if name[2] in HOSTILE])
    assert told["found"] == []
    assert told["known"] > 200


def test_keys_are_those_of_the_function(run: Probe) -> None:
    """The module makes the key of every name in the shared vectors as functions/keys.py does."""
    vectors = json.loads((Path(__file__).parent / "claves.json").read_bytes())
    assert run("keys", list(vectors)) == list(vectors.values())


def test_what_was_read_is_not_asked_for_again_while_fresh(run: Probe) -> None:
    """Three spellings of a name are one request."""
    assert run("requests", 300) == {"made": ["200 /api/v1/peliculas_pais/argentina.json"], "same": True}


def test_what_is_no_longer_fresh_is_asked_for_by_its_etag(run: Probe) -> None:
    """The server says 304, and the answer is the one that was read."""
    path = "/api/v1/peliculas_pais/argentina.json"
    assert run("requests", 0) == {"made": [f"200 {path}", f"304 {path}", f"304 {path}"], "same": True}


@pytest.mark.parametrize(
    ("question", "name", "nearest"),
    [
        ("peliculas_duracion", "Toy Stori", {"clave": "toy-story", "nombre": "Toy Story"}),
        ("get_director", "Spilberg", {"clave": "steven-spielberg", "nombre": "Steven Spielberg"}),
        ("peliculas_pais", "Argentin", {"clave": "argentina", "nombre": "Argentina"}),
        ("peliculas_pais", "Estado Unido", {"clave": "united-states-of-america", "nombre": "Estados Unidos"}),
    ],
)
def test_an_unknown_name_comes_with_the_nearest(run: Probe, question: str, name: str, nearest: dict[str, str]) -> None:
    """What is thrown says the question and the name, and the first suggestion is what was meant."""
    thrown = run("unknown", [question, name])
    assert thrown["name"] == "NombreDesconocido"
    assert thrown["message"] == f"«{name}» no está en {question}."
    assert thrown["clave"] == clave(name)
    assert thrown["sugerencias"][0] == nearest
    assert len(thrown["sugerencias"]) <= 5


def test_suggestions_are_those_of_the_function(run: Probe, public: Path) -> None:
    """Of a few names, all are compared: the near ones are the very ones that the function gives, in its order."""
    for question, typed in [("peliculas_pais", "korea del norte"), ("peliculas_idioma", "espanhol")]:
        assert [near["clave"] for near in run("unknown", [question, typed])["sugerencias"]] == nearest(public, question, typed)


def test_of_many_names_the_first_suggestion_is_that_of_the_function(run: Probe, public: Path) -> None:
    """They come from the search's shards, so that a wrong name costs a few small files."""
    for question, typed in [
        ("peliculas_duracion", "toy stroy"), ("peliculas_duracion", "the godfater"), ("get_director", "tarantinno"),
        ("productoras_exitosas", "warner"), ("recomendacion", "casablnaca"), ("franquicia", "indiana jonse"),
    ]:  # fmt: skip
        suggested = run("unknown", [question, typed])["sugerencias"]
        assert suggested[0]["clave"] == nearest(public, question, typed)[0]


def nearest(public: Path, question: str, typed: str) -> list[str]:
    """The keys that the function suggests."""
    folder = public / API / question
    fama, alias = (json.loads((folder / f"{name}.json").read_bytes()) for name in ("fama", "alias"))
    return list(KnownNames(fama, alias).nearest(clave(typed)))


def test_a_server_without_a_tree_is_said_to_be_one(run: Probe) -> None:
    """A missing tree is no unknown name: the error says what the server answered."""
    assert run("failures", ["/nowhere/", "/en/"]) == [
        ["/nowhere/", "LecturaFallida", 404],
        ["/en/", "LecturaFallida", 404],
    ]


def test_root_index_keys_and_what_goes_wrong(run: Probe) -> None:
    """The other calls, a question that does not exist, and one that is cancelled."""
    assert run("others") == {
        "version": "1.0.0",
        "argentina": "Argentina",
        "preguntas": list(QUESTION),
        "clave": "amelie",
        "wrong": "TypeError",
        "cancelled": "AbortError",
    }


def test_declarations_say_what_the_schemas_say(public: Path) -> None:
    """Each field of an answer has its TypeScript type, and filmoteca.d.ts names each of the module's exports."""
    assert (public / API / "respuestas.d.ts").read_text(encoding="utf-8") == declarations()
    meaning = "Duración en minutos; null si no se conoce · Running time in minutes; null if unknown"
    assert f"  /** {meaning} [min] */\n  duracion: number | null;\n" in declarations()
    assert "  peliculas: Ganancia[];\n" in declarations()
    assert "  filas: Record<string, number>;\n" in declarations()
    assert "  get_director: GetDirector;\n" in declarations()
    for question in QUESTIONS:
        for field in schema(question.name)["properties"]:
            assert f"  {field}{'?' if field == 'vease' else ''}: " in declarations()
    written = (public / API / "filmoteca.js").read_text(encoding="utf-8")
    declared = (public / API / "filmoteca.d.ts").read_text(encoding="utf-8")
    for exported in re.findall(r"export (?:class|const|function) (\w+)", written):
        assert re.search(rf"export (?:class|const|function) {exported}\b", declared)
