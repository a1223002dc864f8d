"""Reads raw tables as numbered rows of text: from .csv, .tsv and .parquet files, compressed or not."""

import csv
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any, NamedTuple
from unicodedata import normalize
from zipfile import BadZipFile

import pyarrow as pa
from pyarrow import parquet

from build.reading.containers import PARQUET, SourceError, open_member, open_unpacked
from build.reading.source_files import Source

Row = tuple[int, list[str]]
# A column by its names, of which a file has one.
Column = str | tuple[str, ...]

_LONGEST_CELL = 2**24  # characters, far more than the largest cast or crew takes
_LONGEST_LINE = 2**26
_MOST_BLANK_LINES = 1_000_000  # beside one for each row
_BYTE_ORDER_MARK = "\ufeff"
_DELIMITERS = ",;\t"
_PARQUET_ROWS = 10_000  # read at a time
_CUT_SHORT = "ends in the middle of a row; fetch it again"
csv.field_size_limit(_LONGEST_CELL)


def read_rows(source: Source, role: str, columns: Sequence[Column], optional: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of one raw file as (row number from 1, cells of `columns`).

    Names of columns are compared without case and space around them. optional: those of the columns whose cells are empty if
    the file has no such column.

    A row that is too short is padded with empty cells. The cells of a row that is longer than the header are an empty
    list, because nothing tells which of them belong to which column.
    Raises SourceError, naming the file and the line, if the file is not a UTF-8 table with these columns.
    """
    name = source.files[role]
    with readable(name):
        if name.casefold().endswith(PARQUET):
            yield from _parquet_rows(source, role, columns, optional)
            return
        with open_unpacked(source.location, name) as binary, _Lines(name, binary) as lines:
            rows = _rows(lines)
            header = names(next(rows, []))
            positions = _positions(name, header, columns, optional)
            width = len(header)
            yield from enumerate(_cells(rows, width, positions), 1)
            lines.check_end()


class Header(NamedTuple):
    """The first line of a table. titles: of its columns, as they are compared; lines: how many it ends after; delimiter: what
    separates cells."""

    name: str
    titles: list[str]
    lines: int = 0
    delimiter: str = ","

    def positions(self, columns: Sequence[str]) -> list[int]:
        """Return the position of each column. Raises SourceError if one is missing or occurs twice."""
        return [position for position in _positions(self.name, self.titles, columns, ()) if position is not None]


def read_header(source: Source, role: str) -> Header:
    """Return the header of a file. Raises SourceError."""
    name = source.files[role]
    with readable(name):
        if name.casefold().endswith(PARQUET):
            with open_member(source.location, name) as file:
                return Header(name, names(parquet.read_schema(pa.PythonFile(seekable(file), "r")).names))
        with open_unpacked(source.location, name) as binary, _Lines(name, binary) as lines:
            return Header(name, names(next(_rows(lines), [])), lines.read, lines.delimiter)


def whole_id(cell: str) -> str:
    """Return an id without the decimals with which programs save the ids of a column that has gaps: 862.0."""
    return cell.strip().removesuffix(".0")


def names(header: Iterable[str]) -> list[str]:
    """Return the names of columns as they are compared."""
    return [name.strip().casefold() for name in header]


class readable:  # noqa: N801 # used like a function
    """Turns what goes wrong while a file is read into a SourceError that names it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, EOFError | zlib.error | BadZipFile):
            raise SourceError(f"{self._name} cannot be read ({error}); fetch it again") from error
        if isinstance(error, pa.ArrowInvalid):
            raise SourceError(f"{self._name} cannot be read ({str(error).splitlines()[0]}); fetch it again") from error
        if isinstance(error, OSError):
            problem = error.strerror or error
            raise SourceError(f"{self._name} cannot be read ({problem}); mend that, or give another source") from error


def _rows(lines: "_Lines") -> Iterator[list[str]]:
    """Yield the rows of a table as text, without blank lines: Python's csv on Windows writes one after each row.

    Raises SourceError if there are far more of them than rows: such a file is made to occupy the reader.
    """
    blank = -_MOST_BLANK_LINES
    try:
        for cells in csv.reader(lines, strict=True, delimiter=lines.delimiter):
            lines.width, lines.cells = lines.width or len(cells), len(cells)
            if cells:
                blank -= 1
                yield cells
            else:
                blank += 1
                if blank > 0:
                    raise csv.Error(f"over {_MOST_BLANK_LINES:,} blank lines")
    except csv.Error as error:
        if lines.ended and "unexpected end" in str(error):
            raise SourceError(f"{lines.name} {_CUT_SHORT}") from error
        raise SourceError(f"{lines.name}, line {lines.read}: {error}; mend the quotes there") from error


