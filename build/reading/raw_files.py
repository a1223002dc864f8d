"""Reading the raw CSV files as numbered rows of text."""

import csv
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO
from unicodedata import normalize
from zipfile import BadZipFile

from build.reading.source_files import Source, SourceError

Row = tuple[int, list[str]]

_LONGEST_CELL = 2**24  # characters, far more than the largest cast or crew takes
_LONGEST_LINE = 2**26
_MOST_BLANK_LINES = 1_000_000  # beside one for each row
_BYTE_ORDER_MARK = "\ufeff"
csv.field_size_limit(_LONGEST_CELL)


def read_rows(source: Source, role: str, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of one raw file as (row number from 1, cells of `columns`).

    optional: those of the columns whose cells are empty if the file has no such column.

    A row that is too short is padded with empty cells. The cells of a row that is longer than the header are an empty
    list, because nothing tells which of them belong to which column.
    Raises SourceError, naming the file and the line, if the file is not UTF-8 CSV with these columns.
    """
    name = source.files[role]
    try:
        with source.open(role) as text:
            lines = _Lines(text)
            try:
                rows = _rows(lines)
                header = next(rows, [])
                _positions(name, header, [column for column in columns if column not in optional])
                header += [column for column in optional if column not in header]
                positions = _positions(name, header, columns)
                yield from enumerate(_cells(rows, len(header), positions), 1)
            except csv.Error as error:
                raise SourceError(f"{name}, line {lines.read}: {error}; mend the quotes there") from error
            except UnicodeDecodeError as error:
                problem = f"{name}, after line {lines.read}: not UTF-8 ({error.reason})"
                raise SourceError(f"{problem}; save it as UTF-8") from error
    except OSError as error:
        raise SourceError(f"{name} cannot be read ({error.strerror or error}); mend that, or give another source") from error
    except (BadZipFile, zlib.error, EOFError) as error:
        raise SourceError(f"{name} cannot be read ({error}); fetch it again") from error


def _rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the rows of a CSV file, without blank lines: Python's csv on Windows writes one after each row.

    Raises csv.Error if there are far more of them than rows: such a file is made to occupy the reader.
    """
    blank = -_MOST_BLANK_LINES
    for cells in csv.reader(lines, strict=True):
        if cells:
            blank -= 1
            yield cells
        else:
            blank += 1
            if blank > 0:
                raise csv.Error(f"over {_MOST_BLANK_LINES:,} blank lines")


def _cells(rows: Iterable[list[str]], width: int, positions: list[int]) -> Iterator[list[str]]:
    """Yield the cells at these positions, row by row."""
    for cells in rows:
        cells.extend([""] * (width - len(cells)))
        yield [cells[position] for position in positions] if len(cells) == width else []


def _positions(name: str, header: list[str], columns: Sequence[str]) -> list[int]:
    """Return the position of each column. Raises SourceError if one is missing or occurs twice."""
    first_line = ", ".join(header)[:120] or "nothing"
    for column in columns:
        if header.count(column) != 1:
            problem = f"has no column {column}" if column not in header else f"has two columns {column}"
            raise SourceError(f"{name} {problem}; its first line holds {first_line}: give it in Kaggle's form")
    return [header.index(column) for column in columns]


class _Lines:
    """The lines of a file in composed form (NFC), with a counter.

    A line too long for a CSV file is an error, so that it cannot fill the memory.
    """

    def __init__(self, text: TextIO) -> None:
        self._text, self.read = text, 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == _LONGEST_LINE:
            raise csv.Error(f"a line of over {_LONGEST_LINE:,} characters")
        self.read += 1
        if self.read == 1:  # the codec "utf-8-sig" removes the mark too, but takes twice as long for the whole file
            line = line.removeprefix(_BYTE_ORDER_MARK)
        # Accents that some programs write as characters of their own would split a word in two.
        return line if line.isascii() else normalize("NFC", line)
