"""Raw rows: the quick way of taking a line apart gives what csv gives, or leaves the line to it."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from build.raw import _csv, _Lines, _rows

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
    """What csv alone makes of a text, rows brought to the width; or its complaint."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return str(error)
    return [row + [""] * (width - len(row)) if len(row) <= width else [] for row in rows]


def ours(text: str, width: int) -> list[list[str]] | str:
    """What we make of it."""
    try:
        return list(_rows(_Lines(io.StringIO(text, newline="")), width, list(range(width))))
    except csv.Error as error:
        return str(error)


@given(st.one_of(written.map(as_file), cells, st.lists(cells, max_size=4).map("\n".join)), st.integers(1, 4))
@example('"a""b",c\n"d\ne",f\ng,"h"i\n', 2)
@example("a,b\n\nc\n,\n", 2)
@example('"', 1)
def test_any_text_reads_as_csv_reads_it(text: str, width: int) -> None:
    assert ours(text, width) == by_csv(text, width)


def test_plain_lines_need_no_csv(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quotes, doubled quotes and commas inside them are plain; a row of two lines is not."""
    monkeypatch.setattr("build.raw._csv", lambda lines: iter([["by csv", "", *lines][:2]]))
    assert ours('"a, ""b""",c\r\n1,""\n', 2) == [['a, "b"', "c"], ["1", ""]]
    assert ours('"a\nb",c\n', 2) == [["by csv", ""]]
    assert list(_csv(["x"])) == [["x"]]
