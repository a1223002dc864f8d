"""The chart forms: each draws a table of numbers, wide or narrow, in either language, with direct labels."""

from collections.abc import Callable, Sequence
from math import floor, log, log10
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator

from eda.figure import Drawing
from eda.language import Language
from eda.style import BLUE, GREEN, GREY, INK, MUTED, ORANGE, RAMP, RUST, SERIES, SURFACE

_LONG_LABEL = 30


def written(value: Any, form: str, language: Language) -> str:
    """A value as a chart writes it."""
    return "–" if value is None or value != value else language.written(value, form)  # noqa: PLR0124 # not a number


def shortened(text: str, limit: int = _LONG_LABEL) -> str:
    """A label cut to a length that leaves room for its bar."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def name_of(value: Any, kind: str, drawing: Drawing) -> str:
    """What a label says: a name in the drawing's language, or one of its texts (after a file's name, if any)."""
    if kind != "text":
        return drawing.language.name(kind, value)
    *before, last = str(value).split(": ")
    return ": ".join([*before, drawing.text(f"label_{last}") or last])


def bars(canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "n", kind: str = "", second: str = "") -> None:
    """Horizontal bars: `label` and `value`, each written at its end; a `mark` column sets some apart.

    kind: what the labels are (genre, language, country); "text" takes them from the drawing's texts;
    second: a column named after the value, in brackets.
    """
    axes = canvas.add_subplot()
    language = drawing.language
    rows = data.iloc[::-1]
    labels = [name_of(value, kind, drawing) for value in rows["label"]]
    places = range(len(rows))
    marked = rows["mark"] if "mark" in rows else [False] * len(rows)
    above = not drawing.wide and max(map(len, labels)) > 16
    height = 0.34 if above else 0.7
    axes.barh(places, rows["value"], height=height, color=[ORANGE if mark else BLUE for mark in marked])
    room = max(float(rows["value"].max()), 1e-9)
    for place, (label, value) in enumerate(zip(labels, rows["value"], strict=True)):
        extra = f" ({written(rows[second].iloc[place], 'n', language)})" if second else ""
        axes.text(
            max(value, 0) + room * 0.012, place, written(value, form, language) + extra, va="center", fontsize=11, color=MUTED
        )
        if above:
            axes.text(0, place + 0.2, shortened(label, 42), va="bottom", fontsize=11)
    axes.set_yticks([] if above else list(places), [] if above else [shortened(label) for label in labels], color=INK)
    axes.set_xlim(0, room * (1.2 if second else 1.14) if drawing.wide else room * (1.4 if second else 1.24))
    axes.set_ylim(-0.6, len(rows) - (0.2 if above else 0.4))
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set_xticks([])
    axes.tick_params(axis="y", length=0)
    if drawing.text("x"):
        axes.set_xlabel(drawing.text("x"), loc="left")


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
    axes = canvas.add_subplot()
    outside = data["mark"] if "mark" in data else [False] * len(data)
    axes.bar(
        data["left"],
        data["count"],
        width=(data["right"] - data["left"]) * (1 if logarithmic else 0.94),
        align="edge",
        color=[ORANGE if mark else BLUE for mark in outside],
        edgecolor=SURFACE,
        linewidth=0.6,
    )
    if logarithmic:
        axes.set_xscale("log")
    value_axis(axes, drawing, form, logarithmic=logarithmic)
    count_axis(axes, drawing)
    top = float(data["count"].max()) or 1
    axes.set_ylim(0, top * (1.04 + 0.09 * len(marks)))
    for place, (value, text) in enumerate(sorted(marks)):
        height = top * (1.02 + 0.09 * (len(marks) - 1 - place))
        axes.plot([value, value], [0, height], color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
        label = f"{drawing.text(text)} {_marked(value, form, drawing.language)}"
        late = place == 0 if len(marks) > 1 else _is_late(axes, value)
        axes.annotate(
            label,
            (value, height),
            xytext=(-4 if late else 4, -1),
            textcoords="offset points",
            fontsize=11,
            ha="right" if late else "left",
        )


def _is_late(axes: Axes, value: float) -> bool:
    """Whether a value stands so far right that its label belongs on its left."""
    return float(axes.transAxes.inverted().transform(axes.transData.transform((value, 0)))[0]) > 0.6


def value_axis(axes: Axes, drawing: Drawing, form: str, *, logarithmic: bool = False) -> None:
    """The horizontal axis: few ticks, written in the drawing's language, with its unit."""
    if logarithmic:
        low, high = axes.get_xlim()
        ticks = [10.0**power for power in range(-4, 13) if low <= 10.0**power <= high]
        most = 8 if drawing.wide else 5
        axes.set_xticks(ticks[:: -(-len(ticks) // most)])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(8 if drawing.wide else 5, integer=form in ("n", ""), steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value, form, drawing.language)))
    axes.xaxis.minorticks_off()
    axes.set_xlabel(drawing.text("x"))


def count_axis(axes: Axes, drawing: Drawing, form: str = "n", ticks: int = 5) -> None:
    """The vertical axis: light lines across, its label lying flat above it."""
    axes.yaxis.set_major_locator(MaxNLocator(ticks, integer=form in ("n", "")))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value, form, drawing.language)))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if drawing.text("y"):
        axes.set_title(drawing.text("y"), color=MUTED, fontsize=12, pad=8)


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
    return written(value, form, language)


