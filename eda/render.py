"""Rendering: each figure in both languages, as SVG for wide and narrow pages and as PNG, on all cores."""

import gc
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.layout_engine import ConstrainedLayoutEngine

from eda.charts import nothing
from eda.figure import Drawing, Figure
from eda.language import LANGUAGES
from eda.style import DEFAULTS, INK, MUTED, NARROW, WIDE, themed
from precompute.processes import end_with_the_first

Texts = Mapping[str, Mapping[str, str]]  # language code → the texts of a figure, numbers filled in
File = tuple[str, bytes]

FOLDER = "figuras"
_PNG_DPI = 120
_TITLE, _SOURCE = 40, 26  # pixels above and below the drawing
_DATELESS = {"Date": None, "Creator": None, "Format": None, "Type": None}
_MAX_WORKERS = 8


def render(work: Sequence[tuple[Figure, Texts]]) -> Iterator[list[File]]:
    """The files of each figure, in the order given: (path below public, bytes)."""
    workers = min(_MAX_WORKERS, os.cpu_count() or 1, len(work) or 1)
    # Drawings are full of cycles, and what is held already is not to be searched for them again and again.
    gc.freeze()
    try:
        if workers == 1:
            gc.enable()
            yield from map(_files, work)
        else:
            with ProcessPoolExecutor(workers, initializer=_attend) as pool:
                yield from pool.map(_files, work, chunksize=1)
    finally:
        gc.unfreeze()


def _attend() -> None:
    gc.enable()
    end_with_the_first()


def _files(work: tuple[Figure, Texts]) -> list[File]:
    figure, texts = work
    csv = figure.data.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode()
    files = [(f"{FOLDER}/datos/{figure.name}.csv", csv)]
    with mpl.rc_context():
        # The style's defaults only, whatever the machine's own matplotlibrc says.
        mpl.rcdefaults()
        mpl.rcParams.update(DEFAULTS)
        for language in LANGUAGES:
            stem = f"{FOLDER}/{language.code}/{figure.name}"
            wide = _drawn(figure, Drawing(language, True, texts[language.code]))
            files.append((f"{stem}.svg", _svg(wide)))
            files.append((f"{stem}.png", _png(wide, texts[language.code])))
            narrow = _drawn(figure, Drawing(language, False, texts[language.code]))
            files.append((f"{stem}-360.svg", _svg(narrow)))
    return files


def _drawn(figure: Figure, drawing: Drawing) -> Canvas:
    """The figure on a canvas, laid out once: laying out costs as much as drawing."""
    width, height = (WIDE, figure.heights[0]) if drawing.wide else (NARROW, figure.heights[1])
    canvas = Canvas(figsize=(width / 72, height / 72), dpi=72, layout="constrained")
    draw = nothing if figure.data.empty else figure.draw
    draw(canvas, figure.data, drawing)
    engine = canvas.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine) and canvas.axes:
        engine.set(w_pad=6 / 72, h_pad=6 / 72)
        engine.execute(canvas)
    canvas.set_layout_engine("none")
    return canvas


def _svg(canvas: Canvas) -> bytes:
    drawn = io.StringIO()
    FigureCanvasSVG(canvas).print_svg(drawn, metadata=_DATELESS)  # savefig would draw it twice, to lay it out first
    return themed(drawn.getvalue()).encode()


def _png(canvas: Canvas, texts: Mapping[str, str]) -> bytes:
    """The wide drawing with its title and source added above and below, for it may travel without its page."""
    height = canvas.get_figheight() * 72
    whole = height + _TITLE + _SOURCE
    for axes in canvas.axes:
        box = axes.get_position()
        axes.set_position((box.x0, (box.y0 * height + _SOURCE) / whole, box.width, box.height * height / whole))
    canvas.set_figheight(whole / 72)
    canvas.text(10 / WIDE, 1 - 12 / whole, texts["title"], va="top", fontsize=15, color=INK)
    canvas.text(10 / WIDE, 8 / whole, texts["source"], fontsize=10, color=MUTED)
    canvas.set_dpi(_PNG_DPI)
    drawn = io.BytesIO()
    FigureCanvasAgg(canvas).print_png(drawn, metadata={"Software": None})
    return drawn.getvalue()
