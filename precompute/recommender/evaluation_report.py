"""The evaluation as people read it: a table on the terminal and in the README, and JSON for the site."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray
from rich.table import Table

from precompute.recommender.method_names import METHOD_NAMES
from precompute.recommender.metrics import bootstrap_interval

# The figures of the last evaluation, reviewed and kept with the code like the weights; every build publishes them.
EVALUATION_FILE = Path(__file__).with_name("evaluacion.json")


def published_evaluation() -> dict[str, Any]:
    """Return the content of api/v1/evaluacion.json; `make evaluate` measures it again."""
    return dict(orjson.loads(EVALUATION_FILE.read_bytes()))


@dataclass(frozen=True)
class Measure:
    """A mean and its 95 % interval; None if a figure has no interval."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class MethodResult:
    """The measures of one method, None if one does not apply; precision: per film, to compare methods film by film."""

    method: str
    measures: Mapping[str, Measure | None]
    precision: NDArray[np.float64]


@dataclass(frozen=True)
class Protocol:
    """The sizes of the evaluation: how many users, films and neighbours it had."""

    users: int
    fit_users: int
    films: int
    catalogue: int
    min_raters: int
    neighbours: int
    seeds: int
    pairs: int
    kappa: float


class ListsProtocol(NamedTuple):
    """The sizes of the evaluation of lists: people, liked films given, and films listed."""

    people: int
    given: int
    listed: int


class ListResult(NamedTuple):
    """How many of the liked films that were held back a method finds, as a mean over people."""

    method: str
    found: Measure


class MapProtocol(NamedTuple):
    """The sizes of the evaluation of the map: films on it, how many of the nearest are looked at, and among how many."""

    films: int
    nearest: int
    most_alike: int


class MapPart(NamedTuple):
    """A way to place films, and which part of the films nearest to a film are among those most like it, as a mean."""

    method: str
    part: float


Lists = tuple[ListsProtocol, list[ListResult]]
Map = tuple[MapProtocol, list[MapPart]]


# Of each measure: the heading in the report and the name in evaluacion.json.
COLUMNS = {
    "judged": ("judged alike, AUC", "parecidas_auc"),
    "judged of five": ("judged alike, of five", "parecidas_5"),
    "judged at all": ("judged at all, of five", "juzgadas_5"),
    "precision": ("precision@5", "precision_5"),
    "ndcg": ("nDCG@5", "ndcg_5"),
    "hit rate": ("hit rate@10", "acierto_10"),
    "coverage": ("coverage", "cobertura"),
    "gini": ("Gini", "gini"),
    "novelty": ("novelty, bits", "novedad_bits"),
    "precision, whole catalogue": ("precision@5, whole catalogue", "precision_5_catalogo"),
    "diversity": ("diversity", "diversidad"),
    "popularity": ("popularity, log10 votes", "popularidad_log10_votos"),
    "franchise": ("same franchise", "misma_franquicia"),
}
# The measures side by side in a table: of likeness and of what people rate; and of the lists.
_TABLES = (
    ("judged", "judged of five", "precision", "ndcg", "hit rate", "precision, whole catalogue"),
    ("judged at all", "coverage", "gini", "novelty", "diversity", "popularity", "franchise"),
)
_OUR_METHODS = ("content", "hybrid")
# The methods whose precision is compared film by film.
_COMPARISONS = (("content", "soup"), ("content", "overview TF-IDF"), ("hybrid", "content"))


def lists_as_table(lists: Lists) -> Table:
    """Return the table of the lists for a terminal."""
    table = Table("method", "found", title=_lists_title(lists[0]))
    for result in lists[1]:
        table.add_row(result.method, _cell(result.found))
    return table


def lists_as_markdown(lists: Lists) -> str:
    """Return the table of the lists for the README."""
    rows = [f"| {f'**{method}**' if method == 'Filmoteca' else method} | {_cell(found)} |" for method, found in lists[1]]
    return "\n".join([f"| {_lists_title(lists[0])} | found |", "|---|---:|", *rows])


def _lists_title(sizes: ListsProtocol) -> str:
    return (
        f"liked films found among {sizes.listed}, from {sizes.given} others that the same person likes"
        f" ({sizes.people} people whom no method has seen)"
    )


def lists_as_json(lists: Lists) -> dict[str, Any]:
    """Return what evaluacion.json says of the lists."""
    sizes, results = lists
    return {
        "personas": sizes.people,
        "dadas": sizes.given,
        "listadas": sizes.listed,
        "encontradas": {METHOD_NAMES[name].json if name in METHOD_NAMES else name: _values(found) for name, found in results},
    }


def map_as_table(placed: Map) -> Table:
    """Return the table of the map for a terminal."""
    table = Table("places", "part", title=_map_title(placed[0]))
    for method, part in placed[1]:
        table.add_row(method, f"{part:.3f}")
    return table


def map_as_markdown(placed: Map) -> str:
    """Return the table of the map for the README."""
    rows = [f"| {f'**{method}**' if method == 'Filmoteca' else method} | {part:.3f} |" for method, part in placed[1]]
    return "\n".join([f"| {_map_title(placed[0])} | part |", "|---|---:|", *rows])


def _map_title(sizes: MapProtocol) -> str:
    return (
        f"of the {sizes.nearest} films nearest on the map, those among the {sizes.most_alike} most alike ({sizes.films:,} films)"
    )


