"""render.yaml has the form that Render documents, and agrees with the code about routes and headers."""

import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import yaml

from functions.questions import QUESTIONS
from functions.replies import CACHED, EXPOSED, NOSNIFF, ORIGIN, PAGE_POLICY
from functions.store import ROOT
from tests.support.small_tree import write_tree

# https://render.com/docs/blueprint-spec; `env` and `autoDeploy` are its former words.
STATIC_FIELDS = {
    "type",
    "name",
    "runtime",
    "buildCommand",
    "staticPublishPath",
    "autoDeployTrigger",
    "envVars",
    "headers",
    "routes",
}
WEB_FIELDS = {
    "type",
    "name",
    "runtime",
    "plan",
    "buildCommand",
    "startCommand",
    "healthCheckPath",
    "autoDeployTrigger",
    "envVars",
}

Service = dict[str, Any]


@pytest.fixture(scope="module")
def services() -> tuple[Service, Service]:
    """The static site and the web service."""
    blueprint = yaml.safe_load((ROOT / "render.yaml").read_text())
    assert set(blueprint) == {"services"}
    static, web = blueprint["services"]
    return static, web


def test_both_services_have_the_fields_of_their_kind(services: tuple[Service, Service]) -> None:
    """None that Render does not know or no longer wants."""
    static, web = services
    assert (set(static), static["type"], static["runtime"]) == (STATIC_FIELDS, "web", "static")
    assert (set(web), web["type"], web["runtime"], web["plan"]) == (WEB_FIELDS, "web", "python", "free")
    for service in services:
        assert service["autoDeployTrigger"] in ("commit", "checksPass", "off")
        assert all(set(variable) == {"key", "value"} and isinstance(variable["value"], str) for variable in service["envVars"])


def test_python_is_an_exact_version_that_the_project_allows(services: tuple[Service, Service]) -> None:
    """The same in both, so that both build the same bytes."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    versions = {
        variable["value"] for service in services for variable in service["envVars"] if variable["key"] == "PYTHON_VERSION"
    }
    (version,) = versions
    assert re.fullmatch(r"3\.\d+\.\d+", version)
    assert tuple(map(int, version.split("."))) >= tuple(map(int, wanted.removeprefix(">=").split(".")))


def test_both_are_built_from_the_same_source_with_the_answers_in_place(services: tuple[Service, Service]) -> None:
    """Installed from the lock, then the build, into the folder that is served."""
    static, web = services
    install = "pip install --require-hashes -r build/requirements.txt && "
    assert static["buildCommand"] == f"{install}python -m build --public public"
    assert web["buildCommand"] == f"{install}python -m build --public public --no-site"
    assert static["staticPublishPath"] == "./public"
    assert (ROOT / "build/requirements.txt").exists()
    assert static["envVars"] == web["envVars"]


def test_every_question_and_route_is_rewritten_to_the_function(services: tuple[Service, Service]) -> None:
    """Both forms of each question, at the web service's public address; nothing catches the rest."""
    static, web = services
    address = f"https://{web['name']}.onrender.com"
    paths = [path for question in QUESTIONS for path in (f"/{question.name}", f"/{question.name}/*")]
    paths += ["/docs", "/openapi.json", "/salud"]
    assert static["routes"] == [{"type": "rewrite", "source": path, "destination": f"{address}{path}"} for path in paths]


def test_files_have_the_headers_of_the_function(services: tuple[Service, Service]) -> None:
    """At every depth: `/*.json` would match the top folder only."""
    static, _ = services
    given = {(header["path"], header["name"].lower(), header["value"]) for header in static["headers"]}
    answers = {("/**/*.json", name.decode(), value.decode()) for name, value in (CACHED, ORIGIN, EXPOSED)}
    policy = (b"content-security-policy", PAGE_POLICY)
    assert given == answers | {("/**/*", name.decode(), value.decode()) for name, value in (NOSNIFF, policy)}


@pytest.mark.skipif(sys.platform == "win32", reason="Render's shell")
def test_the_start_command_starts_a_healthy_service(services: tuple[Service, Service], tmp_path: Path) -> None:
    """As it stands, with Render's $PORT; the health check answers."""
    _, web = services
    write_tree(tmp_path)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PORT": str(port), "FILMOTECA_PUBLIC": str(tmp_path), "PATH": path}
    with subprocess.Popen(["/bin/sh", "-c", f"exec {web['startCommand']}"], cwd=ROOT, env=environment) as server:  # noqa: S603
        try:
            assert healthy(f"http://127.0.0.1:{port}{web['healthCheckPath']}")
        finally:
            server.terminate()


@pytest.mark.parametrize("page", ["README.md", "Makefile", "render.yaml"])
def test_the_server_is_started_alike_everywhere(page: str) -> None:
    """With the protocol that answers lookups at once, and without what it would leave them to uvicorn for."""
    said = " ".join((ROOT / page).read_text(encoding="utf-8").replace("\\\n", " ").split())
    assert "--http functions.protocol:Protocol --no-access-log --no-server-header --no-proxy-headers" in said


def healthy(address: str) -> bool:
    """Whether the service answers 200 within ten seconds."""
    for _ in range(100):
        try:
            with urlopen(address, timeout=1) as answer:  # noqa: S310 - our own server
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.1)
    return False
