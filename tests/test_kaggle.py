"""--source kaggle: kagglehub fetches from a stand-in for Kaggle on this machine, and every refusal is one plain line."""

import io
import json
import os
import subprocess
import sys
import threading
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support.project import ROOT
from tests.support.raw_films import METADATA, film, write_source

Reply = tuple[int, bytes]
# The command, with kagglehub's way to Kaggle bent to the stand-in: it has no setting for that.
_BUILD = """
import runpy, sys
from kagglesdk import kaggle_env
kaggle_env._env_to_endpoint[kaggle_env.KaggleEnv.PROD] = sys.argv.pop(1)
runpy.run_module("build", run_name="__main__")
"""


@contextmanager
def kaggle(reply: Callable[[str], Reply]) -> Iterator[tuple[str, list[str]]]:
    """A stand-in for Kaggle that redirects a wanted file to its archive; yields its address and the files asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server calls
            wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(f"{wanted['ownerSlug']}/{wanted['datasetSlug']}/{wanted['datasetVersionNumber']}/{wanted['fileName']}")
            self.send_response(302)
            self.send_header("Location", f"/files/{wanted['fileName']}.zip")
            self.end_headers()

        def do_GET(self) -> None:  # as above
            status, content = reply(self.path.removeprefix("/files/").removesuffix(".zip"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Goog-Hash", "md5=" + b64encode(md5(content.replace(b"rot", b"")).digest()).decode())  # noqa: S324
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def run(endpoint: str, folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m build --source kaggle` with a home and a cache of its own."""
    home = {"HOME": str(folder / "home"), "KAGGLEHUB_CACHE": str(folder / "cache"), "NO_PROXY": "127.0.0.1"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FILMOTECA_", "KAGGLE"))}
    places = ["--public", str(folder / "p"), "--tables", str(folder / "t"), "--no-site"]
    command = [sys.executable, "-c", _BUILD, endpoint, "--source", "kaggle", *places, *options]
    surroundings = kept | home | environment
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603


def archived(source: Path) -> Callable[[str], Reply]:
    """Replies with each file of a folder as Kaggle does: in a .zip of its own; 404 for the others."""

    def reply(name: str) -> Reply:
        if not (source / name).is_file():
            return 404, b""
        with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(source / name, name)
        return 200, buffer.getvalue()

    return reply


def test_the_files_are_fetched_once(tmp_path: Path) -> None:
    """The first run fetches the files of a catalogue and no others; the second asks Kaggle for none that it has."""
    source = write_source(tmp_path / "raw", [film(1, "Uno")], keywords=[{"id": "1", "keywords": "[]"}])
    with kaggle(archived(source)) as (endpoint, asked):
        first = run(endpoint, tmp_path)
        assert first.returncode == 0, first.stderr
        assert first.stdout.startswith(
            "source     The Movies Dataset, from Kaggle, in the form The Movies Dataset\nrows read  1 = 1 films + 0 rejects"
        )
        names = ["movies_metadata.csv", "credits.csv", "keywords.csv", "links.csv", "ratings_small.csv"]
        assert asked == [f"rounakbanik/the-movies-dataset/7/{name}" for name in names]
        asked.clear()
        second = run(endpoint, tmp_path, "--quiet")
        assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
        assert [name.rpartition("/")[2] for name in asked] == ["links.csv", "ratings_small.csv"]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (lambda _: (403, b""), "Kaggle refused movies_metadata.csv with status 403; try again later, or fetch"),
        (lambda _: (503, b""), "Kaggle refused movies_metadata.csv with status 503; try again later, or fetch"),
        (lambda _: (404, b""), "Kaggle has no rounakbanik/the-movies-dataset/versions/7; give another source"),
        (lambda _: (200, b"rot"), "movies_metadata.csv from Kaggle arrived damaged; run again, or fetch"),
        (lambda _: (200, b"<html>"), "movies_metadata.csv has no column id; its first line holds <html>"),
        (
            lambda name: (200, ",".join(METADATA).encode()) if name == "movies_metadata.csv" else (404, b""),
            "holds no credits.csv",
        ),
    ],
)
def test_a_refusal_is_one_plain_line(tmp_path: Path, reply: Callable[[str], Reply], message: str) -> None:
    """Whatever Kaggle answers instead of films, the line says what to do and nothing is written."""
    with kaggle(reply) as (endpoint, _):
        ended = run(endpoint, tmp_path, "--quiet")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("error: ")
    assert message in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "p").exists()


def test_no_network_is_one_plain_line(tmp_path: Path) -> None:
    """Where nobody answers, the line says how to do without."""
    with kaggle(lambda _: (404, b"")) as (endpoint, _):
        pass  # its port is free again
    ended = run(endpoint, tmp_path, "--quiet")
    assert ended.returncode == 2
    assert ended.stderr.startswith("error: Kaggle cannot be reached; try again later, or fetch rounakbanik/the-movies-dataset")


def test_without_kagglehub_the_line_says_how_to_install_it(tmp_path: Path) -> None:
    """kagglehub is an extra: who asks for Kaggle without it is told so."""
    (tmp_path / "kagglehub.py").write_text("raise ModuleNotFoundError(name='kagglehub')")
    ended = run("", tmp_path, PYTHONPATH=str(tmp_path))
    install = "pip install --require-hashes -r build/reading/requirements.txt"
    assert (ended.returncode, ended.stderr) == (2, f"error: --source kaggle needs kagglehub; run: {install}\n")
    assert (ROOT / "build/reading/requirements.txt").read_text().count("\nkagglehub==") == 1
