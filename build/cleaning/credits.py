"""Reading the credits, nine tenths of all bytes, while another process finds out which rows of the metadata are films."""

from typing import NamedTuple

import pyarrow as pa

from build.cleaning.nested_cells import NestedCells
from build.cleaning.repairs import Repairs
from build.reading.raw_files import Row, read_rows
from build.reading.source_files import Source

_DIRECTORS = ("job", "Director")


class Credits(NamedTuple):
    """What a credits file holds, before it is joined to the films.

    file: its name; rows: each row's number and its film's id as text; tables: film_directors and film_cast, whose
    `film_id` holds the CSV row number until `unnest_credits` joins them; repairs: the cells that could not be read.
    """

    file: str
    rows: list[Row]
    tables: dict[str, pa.Table]
    repairs: Repairs


def read_credits(source: Source) -> Credits:
    """Read the credits in one pass, without holding the file in memory. Raises SourceError."""
    file, rows, repairs = source.files["credits"], [], Repairs()
    directors = NestedCells("film_directors", file, "crew", repairs, _DIRECTORS)
    cast = NestedCells("film_cast", file, "cast", repairs)
    for row, cells in read_rows(source, "credits", ["id", "crew", "cast"]):
        rows.append((row, cells[:1]))
        for nested, cell in zip((directors, cast), cells[1:], strict=False):
            nested.add(row, row, cell)  # its film is not known yet: unnest_credits replaces the row number
    return Credits(file, rows, {"film_directors": directors.table(), "film_cast": cast.table()}, repairs)
