"""Writing a tree of files so that a reader, or a build that was killed, never sees half a file."""

import filecmp
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_TEMPORARY = ".tmp"  # begins a name no key can have, removed by the next build when a killed one leaves it


@dataclass
class Changes:
    """What writing a tree did, in files; `foreign` names those that are not ours and were left alone."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    foreign: list[str] = field(default_factory=list)


def write_files(root: Path, files: Iterable[tuple[str, bytes]], changes: Changes) -> None:
    """Write each (path below root, bytes) that is not already there, through a temporary file and a rename.

    What a killed build left unfinished in the folders written to is removed.
    """
    made: set[str] = set()
    for path, content in files:
        target = os.path.join(root, path)  # noqa: PTH118 # pathlib costs more than the write, 100,000 times
        folder = os.path.dirname(target)  # noqa: PTH120
        temporary = os.path.join(folder, _TEMPORARY)  # noqa: PTH118
        if folder not in made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            _remove(temporary)
            made.add(folder)
        if _read(target, len(content)) == content:
            changes.unchanged += 1
            continue
        try:
            _write(temporary, content)
            os.replace(temporary, target)  # noqa: PTH105
        except BaseException:  # a full disk or Ctrl-C: nothing unfinished stays among the files served
            _remove(temporary)
            raise
        changes.written += 1


@contextmanager
def large_file(root: Path, path: str, changes: Changes) -> Iterator[Path]:
    """A temporary path where the caller makes a file too large to hold; it then becomes `path` below root.

    Where the same bytes are there already, they stay.
    """
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(_TEMPORARY)
    made.unlink(missing_ok=True)
    try:
        yield made
    except BaseException as error:
        _remove(str(made))
        if isinstance(error, OSError):
            error.filename = error.filename or str(target)
        raise
    if target.is_file() and filecmp.cmp(made, target, shallow=False):
        made.unlink()
        changes.unchanged += 1
    else:
        made.replace(target)
        changes.written += 1


def _write(path: str, content: bytes) -> None:
    """The whole content: one write to a disk that is nearly full takes what fits and raises nothing."""
    with open(path, "wb", buffering=0) as file:  # noqa: PTH123
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[file.write(rest) :]
        except OSError as error:
            error.filename = path  # what the system says of a full disk names no file
            raise


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108


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


def remove_stale(folder: Path, kept: Collection[str], changes: Changes, suffixes: tuple[str, ...] = (".json",)) -> None:
    """Remove the files of `folder` that an earlier build left and this one did not make.

    Ours are those with one of the suffixes and unfinished ones; anything else is foreign: named, and kept.
    """
    if not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name in kept:
            continue
        unfinished = entry.name.startswith(_TEMPORARY)
        if entry.is_file(follow_symlinks=False) and (unfinished or entry.name.endswith(suffixes)):
            Path(entry.path).unlink()
            changes.removed += not unfinished
        else:
            changes.foreign.append(entry.path)
