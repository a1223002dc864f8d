"""A folder that a build may share with other people: it changes only the files that a build is known to have written.

The file `.filmoteca` in the folder lists what builds wrote, beside the files that a manifest lists. While a build writes,
each new path is added to that list before the file appears, so that the next build knows also what a killed one wrote.
"""

import filecmp
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from precompute.atomic_files import (
    NO_LINK,
    UNFINISHED,
    entries_below,
    has_content,
    remove_file,
    remove_if_unfinished,
    replace_file,
    write_all,
    write_new,
)
from precompute.refusal import RefusalError

RECORD = ".filmoteca"
_HEADER = "# Filmoteca wrote the files listed here and in manifest.json. It changes no other file of this folder."


class InTheWayError(RefusalError):
    """A file that no build wrote has the path of a file or folder that a build writes."""


class OutputPaths(NamedTuple):
    """Which paths of a tree a build may write. files: matches the path of each file; folders: the folders that hold them."""

    files: re.Pattern[str]
    folders: Sequence[str]


@dataclass
class Changes:
    """What a build did to a tree, in files; `foreign` names the files that no build wrote, which were left alone."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    foreign: list[str] = field(default_factory=list)


class OwnedTree:
    """The files below `root` that builds wrote: what writes and removes them. All paths are below `root`, with /."""

    def __init__(self, root: Path, listed: Iterable[str] = (), *, force: bool = False) -> None:
        """listed: the paths that a manifest lists, and .filmoteca does not; force: overwrite files in the way.

        Raises InTheWayError if the folder's .filmoteca is not a build's.
        """
        self.root, self.changes, self._force = root, Changes(), force
        self.owned = {path for path in [*_read_record(root), *listed] if _stays_inside(path)}

    def prepare(self, output: Sequence[OutputPaths], adopt: Callable[[Path], bool] | None = None) -> None:
        """Find the foreign files, those that no build wrote, and remove what a killed build left unfinished.

        output: what a build may write; adopt: whether a file that is not listed is a build's after all.
        Raises InTheWayError, before anything is changed, if a foreign file has the path of one that a build may write.
        """
        folders = [folder for paths in output for folder in paths.folders]
        for folder in folders:
            for path in [folder, *map(str, Path(folder).parents)][:-1]:
                if os.path.lexists(self.root / path) and not (self.root / path).is_dir():
                    raise InTheWayError(f"{self.root / path} is not a folder, and a build needs one there; move it away")
        entries = [*_files_of(self.root), *entries_below(self.root, _outermost(folders))]
        foreign = sorted(path for path, entry in entries if path not in self.owned and not entry.name.startswith(RECORD))
        in_the_way = [path for path in foreign if any(paths.files.fullmatch(path) for paths in output)]
        adopted = {path for path in in_the_way if adopt and adopt(self.root / path)}
        self.owned |= adopted
        self.changes.foreign = [path for path in foreign if path not in adopted]
        self.refuse(path for path in in_the_way if path not in adopted)
        for _, entry in entries:
            remove_if_unfinished(entry)

    def refuse(self, paths: Iterable[str]) -> None:
        """Raise InTheWayError if a foreign file has one of these paths, which a build is about to write."""
        in_the_way = sorted({*self.changes.foreign}.intersection(paths)) if self.changes.foreign else []
        if in_the_way and not self._force:
            more = f" and {len(in_the_way) - 1:,} more" if len(in_the_way) > 1 else ""
            raise InTheWayError(
                f"{self.root / in_the_way[0]}{more}: not written by a build, which writes a file of this name; "
                "move it away, give another folder, or overwrite it with --force"
            )
        self.changes.foreign = [path for path in self.changes.foreign if path not in in_the_way]

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write each (path, content) that is not already there.

        In a folder that exists, each file is replaced in one step. A folder that does not exist is filled under another
        name and then renamed: half the work for each file.
        """
        # For each folder: where it is, and where its files are written: there, or in what will be renamed to it.
        folders: dict[str, tuple[str, str]] = {}
        unfinished: dict[str, str] = {}
        new: list[str] = []
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            for path, content in files:
                parent, _, name = path.rpartition("/")
                if parent not in folders:
                    folder = os.path.join(self.root, parent) if parent else str(self.root)  # noqa: PTH118 # pathlib costs more
                    folders[parent] = folder, _folder_to_fill(folder, unfinished)
                folder, target = folders[parent]
                if target != folder:
                    write_new(f"{target}/{name}", content)
                    new.append(path)
                elif path in self.owned and has_content(f"{folder}/{name}", content):
                    self.changes.unchanged += 1
                    continue
                else:
                    self._claim([path])
                    replace_file(f"{folder}/{name}", content)
                self.changes.written += 1
            self._claim(new)
            for folder, target in unfinished.items():
                os.rename(target, folder)  # noqa: PTH104
        except BaseException:  # a full disk or Ctrl-C: nothing unfinished stays among the files served
            for target in unfinished.values():
                shutil.rmtree(target, ignore_errors=True)
            raise

    @contextmanager
    def large_file(self, path: str) -> Iterator[Path]:
        """Return a temporary path where the caller makes a file too large to hold in memory; it then becomes `path`.

        If the same bytes are there already, they stay.
        """
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f"{UNFINISHED}.{target.name}")  # a name of its own: two processes write here
        temporary.unlink(missing_ok=True)
        try:
            yield temporary
            unchanged = (
                path in self.owned
                and target.is_file()
                and not target.is_symlink()
                and filecmp.cmp(temporary, target, shallow=False)
            )
            if not unchanged:
                self._claim([path])
                temporary.replace(target)
        except OSError as error:
            error.filename = error.filename or str(target)
            raise
        finally:
            remove_file(str(temporary))
        self.changes.unchanged += unchanged
        self.changes.written += not unchanged

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files that builds wrote, and the folders that this leaves empty."""
        parents: set[Path] = set()
        for path in sorted(paths):
            if path in self.owned and os.path.lexists(self.root / path):
                remove_file(str(self.root / path))
                self.changes.removed += 1
                parents.update(Path(path).parents)
            self.owned.discard(path)
        for parent in sorted(parents - {Path()}, reverse=True):
            folder = self.root / parent
            if not folder.is_symlink() and not any(folder.iterdir()):
                folder.rmdir()

    def part(self) -> "OwnedTree":
        """Return this tree for another process, which counts its own changes."""
        part = copy(self)
        part.changes = Changes()
        return part

    def add(self, paths: Iterable[str], changes: Changes) -> None:
        """Include what another process wrote to the same tree."""
        self.owned.update(paths)
        self.changes.written += changes.written
        self.changes.unchanged += changes.unchanged

    def close(self, listed: Collection[str] = ()) -> None:
        """Write the list of the files that builds wrote, without those that a manifest lists, when a build is done."""
        paths = sorted(path for path in self.owned if path not in listed)
        replace_file(str(self.root / RECORD), "".join(f"{line}\n" for line in [_HEADER, *paths]).encode())

    def _claim(self, paths: Sequence[str]) -> None:
        """List paths as written by a build, before they are. Raises InTheWayError if one exists that no build wrote."""
        new = [path for path in paths if path not in self.owned]
        if not self._force:
            for path in new:
                if os.path.lexists(f"{self.root}/{path}"):  # also on file systems to which Heat.json and heat.json are one
                    raise InTheWayError(f"{self.root / path} was not written by a build; move it away, or pass --force")
        if new:
            _append_to_record(self.root, new)
            self.owned.update(new)


def _read_record(root: Path) -> list[str]:
    """Return the paths that the folder's .filmoteca lists. Raises InTheWayError if it is not a build's."""
    try:
        record = (root / RECORD).read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError) as error:
        raise InTheWayError(f"{root / RECORD} cannot be read: {error}") from error
    lines = record.split("\n")
    if record and _HEADER not in lines:
        raise InTheWayError(f"{root / RECORD} is not a list of files that a build wrote; move it away, or give another folder")
    return [line for line in lines if line and not line.startswith("#")]


def _append_to_record(root: Path, paths: Sequence[str]) -> None:
    """Add paths to the list in one write, as two processes may add at the same time."""
    descriptor = os.open(root / RECORD, os.O_WRONLY | os.O_APPEND | os.O_CREAT | NO_LINK, 0o666)
    try:
        lines = [_HEADER, *paths] if os.fstat(descriptor).st_size == 0 else paths
        write_all(descriptor, "".join(f"{line}\n" for line in lines).encode())
    finally:
        os.close(descriptor)


def _files_of(folder: Path) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Every file of a folder but hidden ones, which configure a host or a repository, and whatever is unfinished."""
    if folder.is_dir():
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(UNFINISHED) or not (entry.name.startswith(".") or entry.is_dir()):
                    yield entry.name, entry


