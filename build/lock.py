"""A lock that lets one build at a time write a folder."""

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from precompute.refusal import RefusalError

try:
    import fcntl
except ImportError:  # Windows, which cannot lock a folder
    fcntl = None  # type: ignore[assignment]

_LOCK_FILE = ".filmoteca-lock"
# What file systems answer that have no locks, or none on folders, as some network file systems.
_NO_LOCKS = {errno.EBADF, errno.EINVAL, errno.EISDIR, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


class LockedError(RefusalError):
    """Another build is writing the folder."""


@contextmanager
def exclusive_lock(folder: Path) -> Iterator[None]:
    """Hold `folder`, which is made if it does not exist, while the block runs. Raises LockedError if another build holds it.

    The lock is on the folder itself, so every user and every path has the same. The system releases it when the process
    ends, however it ends. A folder that did not exist and that the block leaves empty is removed.
    """
    real = Path(os.path.realpath(folder))
    new_folders = [path for path in (real, *real.parents) if not path.exists()]
    try:
        descriptor = _open_locked(real)
    except BlockingIOError:
        raise _locked(folder) from None
    try:
        if descriptor is None:
            with _locked_file(real):
                yield
        else:
            yield
    finally:
        _remove_empty(new_folders)  # while it is locked
        if descriptor is not None:
            os.close(descriptor)


def _open_locked(folder: Path) -> int | None:
    """Return a descriptor of the locked folder, or None if its file system cannot lock folders.

    Raises BlockingIOError if another build holds it.
    """
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        if fcntl is None:
            return None
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), os.stat(folder)):  # noqa: PTH116 # beside fstat
                    return descriptor
            os.close(descriptor)  # another build removed the folder between both calls
        except BlockingIOError:
            os.close(descriptor)
            raise
        except OSError as error:
            os.close(descriptor)
            if error.errno not in _NO_LOCKS:
                raise
            return None


@contextmanager
def _locked_file(folder: Path) -> Iterator[None]:
    """Hold a file of the folder instead; where there are no locks at all, warn and go on."""
    lock = FileLock(folder / _LOCK_FILE, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise _locked(folder) from None
    except (NotImplementedError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LOCKS:
            raise
        print(f"warning: the file system of {folder} has no locks; start no other build there", file=sys.stderr)  # noqa: T201
    try:
        yield
    finally:
        lock.release()


def _locked(folder: Path) -> LockedError:
    return LockedError(f"another build is writing {folder}; wait until it is done, or give another folder")


def _remove_empty(folders: Sequence[Path]) -> None:
    """Remove folders, innermost first, up to one that is not empty."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()
