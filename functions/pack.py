"""`make lambda`: the function, what it needs and its answers as one package for AWS Lambda.

The package is tested in a separate Python process with nothing else on its path.
"""

from __future__ import annotations

import argparse
import compileall
import http.client
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode
from urllib.parse import quote

from functions.packed_copy import packed_copy
from functions.paths import API, fame_path
from functions.questions import QUESTION
from functions.store import ROOT, public_tree

LIMITS_MB = {"zipped": 50, "unzipped": 250}
ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
# The web server and what only it needs: behind Mangum, Lambda is the server. As a web function it is the other way round.
SERVER = {"click", "colorama", "h11", "httptools", "uvicorn", "uvloop"}
ADAPTER = {"mangum"}
# Modules for this machine's commands, for a web server, and for Mangum.
_COMMANDS, _FOR_SERVER, _FOR_ADAPTER = {"pack.py", "packed_copy.py", "site.py"}, {"protocol.py"}, {"handler.py"}
START = "run.sh"
_START = """#!/bin/sh
# Starts the function as a web server on $PORT.
cd "$(dirname "$0")"
exec python3 -m uvicorn functions.api:app --host 127.0.0.1 --port "${PORT:-8080}" --http functions.protocol:Protocol \\
  --no-access-log --no-server-header --log-level warning
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TRIAL = """
import sys
sys.path.insert(0, sys.argv[1])
from functions.handler import handler
http = {"method": "GET", "path": sys.argv[2], "sourceIp": "127.0.0.1"}
event = {"version": "2.0", "headers": {}, "requestContext": {"http": http, "stage": "$default"}}
for path, wanted in ((sys.argv[2], 200), ("/salud", 200), ("/openapi.json", 200), (sys.argv[2] + "zzq", 404)):
    http["path"] = path
    told = handler(event, None)
    assert told["statusCode"] == wanted, (path, told)
    assert not told["isBase64Encoded"], path
assert not {"pandas", "numpy", "pyarrow"} & set(sys.modules)
"""
_SECONDS_TO_START = 30


class PackingError(Exception):
    """The package cannot be made, or does not work."""


def main() -> None:
    """Pack, try, and say how large it is beside what Lambda takes."""
    options = argparse.ArgumentParser(prog="make lambda", description=__doc__)
    options.add_argument("--public", type=Path, default=public_tree())
    options.add_argument("--out", type=Path, default=ROOT / "dist")
    options.add_argument("--architecture", choices=["x86_64", "arm64"], default=this_architecture())
    options.add_argument("--web", action="store_true", help=f"a web server that {START} starts, without Mangum")
    arguments = options.parse_args()
    package, archive = arguments.out / "lambda", arguments.out / "lambda.zip"
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    try:
        assemble(package, arguments.public, web=arguments.web)
        install(package, arguments.architecture, left_out=ADAPTER if arguments.web else SERVER)
        compiled(package)
        trial = try_out(package, arguments.architecture)
        zip_folder(package, archive)
    except PackingError as error:
        raise SystemExit(f"error: {error}") from error
    say(f"package for {runtime} on {arguments.architecture}: {trial}")
    sizes = {"zipped": archive.stat().st_size, "unzipped": sum(f.stat().st_size for f in package.rglob("*") if f.is_file())}
    for kind, size in sizes.items():
        say(f"{kind:>9}: {size / 1e6:6.1f} MB of the {LIMITS_MB[kind]} MB that Lambda takes")
    if sizes["unzipped"] > LIMITS_MB["unzipped"] * 10**6:
        raise SystemExit("error: too large for Lambda; publish fewer questions in it")
    if sizes["zipped"] > LIMITS_MB["zipped"] * 10**6:
        say("over 50 MB a package goes by S3, which `sam deploy` does by itself")
    if arguments.web:
        say(f"deploy: its handler is {START}; docs/hosts.md says what else a web function needs")
        return
    overrides = f"Runtime={runtime} Architecture={arguments.architecture}"
    say(f"deploy: sam deploy --guided --template functions/template.yaml --parameter-overrides {overrides}")


def assemble(package: Path, public: Path, *, web: bool = False) -> None:
    """The function's own modules and the published answers, in a fresh folder. web: with what starts a web server."""
    if not (public / API / "index.json").is_file():
        raise PackingError(f"{public} holds no answers; `make build` publishes them")
    shutil.rmtree(package, ignore_errors=True)
    (package / "functions").mkdir(parents=True)
    left_out = _COMMANDS | (_FOR_ADAPTER if web else _FOR_SERVER)
    for module in sorted((ROOT / "functions").glob("*.py")):
        if module.name not in left_out:
            shutil.copy(module, package / "functions" / module.name)
    if web:
        (package / START).write_text(_START)
        (package / START).chmod(0o755)
    # The answers and where to begin; tables to download and the manifest are the static host's.
    packed_copy(public, package / "public")


