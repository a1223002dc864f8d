"""One look for all figures: a restrained, colour-blind safe palette for light and dark, and the widths of drawings."""

SURFACE, INK, MUTED, GRID = "#fffffe", "#1d2327", "#58646c", "#dde2e5"
BLUE, ORANGE, GREEN, GREY = "#2a6f97", "#bf5415", "#3b7a57", "#a9b4bb"
SERIES = (BLUE, ORANGE, GREEN, MUTED)
RAMP = ("#e4eff5", "#bfd9e7", "#91bcd4", "#5e9abd", "#2f769e", "#0f4c6b")
RUST = ("#f6e3d6", "#e9b998", "#d98652")

# The colour that replaces each one in dark mode; a ramp is reversed, so that more stays stronger.
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

WIDE, NARROW = 720, 360
