"""The Lambda handler, under the events of every host that can invoke it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from functions.handler import lambda_handler
from functions.store import ROOT, Store
from tests.support.requests import BALANCER, FUNCTION_URL, HOSTS, HTTP_API, REST_API, event, invoke


@pytest.fixture(scope="module")
def handler(small_tree: Path) -> Any:
    """The handler over the tree."""
    return lambda_handler(Store(small_tree))


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(
    ("target", "status", "kind"),
    [
        ("/peliculas_duracion/Face%2FOff", 200, "application/json"),
        ("/peliculas_duracion?Pelicula=What%3F", 200, "application/json"),
        ("/peliculas_duracion?Pelicula=100%25%20Wolf", 200, "application/json"),
        ("/peliculas_duracion/%E6%9D%B1%E4%BA%AC%E7%89%A9%E8%AA%9E", 200, "application/json"),
        ("/peliculas_duracion/Nada%20as%C3%AD", 404, "application/problem+json"),
        ("/peliculas_duracion", 400, "application/problem+json"),
        ("/nada", 404, "application/problem+json"),
        ("/salud", 200, "application/json"),
        ("/docs", 200, "text/html; charset=utf-8"),
        ("/", 200, "application/json"),
    ],
)
def test_every_host_gets_text(handler: Any, host: str, target: str, status: int, kind: str) -> None:
    """The same answer under every event, never in base64."""
    told = invoke(handler, target, host)
    assert (told.status, told.headers["content-type"]) == (status, kind)
    assert not told.body.startswith(b"base64:")


@pytest.mark.parametrize("host", HOSTS)
def test_a_304_and_a_head_have_no_body(handler: Any, host: str) -> None:
    """Nor base64 of nothing."""
    tag = invoke(handler, "/peliculas_duracion/Heat", host).headers["etag"]
    unchanged = invoke(handler, "/peliculas_duracion/Heat", host, headers={"If-None-Match": tag})
    assert (unchanged.status, unchanged.body, unchanged.headers["etag"]) == (304, b"", tag)
    head = invoke(handler, "/peliculas_duracion/Heat", host, method="HEAD")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", tag)
    assert invoke(handler, "/peliculas_duracion/Heat", host, method="OPTIONS").status == 204
    assert invoke(handler, "/peliculas_duracion/Heat", host, method="POST").status == 405


@pytest.mark.parametrize("host", [HTTP_API, REST_API])
@pytest.mark.parametrize("stage", ["prod", "franquicia", "v1"])
def test_a_stage_is_no_part_of_the_path_and_all_of_the_links(handler: Any, host: str, stage: str) -> None:
    """Even a stage that is called like a question."""
    told = invoke(handler, "/peliculas_duracion/Heat", host, stage=stage)
    assert told.status == 200
    assert told.headers["link"] == f'</{stage}/api/v1/peliculas_duracion/heat.json>; rel="canonical"'
    said = invoke(handler, "/peliculas_duracion/Heet", host, stage=stage).json()
    assert said["sugerencias"][0]["enlace"] == f"/{stage}/peliculas_duracion/heat"
    assert invoke(handler, "/salud", host, stage=stage).status == 200
    assert invoke(handler, "/", host, stage=stage).json()["documentacion"] == f"/{stage}/docs"
    assert invoke(handler, "/nada", host, stage=stage).json()["type"] == f"https://example.org/{stage}/docs#ruta-desconocida"


@pytest.mark.parametrize("host", [HTTP_API, FUNCTION_URL, BALANCER])
def test_without_a_stage_links_begin_at_the_root(handler: Any, host: str) -> None:
    """As on any other host."""
    told = invoke(handler, "/peliculas_duracion/Heat", host)
    assert told.headers["link"] == '</api/v1/peliculas_duracion/heat.json>; rel="canonical"'


def test_a_v1_api_on_its_own_domain_has_no_stage(handler: Any) -> None:
    """There the path is the same in both places of the event."""
    asked = event("/peliculas_duracion/Heat", REST_API)
    asked["requestContext"]["path"] = asked["path"]
    assert handler(asked, None)["headers"]["link"].startswith("</api/v1/")


def test_a_lookup_on_lambda_loads_neither_fastapi_nor_pydantic(small_tree: Path) -> None:
    """Most of a cold start is imports: a lookup needs none of these, nor a miss's rapidfuzz."""
    script = """if True:
        import sys
        from functions.handler import handler
        from tests.support.requests import invoke
        assert invoke(handler, "/peliculas_duracion/Heat").status == 200
        heavy = {"fastapi", "pydantic", "starlette", "uvicorn", "rapidfuzz", "pandas", "numpy", "pyarrow"}
        print(sorted(heavy & set(sys.modules)))
    """
    environment = {"FILMOTECA_PUBLIC": str(small_tree), "PATH": ""}
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert (run.stdout.strip(), run.stderr) == ("[]", "")
