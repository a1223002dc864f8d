"""A local Lambda runtime API: what the real runtime client asks for events and gives its responses to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

VERSION = "/2018-06-01/runtime"


class RuntimeApi(ThreadingHTTPServer):
    """Hands out one event at a time and keeps what comes back: (path of the call, its JSON)."""

    daemon_threads = True
    # At the end one call still waits for an event that never comes.
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.events: Queue[dict[str, Any]] = Queue()
        self.results: Queue[tuple[str, Any]] = Queue()


class _Call(BaseHTTPRequestHandler):
    server: RuntimeApi
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The client asks for the next event, and waits for as long as there is none."""
        body = json.dumps(self.server.events.get()).encode()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        self.send_header("Lambda-Runtime-Deadline-Ms", "4102444800000")
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:1:function:filmoteca")
        self.send_header("Lambda-Runtime-Trace-Id", "Root=1-0;Parent=0;Sampled=0")
        # The client, written in C++, crashes on an event without its type.
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """A response, or an error of the handler or of its start."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.results.put((self.path, json.loads(body)))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@contextmanager
def runtime(package: Path) -> Iterator[Callable[[dict[str, Any]], tuple[str, Any]]]:
    """The real client with a package's handler; call what this gives with an event."""
    api = RuntimeApi()
    threading.Thread(target=api.serve_forever, daemon=True).start()
    environment = {
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_port}",
        "LAMBDA_TASK_ROOT": str(package),
        "PYTHONPATH": str(package),
        "AWS_LAMBDA_FUNCTION_NAME": "filmoteca",
        "AWS_REGION": "eu-west-1",
        "PATH": os.environ["PATH"],
    }
    command = [sys.executable, "-m", "awslambdaric", "functions.handler.handler"]
    with subprocess.Popen(command, cwd=package, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:  # noqa: S603

        def invoke(event: dict[str, Any]) -> tuple[str, Any]:
            api.events.put(event)
            return api.results.get(timeout=30)

        try:
            yield invoke
        finally:
            client.terminate()
            api.shutdown()
            api.server_close()
