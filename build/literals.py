"""Nested cells: Python literals, such as [{'id': 16, 'name': 'Animation'}].

Reading them with ast.literal_eval alone is what makes the naive way slow. Nearly all of them can be
rewritten as JSON, exactly, and JSON is read many times faster; the few others go to literal_eval.
"""

import ast
import re
import warnings
from typing import Any

import orjson

Record = dict[str, Any]

_JSON = {"None": "null", "True": "true", "False": "false"}
# JSON reads these words, where a Python literal has no such names; few cells hold them inside a string.
_NOT_PYTHON = ("null", "true", "false")
# A constant as a value: the word character before the quote shows that the quote closes a key, so that a
# string that begins with ": None" is left alone.
_CONSTANT = re.compile(r"(\w': )(None|True|False)(?=[,}])")
# From left to right: a whole string of either quote, or a constant outside strings.
_TOKEN = re.compile(r"""'([^']*)'|"[^"]*"|\b(?:None|True|False)\b""")
_DIRECTOR = re.compile(r"\{[^{}]*'job': 'Director'[^{}]*\}")
_APOSTROPHE = "\x7f"  # stands for an escaped quote while the others are exchanged


class LiteralError(Exception):
    """A cell that is not the Python literal of a list of records (or of one)."""


def read_records(cell: str) -> list[Record]:
    """The records of a nested cell, one for a single dict, none for an empty cell. Raises LiteralError."""
    if not cell or cell == "[]":
        return []
    value = _from_json(cell)
    if value is None:
        value = _from_literal(cell)
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list) and all(isinstance(record, dict) for record in value):
        return value
    raise LiteralError("not a list of records")


def read_directors(crew: str) -> list[Record]:
    """The records of a crew cell whose job is Director; most of the rest of the crew is not even parsed."""
    if "Director" not in crew and crew.endswith("]"):
        return []
    if '"' not in crew and "\\" not in crew:
        found = _DIRECTOR.findall(crew)
        if len(found) == crew.count("'job': 'Director'") > 0:
            records: list[Record] | None = _from_json(f"[{','.join(found)}]")
            if records is not None:
                return records
    return [record for record in read_records(crew) if record.get("job") == "Director"]


def _from_json(cell: str) -> Any | None:
    """The cell's value where it can be rewritten as JSON without a doubt, else None."""
    if _APOSTROPHE in cell or any(word in cell for word in _NOT_PYTHON):
        return None
    # \' is the one escape that names have; any backslash left over is another, and not read here.
    escaped = "\\'" in cell
    if escaped:
        cell = cell.replace("\\'", _APOSTROPHE)
    if "\\" in cell:
        return None
    if escaped or '"' in cell:
        rewritten = _TOKEN.sub(_as_json, cell).replace(_APOSTROPHE, "'")
    else:
        # No string holds a quote here, so every single quote delimits one.
        rewritten = _CONSTANT.sub(lambda match: match[1] + _JSON[match[2]], cell).replace("'", '"')
    try:
        return orjson.loads(rewritten)
    except orjson.JSONDecodeError:
        return None


def _as_json(token: re.Match[str]) -> str:
    """A string in double quotes, or a constant, as JSON writes it."""
    text = token[1]
    if text is not None:
        return '"' + text.replace('"', '\\"') + '"'
    return _JSON.get(token[0], token[0])


def _from_literal(cell: str) -> Any:
    try:
        with warnings.catch_warnings():
            # An odd escape, such as '\d', is read as it stands; Python would warn of it on the user's terminal.
            warnings.simplefilter("ignore")
            return ast.literal_eval(cell)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise LiteralError("not a Python literal") from error
