"""The servers that `make bench` compares, each on one core, and the client on the other."""

from __future__ import annotations

import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from functions.store import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVING, ASKING = "0", "1"  # cores
CONNECTIONS = 32
# Every request is composed before the clock starts: the client must cost less than any server.
ASK = """
local requests = {}
init = function()
  math.randomseed(SEED)
  for path in io.lines("PATHS") do requests[#requests + 1] = wrk.format("GET", path) end
end
request = function() return requests[math.random(#requests)] end
"""
BARE = """
from fastapi import FastAPI, Response

app = FastAPI()
BODY = b"x" * SIZE

@app.get("/constante")
async def constant() -> Response:
    return Response(BODY, media_type="application/json")
"""
NGINX = """
daemon off; worker_processes 1; pid FOLDER/nginx.pid; error_log FOLDER/error.log;
events { worker_connections 256; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  types { application/json json; }
  client_body_temp_path FOLDER/a; proxy_temp_path FOLDER/b; fastcgi_temp_path FOLDER/c;
  uwsgi_temp_path FOLDER/d; scgi_temp_path FOLDER/e;
  server { listen 127.0.0.1:PORT; root PUBLIC; }
}
"""


class Running(NamedTuple):
    """A server that answers."""

    port: int
    pid: int


@contextmanager
def ours(public: Path) -> Iterator[Running]:
    """The API over a tree, as render.yaml starts it."""
    with _uvicorn("functions.api:app", "functions.protocol:Protocol", ROOT, {"FILMOTECA_PUBLIC": str(public)}) as running:
        yield running


@contextmanager
def bare_fastapi(folder: Path, size: int) -> Iterator[Running]:
    """A FastAPI route that returns a constant of the answers' mean size."""
    (folder / "bare.py").write_text(BARE.replace("SIZE", str(size)))
    with _uvicorn("bare:app", "httptools", folder, {}) as running:
        yield running


@contextmanager
def nginx(folder: Path, public: Path) -> Iterator[Running]:
    """nginx over the tree's files."""
    port = _free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.replace("FOLDER", str(folder)).replace("PORT", str(port)).replace("PUBLIC", str(public)))
    with _started(["nginx", "-c", str(config), "-e", str(folder / "error.log")], port, folder, {}) as running:
        yield running


def requests_per_second(running: Running, paths: list[str], folder: Path, seconds: float) -> tuple[float, int, int]:
    """(requests a second, requests, those not answered 2xx or 3xx) of random paths for so long."""
    listed, script = folder / "paths.txt", folder / "ask.lua"
    listed.write_text("\n".join(paths) + "\n")
    script.write_text(ASK.replace("PATHS", str(listed)).replace("SEED", str(random.randrange(10**6))))  # noqa: S311
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{running.port}"]
    said = subprocess.run([*_on_core(ASKING), *command], capture_output=True, text=True, check=True).stdout  # noqa: S603
    if "Socket errors" in said:
        raise SystemExit(f"wrk could not reach the server:\n{said}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    rate, count = re.search(r"Requests/sec: +([\d.]+)", said), re.search(r"(\d+) requests in", said)
    assert rate
    assert count
    return float(rate[1]), int(count[1]), int(refused[1]) if refused else 0


def resident_mb(running: Running) -> float:
    """The resident memory of a server, in MB of 10^6 bytes."""
    pages = int(Path(f"/proc/{running.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


def processor_seconds(running: Running) -> float:
    """The processor time that a server and its workers have taken: whoever else is busy here takes none of it."""
    workers = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    ticks = 0
    for process in (str(running.pid), *workers):
        user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


def on_serving_core() -> list[str]:
    """The words before a command that keep it on the servers' core."""
    return _on_core(SERVING)


def _on_core(core: str) -> list[str]:
    return ["taskset", "-c", core] if shutil.which("taskset") else []


def _uvicorn(app: str, http: str, folder: Path, environment: dict[str, str]) -> AbstractContextManager[Running]:
    port = _free_port()
    options = ["--port", str(port), "--loop", "uvloop", "--http", http, "--log-level", "warning"]
    options += ["--no-access-log", "--no-proxy-headers", "--no-server-header"]
    return _started([sys.executable, "-m", "uvicorn", app, *options], port, folder, environment)


@contextmanager
def _started(command: list[str], port: int, folder: Path, environment: dict[str, str]) -> Iterator[Running]:
    with subprocess.Popen([*on_serving_core(), *command], cwd=folder, env={**os.environ, **environment}) as process:  # noqa: S603
        try:
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.05)
            yield Running(port, process.pid)
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
