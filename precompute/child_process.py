"""Child processes: how one is started, and that none outlives the process that started it."""

import os
from multiprocessing import get_context, parent_process
from threading import Thread

# Spawned, never forked: a fork copies the locks of libraries that have threads, held or not.
SPAWN = get_context("spawn")


def exit_with_parent() -> None:
    """End this process when its parent ends, even if the parent was killed."""
    Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