def map_as_json(placed: Map) -> dict[str, Any]:
    """Return what evaluacion.json says of the map."""
    sizes, results = placed
    names = {"random": "al azar", "Filmoteca, films that it does not know": "Filmoteca, películas que no conoce"}
    return {
        "peliculas": sizes.films,
        "cercanas": sizes.nearest,
        "parecidas": sizes.most_alike,
        "partes": {names.get(method, method): round(part, 4) for method, part in results},
    }


def as_table(protocol: Protocol, results: list[MethodResult]) -> list[Table]:
    """Return the tables for a terminal."""
    tables = []
    for title, measures in zip(("What people call alike, and what they rate", "What the lists are like"), _TABLES, strict=True):
        table = Table(title=title, caption=_caption(protocol) if measures == _TABLES[-1] else None)
        table.add_column("method")
        for measure in measures:
            table.add_column(COLUMNS[measure][0], justify="right")
        for result in results:
            table.add_row(METHOD_NAMES[result.method].report, *_cells(result, measures))
        tables.append(table)
    return tables


def as_markdown(protocol: Protocol, results: list[MethodResult]) -> str:
    """Return the tables for the README, a note on how it was measured, and the differences between methods."""
    lines = []
    for measures in _TABLES:
        lines += [
            "| method | " + " | ".join(COLUMNS[measure][0] for measure in measures) + " |",
            "|---|" + "---:|" * len(measures),
        ]
        for result in results:
            name = METHOD_NAMES[result.method].report
            bold = f"**{name}**" if result.method in _OUR_METHODS else name
            lines.append(f"| {bold} | {' | '.join(_cells(result, measures))} |")
        lines.append("")
    lines += [_caption(protocol), "", *(f"- {line}" for line in _differences(results))]
    return "\n".join(lines)


def as_json(protocol: Protocol, results: list[MethodResult], lists: Lists, placed: Map) -> bytes:
    """Return the content of evaluacion.json; the same input gives the same bytes."""
    content: dict[str, Any] = {
        "protocolo": {
            "usuarios_evaluados": protocol.users,
            "usuarios_del_ajuste": protocol.fit_users,
            "peliculas": protocol.films,
            "catalogo": protocol.catalogue,
            "minimo_de_votantes": protocol.min_raters,
            "vecinas": protocol.neighbours,
            "semillas_juzgadas": protocol.seeds,
            "pares_juzgados": protocol.pairs,
            "acuerdo_kappa": protocol.kappa,
            "intervalo": "bootstrap del 95 %",
        },
        "metodos": [
            {
                "metodo": METHOD_NAMES[result.method].json,
                **{key: _values(result.measures.get(column)) for column, (_, key) in COLUMNS.items()},
            }
            for result in results
        ],
        "listas": lists_as_json(lists),
        "mapa": map_as_json(placed),
        "datos": "MovieLens (GroupLens). F. M. Harper y J. A. Konstan, 2015, The MovieLens Datasets: History and Context,"
        " ACM TiiS 5(4) 19:1–19:19",
    }
    return orjson.dumps(content)


def _cells(result: MethodResult, measures: Iterable[str]) -> list[str]:
    """Return these measures of the result as the report writes them."""
    return [_cell(result.measures.get(measure)) for measure in measures]


def _cell(measure: Measure | None) -> str:
    if measure is None:
        return "–"
    digits = 1 if measure.value >= 2 else 3
    if measure.low is None or measure.high is None:
        return f"{measure.value:.{digits}f}"
    return f"{measure.value:.{digits}f} [{measure.low:.{digits}f}, {measure.high:.{digits}f}]"


def _values(measure: Measure | None) -> dict[str, float | None] | None:
    if measure is None:
        return None
    low, high = (None if bound is None else round(bound, 4) for bound in (measure.low, measure.high))
    return {"valor": round(measure.value, 4), "desde": low, "hasta": high}


def _caption(protocol: Protocol) -> str:
    return (
        f"Judged: {protocol.pairs:,} pairs of {protocol.seeds} films that the fit has not seen, each judged twice (weighted kappa"
        f" {protocol.kappa:.2f}), with all ratings; a film that nobody judged counts as not alike, and “judged at all” says how"
        f" many of the five were. Precision, nDCG and hit rate: {protocol.films:,} films that {protocol.min_raters} or more of"
        f" {protocol.users} held-out people rated; a film's true neighbours are the {protocol.neighbours} of them with the"
        f" highest shrunk co-rating by these people; co-ratings come from {protocol.fit_users} other people. Whole catalogue,"
        f" diversity, popularity and franchise: the five are chosen out of all {protocol.catalogue:,} films. In brackets the"
        " 95 % bootstrap interval over films (judged: over seeds; hit rate: over people)."
    )


def _differences(results: list[MethodResult]) -> list[str]:
    """Return for each pair of methods compared the mean difference in precision over the films, and its interval."""
    precision = {result.method: result.precision for result in results}
    lines = []
    for method, other in _COMPARISONS:
        difference = precision[method] - precision[other]
        low, high = bootstrap_interval(difference)
        ratio = precision[method].mean() / max(precision[other].mean(), 1e-9)
        lines.append(f"{method} against {other}: {difference.mean():+.3f} [{low:+.3f}, {high:+.3f}], {ratio:.1f} times as many")
    return lines
