"""One look for all figures: a restrained, colour-blind safe palette for light and dark, and drawing defaults."""

import re
from typing import Any

SURFACE, INK, MUTED, GRID = "#fffffe", "#1d2327", "#58646c", "#dde2e5"
BLUE, ORANGE, GREEN, GREY = "#2a6f97", "#bf5415", "#3b7a57", "#a9b4bb"
SERIES = (BLUE, ORANGE, GREEN, MUTED)
RAMP = ("#e4eff5", "#bfd9e7", "#91bcd4", "#5e9abd", "#2f769e", "#0f4c6b")
RUST = ("#f6e3d6", "#e9b998", "#d98652")

# What each colour becomes where the reader prefers dark; a ramp turns round, so that more is still stronger.
DARK = {
    SURFACE: "#171b1e",
    INK: "#e9edef",
    MUTED: "#a3afb6",
    GRID: "#333c42",
    BLUE: "#6fb3dc",
    ORANGE: "#f0945c",
    GREEN: "#80c29a",
    GREY: "#5f6c74",
    **dict(zip(RAMP, ("#1e2f39", "#274656", "#346379", "#4a86a3", "#77afcc", "#b9dbec"), strict=True)),
    **dict(zip(RUST, ("#3a2a20", "#6d4327", "#b0662f"), strict=True)),
}

FONT = "DejaVu Sans"  # bundled with matplotlib: the same measures on every machine
WIDE, NARROW = 720, 360

DEFAULTS: Any = {  # a dictionary; its keys are matplotlib's own list of names
    "figure.facecolor": SURFACE,
    "figure.dpi": 72,  # a point is a pixel
    "savefig.facecolor": SURFACE,
    "axes.facecolor": "none",
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 12,
    "axes.titlesize": 12,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 1,
    "text.color": INK,
    "text.parse_math": False,
    "font.family": FONT,
    "font.size": 12,
    "xtick.color": GRID,
    "ytick.color": GRID,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "lines.linewidth": 2.2,
    "patch.linewidth": 0,
    "svg.fonttype": "none",
    "svg.hashsalt": "filmoteca",
    "path.simplify": True,
}

_STYLE = "text{{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif}}{dark}"


def themed(svg: str) -> str:
    """A drawing of matplotlib's as a small SVG that follows the reader's preference for light or dark.

    Colours stay what they are for programs that know no style sheet; browsers replace them by rule.
    """
    used = [colour for colour in DARK if colour in svg]
    rules = "".join(
        f'[style*="{kind}: {colour}"]{{{kind}:{DARK[colour]}!important}}'
        for colour in used
        for kind in ("fill", "stroke")
        if f"{kind}: {colour}" in svg
    )
    style = _STYLE.format(dark=f"@media(prefers-color-scheme:dark){{{rules}}}")
    svg = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r' width="([\d.]+)pt" height="([\d.]+)pt"', r' width="\1" height="\2"', svg, count=1)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r"font-family: [^;\"]*;? ?", "", svg)
    # Two decimals of a pixel are enough; only inside tags, for texts hold numbers too.
    svg = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(\.\d\d)\d+", r"\1", tag[0]), svg)
    svg = re.sub(r"(<svg[^>]*>)", lambda start: f"{start[1]}<style>{style}</style>", svg, count=1)
    return re.sub(r"\s*\n\s*", "\n", svg).strip() + "\n"
