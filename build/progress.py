"""Progress bars on a terminal, silence elsewhere, and the seconds each stage took."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

T = TypeVar("T")


class Progress:
    """What a run shows of itself while it works."""

    def __init__(self, shown: bool) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Bars(*columns, console=Console(file=sys.stderr), disable=not shown)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """One stage of the run: its bars while it lasts, its seconds when it ends."""
        start = time.perf_counter()
        with self._bars:
            yield
        self.seconds[name] = time.perf_counter() - start

    def track(self, items: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
        """The same items, counted on a bar; without a total the bar only shows that work goes on."""
        return iter(self._bars.track(items, total=total, description=description))

    @contextmanager
    def waiting(self, description: str) -> Iterator[None]:
        """A bar that moves while something is waited for."""
        task = self._bars.add_task(description, total=None)
        try:
            yield
        finally:
            self._bars.remove_task(task)
