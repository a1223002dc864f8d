"""Steps for a worker to do, and values that go wrong while they are handed over."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from build.second_process import SecondHalf


def process_id(_half: SecondHalf) -> int:
    """The process that does this step."""
    return os.getpid()


def setting(_half: SecondHalf, name: str) -> str | None:
    """A variable of the environment of the process that does this step."""
    return os.environ.get(name)


def read_file(_half: SecondHalf, path: str) -> bytes:
    """The bytes of a file. Raises OSError."""
    return Path(path).read_bytes()


def same(_half: SecondHalf, value: Any) -> Any:
    """What it is given."""
    return value


def wait(_half: SecondHalf, begun: Path) -> None:
    """Create the file `begun`, and then wait to be ended."""
    begun.touch()
    time.sleep(600)


def return_value_that_kills(_half: SecondHalf) -> list[Any]:
    """A large value that kills this process when most of it is written."""
    return [bytes(5_000_000), KillsItsWriter()]


def return_value_that_waits(_half: SecondHalf, begun: Path) -> list[Any]:
    """A large value that waits to be ended when most of it is written."""
    return [bytes(5_000_000), WaitsWhileWritten(begun)]


class KillsItsReader:
    """Kills the process that reads it from a hand-over."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _kill_this_process, ()


class KillsItsWriter:
    """Kills the process that writes it for a hand-over."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _kill_this_process()


class WaitsWhileWritten:
    """Creates a file when it is written for a hand-over, and then waits."""

    def __init__(self, begun: Path) -> None:
        self._begun = begun

    def __reduce__(self) -> tuple[Any, ...]:
        self._begun.touch()
        time.sleep(600)
        return str, ()


def _kill_this_process() -> tuple[Any, ...]:
    os.kill(os.getpid(), signal.SIGKILL)
    return str, ()
