"""The licences of the data, and which downloads each of them covers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """A licence. spdx: its identifier in the SPDX list, empty if it has none; url: its text; text: what it asks, in Spanish."""

    spdx: str
    url: str
    text: str


CC0 = Licence("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0 según Kaggle")
MOVIELENS = Licence(
    "",
    "https://files.grouplens.org/datasets/movielens/ml-latest-small-README.html",
    "MovieLens (GroupLens): uso no comercial, con cita",
)


def licences_of(content: str, *, has_ratings: bool) -> list[Licence]:
    """Return the licences of a download.

    content: the table or question that it holds, `filmoteca` for all of them; has_ratings: whether there are any ratings.
    """
    if content == "ratings":
        return [MOVIELENS]
    return [CC0, MOVIELENS] if content == "filmoteca" and has_ratings else [CC0]
