"""The REST contract, as an HTTP client sees it."""

import json
import logging
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import quote

import pytest

from functions.api import create_app
from functions.keys import clave
from functions.lookups import MAX_NAME
from functions.paths import answer_path, index_path
from functions.problems import KINDS
from functions.questions import QUESTIONS
from functions.site import Site
from functions.store import Store
from tests.support.requests import Told, ask
from tests.support.small_tree import TITLES, write_tree

NOT_STORED = "no-store"


@pytest.fixture(scope="module")
def app(small_tree: Path) -> Any:
    """The API over the tree."""
    return create_app(Store(small_tree))


def problem(told: Told, status: int, kind: str) -> Any:
    """The problem, once all that every problem promises is checked."""
    said = told.json()
    assert (told.status, said["status"], said["type"]) == (status, status, f"http://example.org/docs#{kind}")
    assert told.headers["content-type"] == "application/problem+json"
    assert told.headers["cache-control"] == NOT_STORED
    assert told.headers["access-control-allow-origin"] == "*"
    assert said["title"] == KINDS[kind].title
    assert said["detail"]
    assert said["en"]["title"] == KINDS[kind].title_en
    assert said["en"]["detail"] not in ("", said["detail"])
    assert told.headers["content-language"] == "es, en"
    return said


@pytest.mark.parametrize("title", TITLES)
def test_path_and_query_give_the_file_of_the_name(app: Any, small_tree: Path, title: str) -> None:
    """Both forms, for every hostile title, and the key; the body is the file's bytes."""
    path = answer_path("peliculas_duracion", clave(title))
    escaped = quote(title, safe="")
    for target in (
        f"/peliculas_duracion/{escaped}",
        f"/peliculas_duracion?Pelicula={escaped}",
        f"/peliculas_duracion/{quote(title)}",
    ):
        told = ask(app, target)
        assert (told.status, told.body) == (200, (small_tree / path).read_bytes())
        assert told.headers["link"] == f'</{quote(path)}>; rel="canonical"'


def test_an_answer_has_exactly_these_headers(app: Any, small_tree: Path) -> None:
    """Type, length, ETag, cache rule, CORS and the canonical file."""
    body = (small_tree / "api/v1/peliculas_duracion/heat.json").read_bytes()
    assert ask(app, "/peliculas_duracion/Heat").headers == {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "etag": f'"{sha256(body).hexdigest()[:32]}"',
        "cache-control": "public, max-age=3600",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "ETag, Link",
        "x-content-type-options": "nosniff",
        "link": '</api/v1/peliculas_duracion/heat.json>; rel="canonical"',
    }


@pytest.mark.parametrize(
    "target", ["/peliculas_duracion/Heat", "/peliculas_duracion/Nada", "/", "/salud", "/docs", "/openapi.json", "/nada"]
)
def test_head_is_get_without_the_body(app: Any, target: str) -> None:
    """Same status, same headers."""
    get, head = ask(app, target), ask(app, target, "HEAD")
    assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{}', "*"])
