"""Processes that help a build: none outlives it."""

import os
from multiprocessing import parent_process
from threading import Thread


def end_with_the_first() -> None:
    """From now on, end this process when the one that started it has ended, even if that was killed."""
    Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    first = parent_process()
    if first:
        first.join()
        os._exit(1)
