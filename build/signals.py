"""Signals that stop a build: Ctrl-C, the request of a system to end, and the end of a terminal."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

STOPPING = [signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Stopped(KeyboardInterrupt):
    """A signal stopped the build. `code` is the exit status that shells give to the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number
        self.reason = "interrupted" if number == signal.SIGINT else f"stopped by {signal.Signals(number).name}"

    def __str__(self) -> str:
        return f"{self.reason}; run again to finish"


def exit_at_once() -> None:
    """Let a signal end the process with its line, for as long as there is nothing to clean up."""
    _handle(_exit)


def raise_stopped() -> None:
    """Let a signal raise Stopped in the main thread; a second one ends the process without cleaning up."""

    def stop(number: int, _frame: FrameType | None) -> None:
        exit_at_once()
        raise Stopped(number)

    _handle(stop)


@contextmanager
def deferred() -> Iterator[None]:
    """Let a signal that comes while the block runs raise Stopped when it ends."""
    received: list[int] = []
    handlers = _handle(lambda number, _frame: received.append(number))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if received:
        signal.raise_signal(received[0])


@contextmanager
def blocked() -> Iterator[None]:
    """Keep signals from this process while the block runs, and for ever from a process that it starts."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _handle(handler: Callable[[int, FrameType | None], object]) -> dict[signal.Signals, Any]:
    """Set the handler of every signal that stops a build, and return the earlier ones."""
    earlier = {number: signal.getsignal(number) for number in STOPPING}
    for number in STOPPING:
        if earlier[number] is not signal.SIG_IGN or number == signal.SIGINT:  # nohup has SIGHUP ignored, and it stays so
            signal.signal(number, handler)
    return earlier


def _exit(number: int, _frame: FrameType | None) -> None:
    try:
        os.write(2, f"error: {Stopped(number)}\n".encode())
    finally:
        os._exit(128 + number)
