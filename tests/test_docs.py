"""Every example in README.md and docs/ is run, in order, against a served tree; every link leads somewhere."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from functions.paths import API
from precompute.publishing.guides import contract
from precompute.publishing.hosts import FIT, HOSTS, Size
from precompute.publishing.hosts_page import table
from precompute.publishing.layout import Layout
from precompute.publishing.reference import PAGE, rendered
from tests.support.project import ROOT
from tests.support.serving import browsing, served

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
SITE = "http://127.0.0.1:8000"
RUN = {"sh", "python", "js", "sql", "json", "text"}


def tokens(page: Path) -> list[Token]:
    """The page as Markdown reads it."""
    return MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))


def examples(page: Path) -> Iterator[tuple[str, str]]:
    """(language, code) of each fenced example."""
    for token in tokens(page):
        if token.type == "fence":
            yield token.info, token.content


@pytest.fixture(scope="module")
def origin(public: Path) -> Iterator[str]:
    """The site of the sample and its API."""
    with served(public) as url:
        yield url


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the examples find the data they speak of, and leave what they make."""
    folder = tmp_path_factory.mktemp("workshop")
    copytree(ROOT / "build/sample", folder / "path/to/the-movies-dataset")
    shutil.make_archive(str(folder / "films"), "zip", ROOT / "build/sample")
    commands = folder / ".venv/bin"
    commands.mkdir(parents=True)
    # Without the site, whose figures have tests of their own and take a minute.
    without_site = '[ "$2" != build ] || set -- "$@" --no-site'
    (commands / "python").write_text(f'#!/bin/sh\n{without_site}\nexec "{sys.executable}" "$@"\n')
    (commands / "python").chmod(0o755)
    # The examples do not set up an environment or run all tests within a test: make only says what it would do.
    (commands / "make").write_text(f'#!/bin/sh\nexec "{shutil.which("make")}" --dry-run -C "{ROOT}" "$@" > /dev/null\n')
    (commands / "make").chmod(0o755)
    return folder


