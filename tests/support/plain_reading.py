"""The raw files read the plain way, to hold the build against: csv, ast.literal_eval and loops, nothing of ours."""

import ast
import csv
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]


class UnreadableError(Exception):
    """A file that no careful reader would take for the CSV it should be."""


@dataclass
class Naive:
    """What the files say."""

    films: dict[int, dict[str, Any]] = field(default_factory=dict)
    rejects: list[tuple[int, str]] = field(default_factory=list)
    nested: dict[str, Rows] = field(default_factory=dict)
    ratings: Rows = field(default_factory=list)


# table: (file's column, the field no entry can do without, the fields in the order of the table)
_METADATA = {
    "film_genres": ("genres", "name", ["id", "name"]),
    "film_companies": ("production_companies", "name", ["id", "name"]),
    "film_countries": ("production_countries", "name", ["iso_3166_1", "name"]),
    "film_spoken_languages": ("spoken_languages", "iso_639_1", ["iso_639_1", "name"]),
}
_PLAIN = ["id", "title", "release_date", "original_language", "runtime", "budget", "revenue", "vote_average", "vote_count"]
_UNREAD = ["overview", "tagline", "status", "popularity"]  # columns that must be there, though nothing here looks at them


def read(folder: Path) -> Naive:
    """The films of a folder. Raises UnreadableError."""
    naive = Naive()
    nested = [column for column, _, _ in _METADATA.values()]
    metadata = _rows(folder, "movies_metadata.csv", [*_PLAIN, *_UNREAD, "belongs_to_collection", *nested])
    kept = []
    for number, row in metadata:
        reason = _reason(row, naive.films)
        if reason:
            naive.rejects.append((number, reason))
        else:
            kept.append(row)
            naive.films[int(row["id"].strip())] = _film(row)
    for table, (column, required, fields) in _METADATA.items():
        naive.nested[table] = _entries([(int(row["id"].strip()), row[column]) for row in kept], required, fields)
    credits_ = list(_once(_rows(folder, "credits.csv", ["id", "cast", "crew"]), naive.films))
    naive.nested["film_cast"] = _entries([(i, row["cast"]) for i, row in credits_], "name", ["id", "name", "character", "order"])
    naive.nested["film_directors"] = _entries([(i, row["crew"]) for i, row in credits_], "name", ["id", "name"], job="Director")
    keywords = _once(_rows(folder, "keywords.csv", ["id", "keywords"]), naive.films)
    naive.nested["film_keywords"] = _entries([(i, row["keywords"]) for i, row in keywords], "name", ["id", "name"])
    naive.ratings = _ratings(folder, naive.films)
    return naive


def _rows(folder: Path, name: str, columns: list[str]) -> list[tuple[int, dict[str, str]]]:
    try:
        text = (folder / name).read_bytes().decode("utf-8-sig")
        header, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableError(name) from error
    if any(header.count(column) != 1 for column in columns):
        raise UnreadableError(name)
    read = []
    for number, row in enumerate(rows, 1):
        cells = row + [""] * (len(header) - len(row)) if len(row) <= len(header) else [""] * len(header)
        read.append((number, dict(zip(header, cells, strict=True))))
    return read


def _reason(row: dict[str, str], seen: dict[int, Any]) -> str:
    film_id, day = row["id"].strip(), row["release_date"].strip()
    if not re.fullmatch("[1-9][0-9]{0,17}", film_id):
        return "id is not a positive integer"
    if not day:
        return "no release date"
    try:
        year, month, number = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", day).groups()  # type: ignore[union-attr] # below
        date(int(year), int(month), int(number))
    except (AttributeError, ValueError):  # another form, or no such day
        return "release date is not a date"
    if not row["title"].strip():
        return "no title"
    return "duplicate id" if int(film_id) in seen else ""


def _film(row: dict[str, str]) -> dict[str, Any]:
    budget, revenue, runtime, votes = (_amount(row[name]) for name in ("budget", "revenue", "runtime", "vote_count"))
    entries = _entries([(0, row["belongs_to_collection"])], "name", ["id", "name"])
    average = row["vote_average"].strip()
    return {
        "title": row["title"].strip(),
        "original_language": row["original_language"].strip() or None,
        "release_date": row["release_date"].strip(),
        "release_year": int(row["release_date"].strip()[:4]),
        "runtime": runtime,
        "budget": budget or 0,
        "revenue": revenue or 0,
        "return": revenue / budget if revenue and budget else 0.0,
        "vote_average": float(average) if re.fullmatch(r"[0-9]{1,2}(\.[0-9]*)?", average) and float(average) <= 10 else None,
        "vote_count": votes or 0,
        "collection_id": entries[0][1] if entries else None,
        "collection": entries[0][2] if entries else None,
    }


def _amount(cell: str) -> int | None:
    text = cell.strip()
    whole, _, decimals = text.partition(".")
    plain = text.isascii() and whole.isdigit() and len(whole) <= 12 and (not decimals or decimals.isdigit())
    return round(float(text)) if plain else None


def _records(cell: str) -> list[dict[Any, Any]] | None:
    if not cell:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = ast.literal_eval(cell)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None
    records = [value] if isinstance(value, dict) else value
    return records if isinstance(records, list) and all(isinstance(record, dict) for record in records) else None


def _entries(cells: list[tuple[int, str]], required: str, fields: list[str], job: str | None = None) -> Rows:
    entries: dict[tuple[Any, ...], None] = {}
    for film_id, cell in cells:
        for record in _records(cell) or []:
            values = {name: (_whole if name in ("id", "order") else _text)(record.get(name)) for name in fields}
            if values[required] is not None and job in (None, record.get("job")):
                entries[film_id, *values.values()] = None
    return list(entries)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else None


def _text(value: object) -> str | None:
    return value.encode("utf-8", "replace").decode().strip() or None if isinstance(value, str) else None


def _once(rows: list[tuple[int, dict[str, str]]], films: dict[int, Any]) -> Iterator[tuple[int, dict[str, str]]]:
    waiting = {str(film_id) for film_id in films}
    for _, row in rows:
        if (text := row["id"].strip()) in waiting:
            waiting.remove(text)
            yield int(text), row


def _ratings(folder: Path, films: dict[int, Any]) -> Rows:
    links: dict[int, int] = {}
    for _, row in _rows(folder, "links.csv", ["movieId", "tmdbId"]):
        movie, film_id = _id(row["movieId"]), _id(row["tmdbId"])
        if movie and film_id in films:
            links.setdefault(movie, film_id)
    stars: dict[tuple[int, int], float] = {}
    for _, row in _rows(folder, "ratings_small.csv", ["userId", "movieId", "rating"]):
        user, movie = _id(row["userId"]), _id(row["movieId"])
        if user and movie in links and re.fullmatch(r"[0-9](\.[0-9]*)?", row["rating"]) and float(row["rating"]) <= 5:
            stars.setdefault((user, links[movie]), float(row["rating"]))
    return sorted((user, film_id, rating) for (user, film_id), rating in stars.items())


def _id(text: str) -> int:
    return int(float(text)) if re.fullmatch(r"[1-9][0-9]{0,14}(\.0)?", text) else 0
