"""Reading the credits, nine tenths of all bytes, while another process finds out which rows of the metadata are films."""

from typing import NamedTuple

import pyarrow as pa

from build.cleaning.nested_cells import Cells, NestedCells
from build.cleaning.repairs import Repairs
from build.reading.raw_files import Row, read_rows
from build.reading.source_files import Source

_DIRECTORS = ("job", "Director")


class Credits(NamedTuple):
    """What a credits file holds, before it is joined to the films.

    file: its name; in_metadata: whether it is the file of films; rows: each row's number and its film's id as text; tables:
    film_directors and film_cast, whose `film_id` holds the CSV row number until `unnest_credits` joins them; repairs: the
    cells that could not be read.
    """

    file: str
    in_metadata: bool
    rows: list[Row]
    tables: dict[str, pa.Table]
    repairs: Repairs


def read_credits(source: Source) -> Credits:
    """Read the credits in one pass, without holding the file in memory. They are empty if the source has none.

    Raises SourceError, and UnreadableError if none of their cells can be read.
    """
    in_file = source.has("credits")
    people = source.form.people if source.form and not in_file else None
    role = "credits" if in_file else "metadata"
    crew, cast_column = people or ("crew", "cast")
    holds = Cells.NAMES if people else Cells.RECORDS
    file, rows, repairs = source.files[role], [], Repairs()
    directors = NestedCells("film_directors", file, crew, repairs, None if people else _DIRECTORS, holds=holds)
    cast = NestedCells("film_cast", file, cast_column, repairs, holds=holds)
    if in_file or people:
        for row, cells in read_rows(source, role, [("id", "movie_id"), crew, cast_column]):
            rows.append((row, cells[:1]))
            for nested, cell in zip((directors, cast), cells[1:], strict=False):
                nested.add(row, row, cell)  # the row number stands for the film id until unnest_credits replaces it
    return Credits(file, not in_file, rows, {"film_directors": directors.table(), "film_cast": cast.table()}, repairs)
