"""The numbers of a figure as a table of its page, with the names that have a card leading to it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from eda.drawing.charts import formatted, marked, name_of
from eda.drawing.figure import Card, Drawing, Figure
from eda.site.addresses import card_address
from eda.texts.catalogue import site
from eda.texts.language import Language

_MOST_ROWS = 150  # a longer table is for machines, which have the CSV
_HOME = "./"  # from any page to the home page of its language


class _Column(NamedTuple):
    title: str
    cells: list[str]
    number: bool = True


def figure_table(figure: Figure, texts: Mapping[str, str], language: Language) -> dict[str, Any] | None:
    """Heads and rows as a page writes them; None of a density, whose cells only make sense drawn, and of no data."""
    drawing = Drawing(language, True, texts)
    columns = [] if figure.data.empty or "x0" in figure.data else _columns(figure, drawing, site("figure_table", language))
    if not columns or len(columns[0].cells) > _MOST_ROWS:
        return None
    rows = [
        with_card([{"text": column.cells[index], "number": column.number} for column in columns], figure.cards, index)
        for index in range(len(columns[0].cells))
    ]
    return {"columns": [{"title": column.title, "number": column.number} for column in columns], "rows": rows}


def with_card(cells: list[dict[str, Any]], cards: Sequence[Card], index: int) -> list[dict[str, Any]]:
    """The cells of a row, the first of which leads to the card of its answer, if it has one."""
    if index < len(cards):
        cells[0]["href"] = _HOME + card_address(*cards[index])
    return cells


def _numbers(title: str, values: Iterable[Any], form: str, drawing: Drawing) -> _Column:
    return _Column(title, [formatted(value, form, drawing.language) for value in values])


def _names(title: str, values: Iterable[Any], kind: str, drawing: Drawing) -> _Column:
    return _Column(title, [name_of(value, kind, drawing) for value in values], number=False)


def _columns(figure: Figure, drawing: Drawing, heads: Mapping[str, str]) -> list[_Column]:
    """The columns of a figure's table, by what its data holds."""
    data, options = figure.data, figure.written
    kind, form = str(options.get("kind", "")), str(options.get("form", ""))
    x, y = drawing.text("x"), drawing.text("y")

    if "word" in data:
        return [_names(heads["word"], data["word"], "", drawing), _numbers(x, data["count"], "n", drawing)]
    if "left" in data:
        ends = [(heads["from"], data["left"]), (heads["to"], data["right"])]
        spans = [
            _Column(f"{x}: {end}", [marked(value, form or "n", drawing.language) for value in values]) for end, values in ends
        ]
        return [*spans, _numbers(y, data["count"], "n", drawing)]
    if "series" in data or "panel" in data:
        across = "series" if "series" in data else "panel"
        wide = _wide(data, "x", across)
        form = form or ("n" if across == "series" else "p")
        titles = {name: name_of(name, kind or "text", drawing) for name in wide}
        years = _Column(x or heads["decade"], [str(year) for year in wide.index], number=False)
        return [years, *(_numbers(y if len(wide.columns) == 1 else titles[name], wide[name], form, drawing) for name in wide)]
    if "row" in data:
        wide = _wide(data, "row", "column")
        return [
            _names(heads["name"], wide.index, "text", drawing),
            *(_numbers(name_of(name, "text", drawing), wide[name], "d2", drawing) for name in wide),
        ]
    return (
        _labelled(figure, drawing, heads)
        if "label" in data
        else [_numbers(x, data["x"], "p", drawing), _numbers(y, data["y"], "p", drawing)]
    )


def _labelled(figure: Figure, drawing: Drawing, heads: Mapping[str, str]) -> list[_Column]:
    """The columns of rows that have a label: their quartiles, or a value, with its interval and what it counts."""
    data, options = figure.data, figure.written
    kind, form = str(options.get("kind", "")), str(options.get("form", ""))
    x, y = drawing.text("x"), drawing.text("y")
    if "median" in data:
        parts = [_numbers(drawing.text(f"label_{part}"), data[column], form or "n", drawing) for part, column in _QUARTILES]
        return [
            _names(heads["name"], data["label"], kind, drawing),
            *parts,
            _numbers(heads["films"], data["films"], "n", drawing),
        ]
    interval = "low" in data
    form = form or ("d2" if interval or "line" in options else "n")
    columns = [_names(x if y else heads["name"], data["label"], "label" if interval else kind, drawing)]
    columns.append(_numbers(y or x or heads["value"], data["value"], form, drawing))
    columns += [_numbers(heads[name], data[name], form, drawing) for name in ("low", "high") if interval]
    counts = [name for name in ("films", "all_films", "ratings") if name in data]
    return columns + [_numbers(heads[name], data[name], "n", drawing) for name in counts]


_QUARTILES = (("median", "median"), ("q1", "low"), ("q3", "high"))


def _wide(data: pd.DataFrame, down: str, across: str) -> pd.DataFrame:
    """A row for each value of one column and a column for each of another, both in their own order."""
    wide = data.set_index([down, across])["value"].unstack(across)
    return wide.loc[list(dict.fromkeys(data[down])), list(dict.fromkeys(data[across]))]
