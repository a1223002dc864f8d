"""Plots: two axes and marks in the data's own coordinates, laid out so that no label is cut or meets another plot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf, log10
from typing import NamedTuple

from matplotlib.ticker import MaxNLocator

from eda.drawing.canvas import ASCENT, DESCENT, Anchor, Areas, Canvas, Dots, Hint, Lines, Point, Shape, Text, text_width
from eda.drawing.style import GRID, INK, MUTED

LOW, HIGH = -inf, inf  # where an axis begins and ends, as a coordinate
# Where the baseline is, in font sizes below the point that a text stands at: over it, level with its middle, under it.
OVER, LEVEL, UNDER = -DESCENT, 0.36, ASCENT
_PAD = 6  # pixels around every plot with its labels
_TICK = 3
_FEW = 3  # ticks below which an axis of ratios says too little


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Axis:
    """A scale from `low` to `high`, and what is written along it.

    ticks: (value, text); grid: light lines across the plot at each; line: one along the axis, with marks at the ticks.
    """

    low: float
    high: float
    logarithmic: bool = False
    ticks: Sequence[tuple[float, str]] = ()
    grid: bool = False
    line: bool = False
    colour: str = MUTED
    size: float = 11
    turned: bool = False
    label: str = ""
    label_anchor: Anchor = "middle"

    @classmethod
    def around(cls, low: float, high: float, margin: float = 0.05, *, logarithmic: bool = False) -> "Axis":
        """The scale that holds these values with a margin on either side, as a share of their span."""
        if logarithmic:
            low, high = log10(low), log10(high)
        if low == high:
            low, high = low - 0.5, high + 0.5
        low, high = low - margin * (high - low), high + margin * (high - low)
        return cls(10**low, 10**high, True) if logarithmic else cls(low, high)

    def share(self, value: float) -> float:
        """The position of a value along the axis: 0 at its low end, 1 at its high end."""
        if value in (LOW, HIGH):
            return float(value == HIGH)
        if self.logarithmic:
            return log10(max(value, self.low * 1e-9) / self.low) / log10(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def holds(self, value: float) -> bool:
        """Whether a value is between the ends."""
        return -1e-9 <= self.share(value) <= 1 + 1e-9

    def round_values(self, most: int, *, whole: bool, steps: Sequence[float] | None = None) -> list[float]:
        """At most so many round values, evenly apart."""
        ticks = MaxNLocator(most, integer=whole, steps=steps).tick_values(self.low, self.high)
        return [float(value) for value in ticks if self.holds(value)]

    def powers(self) -> list[float]:
        """The powers of ten between the ends; with 2 and 5 times them if those are few, and round values if all are."""
        powers = [10.0**power for power in range(-4, 13)]
        for factors in ((1,), (1, 2, 5)):
            ticks = [power * factor for power in powers for factor in factors if self.low <= power * factor <= self.high]
            if len(ticks) >= _FEW:
                return ticks
        return self.round_values(4, whole=False, steps=[1, 2, 5, 10])


@dataclass(frozen=True)
class _Label:
    """A text beside a place of the data: pixels from it, and the baseline below that in font sizes."""

    x: float
    y: float
    text: str
    move: Point
    baseline: float
    size: float
    colour: str
    anchor: Anchor
    turned: bool = False


@dataclass
class Plot:
    """Two axes, marks painted in the order given, and texts on top of them. Coordinates are data values."""

    x: Axis
    y: Axis
    title: str = ""
    title_colour: str = MUTED
    title_size: float = 12
    title_gap: float = 8
    _marks: list[Areas | Lines | Dots | Hint] = field(default_factory=list)
    _labels: list[_Label] = field(default_factory=list)

    def boxes(
        self, boxes: Iterable[tuple[float, float, float, float]], colours: Sequence[str], edge: str = "", edge_width: float = 0
    ) -> None:
        """Rectangles (x0, y0, x1, y1), each of its colour."""
        of_colour: dict[str, list[list[Point]]] = {colour: [] for colour in colours}
        for (x0, y0, x1, y1), colour in zip(boxes, colours, strict=True):
            of_colour[colour].append([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
        self._marks += [Areas(polygons, colour, edge or colour, edge_width) for colour, polygons in of_colour.items()]

    def area(self, points: Sequence[Point], colour: str) -> None:
        """A polygon."""
        self._marks.append(Areas([points], colour))

    def lines(self, paths: Sequence[Sequence[Point]], colour: str, width: float = 2.2, *, dashed: bool = False) -> None:
        """Lines through points."""
        if paths:
            self._marks.append(Lines(paths, colour, width, dashed))

    def dots(self, centres: Sequence[Point], radius: float, colour: str) -> None:
        """Discs; radius: in pixels."""
        self._marks.append(Dots(centres, radius, colour))

    def tell(self, x0: float, y0: float, x1: float, y1: float, text: str) -> None:
        """What pointing at a rectangle says."""
        self._marks.append(Hint([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], text))

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        move: Point = (0, 0),
        baseline: float = LEVEL,
        size: float = 11,
        colour: str = INK,
        anchor: Anchor = "start",
    ) -> None:
        """A text beside a place of the data; move: pixels to the right and down; baseline: OVER, LEVEL or UNDER the place."""
        if text:
            self._labels.append(_Label(x, y, text, move, baseline, size, colour, anchor))

    def painted(self, box: Box) -> list[Shape]:
        """The shapes of the plot where its axes enclose `box`."""
        shapes: list[Shape] = []
        for axis, ends in ((self.y, _across), (self.x, _up)):
            if axis.grid and axis.ticks:
                shapes.append(Lines([self._placed(ends(value), box) for value, _ in axis.ticks], GRID, 1))
        shapes += [self._on_paper(mark, box) for mark in self._marks]
        if self.x.line:
            feet = [self._placed([(value, LOW)], box)[0] for value, _ in self.x.ticks]
            ends_of_line = [(box.left, box.bottom), (box.right, box.bottom)]
            shapes.append(Lines([ends_of_line, *([(x, y), (x, y + _TICK)] for x, y in feet)], GRID, 0.8))
        return [*shapes, *(self._text(label, box) for label in self._all_labels())]

    def overflow(self, box: Box) -> Box:
        """By how many pixels the labels reach beyond `box` on each side."""
        lefts, tops, rights, bottoms = zip(box, *(_extent(self._text(label, box)) for label in self._all_labels()), strict=True)
        return Box(box.left - min(lefts), box.top - min(tops), max(rights) - box.right, max(bottoms) - box.bottom)

    def _all_labels(self) -> Iterable[_Label]:
        yield from self._labels
        down = 3.5 + (_TICK if self.x.line else 0)
        for axis in (self.x, self.y):
            for value, text in _written(axis):
                if axis is self.y:
                    yield _Label(LOW, value, text, (-3.5, 0), LEVEL, axis.size, axis.colour, "end")
                elif axis.turned:
                    yield _Label(value, LOW, text, (LEVEL * axis.size, down), 0, axis.size, axis.colour, "end", turned=True)
                else:
                    yield _Label(value, LOW, text, (0, down), UNDER, axis.size, axis.colour, "middle")
        if self.x.label:
            under = max((_height(text, self.x) + down + 4 for _, text in _written(self.x)), default=4)
            ends = {"start": LOW, "middle": self._middle(), "end": HIGH}
            yield _Label(ends[self.x.label_anchor], LOW, self.x.label, (0, under), UNDER, 12, MUTED, self.x.label_anchor)
        if self.title:
            yield _Label(LOW, HIGH, self.title, (0, -self.title_gap), 0, self.title_size, self.title_colour, "start")

    def _middle(self) -> float:
        low, high = self.x.low, self.x.high
        return float((low * high) ** 0.5) if self.x.logarithmic else (low + high) / 2

    def _placed(self, points: Sequence[Point], box: Box) -> list[Point]:
        across, down = box.right - box.left, box.bottom - box.top
        return [(box.left + self.x.share(x) * across, box.bottom - self.y.share(y) * down) for x, y in points]

    def _on_paper(self, mark: Areas | Lines | Dots | Hint, box: Box) -> Shape:
        match mark:
            case Hint():
                return Hint(self._placed(mark.polygon, box), mark.text)
            case Areas():
                return Areas([self._placed(each, box) for each in mark.polygons], mark.colour, mark.edge, mark.edge_width)
            case Lines():
                return Lines([self._placed(each, box) for each in mark.paths], mark.colour, mark.width, mark.dashed)
            case Dots():
                return Dots(self._placed(mark.centres, box), mark.radius, mark.colour)

    def _text(self, label: _Label, box: Box) -> Text:
        [(x, y)] = self._placed([(label.x, label.y)], box)
        x, y = x + label.move[0], y + label.move[1] + label.baseline * label.size
        return Text(x, y, label.text, label.size, label.colour, label.anchor, label.turned)


def show(canvas: Canvas, rows: Sequence[Sequence[Plot]]) -> None:
    """Paint plots in rows and columns, all of one size, as large as their labels let them be."""
    across, down = len(rows[0]), len(rows)
    columns = [[row[index] for row in rows if index < len(row)] for index in range(across)]
    box = Box(0, 0, canvas.width, canvas.height)
    # Labels that stand at a value move with the size of the plot, so its size is found in a few rounds.
    for _ in range(3):
        lefts = [max(plot.overflow(box).left for plot in column) + _PAD for column in columns]
        rights = [max(plot.overflow(box).right for plot in column) + _PAD for column in columns]
        tops = [max(plot.overflow(box).top for plot in row) + _PAD for row in rows]
        bottoms = [max(plot.overflow(box).bottom for plot in row) + _PAD for row in rows]
        width = max((canvas.width - sum(lefts) - sum(rights)) / across, 1)
        height = max((canvas.height - sum(tops) - sum(bottoms)) / down, 1)
        box = Box(0, 0, width, height)
    for i, row in enumerate(rows):
        top = sum(tops[: i + 1]) + sum(bottoms[:i]) + i * height
        for j, plot in enumerate(row):
            left = sum(lefts[: j + 1]) + sum(rights[:j]) + j * width
            canvas.shapes += plot.painted(Box(left, top, left + width, top + height))


def _across(value: float) -> list[Point]:
    return [(LOW, value), (HIGH, value)]


def _up(value: float) -> list[Point]:
    return [(value, LOW), (value, HIGH)]


def _written(axis: Axis) -> list[tuple[float, str]]:
    """The ticks that have a text."""
    return [(value, text) for value, text in axis.ticks if text]


def _height(text: str, axis: Axis) -> float:
    return text_width(text, axis.size) if axis.turned else axis.size * (ASCENT + DESCENT)


def _extent(text: Text) -> Box:
    """The rectangle that a text fills."""
    length = text_width(text.text, text.size)
    before = {"start": 0.0, "middle": length / 2, "end": length}[text.anchor]
    above, below = ASCENT * text.size, DESCENT * text.size
    if text.turned:
        return Box(text.x - above, text.y + before - length, text.x + below, text.y + before)
    return Box(text.x - before, text.y - above, text.x - before + length, text.y + below)
