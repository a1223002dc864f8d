"""Text from outside, made harmless to show: nothing in it moves a cursor, clears a screen or turns a line around."""

import re

# Control characters, line and paragraph separators, marks and overrides of direction, and halves of surrogate pairs.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    r"""The text with each such character written as its escape.

    >>> visible("\x1b[2JHeat")
    '\\x1b[2JHeat'
    >>> visible("\u202eHeat")
    '\\u202eHeat'
    """
    return _INVISIBLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
