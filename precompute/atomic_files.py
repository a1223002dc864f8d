"""Writing a tree of files so that a reader, or a build that was killed, never sees half a file."""

import filecmp
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY
# A file of a tree: its path below the root, with /, its bytes, and when it changed, in nanoseconds.
FileStat = tuple[str, int, int]
TEMPORARY = ".tmp"  # begins a name no key can have, removed by the next build when a killed one leaves it


@dataclass
class Changes:
    """What writing a tree did, in files; `foreign` names those that are not ours and were left alone.

    made: the folders that were not there before, in which there is nothing but what was written.
    """

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    foreign: list[str] = field(default_factory=list)
    made: set[str] = field(default_factory=set)


def files_below(root: Path) -> list[FileStat]:
    """Every file of a tree, by path; links are not followed. None if there is no tree."""
    files: list[FileStat] = []
    folders = [""] if root.is_dir() else []
    while folders:
        folder = folders.pop()
        with os.scandir(root / folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{folder}{entry.name}/")
                else:
                    stat = entry.stat(follow_symlinks=False)
                    files.append((f"{folder}{entry.name}", stat.st_size, stat.st_mtime_ns))
    return sorted(files)


def write_files(root: Path, files: Iterable[tuple[str, bytes]], changes: Changes) -> None:
    """Write each (path below root, bytes) that is not already there.

    Into a folder that is there a file comes through a temporary file and a rename. A folder that is not there yet is
    made whole under another name, then renamed: half the work a file. What a killed build left unfinished in the
    folders written to is removed.
    """
    # Of each folder below root where it is, and where its files are written: there, or in what will be renamed to it.
    folders_of: dict[str, tuple[str, str]] = {}
    unfinished: dict[str, str] = {}
    root.mkdir(parents=True, exist_ok=True)
    try:
        for path, content in files:
            below, _, name = path.rpartition("/")
            if below not in folders_of:
                folder = os.path.join(root, below) if below else str(root)  # noqa: PTH118 # pathlib costs more than the write
                folders_of[below] = folder, _place(folder, unfinished)
            folder, target = folders_of[below]
            if target != folder:
                _write(f"{target}/{name}", content)
            elif _read(f"{folder}/{name}", len(content)) == content:
                changes.unchanged += 1
                continue
            else:
                _replace(f"{folder}/{name}", content)
            changes.written += 1
        for folder, target in unfinished.items():
            os.rename(target, folder)  # noqa: PTH104
        changes.made.update(unfinished)
    except BaseException:  # a full disk or Ctrl-C: nothing unfinished stays among the files served
        for target in unfinished.values():
            shutil.rmtree(target, ignore_errors=True)
        raise


def _place(folder: str, unfinished: dict[str, str]) -> str:
    """Where to write the files of a folder; one that is not there yet is noted in `unfinished`, or is inside such a one."""
    if os.path.isdir(folder):  # noqa: PTH112
        _remove(f"{folder}/{TEMPORARY}")
        return folder
    for above, target in unfinished.items():
        if folder.startswith(f"{above}/"):
            inside = target + folder.removeprefix(above)
            os.makedirs(inside, exist_ok=True)  # noqa: PTH103
            return inside
    parent, name = os.path.split(folder)
    os.makedirs(parent, exist_ok=True)  # noqa: PTH103
    unfinished[folder] = f"{parent}/{TEMPORARY}.{name}"
    shutil.rmtree(unfinished[folder], ignore_errors=True)
    os.mkdir(unfinished[folder])  # noqa: PTH102
    return unfinished[folder]


def _replace(target: str, content: bytes) -> None:
    temporary = f"{os.path.dirname(target)}/{TEMPORARY}"  # noqa: PTH120
    try:
        _write(temporary, content)
        os.replace(temporary, target)  # noqa: PTH105
    except BaseException:
        _remove(temporary)
        raise


@contextmanager
def large_file(root: Path, path: str, changes: Changes) -> Iterator[Path]:
    """A temporary path where the caller makes a file too large to hold; it then becomes `path` below root.

    Where the same bytes are there already, they stay.
    """
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(f"{TEMPORARY}.{target.name}")  # of its own: two processes write here
    made.unlink(missing_ok=True)
    try:
        yield made
        same = target.is_file() and filecmp.cmp(made, target, shallow=False)
        if not same:
            made.replace(target)
    except OSError as error:
        error.filename = error.filename or str(target)
        raise
    finally:
        _remove(str(made))
    changes.unchanged += same
    changes.written += not same


def _write(path: str, content: bytes) -> None:
    """The whole content: one write to a disk that is nearly full takes what fits and raises nothing."""
    descriptor = os.open(path, _NEW_FILE, 0o666)
    try:
        written = os.write(descriptor, content)
        while written < len(content):
            written += os.write(descriptor, memoryview(content)[written:])
    except OSError as error:
        error.filename = path  # what the system says of a full disk names no file
        raise
    finally:
        os.close(descriptor)


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108


def _read(path: str, size: int) -> bytes | None:
    """The file's bytes where it has this size, else None."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _BINARY)
    except FileNotFoundError:
        return None
    try:
        content = os.read(descriptor, size + 1)
    finally:
        os.close(descriptor)
    return content if len(content) == size else None


def remove_unfinished(root: Path) -> None:
    """Remove what a process that was killed left unfinished below `root`."""
    for folder, folders, names in os.walk(root):
        for name in names:
            if name.startswith(TEMPORARY):
                _remove(os.path.join(folder, name))  # noqa: PTH118
        for name in [name for name in folders if name.startswith(TEMPORARY)]:
            shutil.rmtree(os.path.join(folder, name), ignore_errors=True)  # noqa: PTH118
            folders.remove(name)


def remove_stale(folder: Path, kept: Collection[str], changes: Changes, suffixes: tuple[str, ...] = (".json",)) -> None:
    """Remove the files of `folder` that an earlier build left and this one did not make.

    Ours are those with one of the suffixes and unfinished ones; anything else is foreign: named, and kept.
    """
    if not folder.is_dir():
        return
    others = (entry for entry in os.scandir(folder) if entry.name not in kept)
    for entry in sorted(others, key=lambda entry: entry.name):
        unfinished = entry.name.startswith(TEMPORARY)
        if unfinished and entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        elif entry.is_file(follow_symlinks=False) and (unfinished or entry.name.endswith(suffixes)):
            Path(entry.path).unlink()
            changes.removed += not unfinished
        else:
            changes.foreign.append(entry.path)