def test_the_same_etag_is_a_304(app: Any, form: str) -> None:
    """With what a cache needs to go on, and nothing else."""
    fresh = ask(app, "/peliculas_duracion/Heat")
    told = ask(app, "/peliculas_duracion/Heat", headers={"If-None-Match": form.format(fresh.headers["etag"])})
    assert (told.status, told.body) == (304, b"")
    kept = (
        "etag",
        "cache-control",
        "link",
        "access-control-allow-origin",
        "access-control-expose-headers",
        "x-content-type-options",
    )
    assert told.headers == {name: fresh.headers[name] for name in kept}
    assert ask(app, "/peliculas_duracion/Heat", headers={"If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize("target", ["/peliculas_duracion/Heat", "/franquicia", "/nada", "/salud", "/"])
def test_preflight_is_answered_everywhere(app: Any, target: str) -> None:
    """So that a page is told even that a path does not exist."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    told = ask(app, target, "OPTIONS", asked)
    assert told.status == 204
    assert told.headers["access-control-allow-origin"] == "*"
    assert told.headers["access-control-allow-methods"] == told.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("target", ["/peliculas_duracion/Heat", "/franquicia", "/salud", "/", "/docs", "/api/v1/index.json"])
def test_other_methods_are_405(app: Any, method: str, target: str) -> None:
    """With what is allowed."""
    told = ask(app, target, method)
    problem(told, 405, "metodo-no-admitido")
    assert told.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "target", ["/nada", "/nada/de/nada", "/docs/", "/api/v1/nada.json", "/api/v2/index.json", "/peliculas_duracio/Heat"]
)
def test_an_unknown_route_is_a_problem(app: Any, target: str) -> None:
    """Which says where the questions are."""
    said = problem(ask(app, target), 404, "ruta-desconocida")
    assert said["preguntas"] == [question.name for question in QUESTIONS]
    assert said["instance"] == target


def test_an_unknown_name_is_told_with_the_nearest(app: Any) -> None:
    """Names and working links, nearest first."""
    said = problem(ask(app, "/peliculas_duracion/Toy%20Stroy%202"), 404, "nombre-desconocido")
    assert said["sugerencias"][:2] == [
        {"nombre": "Toy Story 2", "enlace": "/peliculas_duracion/toy-story-2"},
        {"nombre": "Toy Story", "enlace": "/peliculas_duracion/toy-story"},
    ]
    assert said["detail"] == "«Toy Stroy 2» no está en peliculas_duracion."
    assert said["nombres"] == f"/{index_path('peliculas_duracion')}"
    assert ask(app, said["sugerencias"][0]["enlace"]).status == ask(app, said["nombres"]).status == 200


def test_a_country_is_suggested_by_its_spanish_name(app: Any) -> None:
    """As a reader of Spanish typed it, though the key is English."""
    said = problem(ask(app, "/peliculas_pais/alemaina"), 404, "nombre-desconocido")
    assert said["sugerencias"][0] == {"nombre": "Alemania", "enlace": "/peliculas_pais/germany"}


@pytest.mark.parametrize("query", ["", "?", "?Pelicula=", "?otro=Heat", "?Pelicula", "?=Heat"])
@pytest.mark.parametrize("path", ["/peliculas_duracion", "/peliculas_duracion/"])
def test_a_missing_name_is_a_400_that_says_how_to_ask(app: Any, path: str, query: str) -> None:
    """With an example that works."""
    said = problem(ask(app, path + query), 400, "falta-nombre")
    assert "Pelicula=" in said["detail"]
    assert said["ejemplo"] == "/peliculas_duracion/Heat"


@pytest.mark.parametrize(
    "query", ["pelicula=Heat", "PELICULA=heat", "utm=1&Pelicula=Heat", "Pelicula=Nada&Pelicula=Heat", "Pelicula=+Heat%20"]
)
def test_the_parameter_is_forgiving(app: Any, query: str) -> None:
    """Any case, among others, the last of several, spaces either way."""
    assert ask(app, f"/peliculas_duracion?{query}").json()["pelicula"] == "Heat"


def test_a_name_is_bounded(app: Any) -> None:
    """The longest is looked up, one more is refused."""
    problem(ask(app, f"/franquicia/{'x' * MAX_NAME}"), 404, "nombre-desconocido")
    problem(ask(app, f"/franquicia/{'x' * (MAX_NAME + 1)}"), 414, "nombre-demasiado-largo")
    problem(ask(app, f"/franquicia?Franquicia={'x' * (MAX_NAME + 1)}"), 414, "nombre-demasiado-largo")


def test_links_carry_the_root_path(app: Any) -> None:
    """Behind a prefix, every link works as it stands."""
    assert ask(app, "/peliculas_duracion/Heat", root="/prod").headers["link"].startswith("</prod/api/v1/")
    said = ask(app, "/peliculas_duracion/Heet", root="/prod").json()
    assert said["type"].startswith("http://example.org/prod/docs#")
    assert said["sugerencias"][0]["enlace"] == "/prod/peliculas_duracion/heat"
    assert ask(app, "/", root="/prod").json()["preguntas"][0]["ejemplo"].startswith("/prod/")
    assert b'href="/prod/openapi.json"' in ask(app, "/docs", root="/prod").body
    assert ask(app, "/openapi.json", root="/prod").json()["servers"] == [{"url": "http://example.org/prod"}]


def test_home_lists_the_questions_and_every_link_works(app: Any) -> None:
    """A client can find everything from here."""
    home = ask(app, "/").json()
    assert [listed["pregunta"] for listed in home["preguntas"]] == [question.name for question in QUESTIONS]
    links = [home["documentacion"], home["openapi"], home["archivos"], home["salud"]]
    links += [listed[link] for listed in home["preguntas"] for link in ("ejemplo", "nombres")]
    assert {ask(app, link).status for link in links} <= {200, 404}
    assert all(ask(app, link).status == 200 for link in links if "Pixar" in link or "api/v1" in link)


def test_health_is_503_without_a_catalogue(app: Any, tmp_path: Path) -> None:
    """So that a host does not send people to a function without answers."""
    assert ask(app, "/salud").json() == {"estado": "ok"}
    problem(ask(create_app(Store(tmp_path)), "/salud"), 503, "pregunta-no-publicada")
    problem(ask(create_app(Store(tmp_path)), "/franquicia/x"), 503, "pregunta-no-publicada")


def test_damage_is_a_500_and_a_line_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The rest goes on, and a damaged answer is not suggested."""
    write_tree(tmp_path)
    (tmp_path / "api/v1/peliculas_duracion/toy-story.json").write_bytes(b"{")
    app = create_app(Store(tmp_path))
    problem(ask(app, "/peliculas_duracion/Toy%20Story"), 500, "respuesta-danada")
    assert "toy-story.json: not an answer" in caplog.text
    assert ask(app, "/peliculas_duracion/Heat").status == 200
    near = ask(app, "/peliculas_duracion/Toy%20Stroy").json()["sugerencias"]
    assert "Toy Story" not in [suggested["nombre"] for suggested in near]


@pytest.mark.parametrize("target", ["/franquicia/x", "/salud"])
def test_an_unforeseen_fault_is_a_problem_without_its_insides(
    small_tree: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, target: str
) -> None:
    """In a lookup and in a route; the log has the whole error."""
    store = Store(small_tree)
    app = create_app(store)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(store, "answer", broken)
    monkeypatch.setattr(Path, "is_file", broken)
    with caplog.at_level(logging.ERROR):
        told = fault_of(app, target)
    assert "secret" not in problem(told, 500, "fallo-interno")["detail"]
    assert "ZeroDivisionError: secret" in caplog.text


def fault_of(app: Any, target: str) -> Told:
    """The answer to a request during which Starlette raises again what it has told the client."""

    async def forgiving(scope: Any, receive: Any, send: Any) -> None:
        with suppress(ZeroDivisionError):
            await app(scope, receive, send)

    return ask(forgiving, target)


def test_the_site_serves_files_first_and_then_the_api(small_tree: Path) -> None:
    """As a static host with rewrites does."""
    site = Site(Store(small_tree))
    home = ask(site, "/")
    assert home.body == (small_tree / "index.html").read_bytes()
    assert home.headers["content-type"] == "text/html; charset=utf-8"
    assert ask(site, "/peliculas_duracion/Heat").status == 200
    assert ask(site, "/salud").status == 200
    problem(ask(site, "/api/v1/peliculas_duracion/nada.json"), 404, "ruta-desconocida")
    problem(ask(site, "/index.html", "POST"), 404, "ruta-desconocida")


def test_a_lookup_is_no_route_of_fastapi(app: Any) -> None:
    """They are answered in front of it; what comes through has no question in its first segment."""
    routes = {route.path for route in app.routes}
    assert routes == {"/", "/salud", "/docs", "/openapi.json", "/api/v1/{path:path}"}


@pytest.mark.parametrize(
    "target", ["/peliculas_duracion/heat.json", "//peliculas_duracion/heat", "///peliculas_duracion/Heat.json"]
)
def test_what_a_static_host_answers_is_answered(app: Any, target: str) -> None:
    """A file's suffix, and doubled slashes."""
    reply = ask(app, target)
    assert reply.status == 200
    assert reply.headers["link"] == '</api/v1/peliculas_duracion/heat.json>; rel="canonical"'


def test_the_instance_of_a_problem_names_no_host(app: Any) -> None:
    assert json.loads(ask(app, "//evil.example/x").body)["instance"] == "/evil.example/x"


@pytest.mark.parametrize(("target", "location"), [("/en", "/en/"), ("//en", "/en/")])
def test_a_folder_without_its_slash_leads_to_its_page(small_tree: Path, tmp_path: Path, target: str, location: str) -> None:
    """From there its relative links are right."""
    copytree(small_tree, tmp_path / "p")
    (tmp_path / "p/en").mkdir()
    (tmp_path / "p/en/index.html").write_text("<p>")
    site = Site(Store(tmp_path / "p"))
    reply = ask(site, target)
    assert (reply.status, reply.headers["location"]) == (301, location)
    assert ask(site, location).status == 200


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("films.example:8443", "http://films.example:8443/docs"),
        ("[::1]:8000", "http://[::1]:8000/docs"),
        ('evil"<script>', "/docs"),
        ("", "/docs"),
    ],
)
def test_a_problem_is_explained_where_the_request_was_sent(app: Any, host: str, address: str) -> None:
    """Its type is a whole address, unless the request names no host that can be one."""
    assert ask(app, "/nada", headers={"host": host}).json()["type"] == f"{address}#ruta-desconocida"


def test_the_configured_address_of_the_function_counts_first(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """$FILMOTECA_REST, as behind a proxy that changes the host."""
    monkeypatch.setenv("FILMOTECA_REST", "https://api.films.example/v/")
    assert ask(app, "/nada").json()["type"] == "https://api.films.example/v/docs#ruta-desconocida"
    assert ask(app, "/openapi.json").json()["servers"] == [{"url": "https://api.films.example/v"}]
