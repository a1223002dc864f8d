"""Writing a tree of files so that a reader, or a build that was killed, never sees half a file."""

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

_TEMPORARY = ".tmp"  # a name no key can have, removed by the next build when a killed one leaves it


@dataclass
class Changes:
    """What writing a tree did, in files; `foreign` names those that are not ours and were left alone."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    foreign: list[str] = field(default_factory=list)


def write_files(root: Path, files: Iterable[tuple[str, bytes]], changes: Changes) -> None:
    """Write each (path below root, bytes) that is not already there, through a temporary file and a rename."""
    made: set[str] = set()
    for path, content in files:
        target = os.path.join(root, path)  # noqa: PTH118 # pathlib costs more than the write, 100,000 times
        folder = os.path.dirname(target)  # noqa: PTH120
        if folder not in made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            made.add(folder)
        if _read(target, len(content)) == content:
            changes.unchanged += 1
            continue
        temporary = os.path.join(folder, _TEMPORARY)  # noqa: PTH118
        with open(temporary, "wb", buffering=0) as file:  # noqa: PTH123
            file.write(content)
        os.replace(temporary, target)  # noqa: PTH105
        changes.written += 1


def _read(path: str, size: int) -> bytes | None:
    """The file's bytes where it has this size, else None."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    try:
        content = os.read(descriptor, size + 1)
    finally:
        os.close(descriptor)
    return content if len(content) == size else None


def remove_stale(
    folder: Path, kept: Collection[str], changes: Changes, suffix: str | tuple[str, ...] = ".json"
) -> None:
    """Remove the files of `folder` that an earlier build left and this one did not make.

    Ours are those named `*{suffix}` (or one of several) and unfinished ones; anything else is foreign: counted, named, and kept.
    """
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name in kept:
            continue
        if entry.is_file(follow_symlinks=False) and (entry.name == _TEMPORARY or entry.name.endswith(suffix)):
            Path(entry.path).unlink()
            changes.removed += entry.name != _TEMPORARY
        else:
            changes.foreign.append(entry.path)
