"""The project as a user has it: its root, and its command."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SAMPLE_SOURCE = ROOT / "build" / "sample"


def run_build(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m build` with these arguments, as a user runs it, in the project's root."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FILMOTECA_")}
    command = [sys.executable, "-m", "build", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=clean | environment, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603


def digests(folder: Path) -> dict[str, str]:
    """path → sha256 of every file below the folder, without the record of a build, which holds times."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".filmoteca-build"))
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}
