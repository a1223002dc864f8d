"""The raw files read the plain way, to hold the build against: csv, ast.literal_eval, json and loops, nothing of ours."""

import ast
import csv
import io
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]


class UnreadableError(Exception):
    """A source that no careful reader would take for what it should be."""


@dataclass
class Naive:
    """What the files say."""

    films: dict[int, dict[str, Any]] = field(default_factory=dict)
    rejects: list[tuple[int, str]] = field(default_factory=list)
    nested: dict[str, Rows] = field(default_factory=dict)
    ratings: Rows = field(default_factory=list)


@dataclass
class _Form:
    """The files and columns of a form; names: whether nested cells hold names without ids."""

    films: str
    marks: list[str]
    credits: str = ""
    people: tuple[str, str, str] = ("id", "crew", "cast")
    names: bool = False


_FORMS = [
    _Form("movies_metadata.csv", ["belongs_to_collection"], "credits.csv"),
    _Form("TMDB_all_movies.csv", ["director", "cast"], "TMDB_all_movies.csv", ("id", "director", "cast"), names=True),
    _Form("TMDB_movie_dataset_v11.csv", ["keywords", "backdrop_path"], names=True),
    _Form("tmdb_5000_movies.csv", ["keywords"], "tmdb_5000_credits.csv", ("movie_id", "crew", "cast")),
]
# table: (file's column, the field no entry can do without, the fields in the order of the table)
_METADATA = {
    "film_genres": ("genres", "name", ["id", "name"]),
    "film_companies": ("production_companies", "name", ["id", "name"]),
    "film_countries": ("production_countries", "name", ["iso_3166_1", "name"]),
    "film_spoken_languages": ("spoken_languages", "iso_639_1", ["iso_639_1", "name"]),
}
_PLAIN = ["id", "title", "release_date", "original_language", "runtime", "budget", "revenue", "vote_average", "vote_count"]
_UNREAD = ["overview", "popularity"]  # columns that must be there, though nothing here looks at them


def read(folder: Path) -> Naive:
    """The films of a folder. Raises UnreadableError."""
    form = next(form for form in _FORMS if (folder / form.films).is_file())
    naive = Naive()
    nested = [column for column, _, _ in _METADATA.values()]
    metadata = _rows(folder, form.films, [*_PLAIN, *_UNREAD, *form.marks, *nested])
    dates = _dates([row["release_date"].strip() for _, row in metadata])
    kept = []
    for (number, row), day in zip(metadata, dates, strict=True):
        row = {"belongs_to_collection": "", "keywords": "", **row, "release_date": day, "id": _film_id(row["id"])}  # noqa: PLW2901
        reason = _reason(row, naive.films)
        if reason:
            naive.rejects.append((number, reason))
        else:
            kept.append(row)
            naive.films[int(row["id"])] = _film(row)
    if not naive.films:
        raise UnreadableError("no films")
    collections = _entries([(int(row["id"]), row["belongs_to_collection"]) for row in kept], "name", ["id", "name"], single=True)
    naive.films.update(_with_collections(naive.films, collections))
    for table, (column, required, fields) in _METADATA.items():
        cells = [(int(row["id"]), row[column]) for row in kept]
        naive.nested[table] = _entries(cells, required, fields)
        if table == "film_spoken_languages" and not naive.nested[table]:
            del naive.nested[table]  # names, of which only those that are known are languages
    film_id, crew, cast = form.people
    people: list[tuple[int, dict[str, str]]] = []
    if form.credits:
        people = list(_once(_rows(folder, form.credits, [film_id, crew, cast]), film_id, naive.films))
    directors = [(i, row[crew]) for i, row in people]
    # The credits are read whole, and joined to the films after that: what cannot be read counts among all rows.
    naive.nested["film_cast"] = _entries(
        [(i, row[cast]) for i, row in people], "name", ["id", "name", "character", "order"], mixed=form.names
    )
    naive.nested["film_directors"] = _entries(
        directors, "name", ["id", "name"], job="" if form.names else "Director", mixed=form.names
    )
    if form.credits:
        for column in (crew, cast):
            _check_cells([row[column] for _, row in _rows(folder, form.credits, [film_id, crew, cast])], form.names)
    if (folder / "keywords.csv").is_file():
        keywords = [
            (i, row["keywords"]) for i, row in _once(_rows(folder, "keywords.csv", ["id", "keywords"]), "id", naive.films)
        ]
        naive.nested["film_keywords"] = _entries(keywords, "name", ["id", "name"], mixed=False)
    else:
        naive.nested["film_keywords"] = _entries([(int(row["id"]), row["keywords"]) for row in kept], "name", ["id", "name"])
    if (folder / "links.csv").is_file():
        naive.ratings = _ratings(folder, naive.films)
    return naive


