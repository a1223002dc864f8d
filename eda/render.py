"""Rendering: each figure in both languages, as SVG for wide and narrow pages and as PNG, on all cores."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Self

from eda.canvas import Canvas, Text
from eda.charts import nothing
from eda.figure import Drawing, Figure
from eda.language import LANGUAGES
from eda.png import png
from eda.style import INK, MUTED, NARROW, WIDE
from eda.svg import svg
from precompute.processes import end_with_the_first

Texts = Mapping[str, Mapping[str, str]]  # language code → the texts of a figure, numbers filled in
File = tuple[str, bytes]

FOLDER = "figuras"
_TITLE, _SOURCE = 40, 26  # pixels above and below the drawing
_MAX_WORKERS = 8


class Renderer:
    """Figures drawn as they are given, by processes that leave this one free to compute the next; on one core, by this one."""

    def __init__(self, most: int = _MAX_WORKERS) -> None:
        """most: processes, of one for each core."""
        workers = min(most, os.cpu_count() or 1)
        self._pool = ProcessPoolExecutor(workers, initializer=end_with_the_first) if workers > 1 else None
        self._begun: list[Callable[[], list[File]]] = []

    def begin(self, figure: Figure, texts: Texts) -> None:
        """Draw a figure."""
        self._begun.append(self._pool.submit(_files, figure, texts).result if self._pool else partial(_files, figure, texts))

    def files(self) -> Iterator[list[File]]:
        """The files of each figure, in the order given: (path below public, bytes)."""
        while self._begun:
            yield self._begun.pop(0)()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)


def _files(figure: Figure, texts: Texts) -> list[File]:
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
    draw = nothing if figure.data.empty else figure.draw
    draw(canvas, figure.data, drawing)
    return canvas


def _pictured(canvas: Canvas, texts: Mapping[str, str]) -> bytes:
    """The wide drawing with its title and source above and below it, for a picture may travel without its page."""
    title = Text(10, 24 - _TITLE, texts["title"], 15, INK)
    source = Text(10, canvas.height + _SOURCE - 10, texts["source"], 10, MUTED)
    return png(Canvas(canvas.width, canvas.height, [title, *canvas.shapes, source]), above=_TITLE, below=_SOURCE)
