"""Damage for raw files, chosen by a seed so that it can be repeated: cells, rows and bytes as broken exports have them."""

import ast
import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from build.reading.find_source import SAMPLE

FILMS = 9  # rows of the sample that are damaged, so that each run is short and most damage tells

NUMBERS = ["1e9", "-5", "$3", "007", "9223372036854775808", "1e400", "nan", "inf", "-0", "3.5", "0.5", "2.5", "1_000", "0x10"]
NUMBERS += ["٣", "1" * 12, "1" * 13, "1" * 400, ".5", "5.", "1,000", "True", "1e-06", "10.1", " 12 ", "862.0", ""]
DATES = ["0000-00-00", "1999-02-29", "2000-02-29", "20010203", "2001-2-3", "9999-12-31", "0001-01-01", "1", "2001-02-03 00:00"]
TEXTS = ["!!!", "\u0301\u0302", "x" * 10_000, "東" * 4000, "\u200b", "\x00", "a\x00b", " ", "\u2028", "\n", "a\r\nb", '"', "/"]
LITERALS = ["[" * 3000, "-" * 3000 + "1", "{1: 2}", "[1]", "{'id'}", "None", "False", "nan", " []", "[]\n", "__import__('os')"]
# Shapes and types of one record: a single dict, wrong types, half a surrogate pair, JSON's words, nothing but an id.
LITERALS += ["{'id': 1, 'name': 'Uno'}", "[{'id': 1.5, 'name': 2}]", "[{'id': True, 'name': ['A']}]", "[{'id': 1, 'name': b'A'}]"]
LITERALS += [r"[{'id': 1, 'name': 'A\ud800'}]", "[{'id': 1, 'name': null}]", "{'id': 1}", "[{'iso_639_1': 'xx', 'name': ''}]"]
# Numbers around and beyond 64 bits, quotes that nobody escaped, a comma too many, a crew cut short.
LITERALS += ["[{'id': 18446744073709551616, 'name': 'A'}]", f"[{{'id': {'9' * 5000}, 'name': 'A'}}]", "[{'name': 'O'Neill'}]"]
LITERALS += ["[{'id': -9223372036854775808, 'name': 'A'}]", "[{'id': 1, 'name': 'A'},]"]
LITERALS += ["[{'id': 1, 'name': 'A', 'job': 'Director'}, {'id': 2, 'name': 'B', 'job': 'Director'"]
HOSTILE = [*NUMBERS, *DATES, *TEXTS, *LITERALS]
MARKS: list[str] = [*"'\"\\{}[],:\n\r\t\x00 #\x7f\x1cé\u0301", "None", "True", "null", "\\'", "\\u00e9", "' '", "': None, '"]


def damaged_text(text: str, chance: random.Random) -> str:
    """The text with one piece taken out, put in, repeated or exchanged."""
    at, mark = chance.randint(0, len(text)), chance.choice(MARKS)
    to = min(len(text), at + chance.randint(1, 8))
    changed: list[str] = [
        text[:at] + text[to:],
        text[:at] + mark + text[at:],
        text[:to] + text[at:],
        text[:at] + mark + text[to:],
        text[:at],
    ]
    return chance.choice(changed)


def damaged_rows(rows: list[list[str]], chance: random.Random) -> list[list[str]]:
    """The rows with a cell exchanged or damaged, shifted, cut, doubled, or the header said again."""
    rows = [list(row) for row in rows]
    row = chance.randrange(len(rows)) if chance.random() < 0.1 else chance.randrange(1, len(rows))
    column = chance.randrange(len(rows[row]))
    cells = rows[row]
    match chance.randrange(9):
        case 0 | 1 | 2:
            cells[column] = chance.choice(HOSTILE)
        case 3 | 4:
            cells[column] = damaged_text(cells[column], chance)
        case 5:
            cells.insert(column, chance.choice(["", "extra"]))
        case 6:
            del cells[column]
        case 7:
            rows[row : row + 1] = [cells[:column], cells[column:]]  # as in the real file: a row cut short, the rest on the next
        case _:
            rows.insert(chance.randint(0, len(rows)), chance.choice(rows))
    return [row for row in rows if row]


def damaged_bytes(content: bytes, chance: random.Random) -> bytes:
    """The file with bytes lost, changed or repeated, another encoding, or other line ends."""
    at = chance.randint(0, len(content))
    to = min(len(content), at + chance.randint(1, 200))
    piece = chance.choice(
        [b'"', b"\x00", b"\xff", b"\n", b",", b'""', b"\xed\xa0\x80", b"\r", b"'", bytes([chance.randrange(256)])]
    )
    changed: list[Callable[[], bytes]] = [
        lambda: content[:at] + piece + content[at:],
        lambda: content[:at] + content[to:],
        lambda: content[:to] + content[at:],
        lambda: content[:at],
        lambda: content + b'"',
        lambda: content.replace(b"\r\n", b"\n").replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\n"])),
        lambda: b"\xef\xbb\xbf" + content,
        lambda: content.decode(errors="replace").encode(chance.choice(["utf-16", "latin-1", "cp1252"]), "replace"),
        lambda: content[:at] + chance.choice(MARKS).encode() + content[to:],
    ]
    weights = [6, 3, 3, 1, 1, 2, 1, 1, 3]
    return chance.choices(changed, weights)[0]()


