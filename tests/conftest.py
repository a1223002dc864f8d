"""What many tests share: the embedded sample, built once per worker."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from precompute.tables import Tables, load
from tests.support.project import SAMPLE_SOURCE, run_build
from tests.support.small_tree import write_tree

# These machines are noisy: how long an example takes says nothing.
settings.register_profile("filmoteca", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("filmoteca")


collect_ignore = ["consumers/downloads.py"]  # a script for the tools of `make consumers`, which it imports


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `public` and `tables`: the embedded sample, built from the command line."""
    folder = tmp_path_factory.mktemp("built")
    run = run_build("--source", SAMPLE_SOURCE, "--public", folder / "public", "--tables", folder / "tables")
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
