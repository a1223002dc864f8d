"""The fingerprint of a build: whether a rebuild would change anything."""

import json
import marshal
import os
import sys
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path

from build.reading.find_source import SAMPLE
from build.reading.source_files import Source
from precompute.atomic_files import FileStat, files_below, replace_file
from precompute.owned_tree import RECORD

ROOT = Path(__file__).parent.parent
_CODE = ("build", "eda", "precompute", "functions", "docs/api.md")
_BUILD = f"{RECORD}-build.json"
_SETTINGS = ("FILMOTECA_URL", "FILMOTECA_REST")


def fingerprint(source: Source, site: bool, fit: str | None = None) -> str:
    """Return a digest of everything that a build depends on: the source, this project's code and locks, Python and settings."""
    digest = sha256(repr([sys.version, site, fit, [os.environ.get(name) for name in _SETTINGS]]).encode())
    files = sorted(source.location / name for name in source.files.values()) if source.location.is_dir() else [source.location]
    for path in [*files, *_code()]:
        with path.open("rb") as file:
            digest.update(f"{path.name} {file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def files_if_current(tables: Path, public: Path, source: Source, site: bool, fit: str | None = None) -> int | None:
    """Return the number of published files if a build would change none of them, else None."""
    try:
        previous_build = json.loads((tables / _BUILD).read_bytes())
    except (OSError, ValueError):
        return None
    published = files_below(public)
    current = {"fingerprint": fingerprint(source, site, fit), "state": _state(tables, published)}
    return len(published) if previous_build == current else None


def remember_build(tables: Path, published: list[FileStat], digest: str) -> None:
    """Record the fingerprint of a finished build, and the state in which it leaves its folders."""
    replace_file(str(tables / _BUILD), json.dumps({"fingerprint": digest, "state": _state(tables, published)}).encode())


def forget_build(tables: Path) -> None:
    """Remove the record when a build begins, so that one that is stopped halfway does not count as finished."""
    (tables / _BUILD).unlink(missing_ok=True)


def _code() -> Iterator[Path]:
    for name in _CODE:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc" and SAMPLE not in file.parents:
                yield file


def _state(tables: Path, published: list[FileStat]) -> str:
    """Return a digest of every file's name, size and times of change."""
    data = [file for file in files_below(tables) if not file[0].startswith(RECORD)]
    # Version 2 of marshal's format has no references to earlier values, so equal values are equal bytes.
    return sha256(marshal.dumps((data, published), 2)).hexdigest()