def damage(files: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """The files with one to four kinds of damage, rarely one that is empty."""
    files = dict(files)
    for _ in range(chance.randint(1, 4)):
        first = next(iter(files))  # the films
        name = chance.choice([*files, first, first, list(files)[min(1, len(files) - 1)]])
        try:
            rows = list(csv.reader(io.StringIO(files[name].decode(), newline="")))
        except (UnicodeDecodeError, csv.Error):
            rows = []
        if len(rows) > 1 and all(rows) and chance.random() < 0.8:
            csv.writer(text := io.StringIO(newline="")).writerows(damaged_rows(rows, chance))
            files[name] = text.getvalue().encode()
        else:
            files[name] = b"" if chance.random() < 0.02 else damaged_bytes(files[name], chance)
    return files


# The forms of the source: as Kaggle has it, and the others.
PLAIN, OTHER_FORMS = "The Movies Dataset", ("JSON", "names", "TMDB 5000", "TMDB full", "TMDB all movies")
_SAMPLED = ("movies_metadata.csv", "credits.csv", "keywords.csv")
_NESTED = ("genres", "production_companies", "production_countries", "spoken_languages")
_COMMON = (
    *("id", "title", "vote_average", "vote_count", "status", "release_date", "revenue", "runtime", "budget", "original_language"),
    *("original_title", "overview", "popularity", "tagline", *_NESTED),
)


@cache
def few_films(form: str = PLAIN) -> dict[str, bytes]:
    """The files of the first films of the sample in a form, the films first, with some ratings where the form has any."""
    films, people, keywords = (_sampled(name) for name in _SAMPLED)
    if form == PLAIN:
        tables = {"movies_metadata.csv": films, "credits.csv": people, "keywords.csv": keywords}
    elif form == "JSON":
        tables = {
            "movies_metadata.csv": _changed(films, ("belongs_to_collection", *_NESTED), _json),
            "credits.csv": _changed(people, ("cast", "crew"), _json),
            "keywords.csv": _changed(keywords, ("keywords",), _json),
        }
    elif form == "names":
        tables = {
            "movies_metadata.csv": _changed(
                _changed(films, _NESTED, lambda cell: repr(_names(cell))), ("belongs_to_collection",), _name
            ),
            "credits.csv": people,
            "keywords.csv": keywords,
        }
    else:
        words = {row["id"]: row["keywords"] for row in keywords}
        known = [{**row, "keywords": words.get(row["id"], "[]")} for row in films]
        if form == "TMDB 5000":
            tables = {
                "tmdb_5000_movies.csv": _columns(_changed(known, (*_NESTED, "keywords"), _json), (*_COMMON, "keywords")),
                "tmdb_5000_credits.csv": [
                    {"movie_id": row["id"], "title": "", "cast": row["cast"], "crew": row["crew"]}
                    for row in _changed(people, ("cast", "crew"), _json)
                ],
            }
        elif form == "TMDB full":
            joined = _changed(known, (*_NESTED, "keywords"), lambda cell: ", ".join(_names(cell)))
            tables = {"TMDB_movie_dataset_v11.csv": _columns(joined, (*_COMMON, "keywords", "backdrop_path"))}
        else:
            casts = {row["id"]: ", ".join(_names(row["cast"])) for row in people}
            directors = {row["id"]: ", ".join(_names(row["crew"], "Director")) for row in people}
            joined = [
                {**row, "cast": casts.get(row["id"], ""), "director": directors.get(row["id"], "")}
                for row in _changed(films, _NESTED, lambda cell: ", ".join(_names(cell)))
            ]
            tables = {"TMDB_all_movies.csv": _columns(joined, (*_COMMON, "cast", "director"))}
    if "movies_metadata.csv" in tables:
        ids = sorted(row["id"] for row in films)
        tables["links.csv"] = [{"movieId": str(number), "imdbId": "", "tmdbId": film} for number, film in enumerate(ids, 1)]
        tables["ratings_small.csv"] = [
            {"userId": str(user), "movieId": str(movie), "rating": f"{user + movie / 2:.1f}", "timestamp": "0"}
            for user in (1, 2)
            for movie in (1, 2, 3)
        ]
    return {name: _csv(table) for name, table in tables.items()}


def _sampled(name: str) -> list[dict[str, str]]:
    """The rows of a file of the sample that are about its first films."""
    rows = list(csv.DictReader((SAMPLE / name).read_text("utf-8").splitlines(keepends=True)))
    if name == "movies_metadata.csv":
        return rows[:FILMS]
    kept = {row["id"] for row in _sampled("movies_metadata.csv")}
    return [row for row in rows if row["id"] in kept]


def _csv(rows: list[dict[str, str]]) -> bytes:
    writer = csv.DictWriter(text := io.StringIO(newline=""), list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _columns(rows: list[dict[str, str]], columns: Sequence[str]) -> list[dict[str, str]]:
    return [{column: row.get(column, "") for column in columns} for row in rows]


def _changed(rows: list[dict[str, str]], columns: Sequence[str], change: Callable[[str], str]) -> list[dict[str, str]]:
    return [{name: change(cell) if name in columns else cell for name, cell in row.items()} for row in rows]


def _literal(cell: str) -> Any:
    try:
        return ast.literal_eval(cell or "[]")
    except (ValueError, SyntaxError):
        return []


def _json(cell: str) -> str:
    return json.dumps(_literal(cell)) if cell else ""


def _names(cell: str, job: str = "") -> list[str]:
    records = _literal(cell)
    return [record["name"] for record in records if isinstance(record, dict) and job in ("", record.get("job"))]


def _name(cell: str) -> str:
    record = _literal(cell)
    return str(record["name"]) if isinstance(record, dict) else ""
