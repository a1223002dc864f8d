"""Nested cells: Python literals, such as [{'id': 16, 'name': 'Animation'}].

Reading them with ast.literal_eval alone is what makes the naive way slow. Nearly all records of a column have the same
fields in the same order, so that one regular expression takes a whole cell apart and proves it: what stands between
the records must be the commas of a list. A cell in which it finds anything else goes to literal_eval. What is taken out
are literals still, gathered cell after cell; Arrow makes them numbers and text, a whole column at once.
"""

import ast
import re
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

Kind = type[int] | type[str]
Literals = list[list[str]]  # of each field wanted, what its records hold

# Literals that mean what stands between their quotes, or what int() makes of them.
_STRING = r"""'[^'\\\x00-\x1f]*+(?:\\'[^'\\\x00-\x1f]*+)*+'|"[^"\\\x00-\x1f]*+\""""
_INTEGER = "-?(?:0|[1-9][0-9]{0,17}+)"
_OF_KIND: dict[Kind, str] = {int: f"{_INTEGER}|None", str: f"{_STRING}|None"}
_ANY = f"(?:{_STRING}|{_INTEGER}|None|True|False)"
_FIELD = re.compile(rf"'([A-Za-z0-9_]++)': {_ANY}(?:, )?")
_MAX_INT = 2**63 - 1


class LiteralError(Exception):
    """A cell that is not the Python literal of a list of records (or of one)."""


class _Form(NamedTuple):
    """The records of a column, when all of a cell's have the same fields in the same order."""

    record: re.Pattern[str]
    columns: int  # how many values `record` takes out
    places: tuple[int | None, ...]  # which of them is each field wanted; None where records lack it
    only: int | None  # which of them tells the records asked for


class RecordReader:
    """Reads the cells of one column: of every record the fields wanted, in the order given, as `values` understands them.

    fields: each field's name with its kind. A field that a record lacks, or that is of another kind, is None. only: a
    field and the text that it must hold; other records are passed over.

    >>> RecordReader({"name": str, "id": int}).read("[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': None}]")
    [["'Animation'", 'None'], ['16', '35']]
    """

    def __init__(self, fields: Mapping[str, Kind], only: tuple[str, str] | None = None) -> None:
        self._fields, self._only = tuple(fields.items()), only
        self._form: _Form | None = None  # of the cell before: this one probably has the same

    def read(self, cell: str) -> Literals:
        """The literals in a cell, those of one record for a single dict, none for an empty cell. Raises LiteralError."""
        if not cell or cell == "[]":
            return [[] for _ in self._fields]
        columns = self._form and _columns(self._form, cell)
        if columns is None:
            self._form = _form(tuple(_FIELD.findall(cell[: cell.find("}")])), self._fields, self._only)
            columns = self._form and _columns(self._form, cell)
        if not (self._form and columns):
            return self._by_literal_eval(cell)
        if self._only:
            columns = _among(columns, self._form.only, self._only[1])
        return [["None"] * len(columns[0]) if place is None else columns[place] for place in self._form.places]

    def _by_literal_eval(self, cell: str) -> Literals:
        records = _from_literal(cell)
        if isinstance(records, dict):
            records = [records]
        if not (isinstance(records, list) and all(isinstance(record, dict) for record in records)):
            raise LiteralError("not a list of records")
        if self._only:
            field, text = self._only
            records = [record for record in records if record.get(field) == text]
        return [[_LITERAL[kind](record.get(field)) for record in records] for field, kind in self._fields]


def values(literals: list[str], kind: Kind) -> pa.Array:
    """What a field's literals mean, as int64 or large_string: an int is one of 64 bits, a str has no space around it.

    None and what is blank are null.

    >>> values(["16", "None"], int).to_pylist(), values(["' Sci-Fi'", '"Drama"', "None", "' '"], str).to_pylist()
    ([16, None], ['Sci-Fi', 'Drama', None, None])
    """
    written = pa.array(literals, pa.large_string())
    none = pc.equal(written, "None")
    if kind is int:
        return pc.if_else(none, None, written).cast(pa.int64())
    quoted = pc.binary_slice(written.cast(pa.large_binary()), 1, -1).cast(pa.large_string())
    text = pc.utf8_trim_whitespace(pc.replace_substring(quoted, r"\'", "'"))
    return pc.if_else(pc.or_(none, pc.equal(text, "")), None, text)


@lru_cache(maxsize=64)
def _form(written: tuple[str, ...], wanted: tuple[tuple[str, Kind], ...], only: tuple[str, str] | None) -> _Form | None:
    """The form of records with the fields `written`; None where that is no form."""
    if not written or len(set(written)) < len(written):
        return None
    kinds = dict(wanted)
    taken = [field for field in written if field in kinds or (only and field == only[0])]
    values = {field: f"(?:{_OF_KIND[kinds[field]]})" if field in kinds else _ANY for field in written}
    values |= {field: f"({values[field]})" for field in taken}
    return _Form(
        re.compile(_record(values)),
        len(taken),
        tuple(taken.index(field) if field in taken else None for field, _ in wanted),
        taken.index(only[0]) if only and only[0] in taken else None,
    )


def _record(values: Mapping[str, str]) -> str:
    """The pattern of a record whose fields have values of these patterns."""
    return r"\{" + ", ".join(f"'{field}': {value}" for field, value in values.items()) + r"\}"


def _columns(form: _Form, cell: str) -> Literals | None:
    """The values that a form takes out of each record, column by column; None where not all of the cell has this form."""
    parts = form.record.split(cell)
    step = form.columns + 1
    between = parts[::step]
    listed = between[0] == "[" and between[-1] == "]" and between.count(", ") == len(between) - 2
    if listed or between == ["", ""]:
        return [parts[place::step] for place in range(1, step)]
    return None


def _among(columns: Literals, place: int | None, text: str) -> Literals:
    """The records that hold this text in the column at `place`."""
    quoted = (f"'{text}'", f'"{text}"')
    found = [] if place is None else [number for number, written in enumerate(columns[place]) if written in quoted]
    return [[column[number] for number in found] for column in columns]


def _whole(value: Any) -> str:
    return str(value) if type(value) is int and -_MAX_INT <= value <= _MAX_INT else "None"


def _text(value: Any) -> str:
    if type(value) is not str:
        return "None"
    # Half a surrogate pair, which an escape can write, is no character.
    return "'" + value.encode("utf-8", "replace").decode().replace("'", r"\'") + "'"


# What literal_eval gives, written again as a form's literals are.
_LITERAL: dict[Kind, Callable[[Any], str]] = {int: _whole, str: _text}


def _from_literal(cell: str) -> Any:
    try:
        with warnings.catch_warnings():
            # An odd escape, such as '\d', is read as it stands; Python would warn of it on the user's terminal.
            warnings.simplefilter("ignore")
            return ast.literal_eval(cell)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise LiteralError("not a Python literal") from error
