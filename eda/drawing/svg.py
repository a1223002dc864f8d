"""A drawing as a small SVG that follows the reader's preference for light or dark."""

from collections.abc import Sequence
from html import escape

from eda.drawing.canvas import Areas, Canvas, Dots, Hint, Lines, Point, Shape, Text
from eda.drawing.style import DARK, SURFACE

_STYLE = "text{{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif}}{dark}"


def svg(canvas: Canvas) -> str:
    """The drawing; one unit is a pixel."""
    width, height = _number(canvas.width), _number(canvas.height)
    shapes = "\n".join(map(_element, canvas.shapes))
    return themed(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f'<path d="M0 0H{width}V{height}H0z" style="fill: {SURFACE}"/>\n{shapes}\n</svg>\n'
    )


def themed(shapes: str) -> str:
    """A drawing with its rules of style.

    Colours stay what they are for programs that know no style sheet; browsers replace them by rule.
    """
    rules = "".join(
        f'[style*="{kind}: {colour}"]{{{kind}:{dark}!important}}'
        for colour, dark in DARK.items()
        for kind in ("fill", "stroke")
        if f"{kind}: {colour}" in shapes
    )
    style = _STYLE.format(dark=f"@media(prefers-color-scheme:dark){{{rules}}}")
    start, end, rest = shapes.partition(">")
    return f"{start}{end}<style>{style}</style>{rest}"


def _element(shape: Shape) -> str:
    match shape:
        case Areas():
            edge = f"; stroke: {shape.edge}; stroke-width: {_number(shape.edge_width)}" if shape.edge_width else ""
            return f'<path d="{"".join(map(_closed, shape.polygons))}" style="fill: {shape.colour}{edge}"/>'
        case Lines():
            dashes = "; stroke-dasharray: 4.8 3.6" if shape.dashed else "; stroke-linejoin: round"
            style = f"fill: none; stroke: {shape.colour}; stroke-width: {_number(shape.width)}{dashes}"
            return f'<path d="{"".join(map(_open, shape.paths))}" style="{style}"/>'
        case Dots():
            radius = _number(shape.radius)
            circles = (f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{radius}"/>' for x, y in shape.centres)
            return f'<g style="fill: {shape.colour}">{"".join(circles)}</g>'
        case Hint():
            told = escape(shape.text, quote=False)
            return f'<path d="{_closed(shape.polygon)}" style="fill: none" pointer-events="all"><title>{told}</title></path>'
        case Text():
            anchor = "" if shape.anchor == "start" else f"; text-anchor: {shape.anchor}"
            style = f"font-size: {_number(shape.size)}px; fill: {shape.colour}{anchor}"
            x, y = _number(shape.x), _number(shape.y)
            turn = f' transform="rotate(-90 {x} {y})"' if shape.turned else ""
            return f'<text x="{x}" y="{y}" style="{style}"{turn}>{escape(shape.text, quote=False)}</text>'


def _open(points: Sequence[Point]) -> str:
    """A path through points; the steps along one axis written as such."""
    (x, y), *others = [(_number(x), _number(y)) for x, y in points]
    steps = [f"M{x} {y}"]
    for next_x, next_y in others:
        steps.append(f"V{next_y}" if next_x == x else f"H{next_x}" if next_y == y else f"L{next_x} {next_y}")
        x, y = next_x, next_y
    return "".join(steps)


def _closed(points: Sequence[Point]) -> str:
    return f"{_open(points)}z"


def _number(value: float) -> str:
    """At most two decimals of a pixel."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
