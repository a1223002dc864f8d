"""Progress bars, and the seconds that each stage of a build took."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from functions.visible import visible

T = TypeVar("T")


class Progress:
    """Shows progress bars on stderr, and measures the stages of a run."""

    def __init__(self, show_bars: bool) -> None:
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Bars(*columns, console=Console(file=sys.stderr), disable=not show_bars)
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Show the bars of one stage while the block runs, and record its seconds when it ends."""
        start = time.perf_counter()
        with self._bars:
            yield
        self.seconds[name] = time.perf_counter() - start

    def track(self, items: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
        """Return the same items, and count them on a bar. Without a total the bar only moves."""
        return iter(self._bars.track(items, total=total, description=visible(description)))

    @contextmanager
    def waiting(self, description: str) -> Iterator[None]:
        """Show a bar that moves while the block runs."""
        task = self._bars.add_task(visible(description), total=None)
        try:
            yield
        finally:
            self._bars.remove_task(task)
