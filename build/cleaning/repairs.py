"""The list of cells that cleaning mended or left out."""

from collections.abc import Container
from operator import itemgetter

_QUOTED = 80  # characters of the cell that a repair quotes


class Repairs:
    """The repairs, in the order in which they were made."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, int, str, str, str]] = []

    def add(self, file: str, row: int, column: str, value: str, repair: str) -> None:
        """Add what was done about one cell. row: the number of the data row in its file, from 1."""
        self._rows.append((file, row, column, value[:_QUOTED], repair))

    def take(self, others: "Repairs", rows: Container[int]) -> None:
        """Add the repairs that `others` lists for these rows."""
        self._rows += [repair for repair in others._rows if repair[1] in rows]

    def rows(self) -> list[tuple[str, int, str, str, str]]:
        """Return the rows of the table `repairs`, sorted by file, row and column."""
        return sorted(self._rows, key=itemgetter(0, 1, 2))
