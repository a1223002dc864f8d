"""The evaluation as people read it: a table on the terminal and in the README, and JSON for the site."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from rich.table import Table

from precompute.recommender.metrics import interval

# The figures of the last evaluation, reviewed and kept with the code as the weights are; every build publishes them.
MEASURED = Path(__file__).with_name("evaluacion.json")


def measured() -> dict[str, Any]:
    """What api/v1/evaluacion.json says; `make evaluate` measures it anew."""
    return dict(orjson.loads(MEASURED.read_bytes()))


@dataclass(frozen=True)
class Measure:
    """A mean and its 95 % interval, None where a figure has none."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Measured:
    """A method's measures, None where one does not apply; precision: per film, to compare methods film by film."""

    method: str
    measures: Mapping[str, Measure | None]
    precision: NDArray[np.float64]


@dataclass(frozen=True)
class Protocol:
    """Whose ratings were asked, about how many films, out of what."""

    users: int
    fit_users: int
    films: int
    catalogue: int
    fewest_raters: int
    neighbours: int


COLUMNS = {
    "precision": ("precision@5", "precision_5"),
    "ndcg": ("nDCG@5", "ndcg_5"),
    "hit rate": ("hit rate@10", "acierto_10"),
    "coverage": ("coverage", "cobertura"),
    "novelty": ("novelty, bits", "novedad_bits"),
    "precision, whole catalogue": ("precision@5, whole catalogue", "precision_5_catalogo"),
}
_NAMES = {
    "random": ("random", "al azar"),
    "popularity": ("popularity", "popularidad"),
    "overview TF-IDF": ("overview TF-IDF", "TF-IDF de la sinopsis"),
    "genre one-hot": ("genre one-hot", "géneros"),
    "soup": ("the Kaggle “soup”", "la «sopa» de Kaggle"),
    "content": ("**Filmoteca, content only**", "Filmoteca, solo contenido"),
    "hybrid": ("**Filmoteca, hybrid**", "Filmoteca, híbrido"),
    "ceiling": ("ceiling: half of the same users' ratings", "techo: la mitad de los votos de esas personas"),
}
# What the comparison is about: ours against theirs, film by film.
_COMPARISONS = (("content", "soup"), ("content", "overview TF-IDF"), ("hybrid", "content"))


def as_table(protocol: Protocol, measured: list[Measured]) -> Table:
    """The table for a terminal."""
    table = Table(title="Recommendations against what held-out people rate", caption=_caption(protocol))
    table.add_column("method")
    for heading, _ in COLUMNS.values():
        table.add_column(heading, justify="right")
    for each in measured:
        name = _NAMES[each.method][0].replace("**", "")
        table.add_row(name, *(_cell(each.measures[column]) for column in COLUMNS))
    return table


def as_markdown(protocol: Protocol, measured: list[Measured]) -> str:
    """The table for the README, what it shows in a sentence, and how it was measured."""
    lines = [
        "| method | " + " | ".join(heading for heading, _ in COLUMNS.values()) + " |",
        "|---|" + "---:|" * len(COLUMNS),
        *(
            f"| {_NAMES[each.method][0]} | " + " | ".join(_cell(each.measures[column]) for column in COLUMNS) + " |"
            for each in measured
        ),
        "",
        _caption(protocol),
        "",
        *(f"- {line}" for line in _differences(measured)),
    ]
    return "\n".join(lines)


def as_json(protocol: Protocol, measured: list[Measured]) -> bytes:
    """The same for the site; the same input gives the same bytes."""
    held: dict[str, Any] = {
        "protocolo": {
            "usuarios_evaluados": protocol.users,
            "usuarios_del_ajuste": protocol.fit_users,
            "peliculas": protocol.films,
            "catalogo": protocol.catalogue,
            "minimo_de_votantes": protocol.fewest_raters,
            "vecinas": protocol.neighbours,
            "intervalo": "bootstrap del 95 %",
        },
        "metodos": [
            {
                "metodo": _NAMES[each.method][1],
                **{key: _values(each.measures[column]) for column, (_, key) in COLUMNS.items()},
            }
            for each in measured
        ],
        "datos": "MovieLens (GroupLens). F. M. Harper y J. A. Konstan, 2015, The MovieLens Datasets: History and Context,"
        " ACM TiiS 5(4) 19:1–19:19",
    }
    return orjson.dumps(held)


def write_between_markers(path: Path, name: str, text: str) -> None:
    """Replace what stands between <!-- name --> and <!-- /name --> in a file.

    Raises ValueError where the file lacks the markers.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, opened, rest = path.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"{path} has no {begin} … {end}; add the two lines where the table should stand")
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


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
        f"{protocol.films:,} films that {protocol.fewest_raters} or more of {protocol.users} held-out people rated; a film's true"
        f" neighbours are the {protocol.neighbours} of them with the highest shrunk co-rating by these people. Weights and"
        f" co-ratings come from {protocol.fit_users} other people. In brackets the 95 % bootstrap interval over films"
        f" (hit rate: over people). Last column: the five are chosen out of all {protocol.catalogue:,} films."
    )


def _differences(measured: list[Measured]) -> list[str]:
    """Ours less theirs, film by film, with the interval of the difference."""
    precision = {each.method: each.precision for each in measured}
    lines = []
    for method, rival in _COMPARISONS:
        difference = precision[method] - precision[rival]
        low, high = interval(difference)
        times = precision[method].mean() / max(precision[rival].mean(), 1e-9)
        lines.append(f"{method} against {rival}: {difference.mean():+.3f} [{low:+.3f}, {high:+.3f}], {times:.1f} times as many")
    return lines
