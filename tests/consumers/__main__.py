"""`make consumers`: what generators, validators, bundlers and databases of others say of a published tree.

Each must run without an error, and without a warning that is about the tree. What they are is locked with hashes beside this
file; they are installed into a folder of their own. The table of results is written into docs/consumers.md.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.error import HTTPError
from urllib.request import urlopen

import typer

from functions.paths import API
from precompute.generated_text import write_between_markers
from tests.support.serving import served

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "consumers.md"
# What the tools say of themselves, of their own libraries, or of this machine.
_NOT_OURS = re.compile(r"Node\.js 20|end-of-life|FutureWarning|warn_deprecated|DeprecationWarning", re.IGNORECASE)


class ConsumerError(Exception):
    """A tool refused the tree, or warned of it. The message is what it said."""


class Place(NamedTuple):
    """Where the tools are and what they read: the tree, its server, a folder to work in, the tools of npm and of pip."""

    public: Path
    url: str
    work: Path
    node: Path
    python: Path

    def run(self, *command: str | Path) -> str:
        """What a command says. Raises ConsumerError if it fails."""
        path = os.pathsep.join([str(self.node / "node_modules/.bin"), str(self.python), os.environ["PATH"]])
        environment = os.environ | {"PATH": path, "NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1"}
        done = subprocess.run(  # noqa: S603 # tools that are locked
            list(map(str, command)), cwd=self.work, env=environment, capture_output=True, text=True, check=False
        )
        said = f"{done.stdout}\n{done.stderr}"
        if done.returncode:
            raise ConsumerError(f"{command[0]}: {said[-3000:]}")
        return said


def quiet(said: str) -> str:
    """The output, if it has no warning of the tree. Raises ConsumerError."""
    warnings = [line for line in said.splitlines() if "warn" in line.casefold() and not _NOT_OURS.search(line)]
    if warnings:
        raise ConsumerError("\n".join(warnings[:20]))
    return said


def redocly(place: Place) -> str:
    """Both OpenAPI documents by its recommended rules."""
    totals = [json.loads(place.run("redocly", "lint", "--format=json", name).partition("\n\n")[0])["totals"] for name in OPENAPI]
    if any(total["errors"] or total["warnings"] for total in totals):
        raise ConsumerError(f"redocly: {totals}")
    return "both OpenAPI documents, recommended rules"


def spectral(place: Place) -> str:
    """Both OpenAPI documents by spectral:oas; a hint counts as a failure."""
    (place.work / "ruleset.yaml").write_text('extends: ["spectral:oas"]\n')
    place.run("spectral", "lint", "-r", "ruleset.yaml", "--fail-severity=hint", *OPENAPI)
    return "both OpenAPI documents, spectral:oas"


def ajv(place: Place) -> str:
    """Every answer by its schema, in strict mode."""
    shutil.copy(HERE / "answers.mjs", place.node / "answers.mjs")
    return quiet(place.run("node", place.node / "answers.mjs", place.public)).strip()


def openapi_typescript(place: Place) -> str:
    """Types of both documents, accepted by tsc --strict."""
    for name in OPENAPI:
        place.run("openapi-typescript", name, "-o", f"{name}.d.ts")
        (place.work / "use.ts").write_text(f'import type {{ paths }} from "./{name}.js";\nexport type Used = paths;\n')
        place.run("tsc", "--strict", "--noEmit", "--module", "nodenext", "use.ts")
    return "both OpenAPI documents, with tsc --strict"


def json_schema_to_typescript(place: Place) -> str:
    """No type is named twice and numbered."""
    names: list[str] = []
    for schema in sorted((place.public / API / "esquemas").glob("*.json")):
        names += re.findall(r"export (?:interface|type) (\w+)", quiet(place.run("json2ts", "-i", schema)))
    if numbered := [name for name in names if name[-1].isdigit()]:
        raise ConsumerError(f"json2ts: {numbered}")
    return f"{len(names)} types, none numbered"


def bundlers(place: Place) -> str:
    """The npm package in Vite, webpack and esbuild, and its types in a strict project of either module type."""
    package = place.work / "filmoteca"
    shutil.copytree(place.public / API, package, ignore=lambda folder, names: [n for n in names if (Path(folder) / n).is_dir()])
    (place.work / "package.json").write_text('{"private": true}')
    place.run("npm", "install", "--silent", "./filmoteca")
    code = f'import {{ Filmoteca }} from "filmoteca";\nconst films = new Filmoteca({{ base: "{place.url}/{API}/" }});\n'
    code += 'console.log((await films.peliculas_pais("EE. UU.")).nombre);\n'
    (place.work / "ask.mjs").write_text(code)
    (place.work / "index.html").write_text('<script type="module" src="./ask.mjs"></script>')
    (place.work / "ask.mts").write_text(f'{code}export const films2: import("filmoteca").Pregunta = "franquicia";\n')
    if "Estados Unidos" not in place.run("node", "ask.mjs"):
        raise ConsumerError("node: another answer")
    quiet(place.run("esbuild", "ask.mjs", "--bundle", "--format=esm", "--outfile=out/esbuild.js", "--log-level=warning"))
    quiet(place.run("webpack", "--mode", "production", "--entry", "./ask.mjs", "-o", "out/webpack"))
    quiet(place.run("vite", "build", "--outDir", "out/vite"))
    place.run("tsc", "--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom", "ask.mts")
    return "the npm package in Node, esbuild, webpack and Vite; tsc --strict"


def spec_validator(place: Place) -> str:
    """Both OpenAPI documents."""
    quiet(place.run("openapi-spec-validator", *OPENAPI))
    return "both OpenAPI documents"


def schemathesis(place: Place) -> str:
    """Every operation of the function, valid and invalid data."""
    (place.work / "schemathesis.toml").write_text(
        '[checks]\nenabled = true\n[checks.negative_data_rejection]\nexpected-statuses = ["400", "404", "405", "414"]\n'
    )
    options = ["--checks", "all", "--max-examples", "20", "--seed", "7"]
    said = place.run("schemathesis", "--config-file", "schemathesis.toml", "run", f"{place.url}/openapi.json", *options)
    if "No issues found" not in said:
        raise ConsumerError(said[-3000:])
    return "every operation of the function, all checks"


def check_jsonschema(place: Place) -> str:
    """The schemas by the metaschema, and files by them."""
    api = place.public / API
    place.run("check-jsonschema", "--check-metaschema", *sorted((api / "esquemas").glob("*.json")))
    for schema, path in (("raiz", "index"), ("calidad", "calidad"), ("evaluacion", "evaluacion"), ("manifiesto", "manifest")):
        place.run("check-jsonschema", "--schemafile", api / f"esquemas/{schema}.json", api / f"{path}.json")
    return "every schema, and the root's files"


def openapi_python_client(place: Place) -> str:
    """Clients of both documents; their classes have names that a reader takes for words."""
    for number, name in enumerate(OPENAPI):
        quiet(
            place.run("openapi-python-client", "generate", "--path", name, "--output-path", f"client{number}", "--meta", "none")
        )
    names = re.findall(r"from \.\w+ import (\w+)", (place.work / "client0/models/__init__.py").read_text())
    if odd := [name for name in names if not name.isascii() or re.search(r"[A-Z]{2}", name)]:
        raise ConsumerError(f"openapi-python-client: {odd}")
    return "both OpenAPI documents, no warning"


def datamodel_codegen(place: Place) -> str:
    """pydantic models of both documents, which import."""
    for number, name in enumerate(OPENAPI):
        options = [
            "--input-file-type",
            "openapi",
            "--output-model-type",
            "pydantic_v2.BaseModel",
            "--output",
            f"models{number}.py",
        ]
        quiet(place.run("datamodel-codegen", "--input", name, *options))
        place.run("python", "-c", f"import models{number}")
    return "both OpenAPI documents, pydantic models"


def frictionless(place: Place) -> str:
    """The data package as published."""
    said = place.run("frictionless", "validate", place.public / API / "descargas/datapackage.json")
    if "INVALID" in said:
        raise ConsumerError(said[-3000:])
    return f"{said.count('VALID')} tables valid as published"


def datasette(place: Place) -> str:
    """The first page of every table and view at default settings, and of every view by its key: none interrupted."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = place.public / API / "descargas/filmoteca.sqlite"
    with subprocess.Popen(  # noqa: S603
        [place.python / "datasette", database, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            base = f"http://127.0.0.1:{port}/filmoteca"
            described = json.loads(_page(f"{base}.json"))
            names = [table["name"] for table in described["tables"] if not table.get("hidden")]
            views = [view if isinstance(view, str) else view["name"] for view in described["views"]]
            pages = [*names, *views, *(f"{view}?clave=heat" for view in views)]
            if bad := [page for page in pages if "interrupted" in _page(f"{base}/{page}").casefold()]:
                raise ConsumerError(f"datasette: interrupted at {bad}")
        finally:
            server.terminate()
    return f"{len(pages)} pages at default limits, none interrupted"


def _page(url: str) -> str:
    for _ in range(100):
        try:
            with urlopen(url) as response:  # noqa: S310 # our own server
                return str(response.read().decode())
        except HTTPError as error:
            raise ConsumerError(f"{url}: {error.read().decode()[:500]}") from error
        except OSError:
            time.sleep(0.1)
    raise ConsumerError(f"{url} does not answer")


def databases(place: Place) -> str:
    """Every table by DuckDB and polars."""
    said = place.run("python", HERE / "downloads.py", place.public / API / "descargas", f"{place.url}/{API}/descargas")
    return f"{quiet(said).strip()}, from the folder and by URL"


def documentation(place: Place) -> str:
    """The examples of api.md, word for word, in a fresh folder, with a Python that has only what the page says to install."""
    page = (place.public / API / "api.md").read_text(encoding="utf-8").partition("### SQLite")[0]
    folder = place.work / "documentation"
    folder.mkdir()
    (folder / "package.json").write_text("{}")
    count, said = 0, ""
    for language, code in re.findall(r"^```(\w+)\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE):
        if language in ("sh", "python"):
            interpreter = ["bash", "-euc"] if language == "sh" else ["python", "-c"]
            said = place._replace(work=folder).run(*interpreter, code.replace("http://127.0.0.1:8000", place.url))
            count += 1
        elif language == "text" and said and said.strip() != code.strip():
            raise ConsumerError(f"api.md says {code!r}, it is {said!r}")
        elif language == "js":  # for a browser, in which tests/test_docs.py runs it
            said = ""
    return f"{count} examples of api.md"


OPENAPI = ["function.json", "files.json"]
# The packages whose versions a row names → what is done with them.
CONSUMERS: dict[tuple[str, ...], Callable[[Place], str]] = {
    ("@redocly/cli",): redocly,
    ("@stoplight/spectral-cli",): spectral,
    ("openapi-spec-validator",): spec_validator,
    ("schemathesis",): schemathesis,
    ("ajv",): ajv,
    ("check-jsonschema",): check_jsonschema,
    ("openapi-typescript", "typescript"): openapi_typescript,
    ("json-schema-to-typescript",): json_schema_to_typescript,
    ("esbuild", "webpack", "vite"): bundlers,
    ("openapi-python-client",): openapi_python_client,
    ("datamodel-code-generator",): datamodel_codegen,
    ("frictionless",): frictionless,
    ("datasette",): datasette,
    ("duckdb", "polars"): databases,
    ("pandas", "pyarrow"): documentation,
}


def versions() -> dict[str, str]:
    """Package → its locked version."""
    locked = re.findall(r"^([\w-]+)==(\S+)", (HERE / "requirements.txt").read_text(), flags=re.MULTILINE)
    named: dict[str, str] = json.loads((HERE / "package.json").read_text())["devDependencies"]
    return dict(locked) | named


@contextmanager
def prepared(public: Path, folder: Path) -> Iterator[Place]:
    """The tools, installed into `folder`, and the tree on a server."""
    node, python, work = folder / "node", folder / "python", folder / "work"
    node.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, node / name)
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=node, check=True)  # noqa: S607
    venv.create(python, with_pip=True)
    install = [str(python / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*install, "-r", HERE / "requirements.txt"], check=True)  # noqa: S603
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    with served(public) as url:
        with urlopen(f"{url}/openapi.json") as response:  # noqa: S310 # our own server
            (work / OPENAPI[0]).write_bytes(response.read())
        shutil.copy(public / API / "openapi.json", work / OPENAPI[1])
        yield Place(public.resolve(), url, work.resolve(), node.resolve(), (python / "bin").absolute())


def main(
    public: Annotated[Path, typer.Option(help="The published tree.")] = Path("public"),
    folder: Annotated[Path, typer.Option(help="Where the tools are installed and work.")] = Path("data/consumers"),
) -> None:
    """Run every consumer over a tree, and write what came of it into docs/consumers.md."""
    rows = ["| tool | version | result |", "|---|---|---|"]
    failed = False
    known = versions()
    with prepared(public, folder) as place:
        for packages, consume in CONSUMERS.items():
            try:
                result = consume(place)
            except ConsumerError as error:
                failed, result = True, f"**refused**: {error}"
            rows.append(f"| {', '.join(packages)} | {', '.join(known[name] for name in packages)} | {result} |")
            sys.stdout.write(f"{rows[-1]}\n")
    if failed:
        raise SystemExit(1)
    write_between_markers(PAGE, "consumers", "\n".join(rows))


if __name__ == "__main__":
    typer.run(main)
