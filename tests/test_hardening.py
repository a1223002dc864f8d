"""Nothing that a client can send brings the function down or out of its tree."""

import random
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from functions.api import create_app
from functions.handler import lambda_handler
from functions.keys import clave
from functions.paths import answer_path
from functions.questions import QUESTIONS
from functions.site import Site
from functions.store import Store
from tests.support.requests import FUNCTION_URL, REST_API, ask, invoke
from tests.support.small_tree import put, write_tree

PATHS = 10_000
SECRET = b"outside of the tree"
# Encodings cut short, not UTF-8, overlong or doubled; traversal in every spelling; NUL and other
# controls; devices; text that runs backwards, joins, has no width or no meaning.
PIECES = (
    "..", ".", "...", "/", "//", "\\", "%2e%2e", "%2f", "%5c", "%252e%252e%252f", "%c0%af", "%c0%ae%c0%ae", "%e0%80%af", "%ff",
    "%", "%2", "%zz", "%u002e", "%00", "%0d%0aSet-Cookie:x", "%7f", "%1b[31m", "\t", "+", "&", ";", "=", "?", "??", "#", "@", ":",
    "*", "~", "|", "<script>", "'\"", "{{7*7}}", "${x}", "`id`", "C:", "con", "NUL", "aux.json", "com1", "LPT9", "index", "alias",
    "fama", "manifest", "index.json", ".git", ".env", "secret.txt", "etc/passwd", "__proto__", "null", "NaN", "-1", "1e999",
    "a" * 90, "é" * 70, "%F0%9F%8E%AC" * 20, "\u202e", "\u200b", "\u200d", "\ufeff", "\u0345", "\ufdfa", "\U000e0041",
    "e\u0301" * 9, "ﷺ", "İ", "ß", "Σς", "東京", "🏴‍☠️", "heat", "Toy Story", "",
)  # fmt: skip
STARTS = ("/", "", "/api/v1/", "/api/", "/docs", "/salud", "/index.html", *(f"/{question.name}" for question in QUESTIONS))

opened: list[str] = []
watching = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if watching and event == "open" and isinstance(arguments[0], str):
        opened.append(arguments[0])


sys.addaudithook(_watch)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree with a secret beside it."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "secret.txt").write_bytes(SECRET)
    write_tree(folder / "public")
    (folder / "public/api/v1/escape.json").symlink_to(folder / "secret.txt")
    return folder / "public"


def hostile_targets(count: int) -> list[str]:
    """Request targets, as raw as a socket would take them."""
    chance = random.Random(5)  # noqa: S311 - the same paths at every run
    targets = ["/..%2f..%2fsecret.txt", "/api/v1/escape.json", "/api/v1/../../../secret.txt", "//secret.txt", "/" + "x" * 60_000]
    while len(targets) < count:
        parts = chance.choices(PIECES, k=chance.randrange(1, 6))
        joined = chance.choice(["", "/", "%20"]).join(parts)
        if chance.random() < 0.05:
            joined *= chance.randrange(2, 40)
        targets.append(chance.choice(STARTS) + chance.choice(["/", "?Pelicula=", "?", "%2f", "?titulo=", ""]) + joined)
    return targets


def test_ten_thousand_hostile_paths(public: Path) -> None:
    """No 5xx, every error a problem, and no file opened outside of the tree."""
    global watching  # noqa: PLW0603 - an audit hook cannot be taken away, only told to look elsewhere
    site, app = Site(Store(public)), create_app(Store(public))
    handler = lambda_handler(Store(public))
    ask(app, "/openapi.json")
    ask(app, "/docs")
    invoke(handler, "/salud")
    ask(app, "/peliculas_duracion/unknown")
    opened.clear()
    for n, target in enumerate(hostile_targets(PATHS)):
        watching = True
        if n % 4 == 3:
            told = invoke(handler, target, REST_API if n % 8 == 3 else FUNCTION_URL)
        else:
            told = ask(site if n % 2 else app, target, headers={"If-None-Match": target[:50]} if target.isascii() else {})
        watching = False
        assert told.status in (200, 304, 400, 404, 414), target
        assert SECRET not in told.body, target
        assert told.headers["access-control-allow-origin"] == "*"
        if told.status >= 400:
            assert told.headers["content-type"] == "application/problem+json", target
            assert told.json()["status"] == told.status
    # Python itself may still open a module of its own.
    assert not {path for path in opened if not path.startswith(f"{public}/") and not path.endswith((".py", ".pyc", ".so"))}
    assert len(opened) > PATHS / 4


@pytest.mark.parametrize("name", ["\ud800", "a\udfffb"])
def test_lone_surrogates_of_an_event_are_no_fault(public: Path, name: str) -> None:
    """Only a JSON event can carry them; no UTF-8 request can."""
    event = {
        "resource": "/{proxy+}",
        "httpMethod": "GET",
        "path": f"/franquicia/{name}",
        "headers": {},
        "requestContext": {"stage": "prod"},
    }
    handler: Any = lambda_handler(Store(public))
    told = handler(event, None)
    assert told["statusCode"] == 404
    told["body"].encode()


def test_a_name_is_read_whole_or_not_at_all_while_the_tree_is_published(tmp_path: Path) -> None:
    """The writer replaces an answer and its tables over and over; the readers never see a part."""
    write_tree(tmp_path)
    app = create_app(Store(tmp_path))
    path = answer_path("peliculas_pais", clave("Argentina"))
    versions = [{"pais": "Argentina", "nombre": "x" * size} for size in (10, 40_000, 90_000)]
    bodies = set()
    for version in versions:
        put(tmp_path, path, version)
        bodies.add((tmp_path / path).read_bytes())
    stop = threading.Event()

    def publish_again() -> None:
        n = 0
        while not stop.is_set():
            put(tmp_path, path, versions[n % 3])
            put(tmp_path, "api/v1/peliculas_pais/alias.json", {f"a{n}": "argentina", "arg": "argentina"})
            put(tmp_path, "api/v1/peliculas_pais/fama.json", ["argentina", f"b{n}"])
            n += 1

    writer = threading.Thread(target=publish_again)
    writer.start()
    try:
        seen = {ask(app, f"/peliculas_pais/{name}").body for _ in range(300) for name in ("Argentina", "ARG")}
        missed = {ask(app, "/peliculas_pais/argentinaa").status for _ in range(50)}
    finally:
        stop.set()
        writer.join()
    assert seen == bodies
    assert missed == {404}


def test_a_link_in_the_tree_leads_nowhere_else(public: Path) -> None:
    """Served from the tree or not at all; nor does one that leads to itself."""
    (public / "circle").symlink_to(public / "circle")
    assert ask(Site(Store(public)), "/circle").status == 404
    assert ask(Site(Store(public)), "/api/v1/escape.json").status == 404
    assert ask(Site(Store(public)), f"/{quote('api/v1/peliculas_duracion/東京物語.json')}").status == 200
