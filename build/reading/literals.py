"""Nested cells: Python literals, such as [{'id': 16, 'name': 'Animation'}], JSON, or names.

ast.literal_eval alone takes 35 s for the credits of the whole catalogue. Nearly all records of a column have the same
fields in the same order, so one regular expression splits a cell into its records, and proves it: between the records
there must be nothing but the commas of a list. A cell that fails this proof is read by literal_eval. The values stay
literals until the column is complete; then Arrow converts the whole column to numbers or text at once.
"""

import ast
import json
import re
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

Kind = type[int] | type[str]
Literals = list[list[str]]  # for each requested field, the literal in each record

# Literals whose value is the text between the quotes, or what int() returns.
_STRING = r"""'[^'\\\x00-\x1f]*+(?:\\'[^'\\\x00-\x1f]*+)*+'|"[^"\\\x00-\x1f]*+\""""
_INTEGER = "-?(?:0|[1-9][0-9]{0,17}+)"
_OF_KIND: dict[Kind, str] = {int: f"{_INTEGER}|None", str: f"{_STRING}|None"}
_ANY = f"(?:{_STRING}|{_INTEGER}|None|True|False)"
_FIELD = re.compile(rf"'([A-Za-z0-9_]++)': {_ANY}(?:, )?")
_MAX_INT = 2**63 - 1
_JSON_RECORD = re.compile(r'\s*\[?\s*(?:\{\s*)?"')


class LiteralError(Exception):
    """A cell that is neither a Python literal nor JSON of a list of records or of names, or of one record."""


class _Form(NamedTuple):
    """How to split a cell whose records all have the same fields in the same order."""

    record: re.Pattern[str]
    columns: int  # the number of groups in `record`
    groups: tuple[int | None, ...]  # the group of each requested field; None if the records lack the field
    filter_group: int | None  # the group of the field by which records are filtered


class RecordReader:
    """Reads the cells of one column into literals, one list for each requested field.

    fields: field name → type. The literal is None if a record lacks the field, or if it has another type.
    only: a field and the text that it must hold; other records are skipped.

    >>> RecordReader({"name": str, "id": int}).read("[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': None}]")
    [["'Animation'", 'None'], ['16', '35']]
    """

    def __init__(self, fields: Mapping[str, Kind], only: tuple[str, str] | None = None) -> None:
        self._fields, self._only = tuple(fields.items()), only
        self._form: _Form | None = None  # the form of the previous cell, which the next one probably has too

    def read(self, cell: str) -> Literals:
        """Return the literals in a cell, which may hold a list of records, a single record or nothing.

        A list of names counts as records that have nothing but a name. Raises LiteralError.
        """
        if not cell or cell == "[]":
            return [[] for _ in self._fields]
        columns = self._form and _columns(self._form, cell)
        if columns is None:
            self._form = _form(tuple(_FIELD.findall(cell[: cell.find("}")])), self._fields, self._only)
            columns = self._form and _columns(self._form, cell)
        if not (self._form and columns):
            return self._by_literal_eval(cell)
        if self._only:
            columns = _filtered(columns, self._form.filter_group, self._only[1])
        return [["None"] * len(columns[0]) if group is None else columns[group] for group in self._form.groups]

    def _by_literal_eval(self, cell: str) -> Literals:
        records = _parsed(cell)
        if isinstance(records, dict):
            records = [records]
        if isinstance(records, list) and records and not self._only and all(isinstance(name, str) for name in records):
            return self.of_names(records)
        if not (isinstance(records, list) and all(isinstance(record, dict) for record in records)):
            raise LiteralError("not a list of records or names")
        if self._only:
            field, text = self._only
            records = [record for record in records if record.get(field) == text]
        return [[_LITERAL[kind](record.get(field)) for record in records] for field, kind in self._fields]

    def of_names(self, names: list[str]) -> Literals:
        """Return the literals of records that have nothing but these names."""
        return [[_text(name) for name in names] if field == "name" else ["None"] * len(names) for field, _ in self._fields]


