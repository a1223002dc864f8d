"""A served tree and a browser, for tests of what a user's programs see."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, sync_playwright

from functions.paths import API
from tests.support.project import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
# As the Makefile has them. Windows has no httptools, and uvicorn's own protocol there.
_SERVER = ["--no-access-log", "--no-server-header", "--no-proxy-headers", "--log-level", "warning"]
_SERVER += [] if sys.platform == "win32" else ["--http", "functions.protocol:Protocol"]
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_FLAGS += ["--disable-component-update", "--disable-sync"]


@contextmanager
def served(public: Path) -> Iterator[str]:
    """The URL of a tree and its API, served by one process on a free port, as `make run` does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "functions.site:app", "--port", str(port), *_SERVER]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | {"FILMOTECA_PUBLIC": str(public)}) as server:  # noqa: S603
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                try:
                    with urlopen(f"{url}/{API}/index.json"):  # noqa: S310 # our own server
                        break
                except OSError:
                    time.sleep(0.1)
            yield url
        finally:
            server.terminate()


@contextmanager
def browsing() -> Iterator[Page]:
    """A page of Chromium; where there is none, the test is skipped and says so."""
    if CHROMIUM is None:
        pytest.skip("no chromium to run this in")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser.new_page()
        browser.close()
