"""The pages of the site."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from functions.answers import QUESTION
from precompute.questions import Answers
from precompute.tables import Tables
from precompute.tree import Changes, write_files


def write_pages(tables: Tables, answered: Mapping[str, Answers], public: Path, changes: Changes) -> None:
    """Write the site's pages below `public`."""
    templates = Environment(loader=PackageLoader("eda"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    questions = [(QUESTION[name], len(answers.answers)) for name, answers in answered.items()]
    page = templates.get_template("index.html").render(films=len(tables.films), questions=questions)
    write_files(public, [("index.html", page.encode())], changes)
