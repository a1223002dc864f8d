"""The files of the site as `make run` sends them: whole, in part, compressed, and behind a prefix."""

import gzip
import json
from hashlib import sha256
from pathlib import Path

import pytest

from functions.api import create_app
from functions.handler import lambda_handler
from functions.prefix import path_prefix
from functions.replies import COMPRESSED_FROM
from functions.site import Site
from functions.static_files import LARGE
from functions.store import Store
from tests.support.requests import HTTP_API, REST_API, ask, invoke
from tests.support.small_tree import write_tree

LARGE_PATH = "/api/v1/descargas/films.parquet"
CONTENT = bytes(number * 7919 % 251 for number in range(LARGE + 1000))
ETAG = f'"{sha256(CONTENT).hexdigest()[:32]}"'
TEXT = json.dumps({"claves": {f"clave-{number}": "nombre" for number in range(1000)}}).encode()


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree with a large download, a page for lost readers, and a text that is worth compressing."""
    public = tmp_path_factory.mktemp("public")
    write_tree(public)
    (public / LARGE_PATH.strip("/")).parent.mkdir(parents=True)
    (public / LARGE_PATH.strip("/")).write_bytes(CONTENT)
    (public / "api/v1/texto.json").write_bytes(TEXT)
    (public / "404.html").write_text("<!doctype html><title>Nada</title>")
    return public


@pytest.fixture(scope="module")
def site(tree: Path) -> Site:
    """What `make run` serves."""
    return Site(Store(tree))


def test_a_large_file_is_sent_in_pieces(site: Site) -> None:
    """With the ETag of its sha256, and the headers of every file; HEAD sends no body."""
    told = ask(site, LARGE_PATH)
    assert (told.status, told.body == CONTENT) == (200, True)
    assert told.headers["etag"] == ETAG
    assert told.headers["accept-ranges"] == "bytes"
    assert told.headers["access-control-allow-origin"] == "*"
    assert told.headers["cache-control"] == "public, max-age=3600"
    assert int(told.headers["content-length"]) == len(CONTENT)
    head = ask(site, LARGE_PATH, "HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", told.headers)


def test_a_client_that_has_it_is_told_so(site: Site) -> None:
    for tag in (ETAG, f"W/{ETAG}", f'"other", {ETAG}', "*"):
        told = ask(site, LARGE_PATH, headers={"If-None-Match": tag})
        assert (told.status, told.body, told.headers["etag"]) == (304, b"", ETAG)
    assert ask(site, LARGE_PATH, headers={"If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-3", 0, 4), ("bytes=-4", len(CONTENT) - 4, len(CONTENT)), ("bytes=100-", 100, len(CONTENT))],
)
@pytest.mark.parametrize("path", [LARGE_PATH, "/api/v1/texto.json"])
def test_a_part_of_a_file(site: Site, path: str, asked: str, start: int, end: int) -> None:
    """Of a large one and of a small one: readers of Parquet and SQLite by URL ask so."""
    content = CONTENT if path == LARGE_PATH else TEXT
    start, end = (start if start < 1000 else len(content) - 4), min(end, len(content))
    told = ask(site, path, headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert (told.status, told.body) == (206, content[start:end])
    assert told.headers["content-range"] == f"bytes {start}-{end - 1}/{len(content)}"
    assert "content-encoding" not in told.headers


def test_a_part_of_what_has_changed_is_the_whole(site: Site) -> None:
    """If-Range names the file of which the client has the rest."""
    same = ask(site, LARGE_PATH, headers={"Range": "bytes=0-3", "If-Range": ETAG})
    other = ask(site, LARGE_PATH, headers={"Range": "bytes=0-3", "If-Range": '"other"'})
    assert (same.status, other.status, other.body == CONTENT) == (206, 200, True)


@pytest.mark.parametrize(("asked", "status"), [(f"bytes={len(CONTENT)}-", 416), ("bytes=x-y", 400), ("pages=1-2", 400)])
def test_a_part_that_is_not_there_is_a_problem(site: Site, asked: str, status: int) -> None:
    told = ask(site, LARGE_PATH, headers={"Range": asked})
    assert (told.status, told.json()["status"]) == (status, status)
    assert told.headers["content-type"] == "application/problem+json"
    assert told.headers.get("content-range") == (f"bytes */{len(CONTENT)}" if status == 416 else None)


def test_text_is_compressed_for_who_takes_it(site: Site) -> None:
    """Its ETag is another one, because its bytes are; each is known again, and caches are told what decides."""
    plain = ask(site, "/api/v1/texto.json")
    packed = ask(site, "/api/v1/texto.json", headers={"Accept-Encoding": "br;q=1, gzip;q=0.5"})
    assert len(TEXT) > COMPRESSED_FROM
    assert (plain.body, gzip.decompress(packed.body)) == (TEXT, TEXT)
    assert int(packed.headers["content-length"]) == len(packed.body) < len(TEXT) / 2
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.headers["vary"] == packed.headers["vary"] == "accept-encoding"
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    for told, accepted in ((plain, "identity"), (packed, "gzip")):
        again = ask(site, "/api/v1/texto.json", headers={"Accept-Encoding": accepted, "If-None-Match": told.headers["etag"]})
        assert (again.status, again.headers["etag"], again.headers["vary"]) == (304, told.headers["etag"], "accept-encoding")


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "*;q=0", "br", "gzip;q=x"])
def test_text_is_not_compressed_for_who_does_not(site: Site, accepted: str) -> None:
    assert ask(site, "/api/v1/texto.json", headers={"Accept-Encoding": accepted}).body == TEXT


def test_a_small_answer_is_not_compressed(site: Site) -> None:
    told = ask(site, "/peliculas_duracion/Heat", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in told.headers
    assert "vary" not in told.headers


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"])
def test_a_reader_who_is_lost_gets_a_page(site: Site, accept: str) -> None:
    told = ask(site, "/nada/de/esto", headers={"Accept": accept})
    assert (told.status, told.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert told.body == b"<!doctype html><title>Nada</title>"
    assert (told.headers["cache-control"], told.headers["vary"]) == ("no-store", "accept")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html;q=0.5", ""])
def test_a_program_that_is_lost_gets_a_problem(site: Site, accept: str) -> None:
    told = ask(site, "/nada/de/esto", headers={"Accept": accept})
    assert (told.status, told.headers["content-type"]) == (404, "application/problem+json")


def test_an_unknown_name_is_a_problem_for_everyone(site: Site) -> None:
    """A page could not say which names are near."""
    told = ask(site, "/peliculas_duracion/zzzz", headers={"Accept": "text/html"})
    assert (told.status, told.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("prefix", ["/films", "/a/b"])
def test_behind_a_prefix(tree: Path, prefix: str) -> None:
    """Every route is found below it, and every link begins with it; without it, paths are found as well."""
    for app in (Site(Store(tree), prefix), create_app(Store(tree), prefix)):
        told = ask(app, f"{prefix}/franquicia/toy%20story")
        assert told.status == 200
        assert told.headers["link"].startswith(f"<{prefix}/api/v1/franquicia/")
        assert ask(app, "/franquicia/toy%20story").status == 200
        assert ask(app, f"{prefix}/salud").json() == {"estado": "ok"}
        unknown = ask(app, f"{prefix}/get_director/Stephen%20Spielberg").json()
        assert unknown["sugerencias"][0]["enlace"] == f"{prefix}/get_director/steven-spielberg"
        assert ask(app, f"{prefix}x/salud").status == 404
        assert ask(app, f"{prefix}/openapi.json").json()["servers"] == [{"url": f"http://example.org{prefix}"}]
    assert ask(Site(Store(tree), prefix), f"{prefix}{LARGE_PATH}").body == CONTENT
    assert ask(Site(Store(tree), prefix), f"{prefix}/").status == 200
    assert ask(Site(Store(tree), prefix), prefix).status == 200


@pytest.mark.parametrize("host", [HTTP_API, REST_API])
def test_behind_the_base_path_of_a_custom_domain(tree: Path, host: str) -> None:
    """API Gateway leaves it in the path, in either version of its events."""
    handler = lambda_handler(Store(tree), "/films")
    told = invoke(handler, "/films/franquicia/toy story", host, custom_domain=True)
    assert (told.status, told.headers["link"].partition(";")[0]) == (200, "</films/api/v1/franquicia/toy-story-collection.json>")
    assert invoke(handler, "/films/salud", host, custom_domain=True).json() == {"estado": "ok"}


def test_the_prefix_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FILMOTECA_PREFIX", raising=False)
    assert path_prefix() == ""
    for given in ("films", "/films", "/films/"):
        monkeypatch.setenv("FILMOTECA_PREFIX", given)
        assert path_prefix() == "/films"
