"""Cold start: from a fresh process to the first answer, the handler beside a FastAPI + Mangum hello."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from functions.store import ROOT
from tests.benchmarks.servers import on_serving_core

ROUNDS = 15
HELLO = """
from fastapi import FastAPI
from mangum import Mangum

app = FastAPI()

@app.get("/{name:path}")
async def hello(name: str) -> dict[str, str]:
    return {"hello": name}

handler = Mangum(app, lifespan="off")
"""
# The interpreter's own start is left out: it is the same for both and not ours to answer for.
FIRST_ANSWER = """
import time
started = time.perf_counter()
from MODULE import handler
reply = handler(EVENT, None)
print(time.perf_counter() - started)
assert reply["statusCode"] == 200, reply
"""


def report(public: Path, path: str, say: Callable[[str], None]) -> None:
    """The median milliseconds of each, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "hello.py").write_text(HELLO)
        ours, hello = [], []
        for _ in range(ROUNDS + 1):
            ours.append(first_answer("functions.handler", ROOT, path, public))
            hello.append(first_answer("hello", Path(folder), path, public))
    # The first of each only warms the file cache.
    ratio = median(mine / theirs for mine, theirs in zip(ours[1:], hello[1:], strict=True))
    ours_ms, hello_ms = median(ours[1:]) * 1000, median(hello[1:]) * 1000
    say(f"\nCold start to the first answer: {ours_ms:.0f} ms; FastAPI + Mangum hello {hello_ms:.0f} ms; {ratio:.2f}x.")


def first_answer(module: str, folder: Path, path: str, public: Path) -> float:
    """Seconds from importing a handler to its first answer, in a process of its own."""
    script = FIRST_ANSWER.replace("MODULE", module).replace("EVENT", repr(http_api_event(path)))
    command = [*on_serving_core(), sys.executable, "-c", script]
    environment = {**os.environ, "FILMOTECA_PUBLIC": str(public)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout)


def http_api_event(path: str) -> dict[str, object]:
    """What API Gateway's HTTP API sends for a GET."""
    http = {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "bench"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "example.org"},
        "requestContext": {"http": http, "stage": "$default"},
        "isBase64Encoded": False,
    }
