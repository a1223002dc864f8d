"""How many names are found as people type them: `.venv/bin/python -m tests.benchmarks.names --public public`.

Five lists are asked of the function's lookups, and of the site's search, which Node runs:

- careless: 500 published names of the best-known films, directors, companies and franchises, drawn by a seed, each typed
  carelessly in one way: without its apostrophe, hyphen, dots or article, with other numerals, in one word;
- by hand: names_by_hand.tsv, without its languages and countries, which are a list of their own;
- original titles of the films with 30 votes or more, and the reviewed Spanish titles of spanish_titles.tsv.

A name is answered if it leads to its own key, or to a better-known name that is typed the same; a title also if the answer
names the film among `otras` or in `vease`. The search finds a name if its own key is among the first three.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from rich.console import Console
from rich.table import Table

from build.cleaning.titles import ORIGINAL, REVIEWED
from functions.keys import clave, loose_form
from functions.paths import API, fame_path, index_path
from functions.store import Store, UnknownNameError

BY_HAND = Path(__file__).parent / "names_by_hand.tsv"
SEARCH = Path(__file__).parent.parent / "support" / "search_probe.mjs"
_FEW_VOTES = 30
_FIRST = 3
QUESTIONS = ("peliculas_duracion", "get_director", "productoras_exitosas", "franquicia")
_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ROMAN = {" II": " 2", " III": " 3", " IV": " 4", " VI": " 6", " VII": " 7", " VIII": " 8"}
# Each way to type a name carelessly; a name that it leaves as it is does not count.
WAYS: dict[str, Callable[[str], str]] = {
    "no apostrophe": lambda name: re.sub(r"['’]", "", name),
    "no hyphen": lambda name: name.replace("-", ""),
    "a space for a hyphen": lambda name: name.replace("-", " "),
    "no dots": lambda name: name.replace(".", ""),
    "no article": lambda name: re.sub(r"^(The|A|An|El|La|Los|Las|Le|Les|Il|Der|Die|Das) ", "", name),
    "and for &": lambda name: name.replace("&", "and"),
    "y for and": lambda name: name.replace(" and ", " y "),
    "Arabic numerals": lambda name: re.sub(r" (II|III|IV|VI|VII|VIII)\b", lambda match: _ROMAN[match[0]], name),
    "numerals for words": lambda name: re.sub(
        rf"\b({'|'.join(_WORDS)})\b", lambda match: str(_WORDS.index(match[0].lower()) + 1), name, flags=re.IGNORECASE
    ),
    "in one word": lambda name: name.replace(" ", "") if name.count(" ") == 1 else name,
    "small letters, no accents or marks": lambda name: re.sub(r"[:,!?¿¡]", "", name.lower()),
}


class Typed(NamedTuple):
    """A name as someone types it, with the key that it should lead to, and the film if it is a title."""

    list: str
    question: str
    name: str
    key: str
    film: int | None = None


def careless_names(tree: Path, best_known: int, count: int) -> Iterator[Typed]:
    """Names of the best-known films, directors, companies and franchises, the same at every run."""
    chance, typed = random.Random(2), []  # noqa: S311 # not for secrets
    for question in QUESTIONS:
        names = json.loads((tree / index_path(question)).read_bytes())["claves"]
        keys = json.loads((tree / fame_path(question)).read_bytes())[:best_known]
        for way, change in WAYS.items():
            possible = [key for key in keys if change(names[key]) not in (names[key], "")]
            typed += [(question, way, change(names[key]), key) for key in chance.sample(possible, min(count, len(possible)))]
    for question, _, name, key in chance.sample(typed, min(count, len(typed))):
        yield Typed("careless", question, name, key)


def names_by_hand() -> Iterator[Typed]:
    """The names of names_by_hand.tsv: question, name as typed, and the name that is meant."""
    for line in BY_HAND.read_text(encoding="utf-8").splitlines():
        question, name, meant = line.split("\t")
        of_places = question in ("peliculas_idioma", "peliculas_pais")
        yield Typed("languages and countries" if of_places else "by hand", question, name, clave(meant))


def other_titles(tree: Path) -> Iterator[Typed]:
    """The original titles of films that are not quite unknown, and all reviewed Spanish titles."""
    downloads = tree / API / "descargas"
    films = pd.read_parquet(downloads / "films.parquet")
    shown = films[["film_id", "title", "vote_count"]]
    titles = pd.read_parquet(downloads / "film_titles.parquet").merge(shown, on="film_id", suffixes=("", "_shown"))
    original = (titles["kind"] == ORIGINAL) & (titles["vote_count"] >= _FEW_VOTES) & (titles["title"] != titles["title_shown"])
    for name, rows in (("original titles", titles[original]), ("Spanish titles", titles[titles["kind"] == REVIEWED])):
        for film, title, title_shown in rows[["film_id", "title", "title_shown"]].itertuples(index=False):
            yield Typed(name, "peliculas_duracion", title, clave(title_shown), film)


def is_answered(store: Store, typed: Typed, names: dict[str, str]) -> bool:
    """Whether the name leads to what is meant. names: key → the name it shows."""
    try:
        key, body = store.answer(typed.question, typed.name)
    except UnknownNameError:
        return False
    if typed.film is None:
        return key == typed.key or loose_form(names[key]) == loose_form(names.get(typed.key, ""))
    answer: dict[str, Any] = json.loads(body)
    return typed.film in {answer["id"], *(other["id"] for other in answer["otras"]), answer.get("vease", {}).get("id")}


def searched(tree: Path, typed: list[Typed]) -> list[bool]:
    """Whether the site's search shows each of the names among the first three."""
    command = [shutil.which("node") or "node", str(SEARCH), str((tree / API).absolute())]
    asked = json.dumps([each.name for each in typed])
    found = json.loads(subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout)  # noqa: S603
    return [
        [each.question, each.key] in [entry[:2] for entry in entries[:_FIRST]] for each, entries in zip(typed, found, strict=True)
    ]


def main() -> None:
    """Ask for every name, and print the share of each list that is answered and found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--public", type=Path, default=Path("public"))
    parser.add_argument("--best-known", type=int, default=8000, help="of how many names of a question the list is drawn")
    parser.add_argument("--show", action="store_true", help="name what was not found")
    arguments = parser.parse_args()
    tree, console = arguments.public.absolute(), Console()
    store = Store(tree)
    typed = [*careless_names(tree, arguments.best_known, 500), *names_by_hand(), *other_titles(tree)]
    names = {
        question: json.loads((tree / index_path(question)).read_bytes())["claves"]
        for question in {each.question for each in typed}
    }
    asked = pd.DataFrame(typed)
    asked["answered"] = [is_answered(store, each, names[each.question]) for each in typed]
    asked["searched"] = searched(tree, typed)
    if arguments.show:
        for row in asked[~(asked["answered"] & asked["searched"])].itertuples(index=False):
            missed = [what for what in ("answered", "searched") if not getattr(row, what)]
            console.print(f"{row.list}, not {' nor '.join(missed)}: {row.name} ({row.question}, {row.key})", markup=False)
    table = Table("list", "names", "answered", f"among the first {_FIRST}")
    for name, rows in asked.groupby("list", sort=False):
        table.add_row(str(name), str(len(rows)), f"{rows['answered'].mean():.1%}", f"{rows['searched'].mean():.1%}")
    console.print(table)


if __name__ == "__main__":
    main()
