"""Raw rows: what csv reads, each brought to the width of the header or, where it is wider, left without cells."""

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from build.reading.containers import SourceError
from build.reading.raw_files import _cells, _Lines, _rows

cells = st.text(st.sampled_from("ab,\"\n\r é\x00'[]{}"), max_size=6)
ends = st.sampled_from(["\n", "\r\n", "\r"])
written = st.tuples(st.lists(st.lists(cells, max_size=4), max_size=5), ends, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))


def as_file(content: tuple[list[list[str]], str, int]) -> str:
    """Rows as a program writes them."""
    rows, end, quoting = content
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type] # one of csv's own
    return file.getvalue()


def by_csv(text: str, width: int) -> list[list[str]] | str:
    """The rows that csv alone reads, without blank lines and brought to the width; or that it cannot."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error:
        return "unreadable"
    return [row + [""] * (width - len(row)) if len(row) <= width else [] for row in rows]


def ours(text: str, width: int) -> list[list[str]] | str:
    """What we make of it."""
    try:
        lines = _Lines("films.csv", io.BytesIO(text.encode()))
        lines.delimiter = ","
        return list(_cells(_rows(lines), width, list(range(width))))
    except SourceError:
        return "unreadable"


@given(st.one_of(written.map(as_file), cells, st.lists(cells, max_size=4).map("\n".join)), st.integers(1, 4))
@example('"a""b",c\n"d\ne",f\ng,"h"i\n', 2)
@example("a,b\n\nc\n,\n", 2)
@example('"', 1)
def test_any_text_reads_as_csv_reads_it(text: str, width: int) -> None:
    """Whatever the quotes, commas and line ends, and wherever a row is too short or too long."""
    assert ours(text, width) == by_csv(text, width)