def _cells(rows: Iterable[list[str]], width: int, positions: list[int | None]) -> Iterator[list[str]]:
    """Yield the cells at these positions, row by row; None is an empty cell."""
    everywhere = [position for position in positions if position is not None]
    if len(everywhere) == len(positions):
        for cells in rows:
            cells.extend([""] * (width - len(cells)))
            yield [cells[position] for position in everywhere] if len(cells) == width else []
        return
    for cells in rows:
        cells.extend([""] * (width - len(cells)))
        yield ["" if position is None else cells[position] for position in positions] if len(cells) == width else []


def _positions(name: str, header: list[str], columns: Sequence[Column], optional: Sequence[str]) -> list[int | None]:
    """Return the position of each column, None for one that may be missing.

    Raises SourceError if another is missing, or one occurs twice.
    """
    first_line = ", ".join(header)[:120] or "nothing"
    positions: list[int | None] = []
    for column in columns:
        spellings = [column.casefold()] if isinstance(column, str) else [spelling.casefold() for spelling in column]
        found = [position for position, title in enumerate(header) if title in spellings]
        if len(found) != 1 and not (column in optional and not found):
            label = " or ".join(dict.fromkeys([column] if isinstance(column, str) else column))
            problem = f"has two columns {label}" if found else f"has no column {label}"
            raise SourceError(f"{name} {problem}; its first line holds {first_line}: give it in Kaggle's form")
        positions.append(found[0] if found else None)
    return positions


class _Lines:
    """The lines of a text in composed form (NFC), with a counter, and what separates their cells.

    A line too long for a table is an error, so that it cannot fill the memory.
    """

    def __init__(self, name: str, binary: IO[bytes]) -> None:
        self.name, self.read, self.ended = name, 0, False
        self.width = self.cells = 0  # of the first row, and of the row that was read last
        self._whole = True  # whether the last line ends as a line does
        self._text = io.TextIOWrapper(binary, encoding="utf-8", newline="")
        self._first = self._next().removeprefix(_BYTE_ORDER_MARK)  # "utf-8-sig" takes twice as long for the whole file
        while self._first and not self._first.strip("\r\n"):
            self._first = self._next()
        self.delimiter = _delimiter(self._first)
        self._begun = False

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_: object) -> None:
        self._text.detach()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._next() if self._begun else self._first
        self._begun = True
        if not line:
            self.ended = True
            raise StopIteration
        # Accents that some programs write as characters of their own would split a word in two.
        return line if line.isascii() else normalize("NFC", line)

    def check_end(self) -> None:
        """Raise SourceError if the last row has fewer cells than the first and no end of line: the file was cut there."""
        if not self._whole and 0 < self.cells < self.width:
            raise SourceError(f"{self.name} {_CUT_SHORT}")

    def _next(self) -> str:
        try:
            line = self._text.readline(_LONGEST_LINE)
        except UnicodeDecodeError as error:
            problem = f"{self.name}, after line {self.read}: not UTF-8 ({error.reason})"
            raise SourceError(f"{problem}; save it as UTF-8") from error
        if len(line) == _LONGEST_LINE:
            raise SourceError(f"{self.name}, line {self.read + 1}: a line of over {_LONGEST_LINE:,} characters; fetch it again")
        if line:
            self.read += 1
            self._whole = line.endswith(("\n", "\r"))
        return line


def _delimiter(header: str) -> str:
    """Return what separates the cells of a header: it splits it into most."""

    def columns(mark: str) -> int:
        try:
            return len(next(csv.reader([header], delimiter=mark), []))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=columns)


def _parquet_rows(source: Source, role: str, columns: Sequence[Column], optional: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a Parquet file, with each value as a CSV file would have it."""
    name = source.files[role]
    with open_member(source.location, name) as file:
        table = parquet.ParquetFile(pa.PythonFile(seekable(file), "r"))
        titles = list(table.schema_arrow.names)
        positions = _positions(name, names(titles), columns, optional)
        wanted = sorted({titles[position] for position in positions if position is not None})
        number = 0
        for batch in table.iter_batches(_PARQUET_ROWS, columns=wanted):
            texts = {title: [_text(value) for value in batch[title].to_pylist()] for title in wanted}
            blank = [""] * batch.num_rows
            for cells in zip(*(blank if at is None else texts[titles[at]] for at in positions), strict=True):
                number += 1
                yield number, list(cells)


def _text(value: Any) -> str:
    """Return a value as the text of a cell."""
    if value is None or value != value:  # noqa: PLR0124 # NaN
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return normalize("NFC", value) if isinstance(value, str) else str(value)


def seekable(file: IO[bytes]) -> IO[bytes]:
    """Return the file itself, or its content if it is in an archive, where it would be unpacked anew for every seek."""
    return file if isinstance(file, io.BufferedReader) else io.BytesIO(file.read())