def _with_collections(films: dict[int, dict[str, Any]], collections: Rows) -> Iterator[tuple[int, dict[str, Any]]]:
    for film_id, collection_id, collection in reversed(collections):  # of several, the first counts
        yield film_id, {**films[film_id], "collection_id": collection_id, "collection": collection}


def _rows(folder: Path, name: str, columns: list[str]) -> list[tuple[int, dict[str, str]]]:
    try:
        content = (folder / name).read_bytes()
        text = content.decode("utf-8-sig")
        header, *rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row] or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableError(name) from error
    header = [title.strip().casefold() for title in header]
    if any(header.count(column.casefold()) != 1 for column in columns) or any(header.count(other) > 1 for other in _OPTIONAL):
        raise UnreadableError(name)
    if rows and len(rows[-1]) < len(header) and not text.endswith(("\n", "\r")):
        raise UnreadableError("cut short")
    read = []
    for number, row in enumerate(rows, 1):
        cells = row + [""] * (len(header) - len(row)) if len(row) <= len(header) else [""] * len(header)
        read.append((number, dict(zip(header, cells, strict=True))))
    return read


_OPTIONAL = ("tagline", "status", "original_title", "belongs_to_collection", "keywords")


def _film_id(cell: str) -> str:
    return cell.strip().removesuffix(".0")


def _dates(cells: list[str]) -> list[str]:
    """The dates without their time, and in ISO's order if most have another one that fits all."""
    time = r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|UTC|[+-]\d\d:?\d\d))?"
    days = [cell[:10] if re.fullmatch(rf"\d{{4}}-\d\d-\d\d{time}", cell, re.ASCII) else cell for cell in cells]
    others = [day for day in days if day and not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII)]
    if not others or 2 * len(others) < len([day for day in days if day]):
        return days
    pattern = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})( \d{1,2}:\d\d(:\d\d)?)?", re.ASCII)
    numbers = [match.groups()[:3] for day in others if (match := pattern.fullmatch(day))]
    fitting = [order for order in ((0, 1, 2), (2, 1, 0), (2, 0, 1)) if numbers and all(_day(each, order) for each in numbers)]
    if len(fitting) != 1 or 2 * len(numbers) < len(others):
        raise UnreadableError("dates")
    return [_day(match.groups()[:3], fitting[0]) or day if (match := pattern.fullmatch(day)) else day for day in days]


def _day(numbers: tuple[str, ...], order: tuple[int, ...]) -> str:
    year, month, day = (numbers[place] for place in order)
    if len(year) != 4 or max(len(month), len(day)) > 2:
        return ""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _reason(row: dict[str, str], seen: dict[int, Any]) -> str:
    film_id, day = row["id"], row["release_date"]
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
    average = _with_point(row["vote_average"].strip(), r"[0-9](\.[0-9]*)?|10(\.0*)?")
    return {
        "title": row["title"].strip(),
        "original_language": row["original_language"].strip() or None,
        "release_date": row["release_date"],
        "release_year": int(row["release_date"][:4]),
        "runtime": runtime,
        "budget": budget or 0,
        "revenue": revenue or 0,
        "return": revenue / budget if revenue and budget else 0.0,
        "vote_average": float(average) if re.fullmatch(r"[0-9]{1,2}(\.[0-9]*)?", average) and float(average) <= 10 else None,
        "vote_count": votes or 0,
        "collection_id": None,
        "collection": None,
    }


def _amount(cell: str) -> int | None:
    text = cell.strip()
    for sign in ("US$", "$", "USD"):
        bare = text.removeprefix(sign).removeprefix(" ")
        if text.startswith(sign) and re.fullmatch(r"[0-9]{1,12}(\.[0-9]*)?", bare):
            text = bare
            break
    money = re.fullmatch(r"(?:US\$|\$|USD)? ?([0-9., \u00a0]*?)([.,][0-9]{1,2})? ?(?:US\$|\$|USD)?", text)
    groups = re.split("[., \u00a0]", money.group(1)) if money else []
    marks = set(re.sub("[0-9]", "", money.group(1))) if money else set()
    thousands = len(groups) > 1 + (marks == {"."}) and all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3
    if money and thousands and (len(marks) == 1 or marks <= {" ", "\u00a0"}):
        text = "".join(groups)
    text = _with_point(text, r"[0-9]{1,12}(\.[0-9]*)?")
    return round(float(text)) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]*)?", text) else None


def _with_point(text: str, form: str) -> str:
    whole, _, decimals = text.partition(",")
    comma = not re.fullmatch(form, text) and whole.isdecimal() and decimals.isdecimal() and len(decimals) != 3
    return f"{whole}.{decimals}" if comma else text


def _records(cell: str, names: bool, single: bool) -> list[dict[Any, Any]] | None:
    if not cell:
        return []
    if names and cell.lstrip()[:1] not in ("[", "{"):
        parts = [cell] if single else _split(cell)
        return [{"name": part} for part in parts if part.strip()]
    value = _value(cell)
    records = [value] if isinstance(value, dict) else value
    if isinstance(records, list) and records and all(isinstance(name, str) for name in records):
        return [{"name": name} for name in records]
    return records if isinstance(records, list) and all(isinstance(record, dict) for record in records) else None


