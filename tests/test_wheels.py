"""All that `make run` installs has a wheel for every system and Python that the README names, in its locked version.

`make wheels` asks the package index, so this runs only there; every other test runs without a network.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.markers import Marker

from functions.pack import requirements
from tests.support.project import ROOT

ASKING = "FILMOTECA_ASK_INDEX"
pytestmark = pytest.mark.skipif(not os.environ.get(ASKING), reason=f"asks the package index; `make wheels` sets ${ASKING}")
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


class System(NamedTuple):
    """A system as markers and wheels name it; oldest: the oldest versions of it for which a wheel may be made."""

    sys_platform: str
    platform_machine: str
    tags: list[str]


MANYLINUX = ("2014", "_2_17", "_2_24", "_2_26", "_2_27", "_2_28")
MACOS = ("10_9", "10_12", "10_13", "10_14", "10_15", "11_0", "12_0", "13_0", "14_0")
SYSTEMS = {
    "Linux on x86": System("linux", "x86_64", [f"manylinux{tag}_x86_64" for tag in MANYLINUX]),
    "Linux on ARM": System("linux", "aarch64", [f"manylinux{tag}_aarch64" for tag in MANYLINUX]),
    "macOS on Intel": System("darwin", "x86_64", [f"macosx_{tag}_{kind}" for tag in MACOS for kind in ("x86_64", "universal2")]),
    "macOS on ARM": System("darwin", "arm64", [f"macosx_{tag}_{kind}" for tag in MACOS for kind in ("arm64", "universal2")]),
    "Windows": System("win32", "AMD64", ["win_amd64"]),
}


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", SYSTEMS)
def test_what_make_run_installs_has_wheels(tmp_path: Path, name: str, python: str) -> None:
    system = SYSTEMS[name]
    needed = tmp_path / "requirements.txt"
    needed.write_text(locked_for((ROOT / "build/requirements.txt").read_text(), system, python))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run", "--ignore-installed"]
    wheels = ["--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--implementation=cp", f"--python-version={python}"]
    tags = [f"--platform={tag}" for tag in system.tags]
    run = subprocess.run(  # noqa: S603
        [*pip, *wheels, *tags, "--require-hashes", "--target", str(tmp_path / "none"), "-r", str(needed)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def locked_for(lock: str, system: System, python: str) -> str:
    """The entries of a lock file that count on a system, without their markers: pip would read those for this machine."""
    environment = {"sys_platform": system.sys_platform, "platform_machine": system.platform_machine}
    environment |= {"python_version": python, "python_full_version": f"{python}.0"}
    entries = []
    for _, entry in requirements(lock):
        first, rest = entry.split(" \\\n", 1)
        pinned, _, marker = first.partition(" ; ")
        if not marker or Marker(marker).evaluate(environment):
            entries.append(f"{pinned} \\\n{rest}")
    return "".join(entries)
