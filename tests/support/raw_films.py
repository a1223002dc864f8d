"""Raw CSV files made by hand: each test writes just the rows it is about."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from build.reading.literals import Kind, RecordReader, values
from tests.support.project import SAMPLE_SOURCE

with (SAMPLE_SOURCE / "movies_metadata.csv").open(encoding="utf-8") as _sample:
    METADATA = next(csv.reader(_sample))
_USUAL = {
    "adult": "False",
    "budget": "100",
    "genres": "[]",
    "original_language": "es",
    "popularity": "1.5",
    "production_companies": "[]",
    "production_countries": "[]",
    "release_date": "2001-02-03",
    "revenue": "250",
    "runtime": "90.0",
    "spoken_languages": "[]",
    "status": "Released",
    "video": "False",
    "vote_average": "7.0",
    "vote_count": "10",
}


def film(film_id: int | str, title: str, **cells: str) -> dict[str, str]:
    """One row of movies_metadata.csv, with usual cells but for those given."""
    return {**_USUAL, "id": str(film_id), "title": title, **cells}


def write_source(
    folder: Path,
    films: Sequence[dict[str, str]],
    credits_: Sequence[dict[str, str]] = (),
    **others: Sequence[dict[str, str]],
) -> Path:
    """A folder with movies_metadata.csv, credits.csv and {other}.csv holding these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "movies_metadata.csv", METADATA, films)
    write_csv(folder / "credits.csv", ["cast", "crew", "id"], credits_)
    for name, rows in others.items():
        write_csv(folder / f"{name}.csv", list(rows[0]), rows)
    return folder


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


class Meaning:
    """Reads cell after cell of one nested column, as the tables are to hold them: records of numbers, texts and None."""

    def __init__(self, fields: Mapping[str, Kind], only: tuple[str, str] | None = None) -> None:
        self._fields, self._reader = fields, RecordReader(fields, only)

    def read(self, cell: str) -> list[tuple[int | str | None, ...]]:
        """The records of a cell."""
        read = zip(self._reader.read(cell), self._fields.values(), strict=True)
        return list(zip(*(values(literals, kind).to_pylist() for literals, kind in read), strict=True))
