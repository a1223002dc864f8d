"""The project's own files agree with each other: version, locks, workflow, commands and the paths that documents name."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from functions.paths import VERSION
from precompute.publishing.hosts import FIT
from tests.support.project import ROOT

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
LOCKS = [*ROOT.glob("*/requirements.txt"), *ROOT.glob("*/*/requirements.txt")]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
WORKFLOW = ROOT / ".github/workflows/ci.yml"


def test_the_project_has_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION
    assert f"\n## {VERSION}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_the_form_that_github_documents(workflow: Path) -> None:
    """Checked by the schema that check-jsonschema carries; nothing is fetched. Actions are pinned to a commit."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(workflow)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stdout + run.stderr
    used = re.findall(r"^ *-? *uses: (.*)$", workflow.read_text(), re.MULTILINE)
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", action) for action in used)


@pytest.mark.parametrize("host", ["github-pages", "cloudflare-pages"])
def test_a_host_is_published_to_on_demand_and_monthly_with_its_own_layout(host: str) -> None:
    text = (ROOT / f".github/workflows/{host}.yml").read_text()
    triggers = yaml.safe_load(text)[True]  # YAML reads the key `on` as true
    assert set(triggers) == {"workflow_dispatch", "schedule"}
    assert f"FIT={host}" in text
    assert host in FIT


def test_the_workflow_runs_the_checks_on_every_supported_python() -> None:
    job = yaml.safe_load(WORKFLOW.read_text())["jobs"]["check"]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert job["steps"][-1] == {"run": ".ci/run"}
    assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in job["steps"] if "uses" in step)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_every_locked_package_has_a_version_and_hashes(lock: Path) -> None:
    text = lock.read_text()
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert requirements
    assert [
        entry for entry in requirements if not re.match(r"[a-z0-9-]+(\[\w+\])?==\S+ .*\\\n    --hash=sha256:", entry, re.DOTALL)
    ] == []
    assert "://" not in text


def test_only_measuring_the_recommender_needs_scikit_learn() -> None:
    assert [lock.parent.name for lock in sorted(LOCKS) if "\nscikit-learn==" in lock.read_text()] == ["recommender", "tests"]


def test_make_help_names_every_command() -> None:
    makefile = (ROOT / "Makefile").read_text()
    [commands] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    printed = subprocess.run(["make", "-C", ROOT, "help"], capture_output=True, text=True, check=True).stdout  # noqa: S603, S607
    assert [command for command in commands.split() if not re.search(rf"^ +make {command}\b", printed, re.MULTILINE)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_source_file_that_a_document_names_exists(document: Path) -> None:
    """`folder/file.py`, and `file.py` beside the folder named before it or anywhere in the project."""
    names = re.findall(r"`([\w./-]+\.(?:py|toml|yaml|yml|mjs))`", document.read_text(encoding="utf-8"))
    names = [name.removeprefix("api/v1/") for name in names]  # published under another path
    missing = [name for name in names if not (ROOT / name).exists() and not list(ROOT.glob(f"*/**/{name}"))]
    assert missing in ([], ["precompute/questions/actores.py"])  # CONTRIBUTING's example of a question to add
