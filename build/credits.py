"""The credits, nine tenths of all bytes, read before it is known which films there are."""

from typing import NamedTuple

import pyarrow as pa

from build.nested import Unnested
from build.raw import Row, read_rows
from build.repairs import Repairs
from build.sources import Source

_DIRECTORS = ("job", "Director")
_kept: "list[Credits]" = []  # what this process has read, until it is asked for again


class Credits(NamedTuple):
    """What the credits hold; `film_id` of the tables is the row in the file yet."""

    file: str
    rows: list[Row]  # the film each is about
    tables: dict[str, pa.Table]
    repairs: Repairs


def read_credits(source: Source) -> Credits:
    """The credits in one pass, never in memory whole, which `kept_credits` gives once more. Raises SourceError."""
    file, rows, repairs = source.files["credits"], [], Repairs()
    directors = Unnested("film_directors", file, "crew", repairs, _DIRECTORS)
    cast = Unnested("film_cast", file, "cast", repairs)
    for row, cells in read_rows(source, "credits", ["id", "crew", "cast"]):
        rows.append((row, cells[:1]))
        for nested, cell in zip((directors, cast), cells[1:], strict=False):
            nested.add(row, row, cell)
    _kept[:] = [Credits(file, rows, {"film_directors": directors.table(), "film_cast": cast.table()}, repairs)]
    return _kept[0]


def kept_credits() -> Credits:
    """What was read last in this process."""
    return _kept.pop()
