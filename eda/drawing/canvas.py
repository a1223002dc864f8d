"""A drawing before it is a file: shapes in pixels from its upper left corner, in the order they are painted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from PIL import ImageFont

# Bundled with matplotlib: the same measures on every machine.
FONT_FILE = str(Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf")
ASCENT, DESCENT = 0.76, 0.24  # how far a line of text reaches above and below its baseline, in font sizes

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Areas:
    """Polygons of one colour, with an edge of another colour if `width` is not 0."""

    polygons: Sequence[Sequence[Point]]
    colour: str
    edge: str = ""
    edge_width: float = 0


@dataclass(frozen=True)
class Lines:
    """Lines through points, of one colour and width."""

    paths: Sequence[Sequence[Point]]
    colour: str
    width: float
    dashed: bool = False


@dataclass(frozen=True)
class Dots:
    """Discs of one radius and colour."""

    centres: Sequence[Point]
    radius: float
    colour: str


@dataclass(frozen=True)
class Text:
    """A line of text by one point of its baseline: its start, middle or end; turned: it reads upwards."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    anchor: Anchor = "start"
    turned: bool = False


@dataclass(frozen=True)
class Hint:
    """What a reader who points at a polygon is told; it is not painted."""

    polygon: Sequence[Point]
    text: str


Shape = Areas | Lines | Dots | Text | Hint


@dataclass
class Canvas:
    """What is painted on a sheet of so many pixels."""

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)


def text_width(text: str, size: float) -> float:
    """How wide a text of a font size is, in pixels."""
    return sum(map(_advance, text)) * size


@cache
def _advance(character: str) -> float:
    return _largest().getlength(character) / 2048


@cache
def _largest() -> ImageFont.FreeTypeFont:
    """The font at the size it is designed in, where no width is rounded."""
    return ImageFont.truetype(FONT_FILE, 2048, layout_engine=ImageFont.Layout.BASIC)
