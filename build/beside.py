"""A second process, for the half of a large build that can go on beside the other half."""

import atexit
import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any, TypeVar

from precompute.processes import end_with_the_first
from precompute.publishing.tree import remove_unfinished

T = TypeVar("T")

# Bytes of source below which starting a process, which loads the libraries anew, takes longer than it saves.
WORTH_A_PROCESS = 10_000_000
_TUNABLES, _LARGE_PAGES = "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1"


class Here(Executor):
    """An executor that does at once, in this process, what it is asked."""

    def submit(self, function: Callable[..., T], /, *arguments: Any, **named: Any) -> Future[T]:
        """The result, or what went wrong, for whoever asks."""
        future: Future[T] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def beside(source_bytes: int, writing: Path) -> Iterator[Executor]:
    """An executor of one second process where the source is large, else of this one.

    Where the block fails, the process is killed, and what it left unfinished in the folder `writing` removed; it ends
    with this one, however this one ends. One that ends on its own, as when the system takes its memory, raises
    BrokenProcessPool.
    """
    if source_bytes < WORTH_A_PROCESS:
        yield Here()
        return
    # Spawned, not forked: libraries that have threads do not survive a fork.
    executor = ProcessPoolExecutor(1, get_context("spawn"), initializer=_attend)
    try:
        with _starting():
            executor.submit(os.getpid)
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        _kill_children()
        remove_unfinished(writing)
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def load(module: str) -> None:
    """Load a module ahead of its use."""
    import_module(module)


@contextmanager
def _starting() -> Iterator[None]:
    """What a process is started with it keeps: no ear for Ctrl-C, which is ours, and its memory in large pages of one arena.

    That spares most of its page faults, which on virtual machines are slow; only the GNU C library knows of it.
    """
    handler, tunables = signal.signal(signal.SIGINT, signal.SIG_IGN), os.environ.get(_TUNABLES)
    os.environ[_TUNABLES] = ":".join(filter(None, [tunables, _LARGE_PAGES]))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        del os.environ[_TUNABLES]
        os.environ.update({_TUNABLES: tunables} if tunables else {})


def _attend() -> None:
    gc.disable()  # as the first does
    atexit.register(gc.freeze)
    end_with_the_first()


def _kill_children() -> None:
    for child in active_children():
        child.kill()
        child.join()
