"""The files of a figure: its data, and its drawings in both languages, as SVG for wide and narrow pages and as PNG."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from eda.drawing.canvas import Canvas, Text
from eda.drawing.charts import draw_no_data
from eda.drawing.figure import Drawing, Figure
from eda.drawing.png import png
from eda.drawing.style import INK, MUTED, NARROW, WIDE
from eda.drawing.svg import svg
from eda.texts.language import LANGUAGES

Texts = Mapping[str, Mapping[str, str]]  # language code → the texts of a figure, numbers filled in
File = tuple[str, bytes]

FOLDER = "figuras"
_TITLE, _SOURCE = 40, 26  # pixels above and below the drawing


class PendingFiles(Protocol):
    """The files of a figure that may still be being drawn."""

    def result(self) -> list[File]:
        """Wait until the figure is drawn."""


# Begins to draw a figure, in this process or in another.
StartDrawing = Callable[[Figure, Texts], PendingFiles]


@dataclass(frozen=True)
class DrawnInline:
    """A figure that this process draws when its files are requested."""

    figure: Figure
    texts: Texts

    def result(self) -> list[File]:
        """Draw the figure."""
        return figure_files(self.figure, self.texts)


def figure_files(figure: Figure, texts: Texts) -> list[File]:
    """The files of a figure as (path below public, bytes): its data as CSV, and in each language two SVGs and a PNG."""
    csv = figure.data.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode()
    files = [(f"{FOLDER}/datos/{figure.name}.csv", csv)]
    for language in LANGUAGES:
        stem = f"{FOLDER}/{language.code}/{figure.name}"
        wide, narrow = (_drawn(figure, Drawing(language, is_wide, texts[language.code])) for is_wide in (True, False))
        files.append((f"{stem}.svg", svg(wide).encode()))
        files.append((f"{stem}.png", _pictured(wide, texts[language.code])))
        files.append((f"{stem}-360.svg", svg(narrow).encode()))
    return files


def _drawn(figure: Figure, drawing: Drawing) -> Canvas:
    """The figure on a canvas."""
    canvas = Canvas(WIDE, figure.heights[0]) if drawing.wide else Canvas(NARROW, figure.heights[1])
    draw = draw_no_data if figure.data.empty else figure.draw
    draw(canvas, figure.data, drawing)
    return canvas


def _pictured(canvas: Canvas, texts: Mapping[str, str]) -> bytes:
    """The wide drawing with its title above and its source below, because a picture is often shared without its page."""
    title = Text(10, 24 - _TITLE, texts["title"], 15, INK)
    source = Text(10, canvas.height + _SOURCE - 10, texts["source"], 10, MUTED)
    return png(Canvas(canvas.width, canvas.height, [title, *canvas.shapes, source]), above=_TITLE, below=_SOURCE)
