"""Cells of the raw files that were mended or left out, so that nothing disappears unsaid."""

from collections.abc import Container
from operator import itemgetter

_SHOWN = 80  # characters of the cell that a repair quotes


class Repairs:
    """The list of repairs, filled while cleaning."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, int, str, str, str]] = []

    def add(self, file: str, row: int, column: str, value: str, repair: str) -> None:
        """Note what was done about one cell: `row` counts the file's data rows from 1."""
        self._rows.append((file, row, column, value[:_SHOWN], repair))

    def take(self, others: "Repairs", rows: Container[int]) -> None:
        """Note what others noted about these rows."""
        self._rows += [noted for noted in others._rows if noted[1] in rows]

    def rows(self) -> list[tuple[str, int, str, str, str]]:
        """The rows of the table `repairs`, by file, row and column."""
        return sorted(self._rows, key=itemgetter(0, 1, 2))