def values(literals: list[str], kind: Kind) -> pa.Array:
    """Return the values of a field's literals, as int64 or as large_string without surrounding space.

    None and blank text become null.

    >>> values(["16", "None"], int).to_pylist(), values(["' Sci-Fi'", '"Drama"', "None", "' '"], str).to_pylist()
    ([16, None], ['Sci-Fi', 'Drama', None, None])
    """
    literal = pa.array(literals, pa.large_string())
    none = pc.equal(literal, "None")
    if kind is int:
        return pc.if_else(none, None, literal).cast(pa.int64())
    quoted = pc.binary_slice(literal.cast(pa.large_binary()), 1, -1).cast(pa.large_string())
    text = pc.utf8_trim_whitespace(pc.replace_substring(quoted, r"\'", "'"))
    return pc.if_else(pc.or_(none, pc.equal(text, "")), None, text)


@lru_cache(maxsize=64)
def _form(fields: tuple[str, ...], requested: tuple[tuple[str, Kind], ...], only: tuple[str, str] | None) -> _Form | None:
    """Return the form of records that have these fields, or None if there is no field or one occurs twice."""
    if not fields or len(set(fields)) < len(fields):
        return None
    kinds = dict(requested)
    captured = [field for field in fields if field in kinds or (only and field == only[0])]
    values = {field: f"(?:{_OF_KIND[kinds[field]]})" if field in kinds else _ANY for field in fields}
    values |= {field: f"({values[field]})" for field in captured}
    return _Form(
        re.compile(_record(values)),
        len(captured),
        tuple(captured.index(field) if field in captured else None for field, _ in requested),
        captured.index(only[0]) if only and only[0] in captured else None,
    )


def _record(values: Mapping[str, str]) -> str:
    """Return the pattern of a record. values: field → pattern of its value."""
    return r"\{" + ", ".join(f"'{field}': {value}" for field, value in values.items()) + r"\}"


def _columns(form: _Form, cell: str) -> Literals | None:
    """Return the groups of all records in the cell, one list a group, or None if not all of the cell has this form."""
    parts = form.record.split(cell)
    step = form.columns + 1
    between = parts[::step]
    listed = between[0] == "[" and between[-1] == "]" and between.count(", ") == len(between) - 2
    if listed or between == ["", ""]:
        return [parts[group::step] for group in range(1, step)]
    return None


def _filtered(columns: Literals, group: int | None, text: str) -> Literals:
    """Return the records that hold this text in the column `group`; none if the records lack that field."""
    quoted = (f"'{text}'", f'"{text}"')
    matches = [] if group is None else [index for index, literal in enumerate(columns[group]) if literal in quoted]
    return [[column[index] for index in matches] for column in columns]


def _whole(value: Any) -> str:
    return str(value) if type(value) is int and -_MAX_INT <= value <= _MAX_INT else "None"


def _text(value: Any) -> str:
    if type(value) is not str:
        return "None"
    # An escape can write half of a surrogate pair, which UTF-8 cannot encode.
    return "'" + value.encode("utf-8", "replace").decode().replace("'", r"\'") + "'"


# Converts what literal_eval returns to the literals that a form finds.
_LITERAL: dict[Kind, Callable[[Any], str]] = {int: _whole, str: _text}


def _parsed(cell: str) -> Any:
    """Return the value of a cell. Quotes around the first name of a field tell JSON from Python. Raises LiteralError."""
    if _JSON_RECORD.match(cell):
        try:
            return json.loads(cell)
        except (ValueError, RecursionError):
            pass  # Python writes a name that holds an apostrophe in double quotes too
    try:
        with warnings.catch_warnings():
            # Python warns of an unknown escape, such as '\d', which it reads as two characters.
            warnings.simplefilter("ignore")
            return ast.literal_eval(cell)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise LiteralError("neither a Python literal nor JSON") from error
