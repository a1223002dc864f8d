"""The forms in which people have the films, told apart by the columns of the file of films.

A new form is one entry of FORMS. What comes after reading is the same for all: a column that a form lacks is empty, and how
a nested cell is read follows from the cells (see nested_cells.py).
"""

from collections.abc import Collection
from typing import NamedTuple

# What films have in every form.
COMMON = (
    *("id", "title", "original_language", "overview", "release_date", "runtime", "budget", "revenue", "popularity"),
    *("vote_average", "vote_count", "genres", "production_companies", "production_countries", "spoken_languages"),
)
# What they have in some forms.
OPTIONAL = ("tagline", "status", "original_title", "belongs_to_collection", "keywords")


class Form(NamedTuple):
    """A form of the source.

    marks: the columns of the file of films that tell it from the forms below it; needs_credits: whether it comes with a file of
    credits, without which it is not read; people: the columns with directors and cast, if the file of films has them.
    """

    name: str
    marks: tuple[str, ...]
    needs_credits: bool = False
    people: tuple[str, str] | None = None


FORMS = (
    Form("The Movies Dataset", ("belongs_to_collection",), needs_credits=True),
    Form("TMDB all movies", ("director", "cast"), people=("director", "cast")),
    Form("TMDB full", ("keywords", "backdrop_path")),
    Form("TMDB 5000", ("keywords",), needs_credits=True),
)


def form_of(columns: Collection[str]) -> Form | None:
    """Return the form of a file of films with these columns, or None if it has none of them."""
    if not set(COMMON) <= set(columns):
        return None
    return next((form for form in FORMS if set(form.marks) <= set(columns)), None)


def missing(columns: Collection[str]) -> str:
    """Return the first column that a file of films in no form lacks, of the form that it comes closest to."""
    nearest = max(FORMS, key=lambda form: len({*COMMON, *form.marks} & set(columns)))
    return next(column for column in (*COMMON, *nearest.marks) if column not in columns)
