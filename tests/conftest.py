"""What many tests share: the embedded sample, built once per worker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from precompute.tables import Tables, load
from tests.tree import write_tree

# These machines are noisy: how long an example takes says nothing.
settings.register_profile("filmoteca", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("filmoteca")

ROOT = Path(__file__).parent.parent


def run_build(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m build` with these arguments, as a user runs it, in the project's root."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FILMOTECA_")}
    command = [sys.executable, "-m", "build", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=clean | environment, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `public` and `tables`: the embedded sample, built from the command line."""
    folder = tmp_path_factory.mktemp("built")
    run = run_build("--source", ROOT / "build/sample", "--public", folder / "public", "--tables", folder / "tables")
    assert run.returncode == 0, run.stderr
    return folder


@pytest.fixture(scope="session")
def public(built: Path) -> Path:
    """The published tree of the embedded sample."""
    return built / "public"


@pytest.fixture(scope="session")
def sample(built: Path) -> Tables:
    """The clean tables of the embedded sample."""
    return load(built / "tables")


@pytest.fixture(scope="session")
def small_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small published tree, written by hand, that no test changes."""
    tree = tmp_path_factory.mktemp("small")
    write_tree(tree)
    return tree
