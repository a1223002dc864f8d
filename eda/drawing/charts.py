"""The chart forms: each draws a table of numbers, wide or narrow, in either language, with direct labels."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import floor, isnan, log, log10
from typing import Any

import pandas as pd

from eda.drawing.canvas import Areas, Canvas, Text, text_width
from eda.drawing.figure import Drawing
from eda.drawing.plot import HIGH, LOW, OVER, Axis, Box, Plot, show
from eda.drawing.style import BLUE, GREEN, GREY, INK, MUTED, ORANGE, RAMP, RUST, SERIES, SURFACE
from eda.texts.language import Language

_LONG_LABEL = 30


def formatted(value: Any, form: str, language: Language) -> str:
    """A value as a chart writes it."""
    return "–" if value is None or value != value else language.formatted(value, form)  # noqa: PLR0124 # not a number


def shortened(text: str, limit: int = _LONG_LABEL) -> str:
    """A label cut to a length that leaves room for its bar."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def name_of(value: Any, kind: str, drawing: Drawing) -> str:
    """What a label says: a name in the drawing's language, or one of its texts (after a file's name, if any)."""
    if kind != "text":
        return drawing.language.name(kind, value)
    *before, last = str(value).split(": ")
    return ": ".join([*before, drawing.text(f"label_{last}") or last])


def bars(
    canvas: Canvas,
    data: pd.DataFrame,
    drawing: Drawing,
    *,
    form: str = "n",
    kind: str = "",
    second: str = "",
    logarithmic: bool = False,
) -> None:
    """Horizontal bars: `label` and `value`, each written at its end; a `mark` column sets some apart.

    kind: what the labels are (genre, language, country); "text" takes them from the drawing's texts;
    second: a column named after the value, in brackets; logarithmic: bars of equal ratio, where some would vanish.
    """
    language = drawing.language
    rows = data.iloc[::-1]
    labels = [name_of(value, kind, drawing) for value in rows["label"]]
    values = rows["value"].tolist()
    above = not drawing.wide and max(map(len, labels)) > 16
    half = 0.17 if above else 0.35
    room = max(float(max(values)), 1e-9)
    most = room * (1.2 if second else 1.14) if drawing.wide else room * (1.4 if second else 1.24)
    low = 10.0 ** floor(log10(max(min(values), 1e-3))) if logarithmic else 0
    x = Axis(low, room * (room / low) ** 0.4 if low else most, logarithmic)
    plot = Plot(x, Axis(-0.6, len(rows) - (0.2 if above else 0.4)))
    plot.boxes([(low, index - half, value, index + half) for index, value in enumerate(values)], _colours(rows))
    extras = [f" ({formatted(films, 'n', language)})" for films in rows[second]] if second else [""] * len(rows)
    for index, (value, extra) in enumerate(zip(values, extras, strict=True)):
        plot.write(max(value, low), index, formatted(value, form, language) + extra, move=(5, 0), colour=MUTED)
        plot.tell(LOW, index - 0.5, HIGH, index + 0.5, f"{labels[index]}: {formatted(value, form, language)}{extra}")
    if above:
        for index, label in enumerate(labels):
            plot.write(low, index + 0.2, shortened(label, 42), baseline=OVER)
    else:
        _name_rows(plot, [shortened(label) for label in labels])
    if logarithmic:
        value_axis(plot, drawing, form)
        plot.x.ticks = [(value, text) for value, text in plot.x.ticks if value <= room]
    plot.x.label, plot.x.label_anchor = drawing.text("x"), "start"
    show(canvas, [[plot]])


def _colours(rows: pd.DataFrame) -> list[str]:
    """The colour of each row: another for those with a `mark`."""
    return [ORANGE if mark else BLUE for mark in rows["mark"]] if "mark" in rows else [BLUE] * len(rows)


def _name_rows(plot: Plot, names: Sequence[str]) -> None:
    """The names of rows, on their left."""
    plot.y.ticks, plot.y.colour = list(enumerate(names)), INK


