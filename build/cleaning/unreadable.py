"""What stops a build because it would be published wrong: a column of which nothing can be read, a file that joins nothing."""

from collections import Counter

from precompute.refusal import RefusalError

# Of so many cells none is readable by chance.
ENOUGH_CELLS = 10


class UnreadableError(RefusalError):
    """A column or a join that comes out empty. The message names the file, the column, a count and an example."""

    code = 1


def check_readable(place: tuple[str, str], filled: int, unreadable: "Counter[str]", example: str, enough: int) -> None:
    """Raise UnreadableError if a column has cells and none of them can be read.

    place: the file and the column; filled: the number of cells that hold anything; unreadable: how many of these could not be
    read, by reason; example: one of them; enough: of how many cells none is readable by chance.
    """
    if unreadable.total() == filled >= enough:
        file, column = place
        reason = min(unreadable, key=lambda each: (-unreadable[each], each))
        cells = "the one cell" if filled == 1 else f"none of its {filled:,} cells"
        verb = "cannot be read" if filled == 1 else "can be read"
        raise UnreadableError(f"{file}, column {column}: {cells} {verb} ({reason}), for example {quoted(example)}; {_ADVICE}")


_ADVICE = "give the file as it was published, or leave the column out"


def quoted(cell: str) -> str:
    """Return a cell as a message shows it."""
    return cell if len(cell) <= 80 else f"{cell[:80]}…"  # characters
