"""Files of human judgments that others published, of how alike two films are: read, matched with the catalogue, and scored.

Two forms, told apart by their columns. Tab-separated `title_1 year_1 title_2 year_2 rating`, where the rating is OK or
NOT_OK; and CSV with `movieId,neighborId,sim,goodRec`, where the ids are MovieLens's, which links.csv joins to the films,
and several people may have judged one pair: a mean `sim` of 2 or more is alike.

Such files are for measuring alone: nothing here is fitted to them.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from functions.keys import clave
from precompute.recommender.fields import best_known_first
from precompute.recommender.judged_pairs import ALIKE
from precompute.recommender.likeness import Judged, Scorer, curve_and_interval, pair_scores
from precompute.tables import Tables

_BY_TITLE = ("title_1", "year_1", "title_2", "year_2", "rating")
_BY_ID = ("movieId", "neighborId", "sim")
_RATINGS = {"OK": 1.0, "NOT_OK": 0.0}
_NEAR_YEARS = (0, -1, 1)  # catalogues differ by a year in what they call the release


class JudgmentsError(Exception):
    """A file of judgments that cannot be used. The message is one line that says what to do."""


class _Method(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def scores(self) -> Scorer: ...
    @property
    def as_published(self) -> tuple[Scorer, Any] | None: ...
    @property
    def has_catalogue(self) -> bool: ...


@dataclass(frozen=True)
class Judgments:
    """The pairs that were matched, and how many were not."""

    judged: Judged
    unmatched: int


def read_judgments(path: Path, tables: Tables, links: Path | None) -> Judgments:
    """Return the judgments in a file of either form. links: needed for the form that has MovieLens ids.

    Raises JudgmentsError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise JudgmentsError(f"{path} cannot be read ({error}); give a file of judgments in UTF-8") from error
    first = text.partition("\n")[0]
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t" if "\t" in first else ","))
    columns = set(rows[0]) if rows else set()
    if columns >= set(_BY_TITLE):
        pairs = _by_title(rows, tables)
    elif columns >= set(_BY_ID):
        pairs = _by_id(rows, _film_of_movielens(links, path))
    else:
        raise JudgmentsError(
            f"{path} has neither the columns {', '.join(_BY_TITLE)} nor {', '.join(_BY_ID)}; its first line holds {first[:100]}"
        )
    table = pd.DataFrame(pairs, columns=["pair", "seed", "film", "verdict"])
    means = table.groupby("pair", sort=True).agg({"seed": "first", "film": "first", "verdict": "mean"})
    judged = Judged.of(means, best_known_first(tables.films)["film_id"].to_numpy())
    return Judgments(judged, len(means) - len(judged.seed))


def judgment_lines(judgments: Judgments, methods: Iterable[_Method]) -> Iterator[str]:
    """Yield a line for each method: its area under the ROC curve, the 95 % interval and the number of pairs.

    The last line says how many pairs could not be matched. Methods get all ratings, as a build does.
    """
    for method in methods:
        if method.has_catalogue:
            scores = method.as_published[0] if method.as_published else method.scores
            area, low, high = curve_and_interval(pair_scores(scores, judgments.judged), judgments.judged)
            yield f"judged  {method.name:<15}  AUC {area:.3f} [{low:.2f}, {high:.2f}]  pairs {len(judgments.judged.seed)}"
    yield f"pairs without a film of this catalogue: {judgments.unmatched}"


# What tells a pair from others, its two films (ids, 0 if the catalogue lacks one), and a verdict.
_Pair = tuple[str, int, int, float]


def _by_title(rows: list[dict[str, str]], tables: Tables) -> list[_Pair]:
    film_of = _films_by_title(tables)

    def found(title: str, year: str) -> int:
        years = [int(year) + step for step in _NEAR_YEARS] if year.strip().isdigit() else []
        return next((film_of[clave(title), each] for each in years if (clave(title), each) in film_of), 0)

    unknown = {row["rating"] for row in rows} - set(_RATINGS)
    if unknown:
        raise JudgmentsError(f"the ratings should be OK or NOT_OK; one is {min(map(str, unknown))[:40]}")
    pairs = []
    for row in rows:
        first, second = (row["title_1"], row["year_1"]), (row["title_2"], row["year_2"])
        pairs.append((str((first, second)), found(*first), found(*second), ALIKE * _RATINGS[row["rating"]]))
    return pairs


def _films_by_title(tables: Tables) -> dict[tuple[str, int], int]:
    """Return the best-known film of each title, or other title, and year."""
    films = best_known_first(tables.films)[::-1]
    year_of = dict(zip(films["film_id"].tolist(), films["release_year"].tolist(), strict=True))
    others = tables.film_titles[["film_id", "title"]].itertuples(index=False)
    film_of = {(clave(title), year_of[film]): film for film, title in others}
    titles = films[["film_id", "title"]].itertuples(index=False)
    return film_of | {(clave(title), year_of[film]): film for film, title in titles}


def _by_id(rows: list[dict[str, str]], film_of: dict[str, int]) -> list[_Pair]:
    pairs = []
    for row in rows:
        first, second, verdict = row["movieId"], row["neighborId"], row["sim"]
        if verdict:
            try:
                pairs.append((f"{first} {second}", film_of.get(first, 0), film_of.get(second, 0), float(verdict)))
            except ValueError as error:
                raise JudgmentsError(f"sim should be a number ({error})") from error
    return pairs


def _film_of_movielens(links: Path | None, path: Path) -> dict[str, int]:
    """Return the film of each MovieLens id, from links.csv, or from the folder or .zip that holds it."""
    if links is None:
        raise JudgmentsError(f"{path} names films by MovieLens ids; give --links with the links.csv of the source, or the source")
    try:
        if links.is_dir():
            links = links / "links.csv"
        if zipfile.is_zipfile(links):
            with zipfile.ZipFile(links) as archive:
                name = next(member for member in archive.namelist() if member.rpartition("/")[2] == "links.csv")
                text = archive.read(name).decode("utf-8-sig")
        else:
            text = links.read_text(encoding="utf-8-sig")
        rows = csv.DictReader(io.StringIO(text))
        return {row["movieId"]: int(float(row["tmdbId"])) for row in rows if row["tmdbId"]}
    except (OSError, StopIteration, KeyError, ValueError) as error:
        raise JudgmentsError(f"{links} holds no links.csv that can be read ({error!r})") from error