def _marked(value: float, form: str, language: Language) -> str:
    """A value beside its mark: small ones with the decimals that tell them apart."""
    if form in ("n", "d1") and abs(value) < 10:
        return language.number(value, 2 if abs(value) < 1 else 1 if value != round(value) else 0)
    return written(value, form, language)


def columns(canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "n", kind: str = "", every: int = 1) -> None:
    """Vertical columns over a short ordered axis: `label`, `value`, and an optional `mark`."""
    axes = canvas.add_subplot()
    marked = data["mark"] if "mark" in data else [False] * len(data)
    axes.bar(range(len(data)), data["value"], width=0.78, color=[ORANGE if mark else BLUE for mark in marked])
    labels = [name_of(value, kind, drawing) for value in data["label"]]
    step = every if drawing.wide else max(every, 1 + len(labels) // 8)
    axes.set_xticks(range(0, len(labels), step), labels[::step])
    axes.set_xlabel(drawing.text("x"))
    count_axis(axes, drawing, form)
    axes.set_ylim(0, (float(data["value"].max()) or 1) * 1.05)


def lines(
    canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "n", kind: str = "text", logarithmic: bool = False
) -> None:
    """One line for each `series` over `x`, named at its end; the first is drawn strongest."""
    axes = canvas.add_subplot()
    names = list(dict.fromkeys(data["series"]))
    ends: list[tuple[float, str, str]] = []
    for place, name in enumerate(names):
        line = data[data["series"] == name].dropna(subset=["value"])
        if line.empty:
            continue
        colour = SERIES[place % len(SERIES)]
        axes.plot(line["x"], line["value"], color=colour, marker="o" if len(line) < 20 else None, markersize=4)
        label = "" if len(names) == 1 else name_of(name, kind, drawing)
        ends.append((float(line["value"].iloc[-1]), label, colour))
    if logarithmic:
        axes.set_yscale("log")
    value_axis(axes, drawing, "")
    axes.set_xlim(data["x"].min(), max(data["x"].max(), data["x"].min() + 1))  # one year alone still has a width
    count_axis(axes, drawing, form)
    if logarithmic:
        _log_ticks(axes)
    else:
        axes.set_ylim(0, max(float(data["value"].max()) * 1.06, 1e-9))
    _end_labels(axes, float(data["x"].max()), ends)


def _log_ticks(axes: Axes) -> None:
    low, high = axes.get_ylim()
    axes.set_yticks([10.0**power for power in range(-4, 13) if low <= 10.0**power <= high])
    axes.yaxis.minorticks_off()


def _end_labels(axes: Axes, x: float, ends: list[tuple[float, str, str]]) -> None:
    """The names of lines at their ends, moved apart where they would touch."""
    low, high = axes.transData.transform((x, axes.get_ylim()[0]))[1], axes.transData.transform((x, axes.get_ylim()[1]))[1]
    gap = 15.0
    last = low - gap
    for value, label, colour in sorted(ends):
        at = float(axes.transData.transform((x, value))[1])
        place = max(at, last + gap)
        last = place
        axes.annotate(
            label,
            (x, value),
            xytext=(7, (place - at) * (high - low) / max(high - low, 1)),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=11,
            annotation_clip=False,
        )


def dots(
    canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "d2", kind: str = "", line: float | None = None
) -> None:
    """For each `label` its `value` as a dot with the number of `films` behind it; a line stands for all of them."""
    axes = canvas.add_subplot()
    rows = data.iloc[::-1]
    places = range(len(rows))
    if line is not None:
        axes.axvline(line, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.hlines(places, line if line is not None else rows["value"], rows["value"], color=RAMP[2], linewidth=2)
    axes.plot(rows["value"], places, linestyle="none", marker="o", markersize=8, color=BLUE)
    for place, (value, films) in enumerate(zip(rows["value"], rows["films"], strict=True)):
        label = f"{written(value, form, drawing.language)} ({drawing.language.number(films)})"
        late = line is None or value >= line
        axes.annotate(
            label,
            (value, place),
            xytext=(9 if late else -9, 0),
            textcoords="offset points",
            va="center",
            ha="left" if late else "right",
            fontsize=10,
            color=MUTED,
        )
    axes.set_yticks(list(places), [shortened(name_of(value, kind, drawing), 16) for value in rows["label"]], color=INK)
    axes.margins(x=0.22 if drawing.wide else 0.42)
    value_axis(axes, drawing, form)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-0.6, len(rows) - 0.4)


def ranges(
    canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "n", kind: str = "", logarithmic: bool = False
) -> None:
    """For each `label` its `median` as a dot on the bar from `low` to `high`, the middle half."""
    axes = canvas.add_subplot()
    rows = data.iloc[::-1]
    places = range(len(rows))
    drawn = axes.barh(places, rows["high"] - rows["low"], left=rows["low"], height=0.46, color=RAMP[1])
    for bar in drawn:
        bar.sticky_edges.x.clear()
    axes.plot(rows["median"], places, linestyle="none", marker="o", markersize=7, color=BLUE)
    for place, value in enumerate(rows["median"]):
        axes.annotate(
            written(value, form, drawing.language),
            (value, place),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=10,
        )
    labels = [shortened(name_of(value, kind, drawing), _LONG_LABEL if drawing.wide else 16) for value in rows["label"]]
    axes.set_yticks(list(places), labels, color=INK)
    if logarithmic:
        axes.set_xscale("log")
    value_axis(axes, drawing, form, logarithmic=logarithmic)
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    if not logarithmic:
        axes.margins(x=0.06)
        axes.autoscale(axis="x")
    axes.set_ylim(-0.6, len(rows) - 0.2)


def estimates(canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "d2") -> None:
    """Bars of a `value` for each `label`, with its interval from `low` to `high`; a `mark` sets some apart."""
    axes = canvas.add_subplot()
    rows = data.iloc[::-1]
    places = list(range(len(rows)))
    axes.barh(
        places, rows["value"], height=0.62 if drawing.wide else 0.34, color=[ORANGE if mark else BLUE for mark in rows["mark"]]
    )
    axes.hlines(places, rows["low"].astype(float), rows["high"].astype(float), color=INK, linewidth=1.4)
    room = float(rows["high"].fillna(rows["value"]).max()) or 1.0
    labels = [name_of(label, "label", drawing) for label in rows["label"]]
    for place, (value, high) in enumerate(zip(rows["value"], rows["high"].fillna(rows["value"]), strict=True)):
        axes.text(
            max(value, high) + room * 0.015, place, written(value, form, drawing.language), va="center", fontsize=11, color=MUTED
        )
        if not drawing.wide:
            axes.text(0, place + 0.2, shortened(labels[place], 46), va="bottom", fontsize=11)
    axes.set_yticks(places if drawing.wide else [], [shortened(label, 42) for label in labels] if drawing.wide else [], color=INK)
    axes.set_xlim(0, room * 1.15)
    axes.set_ylim(-0.6, len(rows) - (0.4 if drawing.wide else 0.2))
    axes.set_xticks([])
    axes.spines[["bottom", "left"]].set_visible(False)
    axes.set_xlabel(drawing.text("x"), loc="left")


def cells(
    canvas: Canvas,
    data: pd.DataFrame,
    drawing: Drawing,
    *,
    forms: tuple[str, str] = ("n", "n"),
    logs: tuple[bool, bool] = (False, False),
    fit: Callable[[Axes, Drawing], None] | None = None,
) -> None:
    """How many rows stand in each cell of a plane (`x0`, `x1`, `y0`, `y1`, `count`): the darker, the more."""
    axes = canvas.add_subplot()
    top = float(data["count"].max())
    level = [min(len(RAMP) - 1, int(len(RAMP) * _depth(count, top))) for count in data["count"]]
    for place, colour in enumerate(RAMP):
        drawn = data[[at == place for at in level]]
        if len(drawn):
            axes.bar(
                drawn["x0"],
                drawn["y1"] - drawn["y0"],
                width=drawn["x1"] - drawn["x0"],
                bottom=drawn["y0"],
                align="edge",
                color=colour,
                edgecolor=colour,  # closes the seams that browsers draw between neighbours
                linewidth=0.5,
            )
    if logs[0]:
        axes.set_xscale("log")
    if logs[1]:
        axes.set_yscale("log")
    axes.set_xlim(data["x0"].min(), data["x1"].max())
    axes.set_ylim(data["y0"].min(), data["y1"].max())
    value_axis(axes, drawing, forms[0], logarithmic=logs[0])
    count_axis(axes, drawing, forms[1])
    if logs[1]:
        _log_ticks(axes)
    if fit:
        fit(axes, drawing)


def _depth(count: float, top: float) -> float:
    """Where a count stands between one and the most, by ratio: 0 to 1."""
    return log(count + 1) / log(top + 1) - 1e-9 if top else 0.0


def matrix(canvas: Canvas, data: pd.DataFrame, drawing: Drawing) -> None:
    """Correlations: `row`, `column` and `value` (-1 to 1), each written in its cell."""
    axes = canvas.add_subplot()
    names = list(dict.fromkeys(data["row"]))
    for _, row, column, value in data[["row", "column", "value"]].itertuples():
        x, y = names.index(column), len(names) - 1 - names.index(row)
        if y + x >= len(names):
            continue
        known = value == value  # noqa: PLR0124 # not a number is not itself
        strength = abs(value) if known else 0
        ramp = RAMP if not known or value >= 0 else RUST
        step = min(len(ramp) - 1, int(strength * len(ramp)))
        axes.bar(x, 0.94, width=0.94, bottom=y - 0.47, color=ramp[step])
        dark = ramp is RAMP and step >= 4
        axes.text(
            x, y, written(value, "d2", drawing.language), ha="center", va="center", fontsize=11, color=SURFACE if dark else INK
        )
    labels = [name_of(name, "text", drawing) for name in names]
    axes.set_yticks(range(len(names)), labels[::-1], color=INK)
    axes.set_xticks(range(len(names)), labels, rotation=0 if drawing.wide else 90, color=INK, fontsize=10 if drawing.wide else 11)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.set_xlim(-0.5, len(names) - 0.5)


def multiples(
    canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, form: str = "p", kind: str = "", shared: bool = True
) -> None:
    """A small chart for each `panel`, all on one scale or each on its own: `value` over `x`."""
    panels = list(dict.fromkeys(data["panel"]))
    across = 4 if drawing.wide else 2
    down = -(-len(panels) // across)
    grid = canvas.subplots(down, across, sharex=True, sharey=shared, squeeze=False)
    top = float(data["value"].max()) or 1.0
    for place, axes in enumerate(grid.flat):
        if place >= len(panels):
            axes.set_visible(False)
            continue
        line = data[data["panel"] == panels[place]]
        axes.fill_between(line["x"], 0, line["value"], color=RAMP[1], linewidth=0)
        axes.plot(line["x"], line["value"], color=BLUE, linewidth=1.8)
        axes.set_title(shortened(name_of(panels[place], kind, drawing), 18), fontsize=11)
        count_axis(axes, Drawing(drawing.language, drawing.wide, {}), form, 3)
        axes.xaxis.set_major_locator(MaxNLocator(3, integer=True))
        axes.set_ylim(0, (top if shared else float(line["value"].max()) or 1.0) * 1.08)
        axes.tick_params(labelsize=10)


def cloud(canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, box: tuple[int, int] = (400, 340), shown: int = 12) -> None:
    """Words placed by eda.words (`word`, `count`, `x`, `y`, `size`, in a box), and bars of the most frequent.

    The layout is by hand: the cloud's box must keep its size in pixels, or its words would touch.
    """
    canvas.set_layout_engine("none")
    width, height = canvas.get_size_inches() * 72
    scale = 1.0 if drawing.wide else (width - 12) / box[0]
    across, down = box[0] * scale, box[1] * scale
    words = canvas.add_axes((6 / width, 1 - (down + 8) / height, across / width, down / height))
    words.set_xlim(0, box[0])
    words.set_ylim(box[1], 0)
    words.axis("off")
    colours = (BLUE, INK, GREEN, MUTED, ORANGE)
    for place, (word, x, y, size) in enumerate(data[data["size"] > 0][["word", "x", "y", "size"]].itertuples(index=False)):
        words.text(x, y, word, fontsize=size * scale, va="baseline", color=colours[place % len(colours)])
    labels = 100
    left, top = (across + 16 + labels, height - 12) if drawing.wide else (labels, height - down - 20)
    ranks = canvas.add_axes((left / width, 28 / height, (width - left - 8) / width, (top - 28) / height))
    rows = data.head(shown).iloc[::-1]
    ranks.barh(range(len(rows)), rows["count"], height=0.7, color=BLUE)
    for place, count in enumerate(rows["count"]):
        ranks.text(count, place, " " + drawing.language.number(count), va="center", fontsize=11, color=MUTED)
    ranks.set_yticks(range(len(rows)), [shortened(word, 14) for word in rows["word"]], color=INK)
    ranks.spines[:].set_visible(False)
    ranks.set_xticks([])
    ranks.set_xlim(0, float(rows["count"].max()) * 1.3)
    ranks.set_xlabel(drawing.text("x"), loc="left")


def curve(canvas: Canvas, data: pd.DataFrame, drawing: Drawing, *, mark: tuple[float, float] | None = None) -> None:
    """A share against a share (`x`, `y`, 0 to 1), with the line of equality and a marked point."""
    axes = canvas.add_subplot()
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.fill_between(data["x"], data["x"], data["y"], color=RAMP[0], linewidth=0)
    axes.plot(data["x"], data["y"], color=BLUE)
    if mark:
        axes.plot(*mark, marker="o", color=ORANGE, markersize=7)
        axes.annotate(drawing.text("mark"), mark, xytext=(10, -12), textcoords="offset points", fontsize=11)
    value_axis(axes, drawing, "p")
    count_axis(axes, drawing, "p")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)


def nothing(canvas: Canvas, data: pd.DataFrame, drawing: Drawing) -> None:  # noqa: ARG001 # drawn like any other
    """A figure whose catalogue holds nothing to draw says so."""
    canvas.text(0.5, 0.5, drawing.text("nothing"), ha="center", va="center", color=MUTED, fontsize=14)
