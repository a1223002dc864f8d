"""Reading the raw CSV files: rows of text, numbered as they stand in the file, nothing converted."""

import csv
import sys
from collections.abc import Iterator, Sequence
from zipfile import BadZipFile

from build.sources import Source, SourceError

Row = tuple[int, list[str]]

csv.field_size_limit(sys.maxsize)  # a cast of hundreds is one cell


def read_rows(source: Source, role: str, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of one raw file as (row number from 1, the cells of `columns`).

    A row that is too short is filled up with empty cells; one with more cells than the header has
    cannot be trusted to stand under it, so its cells come back as an empty list.
    Raises SourceError, naming the file and the line, where the file is no UTF-8 CSV with these columns.
    """
    name = source.files[role]
    with source.open(role) as text:
        reader = csv.reader(text, strict=True)
        try:
            header = next(reader, [])
            missing = [column for column in columns if column not in header]
            if missing:
                shown = ", ".join(header)[:120] or "nothing"
                raise SourceError(
                    f"{name} has no column {missing[0]!r}, its first line holds {shown}; give the file in Kaggle's form"
                )
            positions = [header.index(column) for column in columns]
            for number, cells in enumerate(reader, 1):
                if len(cells) < len(header):
                    cells.extend([""] * (len(header) - len(cells)))
                yield number, [cells[position] for position in positions] if len(cells) == len(header) else []
        except csv.Error as error:
            raise SourceError(f"{name}, line {reader.line_num}: {error}; mend the quotes there") from error
        except UnicodeDecodeError as error:
            raise SourceError(f"{name}, after line {reader.line_num}: not UTF-8 ({error.reason}); save it as UTF-8") from error
        except (BadZipFile, OSError, EOFError) as error:
            raise SourceError(f"{name} cannot be read ({error}); fetch it again") from error
