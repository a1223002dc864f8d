"""A drawing as a PNG, in the font whose measures its layout goes by."""

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from PIL import Image, ImageDraw, ImageFont

from eda.drawing.canvas import FONT_FILE, Areas, Canvas, Dots, Lines, Point, Text
from eda.drawing.style import SURFACE

_DPI = 120
_SCALE = _DPI / 72  # dots of the picture to a pixel of the drawing
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
_COMPRESSION = 3  # a sixth larger than by 6, in a third less time


def png(canvas: Canvas, *, above: float = 0, below: float = 0) -> bytes:
    """The drawing, 120 dots to the inch of 72 pixels, with so many pixels added above and below it."""
    width, height = round(canvas.width * _SCALE), round((above + canvas.height + below) * _SCALE)
    renderer: Any = RendererAgg(width, height, _DPI)  # type: ignore[no-untyped-call] # it has no types
    onto = Affine2D().translate(0, above).scale(_SCALE, -_SCALE).translate(0, height)  # Agg measures from below
    end = canvas.height + below
    sheet = [(0, -above), (canvas.width, -above), (canvas.width, end), (0, end)]
    for shape in (Areas([sheet], SURFACE), *canvas.shapes):
        match shape:
            case Areas():
                renderer.draw_path(_pen(shape.edge, shape.edge_width), _closed(shape.polygons), onto, _rgb(shape.colour))
            case Lines():
                renderer.draw_path(_pen(shape.colour, shape.width, dashed=shape.dashed), _open(shape.paths), onto)
            case Dots():
                discs = Path.make_compound_path(*(Path.circle(centre, shape.radius) for centre in shape.centres))
                renderer.draw_path(_pen("", 0), discs, onto, _rgb(shape.colour))
    image = Image.frombuffer("RGBA", (width, height), renderer.buffer_rgba(), "raw", "RGBA", 0, 1).convert("RGB")
    for shape in canvas.shapes:
        if isinstance(shape, Text):
            _write(image, shape, above)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=_COMPRESSION, dpi=(_DPI, _DPI))
    return buffer.getvalue()


def _pen(colour: str, width: float, *, dashed: bool = False) -> GraphicsContextBase:
    pen = GraphicsContextBase()
    pen.set_linewidth(width)
    if colour:
        pen.set_foreground(colour)
    if dashed:
        pen.set_dashes(0, (4.8, 3.6))
    return pen


@cache
def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def _open(paths: Sequence[Sequence[Point]]) -> Path:
    vertices = [point for points in paths for point in points]
    codes = [code for points in paths for code in (Path.MOVETO, *[Path.LINETO] * (len(points) - 1))]
    return Path(vertices, codes)


def _closed(polygons: Sequence[Sequence[Point]]) -> Path:
    vertices = [point for points in polygons for point in (*points, points[0])]
    codes = [code for points in polygons for code in (Path.MOVETO, *[Path.LINETO] * (len(points) - 1), Path.CLOSEPOLY)]
    return Path(vertices, codes)


def _write(image: Image.Image, text: Text, above: float) -> None:
    font, index = _font(text.size), (text.x * _SCALE, (text.y + above) * _SCALE)
    if not text.turned:
        ImageDraw.Draw(image).text(index, text.text, text.colour, font, _ANCHORS[text.anchor])
        return
    # Written on a separate strip, whose middle is then placed on the point.
    half = int(font.getlength(text.text) + font.size)
    strip = Image.new("L", (2 * half, 2 * half))
    ImageDraw.Draw(strip).text((half, half), text.text, 255, font, _ANCHORS[text.anchor])
    image.paste(text.colour, (round(index[0] - half), round(index[1] - half)), strip.transpose(Image.Transpose.ROTATE_90))


@cache
def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILE, size * _SCALE, layout_engine=ImageFont.Layout.BASIC)