def shell(command: str, workshop: Path) -> str:
    """What a shell command says; it must succeed. Commands that fetch say what came, so curl fails on an error."""
    path = f"{workshop / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}
    command = f'set -euo pipefail\ncurl() {{ command curl --fail --silent --show-error --globoff "$@"; }}\n{command}'
    done = subprocess.run(  # noqa: S603 # our own documentation
        ["bash", "-c", command], cwd=workshop, env=environment, capture_output=True, text=True, check=False, timeout=600  # noqa: S607
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_runs(page: Path, origin: str, workshop: Path, public: Path) -> None:
    """Each example succeeds, and says what the block after it says."""
    said = ""
    for language, code in examples(page):
        assert language in RUN, f"{page.name} has an example in {language!r}, which nothing runs"
        served_code = code.replace(SITE, origin)
        if language == "sh":
            said = shell(served_code, workshop)
        elif language == "python":
            said = shell(f"python - <<'END'\n{served_code}\nEND", workshop)
        elif language == "js":
            said = console(served_code, origin)
        elif language == "sql":
            with closing(sqlite3.connect(f"file:{public / API}/descargas/filmoteca.sqlite?mode=ro", uri=True)) as database:
                for query in filter(str.strip, code.split(";\n")):
                    assert database.execute(query).fetchall(), query
        elif language == "json":
            assert json.loads(said) == json.loads(code)
        else:
            assert said.strip() == code.strip()


def console(code: str, origin: str) -> str:
    """What a module says on the console of a page of the site."""
    with browsing() as page:
        page.goto(f"{origin}/{API}/index.json")
        script = """async (code) => {
            const said = [];
            console.log = (...words) => said.push(words.join(" "));
            await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
            return said.join("\\n");
        }"""
        return str(page.evaluate(script, code))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path, origin: str) -> None:
    """A relative link is a file of the project, an anchor a heading of its page, a link to the site is served."""
    links = [str(child.attrs["href"]) for token in tokens(page) for child in token.children or [] if child.type == "link_open"]
    for link in links:
        if link.startswith(SITE):
            with urlopen(link.replace(SITE, origin)) as response:  # noqa: S310 # our own server
                assert response.status == 200
        elif "://" not in link:
            path, _, anchor = link.partition("#")
            target = page.parent / path if path else page
            assert target.exists(), f"{page.name} links to {link}"
            assert not anchor or anchor in anchors(target), f"{page.name} links to {link}"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    read = tokens(page)
    headings = [read[at + 1].content for at, token in enumerate(read) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_of_the_tree_that_is_named_exists(page: Path, public: Path) -> None:
    """A path below api/v1 in the text is that of a published file, unless it stands for many or is only made on request."""
    optional = {f"{API}/cambios.json", f"{API}/{{question}}/paginas/1.json"}
    for path in set(re.findall(rf"`({API}/[^`]+\.\w+)`", page.read_text(encoding="utf-8"))) - optional:
        for question in ["franquicia"] if "{question}" in path else [""]:
            named = path.replace("{question}", question)
            assert "{clave}" in named or (public / named).is_file(), f"{page.name} names {path}"


def test_the_tables_of_the_contract_are_those_of_the_registry() -> None:
    """docs/api.md says of questions and fields what the code says; python -m precompute.publishing.reference writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == rendered(PAGE.read_text(encoding="utf-8"))


def test_the_contract_and_its_promise_are_published(public: Path) -> None:
    """The page is published with the files, and the root index links to the promise in it."""
    assert (public / API / "api.md").read_bytes() == PAGE.read_bytes()
    own = contract(Layout(url="https://films.example/en/")).decode()
    assert "https://films.example/en/api/v1/franquicia" in own
    assert "127.0.0.1" not in own
    link = json.loads((public / API / "index.json").read_bytes())["documentos"]["compatibilidad"]
    assert link == f"/{API}/api.md#compatibility"
    assert "compatibility" in anchors(public / API / "api.md")


def test_the_table_of_hosts_has_every_host_and_limit() -> None:
    """docs/hosts.md names the hosts and limits that the build compares with."""
    page = (ROOT / "docs/hosts.md").read_text(encoding="utf-8")
    rows = [row.rpartition(" | ")[0] for row in table(Size()).splitlines() if row.startswith("| [")]
    assert len(rows) == len(HOSTS)
    assert [row for row in rows if row not in page] == []
    assert [key for key in FIT if f"\n| `{key}` | " not in page] == []


def test_llms_txt_links_to_files_that_exist(public: Path) -> None:
    """/llms.txt has the form of llmstxt.org: a title, a summary, sections of links; all of them lead to files."""
    text = (public / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# Filmoteca\n\n> ")
    links = re.findall(r"^- \[[^]]+\]\(/([^)]+)\): .", text, flags=re.MULTILINE)
    assert len(links) == text.count("\n- ")
    assert [link for link in links if not (public / link).is_file()] == []


def test_the_dataset_is_described_for_search_engines(public: Path) -> None:
    """The JSON-LD is a schema.org Dataset whose distributions are the downloads, with their sizes and hashes."""
    described = json.loads((public / API / "descargas/dataset.jsonld").read_bytes())
    assert (described["@context"], described["@type"]) == ("https://schema.org/", "Dataset")
    assert 50 <= len(described["description"]) <= 5000
    listed = json.loads((public / API / "descargas/index.json").read_bytes())["descargas"]
    assert [(d["contentUrl"], d["sha256"]) for d in described["distribution"]] == [(d["enlace"], d["sha256"]) for d in listed]


def test_a_link_to_nothing_is_found(origin: str) -> None:
    """The server that the links are tried against does say when there is nothing."""
    with pytest.raises(HTTPError):
        urlopen(f"{origin}/nothing.html")  # noqa: S310 # our own server