def install(package: Path, architecture: str, left_out: set[str]) -> None:
    """What the function imports, at the locked versions and hashes, built for Lambda's Linux. left_out: names it does without."""
    locked = (ROOT / "functions/requirements.txt").read_text()
    needed = package.with_name("requirements.txt")
    needed.write_text("".join(each for name, each in requirements(locked) if name not in left_out))
    machine = {"x86_64": "x86_64", "arm64": "aarch64"}[architecture]
    tags = [f"--platform={tag}_{machine}" for tag in ("manylinux2014", "manylinux_2_28")]
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--no-deps"]
    wheels = ["--only-binary=:all:", "--implementation=cp", f"--python-version={sys.version_info.major}.{sys.version_info.minor}"]
    run = subprocess.run([*pip, *wheels, *tags, "--require-hashes", "--target", str(package), "-r", str(needed)], check=False)  # noqa: S603
    needed.unlink()
    if run.returncode:
        raise PackingError("pip could not install what the function needs")


def requirements(locked: str) -> list[tuple[str, str]]:
    """(name, its lines) of each entry of a lock file."""
    return [
        (re.split(r"[=\[ ;]", entry)[0].lower(), entry) for entry in re.split(r"^(?=\w)", locked, flags=re.MULTILINE) if entry
    ]


def compiled(package: Path) -> None:
    """Bytecode beside each module: Lambda's folder cannot be written, so it would compile at every cold start."""
    compileall.compile_dir(package, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH, stripdir=str(package))


def try_out(package: Path, architecture: str) -> str:
    """Ask the package, in an isolated interpreter, for an answer, a route, the reference and an unknown name."""
    if sys.platform != "linux" or this_architecture() != architecture:
        return "not tried, for this machine is not of its kind"
    question, key = some_answer(package / "public")
    if (package / START).is_file():
        return try_server(package, f"/{question}/{key}")
    isolated = [sys.executable, "-I", "-S", "-c", _TRIAL, str(package), f"/{question}/{key}"]
    run = subprocess.run(isolated, cwd="/", env={}, capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode:
        raise PackingError(f"the package does not work:\n{run.stderr}")
    return "tried and works"


def try_server(package: Path, path: str) -> str:
    """Start the package as the web server that it is, and ask for an answer, the health check, and an unknown name."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    python = Path(sys.base_prefix) / "bin"  # not that of an environment, which holds what the package may lack
    server = subprocess.Popen([package / START], cwd="/", env={"PORT": str(port), "PATH": f"{python}:{os.defpath}"})  # noqa: S603
    try:
        deadline = time.monotonic() + _SECONDS_TO_START
        while True:
            try:
                statuses = [_status(port, asked) for asked in (path, "/salud", f"{path}zzq")]
                break
            except ConnectionRefusedError as error:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise PackingError("the package does not start; its error stands above") from error
                time.sleep(0.05)
    finally:
        server.terminate()
        server.wait()
    if statuses != [200, 200, 404]:
        raise PackingError(f"the package does not work: it answers {statuses}")
    return "tried and works"


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS_TO_START)
    connection.request("GET", quote(path))
    status = connection.getresponse().status
    connection.close()
    return status


def this_architecture() -> str:
    """This machine's processor as Lambda calls it; x86_64, Lambda's default, for any other."""
    return ARCHITECTURES.get(platform.machine().lower(), "x86_64")


def some_answer(public: Path) -> tuple[str, str]:
    """A question of the tree and the key of one of its answers."""
    for question in QUESTION:
        if (public / fame_path(question)).is_file() and (keys := json.loads((public / fame_path(question)).read_bytes())):
            return question, keys[0]
    raise PackingError("the tree answers no question")


def zip_folder(package: Path, archive: Path) -> None:
    """The folder as a zip, the same bytes for the same content."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(package.rglob("*")):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(package).as_posix(), _EPOCH)
                entry.external_attr = (0o755 if file.name == START else 0o644) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(entry, file.read_bytes())


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
