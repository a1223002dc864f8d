"""What must hold of any published tree; the tests hold the sample's to it, and a command any other's.

python -m tests.support.verify_tree public
"""

import json
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema_rs

from functions.paths import API
from precompute.publishing.schemas import schema_name

# Vouched for otherwise: the root index names the manifest's own sha256, and nothing can name the root's.
UNLISTED = {f"{API}/index.json", f"{API}/manifest.json"}
# Described by specifications of their own.
NOT_OURS = re.compile(rf"{API}/(openapi|package|descargas/datapackage|esquemas/[^/]+)\.json")


def files(public: Path) -> list[str]:
    """Every file below api/v1, as its path from the tree's root."""
    return sorted(path.relative_to(public).as_posix() for path in (public / API).rglob("*") if path.is_file())


def invalid_files(public: Path) -> list[str]:
    """JSON files that have no published schema, or are not valid by it."""
    validators: dict[str, Any] = {}
    faults = []
    for path in files(public):
        if not path.endswith(".json") or NOT_OURS.fullmatch(path):
            continue
        name = schema_name(path)
        if name is None:
            faults.append(f"{path}: no schema")
            continue
        if name not in validators:
            published = json.loads((public / API / "esquemas" / f"{name}.json").read_bytes())
            validators[name] = jsonschema_rs.validator_for(published)
        faults += [f"{path}: {error}" for error in validators[name].iter_errors(json.loads((public / path).read_bytes()))]
    return faults


def manifest_faults(public: Path) -> list[str]:
    """Files that the manifest does not list, lists though they are not there, or lists with other bytes."""
    listed = json.loads((public / API / "manifest.json").read_bytes())
    manifest = (public / API / "manifest.json").read_bytes()
    by_hash = f"{API}/manifiestos/{sha256(manifest).hexdigest()}.json"
    found = set(files(public)) - UNLISTED
    faults = [f"{path}: not in the manifest" for path in sorted(found - set(listed) - {by_hash})]
    if by_hash not in found or (public / by_hash).read_bytes() != manifest:
        faults.append("manifest.json: not the same under its hash")
    for path, known in listed.items():
        content = (public / path).read_bytes() if path in found else b""
        if known != {"sha256": sha256(content).hexdigest(), "bytes": len(content)}:
            faults.append(f"{path}: not as the manifest says")
    named = json.loads((public / API / "index.json").read_bytes())["manifiesto"]
    if (named["sha256"], f"{named['enlace']}"[-len(by_hash) :]) != (sha256(manifest).hexdigest(), by_hash):
        faults.append("manifest.json: not as the root index says")
    return faults


def colliding_names(public: Path) -> list[str]:
    """Files whose paths some file system takes for one: equal under NFC and casefold."""
    seen: dict[str, str] = {}
    faults = []
    for path in files(public):
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        if seen.setdefault(folded, path) != path:
            faults.append(f"{path}: the same name as {seen[folded]}")
    return faults


def view_faults(public: Path) -> list[str]:
    """Answers that differ from what the database's views say, and keys that only one of them has."""
    faults = []
    with closing(sqlite3.connect(f"file:{public / API}/descargas/filmoteca.sqlite?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        faults += [f"integrity: {row[0]}" for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"foreign key: {tuple(row)}" for row in database.execute("PRAGMA foreign_key_check")]
        for question, answers_by_views in VIEWS.items():
            folder = public / API / question
            if not folder.is_dir():
                continue
            by_view = dict(answers_by_views(database))
            keys = json.loads((folder / "index.json").read_bytes())["claves"]
            faults += [f"{question}/{key}: only in one of index and view" for key in sorted(keys ^ by_view.keys())]
            for key in sorted(keys.keys() & by_view.keys()):
                published = json.loads((folder / f"{key}.json").read_bytes())
                faults += [
                    f"{question}/{key}: {field} is {value} but by the view {by_view[key].get(field)}"
                    for field, value in published.items()
                    if field != "vease" and value != by_view[key].get(field)  # it is of names, which no table has
                ]
    return faults


Built = Iterator[tuple[str, dict[str, Any]]]


def _by_key(database: sqlite3.Connection, query: str) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in database.execute(query):
        values = dict(row)
        rows.setdefault(values.pop("clave"), []).append(values)
    return rows


def _single(question: str) -> Callable[[sqlite3.Connection], Built]:
    """Answers that are one row of their view."""

    def answers(database: sqlite3.Connection) -> Built:
        for key, [row] in _by_key(database, f"SELECT * FROM {question}").items():  # noqa: S608 # names of our own
            if "variantes" in row:
                row["variantes"] = json.loads(row["variantes"])
            yield key, row

    return answers


def _with_films(question: str, columns: str) -> Callable[[sqlite3.Connection], Built]:
    """Answers that are one row of their view, and a list of films from another."""

    def answers(database: sqlite3.Connection) -> Built:
        query = f"SELECT clave, {columns} FROM {question}_peliculas ORDER BY clave, posicion"  # noqa: S608 # names of our own
        films = _by_key(database, query)
        for key, row in _single(question)(database):
            yield key, row | {"peliculas": films[key]}

    return answers


def _durations(database: sqlite3.Connection) -> Built:
    query = "SELECT clave, pelicula, duracion, anio, id FROM peliculas_duracion ORDER BY clave, posicion"
    for key, [first, *others] in _by_key(database, query).items():
        yield key, first | {"otras": others}


def _recommendations(database: sqlite3.Connection) -> Built:
    for key, rows in _by_key(database, "SELECT * FROM recomendacion ORDER BY clave, posicion, rango").items():
        films: dict[int, dict[str, Any]] = {}
        for row in rows:
            film = {"pelicula": row["pelicula"], "anio": row["anio"], "id": row["id"], "lista_recomendada": [], "detalle": []}
            film = films.setdefault(row["posicion"], film)
            film["lista_recomendada"].append(row["recomendada"])
            film["detalle"].append(
                {
                    "pelicula": row["recomendada"],
                    "anio": row["recomendada_anio"],
                    "id": row["recomendada_id"],
                    "similitud": row["similitud"],
                    "motivos": json.loads(row["motivos"]),
                    "razones": json.loads(row["razones"]),
                }
            )
        first, *others = films.values()
        yield key, first | {"otras": others}


VIEWS: dict[str, Callable[[sqlite3.Connection], Built]] = {
    "peliculas_idioma": _single("peliculas_idioma"),
    "peliculas_duracion": _durations,
    "franquicia": _with_films("franquicia", "pelicula, anio, id, ganancia"),
    "peliculas_pais": _single("peliculas_pais"),
    "productoras_exitosas": _single("productoras_exitosas"),
    "get_director": _with_films(
        "get_director",
        "pelicula, fecha_lanzamiento, anio, retorno_pelicula, budget_pelicula, revenue_pelicula, id",
    ),
    "recomendacion": _recommendations,
}
CHECKS = {
    "every file is valid by its published schema": invalid_files,
    "the manifest covers and matches every file": manifest_faults,
    "no two names collide under NFC and casefold": colliding_names,
    "the views equal the answers for every key": view_faults,
}


def main(public: Path) -> int:
    """Check a tree, say what was found, and return 1 if anything was."""
    print(f"{len(files(public)):,} files below {API}")  # noqa: T201 # what the command is for
    failed = 0
    for rule, check in CHECKS.items():
        faults = check(public)
        failed += bool(faults)
        print(f"{'no ' if faults else 'yes'} {rule}", *faults[:10], sep="\n    ")  # noqa: T201
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
