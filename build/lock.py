"""A lock that lets one build at a time write a folder."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from precompute.refusal import RefusalError


class LockedError(RefusalError):
    """Another build is writing the folder."""


@contextmanager
def exclusive_lock(folder: Path) -> Iterator[None]:
    """Hold `folder`, by whatever path it is named, while the block runs. Raises LockedError if another build holds it.

    The system lets go when the process ends, however it ends. The lock's file is empty and lies among the system's
    temporary files, so that nothing is written in a folder before the build is sure of its source; it is the user's
    own, because such folders refuse to open another user's file.
    """
    user = os.getuid() if hasattr(os, "getuid") else ""
    digest = sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
    lock = FileLock(Path(tempfile.gettempdir()) / f"filmoteca-{user}-{digest}.lock", blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(f"another build is writing {folder}; wait until it is done, or give another folder") from None
    try:
        yield
    finally:
        lock.release()