def histogram(
    canvas: Canvas,
    data: pd.DataFrame,
    drawing: Drawing,
    *,
    form: str = "n",
    logarithmic: bool = False,
    marks: Sequence[tuple[float, str]] = (),
) -> None:
    """Bins `left` to `right` with their `count`; marks: (value, name of its text) drawn as lines."""
    top = float(data["count"].max()) or 1
    part = 1 if logarithmic else 0.94
    bins = [(left, 0, left + (right - left) * part, n) for left, right, n in _rows(data, "left", "right", "count")]
    ends = [bins[0][0], bins[-1][2], *(value for value, _ in marks)]
    plot = Plot(Axis.around(min(ends), max(ends), logarithmic=logarithmic), Axis(0, top * (1.04 + 0.09 * len(marks))))
    plot.boxes(bins, _colours(data), SURFACE, 0.6)
    for left, right, count in _rows(data, "left", "right", "count"):
        span = f"{marked(left, form, drawing.language)} – {marked(right, form, drawing.language)}"
        plot.tell(left, LOW, right, HIGH, f"{drawing.text('x')} {span}: {drawing.language.number(count)}")
    value_axis(plot, drawing, form)
    count_axis(plot, drawing)
    for index, (value, text) in enumerate(sorted(marks)):
        height = top * (1.02 + 0.09 * (len(marks) - 1 - index))
        plot.lines([[(value, 0), (value, height)]], INK, 1.2, dashed=True)
        late = index == 0 if len(marks) > 1 else plot.x.share(value) > 0.6
        plot.write(
            value,
            height,
            f"{drawing.text(text)} {marked(value, form, drawing.language)}",
            move=(-4 if late else 4, -1),
            baseline=0,
            anchor="end" if late else "start",
        )
    show(canvas, [[plot]])


