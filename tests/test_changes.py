"""--since: what was added, changed and removed since an earlier release."""

import json
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.paths import API
from precompute.publishing import changes as module
from precompute.publishing.changes import Earlier, SinceError, difference, read_earlier
from tests.support.project import ROOT, run_build
from tests.support.verify_tree import invalid_files, manifest_faults

ONE = {"sha256": "1" * 64, "bytes": 1}
TWO = {"sha256": "2" * 64, "bytes": 1}
MANIFEST = json.dumps({f"{API}/a.json": ONE}).encode()
manifests = st.dictionaries(st.sampled_from([f"{API}/{name}.json" for name in "abcdef"]), st.sampled_from([ONE, TWO]))


@pytest.fixture
def server() -> Iterator[str]:
    """The URL of a server: /manifest.json is one, /moved leads to it, /page is none, the rest is missing."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            bodies = {"/manifest.json": MANIFEST, "/page": b"<html>", "/large": b"x" * 2000}
            self.send_response(302 if self.path == "/moved" else 200 if self.path in bodies else 404)
            if self.path == "/moved":
                self.send_header("Location", "/manifest.json")
            self.end_headers()
            self.wfile.write(bodies.get(self.path, b""))

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_changes_are_told_by_path() -> None:
    """A new path was added, another content is a change, a path without a file was removed."""
    earlier = Earlier("0" * 64, {f"{API}/same.json": ONE, f"{API}/other.json": ONE, f"{API}/gone.json": ONE})
    assert difference(earlier, {f"{API}/same.json": ONE, f"{API}/other.json": TWO, f"{API}/new.json": ONE}) == {
        "desde": "0" * 64,
        "cantidad": {"agregados": 1, "cambiados": 1, "quitados": 1},
        "agregados": [f"{API}/new.json"],
        "cambiados": [f"{API}/other.json"],
        "quitados": [f"{API}/gone.json"],
    }


def test_the_earlier_list_of_changes_is_not_itself_a_change() -> None:
    """cambios.json of the earlier release is neither removed nor changed: it tells of another release."""
    assert difference(Earlier("0" * 64, {f"{API}/cambios.json": ONE}), {})["quitados"] == []


@given(manifests, manifests)
def test_changes_lead_from_the_earlier_release_to_this_one(before: dict[str, Any], now: dict[str, Any]) -> None:
    """Who has the earlier release and fetches what was added and changed, and drops what was removed, has this one."""
    told = difference(Earlier("0" * 64, before), now)
    mirrored = {path: known for path, known in before.items() if path not in told["quitados"]}
    mirrored |= {path: now[path] for path in told["agregados"] + told["cambiados"]}
    assert mirrored == now


def test_a_manifest_is_read_from_a_file_or_a_url(server: str, tmp_path: Path) -> None:
    """A path, an http URL, and one that redirects give the same."""
    (tmp_path / "manifest.json").write_bytes(MANIFEST)
    expected = Earlier(sha256(MANIFEST).hexdigest(), {f"{API}/a.json": ONE})
    assert read_earlier(str(tmp_path / "manifest.json")) == expected
    assert read_earlier(f"{server}/manifest.json") == expected
    assert read_earlier(f"{server}/moved") == expected


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("{server}/none", "{server}/none: HTTP 404 Not Found"),
        ("{server}/page", "{server}/page is not a manifest.json of this API"),
        ("http://127.0.0.1:1/manifest.json", "http://127.0.0.1:1/manifest.json: .*refused"),
        ("file:///etc/hosts", "file:///etc/hosts: only http and https URLs can be read"),
        ("ftp://127.0.0.1/manifest.json", "ftp://127.0.0.1/manifest.json: only http and https URLs can be read"),
        ("http://[::1/manifest.json", "Invalid IPv6 URL"),
        ("{tmp}/none.json", "{tmp}/none.json: No such file or directory"),
        ("{tmp}", "{tmp}: Is a directory"),
    ],
)
def test_what_is_no_manifest_is_said_plainly(server: str, tmp_path: Path, where: str, message: str) -> None:
    """A missing, unreachable or wrong manifest is a SinceError that names it."""
    with pytest.raises(SinceError, match=message.format(server=server, tmp=tmp_path)):
        read_earlier(where.format(server=server, tmp=tmp_path))


def test_a_manifest_has_a_largest_size(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL that never ends is not read for ever."""
    monkeypatch.setattr(module, "_LARGEST", 1000)
    with pytest.raises(SinceError, match="larger than 1,000 bytes"):
        read_earlier(f"{server}/large")


def test_a_build_tells_what_changed_only_when_asked(public: Path, tmp_path: Path) -> None:
    """--since writes cambios.json, in the manifest and linked; the next build without it removes the file."""
    earlier = json.loads((public / API / "manifest.json").read_bytes())
    changed, removed = f"{API}/peliculas_pais/argentina.json", f"{API}/peliculas_pais/brazil.json"
    assert removed in earlier
    gone = f"{API}/peliculas_pais/atlantis.json"
    old = {path: known for path, known in earlier.items() if path != removed} | {changed: ONE, gone: TWO}
    (tmp_path / "old.json").write_text(json.dumps(old))
    places: list[str | Path] = [
        "--source",
        ROOT / "build/sample",
        "--public",
        tmp_path / "p",
        "--tables",
        tmp_path / "t",
        "--no-site",
    ]
    assert run_build(*places, "--since", tmp_path / "old.json").returncode == 0
    told = json.loads((tmp_path / "p" / API / "cambios.json").read_bytes())
    assert told["desde"] == sha256((tmp_path / "old.json").read_bytes()).hexdigest()
    assert (told["agregados"], told["cambiados"], told["quitados"]) == ([removed], [changed], [gone])
    assert json.loads((tmp_path / "p" / API / "index.json").read_bytes())["documentos"]["cambios"] == f"/{API}/cambios.json"
    assert manifest_faults(tmp_path / "p") == invalid_files(tmp_path / "p") == []
    assert run_build(*places).returncode == 0
    assert not (tmp_path / "p" / API / "cambios.json").exists()
    assert json.loads((tmp_path / "p" / API / "manifest.json").read_bytes()) == earlier


def test_an_unusable_manifest_ends_the_build_with_2_before_any_work(tmp_path: Path) -> None:
    """The error is one plain line on stderr, and nothing is written."""
    run = run_build("--since", tmp_path / "none.json", "--public", tmp_path / "p", "--tables", tmp_path / "t")
    assert run.returncode == 2
    assert run.stderr == f"error: {tmp_path / 'none.json'}: No such file or directory\n"
    assert list(tmp_path.iterdir()) == []
