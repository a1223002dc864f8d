"""What the last build was made of and how it left its folders: one that would change nothing need not be run again."""

import json
import marshal
import os
import sys
from collections.abc import Iterator
from hashlib import file_digest, sha256
from pathlib import Path

from build.sources import SAMPLE, Source
from precompute.publishing.tree import Changes, Found, files_below, write_files

ROOT = Path(__file__).parent.parent
_CODE = ("build", "eda", "precompute", "functions", "docs/api.md")
_SETTINGS = ("FILMOTECA_URL", "FILMOTECA_REST")


def made_of(source: Source, site: bool) -> str:
    """A digest of all that a build depends on: the source's bytes, this project's code and lock, Python, and the settings."""
    digest = sha256(repr([sys.version, site, [os.environ.get(name) for name in _SETTINGS]]).encode())
    files = sorted(source.location / name for name in source.files.values()) if source.location.is_dir() else [source.location]
    for path in [*files, *_code()]:
        with path.open("rb") as file:
            digest.update(f"{path.name} {file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def unchanged(tables: Path, public: Path, source: Source, site: bool) -> int | None:
    """How many files the last build left, where it was made of the same and every file is as it left it; else None."""
    try:
        record = json.loads(_record(tables).read_bytes())
    except (OSError, ValueError):
        return None
    found = files_below(public)
    return len(found) if record == {"made_of": made_of(source, site), "left": _state(tables, found)} else None


def remember(tables: Path, published: list[Found], digest: str) -> None:
    """Note what a finished build was made of and how it leaves its folders."""
    record = json.dumps({"made_of": digest, "left": _state(tables, published)}).encode()
    write_files(tables.parent, [(_record(tables).name, record)], Changes())


def forget(tables: Path) -> None:
    """Drop the note before a build begins: one that is stopped halfway is not to be taken for finished."""
    _record(tables).unlink(missing_ok=True)


def _record(tables: Path) -> Path:
    """Beside the tables, which hold nothing but data, and never published."""
    return tables.parent / f".{tables.name}.json"


def _code() -> Iterator[Path]:
    for name in _CODE:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and file.suffix != ".pyc" and SAMPLE not in file.parents:
                yield file


def _state(tables: Path, published: list[Found]) -> str:
    """A digest of every name, size and time of change, as version control looks at files."""
    # The second version of marshal's format refers to nothing said before, so that equal values are equal bytes.
    return sha256(marshal.dumps((files_below(tables), published), 2)).hexdigest()