def _value(cell: str) -> Any:
    if re.match(r'\s*\[?\s*(\{\s*)?"', cell):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.literal_eval(cell)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _split(cell: str) -> list[str]:
    """The names between commas; what is no name of its own, as Inc., belongs to the one before."""
    names: list[str] = []
    for part in cell.split(","):
        own = part.strip().rstrip(".").casefold()
        if names and own in ("jr", "sr", "ii", "iii", "iv", "inc", "ltd", "llc", "the", "co", "corp", "limited"):
            names[-1] += f",{part}"
        else:
            names.append(part)
    return [name.strip() for name in names]


def _entries(
    cells: list[tuple[int, str]],
    required: str,
    fields: list[str],
    job: str = "",
    *,
    single: bool = False,
    mixed: bool | None = None,
) -> Rows:
    """The entries of a column. mixed: whether cells may hold names; None if most of them decide."""
    texts = [cell for _, cell in cells]
    filled = [cell for cell in texts if cell and cell != "[]"]
    names = 2 * sum(cell.lstrip()[:1] in ("[", "{") for cell in filled) < len(filled) if mixed is None else mixed
    if mixed is None or not job:
        _check_cells(texts, names, single) if mixed is None else None
    entries: dict[tuple[Any, ...], None] = {}
    for film_id, cell in cells:
        for record in _records(cell, names, single) or []:
            values = {name: (_whole if name in ("id", "order") else _text)(record.get(name)) for name in fields}
            if values[required] is not None and job in ("", record.get("job")):
                entries[film_id, *values.values()] = None
    return list(entries)


def _check_cells(cells: list[str], names: bool, single: bool = False) -> None:
    """Raise UnreadableError if most cells hold something and none of it can be read."""
    filled = [cell for cell in cells if cell not in ("", "[]")]
    if len(filled) >= min(10, len(cells) // 2 + 1) and all(_records(cell, names, single) is None for cell in filled):
        raise UnreadableError("column")


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else None


def _text(value: object) -> str | None:
    return value.encode("utf-8", "replace").decode().strip() or None if isinstance(value, str) else None


def _once(rows: list[tuple[int, dict[str, str]]], column: str, films: dict[int, Any]) -> Iterator[tuple[int, dict[str, str]]]:
    waiting = {str(film_id) for film_id in films}
    joined = False
    for _, row in rows:
        if (text := _film_id(row[column])) in waiting:
            joined = True
            waiting.remove(text)
            yield int(text), row
    if rows and not joined:
        raise UnreadableError("nothing joins")


def _ratings(folder: Path, films: dict[int, Any]) -> Rows:
    links: dict[int, int] = {}
    for movie_text, film_text in _numbers(folder, "links.csv", ["movieId", "tmdbId"]):
        movie, film_id = _id(movie_text), _id(film_text)
        if movie and film_id in films:
            links.setdefault(movie, film_id)
    if not links:
        raise UnreadableError("links")
    stars: dict[tuple[int, int], float] = {}
    joined = False
    for user_text, movie_text, text in _numbers(folder, "ratings_small.csv", ["userId", "movieId", "rating"]):
        user, movie = _id(user_text), _id(movie_text)
        if user and movie in links and re.fullmatch(r"[0-9](\.[0-9]*)?", text, re.ASCII) and float(text) <= 5:
            joined = True
            stars.setdefault((user, links[movie]), float(text))
    if not joined:
        raise UnreadableError("ratings")
    return sorted((user, film_id, rating) for (user, film_id), rating in stars.items())


def _numbers(folder: Path, name: str, columns: list[str]) -> list[list[str]]:
    """The cells of a file of numbers: lines cut at commas, with a quote around a number or none; other lines say nothing."""
    header = _rows_header(folder, name, columns)
    lines = (folder / name).read_bytes().decode().removeprefix("\ufeff")
    cells = [line.split(",") for line in re.split("\r\n|\n|\r", lines) if line][1:]
    return [[_unquoted(row[header.index(column.casefold())]) for column in columns] for row in cells if len(row) == len(header)]


def _rows_header(folder: Path, name: str, columns: list[str]) -> list[str]:
    try:
        text = (folder / name).read_bytes().decode("utf-8-sig")
        first = next((row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableError(name) from error
    header = [title.strip().casefold() for title in first]
    if any(header.count(column.casefold()) != 1 for column in columns):
        raise UnreadableError(name)
    return header


def _unquoted(cell: str) -> str:
    cell = cell.strip()
    return cell.removeprefix('"').removesuffix('"')


def _id(text: str) -> int:
    return int(float(text)) if re.fullmatch(r"[1-9][0-9]{0,14}(\.0)?", text) else 0
