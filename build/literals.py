"""Nested cells: Python literals, such as [{'id': 16, 'name': 'Animation'}].

Reading them with ast.literal_eval alone is what makes the naive way slow. Most cells hold neither
a double quote nor a backslash; in those every single quote delimits a string, so that they turn
into JSON by exchanging quotes, which is read many times faster. All others go to literal_eval.
"""

import ast
import re
from typing import Any

import orjson

Record = dict[str, Any]

# The constants as values: a word character before the quote shows that it closes a key, so that
# a string that begins with ": None" is left alone.
_CONSTANT = re.compile(r"(\w': )(None|True|False)(?=[,}])")
_JSON = {"None": "null", "True": "true", "False": "false"}
_DIRECTOR = re.compile(r"\{[^{}]*'job': 'Director'[^{}]*\}")


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
    raise LiteralError(f"a {type(value).__name__} where a list of records should be")


def read_directors(crew: str) -> list[Record]:
    """The records of a crew cell whose job is Director; the rest of the crew is not even parsed."""
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
    """The cell's value where exchanging the quotes makes it JSON, else None."""
    if '"' in cell or "\\" in cell:
        return None
    exchanged = _CONSTANT.sub(lambda match: match[1] + _JSON[match[2]], cell).replace("'", '"')
    try:
        return orjson.loads(exchanged)
    except orjson.JSONDecodeError:
        return None


def _from_literal(cell: str) -> Any:
    try:
        return ast.literal_eval(cell)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise LiteralError("not a Python literal") from error