def _outermost(folders: Sequence[str]) -> tuple[str, ...]:
    """Return the folders that are inside no other."""
    return tuple(folder for folder in folders if not any(folder.startswith(f"{other}/") for other in folders))


def _stays_inside(path: str) -> bool:
    """Return whether a path leads nowhere but below the folder: the list is a file that anybody may have edited."""
    return bool(path) and not any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in path.split("/"))


def _folder_to_fill(folder: str, unfinished: dict[str, str]) -> str:
    """Return where to write the files of a folder: the folder itself, or an unfinished one that will be renamed to it."""
    if os.path.isdir(folder):  # noqa: PTH112
        remove_file(f"{folder}/{UNFINISHED}")
        return folder
    for above, target in unfinished.items():
        if folder.startswith(f"{above}/"):
            inside = target + folder.removeprefix(above)
            os.makedirs(inside, exist_ok=True)  # noqa: PTH103
            return inside
    parent, name = os.path.split(folder)
    os.makedirs(parent, exist_ok=True)  # noqa: PTH103
    unfinished[folder] = f"{parent}/{UNFINISHED}.{name}"
    shutil.rmtree(unfinished[folder], ignore_errors=True)
    os.mkdir(unfinished[folder])  # noqa: PTH102
    return unfinished[folder]
