"""Writing files so that a reader, or a build that was killed, never sees half a file; and listing a tree's files."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)
# A link of this name, wherever it leads, is never written through. Windows has no such flag.
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # nor does a named pipe make the reader wait
# A file of a tree: its path below the root, with /, its size in bytes, and when its content and its entry last changed, in
# nanoseconds. The second time cannot be set by a program: it shows a copy with old times, and an edit within one second.
FileStat = tuple[str, int, int, int]
# Begins the name of an unfinished file or folder. No key has such a name; the next build removes what a killed one left.
UNFINISHED = ".filmoteca-unfinished"


def entries_below(root: Path, folders: tuple[str, ...] = ("",)) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Every file below some folders of a tree, as (path below root, entry); nothing if `root` does not exist.

    A link to a folder outside is followed, once; a link to a file is an entry of its own, and so is an unfinished folder.
    """
    pending = [f"{folder}/" if folder else "" for folder in folders]
    links: list[str] = []
    visited: set[tuple[int, int]] = set()
    while pending or links:
        folder = pending.pop() if pending else links.pop()
        try:
            stat = os.stat(root / folder)  # noqa: PTH116
            is_visited = (stat.st_dev, stat.st_ino) in visited
            visited.add((stat.st_dev, stat.st_ino))
            with os.scandir(root / folder) as entries:
                for entry in [] if is_visited else entries:  # links can form a circle
                    if entry.name.startswith(UNFINISHED) or not _is_folder(entry):
                        yield f"{folder}{entry.name}", entry
                    else:
                        (links if entry.is_symlink() else pending).append(f"{folder}{entry.name}/")
        except (FileNotFoundError, NotADirectoryError):
            continue


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def files_below(root: Path) -> list[FileStat]:
    """Return every file of a tree, by path; an empty list if `root` does not exist."""
    files: list[FileStat] = []
    for path, entry in entries_below(root):
        stat = entry.stat(follow_symlinks=False)
        files.append((path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    return sorted(files)


def write_new(path: str, content: bytes) -> None:
    """Write the whole content to a file that does not exist. Raises OSError, which names the file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        write_all(descriptor, content)
    except OSError as error:
        error.filename = path  # what the system says of a full disk names no file
        raise
    finally:
        os.close(descriptor)


def write_all(descriptor: int, content: bytes) -> None:
    """Write the whole content: one write to a disk that is nearly full takes what fits and raises nothing."""
    written = os.write(descriptor, content)
    while written < len(content):
        written += os.write(descriptor, memoryview(content)[written:])


def replace_file(path: str, content: bytes) -> None:
    """Give a file this content in one step: it is written beside `path`, then renamed."""
    temporary = f"{os.path.dirname(path)}/{UNFINISHED}"  # noqa: PTH120
    try:
        write_new(temporary, content)
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        remove_file(temporary)
        raise


def has_content(path: str, content: bytes) -> bool:
    """Return whether a file, not a link to one, has this content."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _BINARY | NO_LINK)
    except OSError:
        return False
    try:
        return os.read(descriptor, len(content) + 1) == content
    except OSError:  # a folder
        return False
    finally:
        os.close(descriptor)


def remove_file(path: str) -> None:
    """Remove a file, or a link, that may not exist."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108


def remove_unfinished(root: Path) -> None:
    """Remove what a process that was killed left unfinished below `root`."""
    for _, entry in [*entries_below(root)]:
        remove_if_unfinished(entry)


def remove_if_unfinished(entry: "os.DirEntry[str]") -> None:
    """Remove a file or folder that a process was writing when it was killed."""
    if not entry.name.startswith(UNFINISHED):
        return
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
    else:
        remove_file(entry.path)
