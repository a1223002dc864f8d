"""How many names are found as people type them: `.venv/bin/python -m tests.benchmarks.names --public public`.

From the published names of the best-known films, directors, companies and franchises, a seeded list is typed carelessly,
in one way each: without its apostrophe, hyphen, dots or article, with other conjunctions, other numerals, or in one word.
A name is found if it leads to its own key, or to that of a better-known name which is typed the same.
"""

import argparse
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from functions.keys import loose_form
from functions.paths import fame_path, index_path
from functions.store import Store, UnknownNameError

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


def typed_names(tree: Path, question: str, best_known: int, count: int) -> list[tuple[str, str, str]]:
    """(way, name as typed, key) of some of the best-known names of a question, the same at every run."""
    names = json.loads((tree / index_path(question)).read_bytes())["claves"]
    keys = json.loads((tree / fame_path(question)).read_bytes())[:best_known]
    chance, typed = random.Random(2), []  # noqa: S311 # not for secrets
    for way, change in WAYS.items():
        possible = [key for key in keys if change(names[key]) not in (names[key], "")]
        typed += [(way, change(names[key]), key) for key in chance.sample(possible, min(count, len(possible)))]
    return typed


def main() -> None:
    """Ask for every name, and print the share that is found in each way of typing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--public", type=Path, default=Path("public"))
    parser.add_argument("--best-known", type=int, default=8000, help="of how many names of a question the list is drawn")
    parser.add_argument("--show", action="store_true", help="name what was not found")
    arguments = parser.parse_args()
    store, console = Store(arguments.public.absolute()), Console()
    found: dict[str, list[bool]] = {way: [] for way in WAYS}
    for question in QUESTIONS:
        names = json.loads((arguments.public / index_path(question)).read_bytes())["claves"]
        for way, name, key in typed_names(arguments.public, question, arguments.best_known, 30):
            try:
                answered = store.answer(question, name).key
            except UnknownNameError:
                answered = None
            right = answered is not None and (answered == key or loose_form(names[answered]) == loose_form(names[key]))
            found[way].append(right)
            if arguments.show and not right:
                console.print(f"{question}: {name} → {answered}, not {key}", markup=False)
    table = Table("typed", "names", "found")
    for way, each in found.items():
        table.add_row(way, str(len(each)), f"{sum(each) / max(len(each), 1):.1%}")
    total = [right for each in found.values() for right in each]
    table.add_row("all", str(len(total)), f"{sum(total) / max(len(total), 1):.1%}")
    console.print(table)


if __name__ == "__main__":
    main()
