"""Lists: recommendations for several films at once, summed from published neighbours.

eda/assets/lista.js does the same in a browser; a test holds both to the same lists. Weights are whole numbers, so that both
find the same sums.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from functions.keys import clave
from functions.list_paths import INDEX, shard_path, titles_path
from functions.packs import answer_in
from functions.tree_files import DamagedFileError, UnpublishedQuestionError, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

DEFAULT_COUNT, MOST_COUNT, MOST_FILMS = 20, 100, 100
# Of one franchise, so that it does not fill a list.
MAX_OF_FRANCHISE = 3
# A film is named as a reason if it gives at least this part of what the one that gives most does; so many at most.
_REASON_PART, _REASONS = 3, 3


@dataclass(frozen=True)
class Filters:
    """What a recommended film must be: keys of a language, country and genre, years and minutes; None for any."""

    idioma: str | None = None
    pais: str | None = None
    genero: str | None = None
    desde: int | None = None
    hasta: int | None = None
    minutos: int | None = None


class Index:
    """vecinas/index.json: the films, best known first, column by column."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.row = {film_id: row for row, film_id in enumerate(content["id"])}

    def test(self, filters: Filters) -> Callable[[int], bool]:
        """Whether the film in a row passes the filters. A film of unknown length passes no limit of minutes."""
        told = self.content
        tests: list[Callable[[int], bool]] = []
        if filters.idioma is not None:
            language = told["idiomas"].index(filters.idioma) if filters.idioma in told["idiomas"] else -1
            tests.append(lambda row: told["idioma"][row] == language)
        for wanted, column in ((filters.pais, "paises"), (filters.genero, "generos")):
            if wanted is not None:
                tests.append(_holding(told[column], told[f"conjuntos_{column}"], wanted))
        if (first := filters.desde) is not None:
            tests.append(lambda row: told["anio"][row] >= first)
        if (last := filters.hasta) is not None:
            tests.append(lambda row: told["anio"][row] <= last)
        if (minutes := filters.minutos) is not None:
            tests.append(lambda row: 0 < told["duracion"][row] <= minutes)
        return lambda row: all(test(row) for test in tests)

    def genre(self, name: str) -> str | None:
        """The key of a genre, by its English or Spanish name; None if no film has it."""
        key, names = clave(name), self.content["nombres"]
        return key if key in names else next((each for each, spanish in names.items() if clave(spanish) == key), None)


def _holding(column: Sequence[int], sets: Sequence[Sequence[str]], key: str) -> Callable[[int], bool]:
    numbers = {number for number, keys in enumerate(sets) if key in keys}
    return lambda row: column[row] in numbers


@dataclass(frozen=True)
class Recommended:
    """A film of a list: its row, the sum of its weights, and the ids of the given films that it comes from."""

    row: int
    points: int
    reasons: list[int]


def summed(neighbours: Mapping[int, Sequence[int]], index: Index, filters: Filters, count: int) -> list[Recommended]:
    """The films whose weights, summed over the given films, are highest.

    neighbours: of each given film, in the order given, ids and weights in turn. Ties go to the better-known film. If too few
    pass the filters, the best-known films that do complete the list, without points or reasons.
    """
    sums: dict[int, int] = {}
    given_by: dict[int, list[tuple[int, int]]] = {}
    for given, pairs in neighbours.items():
        for film_id, weight in zip(pairs[::2], pairs[1::2], strict=True):
            if film_id not in neighbours:
                sums[film_id] = sums.get(film_id, 0) + weight
                given_by.setdefault(film_id, []).append((weight, given))
    best = sorted(sums, key=lambda each: (-sums[each], index.row[each]))
    rest = (film_id for film_id in index.row if film_id not in sums and film_id not in neighbours)
    rows, franchises, passes = index.row, index.content["franquicia"], index.test(filters)
    of_franchise: dict[int, int] = {}
    chosen: list[Recommended] = []
    for film_id in chain(best, rest):
        if len(chosen) == count:
            break
        row = rows[film_id]
        franchise = franchises[row]
        if not passes(row) or (franchise and of_franchise.get(franchise, 0) >= MAX_OF_FRANCHISE):
            continue
        of_franchise[franchise] = of_franchise.get(franchise, 0) + 1
        reasons = sorted(given_by.get(film_id, ()), key=lambda each: -each[0])
        strong = [given for weight, given in reasons if weight * _REASON_PART >= reasons[0][0]]
        chosen.append(Recommended(row, sums.get(film_id, 0), strong[:_REASONS]))
    return chosen


@dataclass
class Lists:
    """The lists of a published tree. The index is read when first needed and again when replaced."""

    public: Path
    _seen: tuple[int, int, int] | None = field(default=None, init=False)
    _index: Index | None = field(default=None, init=False)

    def index(self) -> Index:
        """The index as published now. Raises UnpublishedQuestionError or DamagedFileError."""
        path = self.public / INDEX
        try:
            stat = path.stat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if self._index is None or seen != self._seen:
                self._index = Index(json.loads(read(str(path))))
                self._seen = seen
        except FileNotFoundError as error:
            raise UnpublishedQuestionError("vecinas") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedFileError(f"{path}: {error}") from error
        return self._index

    def recommend(self, given: Sequence[int], filters: Filters, count: int = DEFAULT_COUNT) -> dict[str, Any]:
        """The answer for these films, by id. Raises UnpublishedQuestionError or DamagedFileError."""
        index = self.index()
        films = list(dict.fromkeys(film_id for film_id in given if film_id in index.row))
        neighbours = {film_id: self._neighbours(index, film_id) for film_id in films}
        chosen = summed(neighbours, index, filters, count)
        titles = self._titles(index, [*(index.row[film_id] for film_id in films), *(each.row for each in chosen)])
        years, ids = index.content["anio"], index.content["id"]

        def film(row: int) -> dict[str, Any]:
            return {"pelicula": titles[row], "anio": years[row], "id": ids[row]}

        detail = [
            {**film(each.row), "puntos": each.points, "por": [titles[index.row[reason]] for reason in each.reasons]}
            for each in chosen
        ]
        return {
            "titulos": [film(index.row[film_id]) for film_id in films],
            "lista_recomendada": [each["pelicula"] for each in detail],
            "detalle": detail,
        }

    def _neighbours(self, index: Index, film_id: int) -> list[int]:
        """Ids and weights in turn; empty for a film that has no neighbours."""
        path = self.public / shard_path(film_id % index.content["paquetes"])
        line = answer_in(self._read(path), str(film_id).encode())
        return [int(number) for number in json.loads(line)] if line else []

    def _titles(self, index: Index, rows: Sequence[int]) -> dict[int, str]:
        size = index.content["titulos"]
        files = {row // size for row in rows}
        titles = {number: json.loads(self._read(self.public / titles_path(number))) for number in files}
        return {row: titles[row // size][row % size] for row in rows}

    @staticmethod
    def _read(path: Path) -> bytes:
        try:
            return read(str(path))
        except OSError as error:
            raise DamagedFileError(f"{path}: {error.strerror}") from error
