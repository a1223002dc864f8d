"""Raw CSV files made by hand: each test writes just the rows it is about."""

import csv
from collections.abc import Sequence
from pathlib import Path

with (Path(__file__).parent.parent / "build/sample/movies_metadata.csv").open(encoding="utf-8") as _sample:
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