def _rows(data: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of some columns, as plain numbers."""
    return list(zip(*(data[column].tolist() for column in columns), strict=True))


def value_axis(plot: Plot, drawing: Drawing, form: str) -> None:
    """The horizontal axis: few ticks, written in the drawing's language, with its unit."""
    axis, most = plot.x, 8 if drawing.wide else 5
    if axis.logarithmic:
        values = axis.powers()
        values = values[:: max(1, -(-len(values) // most))]
    else:
        values = axis.round_values(most, whole=form in ("n", ""), steps=[1, 2, 5, 10])
    axis.ticks = [(value, _tick(value, form, drawing.language)) for value in values]
    axis.line, axis.label = True, drawing.text("x")


def count_axis(plot: Plot, drawing: Drawing, form: str = "n", ticks: int = 5) -> None:
    """The vertical axis: light lines across, its label lying flat above it."""
    axis = plot.y
    values = axis.powers() if axis.logarithmic else axis.round_values(ticks, whole=form in ("n", ""))
    axis.ticks = [(value, _tick(value, form, drawing.language)) for value in values]
    axis.grid, plot.title = True, drawing.text("y")


def _tick(value: float, form: str, language: Language) -> str:
    """A value on an axis: no more decimals than it needs."""
    if form == "":
        return str(round(value))
    if form == "p":
        return language.percent(value, 0 if abs(value * 100 - round(value * 100)) < 1e-6 else 1)
    if form == "n" and value and abs(value) < 1:
        return language.number(value, -floor(log10(abs(value)) + 1e-9))
    if form == "d1" and value == round(value):
        return language.number(value)
    return formatted(value, form, language)


def marked(value: float, form: str, language: Language) -> str:
    """A value beside its mark: small ones with the decimals that tell them apart."""
    if form in ("n", "d1") and abs(value) < 10:
        return language.number(value, 2 if abs(value) < 1 else 1 if value != round(value) else 0)
    return formatted(value, form, language)


def columns(canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "n", kind: str = "", every: int = 1) -> None:
    """Vertical columns over a short ordered axis: `label`, `value`, and an optional `mark`."""
    values = data["value"].tolist()
    written = [formatted(value, form, drawing.language) for value in values]
    # Values over the columns, where they have room: a column may be too low to be seen.
    roomy = max(text_width(text, 10) for text in written) < (canvas.width - 70) / len(values) - 4
    plot = Plot(Axis.around(-0.39, len(values) - 0.61), Axis(0, (float(max(values)) or 1) * (1.12 if roomy else 1.05)))
    plot.boxes([(index - 0.39, 0, index + 0.39, value) for index, value in enumerate(values)], _colours(data))
    labels = [name_of(value, kind, drawing) for value in data["label"]]
    for index, (label, value, text) in enumerate(zip(labels, values, written, strict=True)):
        plot.tell(index - 0.5, LOW, index + 0.5, HIGH, f"{label}: {text}")
        if roomy:
            plot.write(index, value, text, move=(0, -3), baseline=0, anchor="middle", size=10, colour=MUTED)
    step = every if drawing.wide else max(every, 1 + len(labels) // 8)
    plot.x.ticks = list(enumerate(labels))[::step]
    plot.x.line, plot.x.label = True, drawing.text("x")
    count_axis(plot, drawing, form)
    show(canvas, [[plot]])


def lines(
    canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "n", kind: str = "text", logarithmic: bool = False
) -> None:
    """One line for each `series` over `x`, named at its end; the first is drawn strongest."""
    names = list(dict.fromkeys(data["series"]))
    first, last = int(data["x"].min()), int(data["x"].max())
    most = float(data["value"].max())
    x = Axis(first, max(last, first + 1))  # one year alone still has a width
    if logarithmic:
        plot = Plot(x, Axis.around(float(data["value"].min()), most, logarithmic=True))
    else:
        plot = Plot(x, Axis(0, max(most * 1.06, 1e-9)))
    ends: list[tuple[float, str, str]] = []
    for index, name in enumerate(names):
        points = _rows(data[data["series"] == name].dropna(subset=["value"]), "x", "value")
        if not points:
            continue
        colour = SERIES[index % len(SERIES)]
        plot.lines([points], colour)
        if len(points) < 20:
            plot.dots(points, 2.5, colour)
        ends.append((points[-1][1], "" if len(names) == 1 else name_of(name, kind, drawing), colour))
    known = data.dropna(subset=["value"])
    for (left, right), (year, rows) in zip(_bands(known["x"]), known.groupby("x"), strict=True):
        told = [
            f"{name_of(name, kind, drawing) if len(names) > 1 else ''} {formatted(value, form, drawing.language)}".strip()
            for name, value in _rows(rows, "series", "value")
        ]
        plot.tell(left, LOW, right, HIGH, f"{year}: {', '.join(told)}")
    value_axis(plot, drawing, "")
    count_axis(plot, drawing, form)
    _end_labels(plot, last, ends, 0.77 * canvas.height)
    show(canvas, [[plot]])


def _bands(values: Iterable[float]) -> list[tuple[float, float]]:
    """The stretch of an axis that is nearest to each of some values, in order."""
    ordered = sorted(set(values))
    middles = [(low + high) / 2 for low, high in pairwise(ordered)]
    return list(zip([LOW, *middles], [*middles, HIGH], strict=True))


def _end_labels(plot: Plot, x: float, ends: list[tuple[float, str, str]], height: float) -> None:
    """The names of lines at their ends, moved apart if they would touch on a plot so many pixels high."""
    gap = 15.0
    last = -gap
    for value, label, colour in sorted(ends):
        at = plot.y.share(value) * height
        last = max(at, last + gap)
        plot.write(x, value, label, move=(7, at - last), colour=colour)


def dots(
    canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "d2", kind: str = "", line: float | None = None
) -> None:
    """For each `label` its `value` as a dot with the number of `films` behind it; a line marks the value of all films."""
    rows = data.iloc[::-1]
    values = rows["value"].tolist()
    ends = [*values, *([] if line is None else [line])]
    plot = Plot(Axis.around(min(ends), max(ends), 0.22 if drawing.wide else 0.42), Axis(-0.6, len(rows) - 0.4))
    if line is not None:
        plot.lines([[(line, LOW), (line, HIGH)]], MUTED, 1.2, dashed=True)
        plot.lines([[(line, index), (value, index)] for index, value in enumerate(values)], RAMP[2], 2)
    plot.dots([(value, index) for index, value in enumerate(values)], 4.5, BLUE)
    for index, (value, films) in enumerate(zip(values, rows["films"], strict=True)):
        told = f"{formatted(value, form, drawing.language)} ({drawing.language.number(films)})"
        plot.tell(LOW, index - 0.5, HIGH, index + 0.5, f"{name_of(rows['label'].iloc[index], kind, drawing)}: {told}")
        plot.write(value if line is None else max(value, line), index, told, move=(9, 0), size=10, colour=MUTED)
    _name_rows(plot, [shortened(name_of(value, kind, drawing), 16) for value in rows["label"]])
    value_axis(plot, drawing, form)
    plot.x.grid = True
    show(canvas, [[plot]])


def ranges(
    canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "n", kind: str = "", logarithmic: bool = False
) -> None:
    """For each `label` its `median` as a dot on the bar from `low` to `high`, the middle half."""
    rows = data.iloc[::-1]
    low, high = float(rows["low"].min()), float(rows["high"].max())
    plot = Plot(Axis.around(low, high, 0.05 if logarithmic else 0.06, logarithmic=logarithmic), Axis(-0.6, len(rows) - 0.2))
    bars_ = [(low, index - 0.23, high, index + 0.23) for index, (low, high) in enumerate(_rows(rows, "low", "high"))]
    plot.boxes(bars_, [RAMP[1]] * len(bars_))
    medians = rows["median"].tolist()
    plot.dots([(value, index) for index, value in enumerate(medians)], 4, BLUE)
    for index, (label, low, value, high) in enumerate(_rows(rows, "label", "low", "median", "high")):
        text, *ends = (formatted(each, form, drawing.language) for each in (value, low, high))
        plot.tell(LOW, index - 0.5, HIGH, index + 0.5, f"{name_of(label, kind, drawing)}: {text} ({ends[0]} – {ends[1]})")
        plot.write(value, index, text, move=(0, -8), baseline=0, anchor="middle", size=10)
    _name_rows(plot, [shortened(name_of(value, kind, drawing), _LONG_LABEL if drawing.wide else 16) for value in rows["label"]])
    value_axis(plot, drawing, form)
    plot.x.grid = True
    show(canvas, [[plot]])


def estimates(canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "d2") -> None:
    """Bars of a `value` for each `label`, with its interval from `low` to `high`; a `mark` sets some apart."""
    rows = data.iloc[::-1].astype({"low": "float64", "high": "float64"})
    intervals_of = _rows(rows, "value", "low", "high")
    reached = [value if isnan(high) else high for value, _, high in intervals_of]
    room = max(reached) or 1.0
    plot = Plot(Axis(0, room * 1.15), Axis(-0.6, len(rows) - (0.4 if drawing.wide else 0.2)))
    half = 0.31 if drawing.wide else 0.17
    plot.boxes([(0, index - half, value, index + half) for index, (value, _, _) in enumerate(intervals_of)], _colours(rows))
    intervals = [[(low, index), (high, index)] for index, (_, low, high) in enumerate(intervals_of) if not isnan(low + high)]
    plot.lines(intervals, INK, 1.4)
    labels = [name_of(label, "label", drawing) for label in rows["label"]]
    for index, ((value, _, _), high) in enumerate(zip(intervals_of, reached, strict=True)):
        plot.write(max(value, high) + room * 0.015, index, formatted(value, form, drawing.language), colour=MUTED)
        plot.tell(LOW, index - 0.5, HIGH, index + 0.5, f"{labels[index]}: {formatted(value, form, drawing.language)}")
        if not drawing.wide:
            plot.write(0, index + 0.2, shortened(labels[index], 46), baseline=OVER)
    if drawing.wide:
        _name_rows(plot, [shortened(label, 42) for label in labels])
    plot.x.label, plot.x.label_anchor = drawing.text("x"), "start"
    show(canvas, [[plot]])


def cells(
    canvas: Canvas,
    data: pd.DataFrame,
    drawing: Drawing,
    *,
    forms: tuple[str, str] = ("n", "n"),
    logs: tuple[bool, bool] = (False, False),
    fit: Callable[[Plot, Drawing], None] | None = None,
) -> None:
    """How many rows stand in each cell of a plane (`x0`, `x1`, `y0`, `y1`, `count`): the darker, the more."""
    top = float(data["count"].max())
    plot = Plot(
        Axis(float(data["x0"].min()), float(data["x1"].max()), logs[0]),
        Axis(float(data["y0"].min()), float(data["y1"].max()), logs[1]),
    )
    level = [min(len(RAMP) - 1, int(len(RAMP) * _depth(count, top))) for count in data["count"]]
    # By colour, lightest first; an edge of its own colour closes the seams that browsers draw between neighbours.
    ordered = sorted(zip(level, _rows(data, "x0", "y0", "x1", "y1"), strict=True), key=lambda pair: pair[0])
    plot.boxes([cell for _, cell in ordered], [RAMP[at] for at, _ in ordered], edge_width=0.5)
    for x0, y0, x1, y1, count in _rows(data, "x0", "y0", "x1", "y1", "count"):
        plot.tell(x0, y0, x1, y1, f"{drawing.language.number(count)} {drawing.text('films')}")
    value_axis(plot, drawing, forms[0])
    count_axis(plot, drawing, forms[1])
    if fit:
        fit(plot, drawing)
    show(canvas, [[plot]])
    _density_legend(canvas, drawing, top)


def _density_legend(canvas: Canvas, drawing: Drawing, top: float) -> None:
    """What the shades of a density mean, in the upper right corner: from one film to so many in a cell."""
    most = f"{drawing.language.number(top)} {drawing.text('films')}"
    right = canvas.width - 8 - text_width(most, 11) - 6
    step = 14 if drawing.wide else 9
    left = right - len(RAMP) * step
    for index, colour in enumerate(RAMP):
        at = left + index * step
        canvas.shapes.append(Areas([[(at, 6), (at + step, 6), (at + step, 17), (at, 17)]], colour))
    canvas.shapes.append(Text(left - 6, 16, "1", 11, MUTED, "end"))
    canvas.shapes.append(Text(right + 6, 16, most, 11, MUTED))


def _depth(count: float, top: float) -> float:
    """The position of a count between one and the maximum, by ratio: 0 to 1."""
    return log(count + 1) / log(top + 1) - 1e-9 if top else 0.0


def matrix(canvas: Canvas, data: pd.DataFrame, drawing: Drawing) -> None:
    """Correlations: `row`, `column` and `value` (-1 to 1), each written in its cell."""
    names = list(dict.fromkeys(data["row"]))
    end = len(names) - 0.5
    plot = Plot(Axis(-0.5, end), Axis(-0.5, end))
    boxes, colours = [], []
    for row, column, value in _rows(data, "row", "column", "value"):
        x, y = names.index(column), len(names) - 1 - names.index(row)
        if y + x >= len(names):
            continue
        known = not isnan(value)
        ramp = RAMP if not known or value >= 0 else RUST
        step = min(len(ramp) - 1, int((abs(value) if known else 0) * len(ramp)))
        boxes.append((x - 0.47, y - 0.47, x + 0.47, y + 0.47))
        colours.append(ramp[step])
        dark = ramp is RAMP and step >= 4
        plot.write(x, y, formatted(value, "d2", drawing.language), anchor="middle", colour=SURFACE if dark else INK)
    plot.boxes(boxes, colours)
    labels = [name_of(name, "text", drawing) for name in names]
    _name_rows(plot, labels[::-1])
    plot.x.ticks, plot.x.colour = list(enumerate(labels)), INK
    plot.x.size, plot.x.turned = (10, False) if drawing.wide else (11, True)
    show(canvas, [[plot]])


def multiples(
    canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "p", kind: str = "", shared: bool = True
) -> None:
    """A small chart for each `panel`, all on one scale or each on its own: `value` over `x`."""
    panels = list(dict.fromkeys(data["panel"]))
    across = 4 if drawing.wide else 2
    top = float(data["value"].max()) or 1.0
    ends = float(data["x"].min()), float(data["x"].max())
    plots = []
    for index, panel in enumerate(panels):
        points = _rows(data[data["panel"] == panel], "x", "value")
        most = top if shared else max(value for _, value in points) or 1.0
        plot = Plot(Axis.around(*ends), Axis(0, most * 1.08), title_colour=INK, title_size=11, title_gap=6)
        label = name_of(panel, kind, drawing)
        for (left, right), (x, value) in zip(_bands(x for x, _ in points), points, strict=True):
            plot.tell(left, LOW, right, HIGH, f"{label}, {x}: {formatted(value, form, drawing.language)}")
        plot.area([(points[0][0], 0), *points, (points[-1][0], 0)], RAMP[1])
        plot.lines([points], BLUE, 1.8)
        count_axis(plot, drawing, form, 3)
        plot.title = shortened(label, 18)
        if shared and index % across:
            plot.y.ticks = [(value, "") for value, _ in plot.y.ticks]
        lowest = index + across >= len(panels)
        years = plot.x.round_values(3, whole=True)
        plot.x.ticks, plot.x.line = [(year, str(round(year)) if lowest else "") for year in years], True
        plot.x.size = plot.y.size = 10
        plots.append(plot)
    show(canvas, [plots[start : start + across] for start in range(0, len(plots), across)])


def cloud(canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, box: tuple[int, int] = (400, 340), most: int = 12) -> None:
    """Words placed by eda.figures.word_clouds (`word`, `count`, `x`, `y`, `size`, in a box), and bars of the most frequent.

    The layout is by hand: the cloud's box must keep its size in pixels, or its words would touch.
    """
    width, height = canvas.width, canvas.height
    scale = 1.0 if drawing.wide else (width - 12) / box[0]
    across, down = box[0] * scale, box[1] * scale
    colours = (BLUE, INK, GREEN, MUTED, ORANGE)
    for index, (word, x, y, size) in enumerate(_rows(data[data["size"] > 0], "word", "x", "y", "size")):
        canvas.shapes.append(Text(6 + x * scale, 8 + y * scale, word, size * scale, colours[index % len(colours)]))
    labels = 100
    left, top = (across + 16 + labels, 12.0) if drawing.wide else (labels, down + 20)
    rows = data.head(most).iloc[::-1]
    counts = rows["count"].tolist()
    ranks = Plot(Axis(0, max(counts) * 1.3), Axis.around(-0.35, len(counts) - 0.65))
    ranks.boxes([(0, index - 0.35, count, index + 0.35) for index, count in enumerate(counts)], [BLUE] * len(counts))
    for index, count in enumerate(counts):
        ranks.write(count, index, drawing.language.number(count), move=(4, 0), colour=MUTED)
        ranks.tell(LOW, index - 0.5, HIGH, index + 0.5, f"{rows['word'].iloc[index]}: {drawing.language.number(count)}")
    _name_rows(ranks, [shortened(word, 14) for word in rows["word"]])
    ranks.x.label, ranks.x.label_anchor = drawing.text("x"), "start"
    canvas.shapes += ranks.painted(Box(left, top, width - 8, height - 28))


def curve(canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, mark: tuple[float, float] | None = None) -> None:
    """A share against a share (`x`, `y`, 0 to 1), with the line of equality and a marked point."""
    points = _rows(data, "x", "y")
    plot = Plot(Axis(0, 1), Axis(0, 1.02))
    plot.area([*points, *((x, x) for x, _ in reversed(points))], RAMP[0])
    plot.lines([[(0, 0), (1, 1)]], GREY, 1.2, dashed=True)
    plot.lines([points], BLUE)
    if mark:
        plot.dots([mark], 4, ORANGE)
        plot.write(*mark, drawing.text("mark"), move=(10, 12), baseline=0)
    value_axis(plot, drawing, "p")
    count_axis(plot, drawing, "p")
    show(canvas, [[plot]])


def draw_no_data(canvas: Canvas, data: pd.DataFrame, drawing: Drawing) -> None:  # noqa: ARG001 # drawn like any other
    """A figure whose catalogue holds nothing to draw says so."""
    canvas.shapes.append(Text(canvas.width / 2, canvas.height / 2, drawing.text("nothing"), 14, MUTED, "middle"))
