"""Nested cells: Python literals, such as [{'id': 16, 'name': 'Animation'}].

Reading them with ast.literal_eval alone is what makes the naive way slow. Nearly all records of a column have the same
fields in the same order, so that one regular expression proves a whole cell and another takes out what is wanted. A
cell in which either finds anything else goes to literal_eval.
"""

import ast
import re
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

Values = tuple[int | str | None, ...]
Kind = type[int] | type[str]

# Literals that mean what stands between their quotes, or what int() makes of them. A string in double quotes that holds
# a brace is left to literal_eval, because it could hold what looks like a record.
_STRING = r"""'(?:[^'\\\x00-\x1f]++|\\')*+'|"[^"\\{\x00-\x1f]*+\""""
_INTEGER = "-?(?:0|[1-9][0-9]{0,17}+)"
_OF_KIND: dict[Kind, str] = {int: f"{_INTEGER}|None", str: f"{_STRING}|None"}
_ANY = f"(?:{_STRING}|{_INTEGER}|None|True|False)"
_FIELD = re.compile(rf"'([A-Za-z0-9_]++)': {_ANY}(?:, )?")
_MAX_INT = 2**63 - 1


class LiteralError(Exception):
    """A cell that is not the Python literal of a list of records (or of one)."""


class _Form(NamedTuple):
    """The records of a column, when all of a cell's have the same fields in the same order."""

    cell: re.Pattern[str]
    record: re.Pattern[str]
    groups: tuple[int | None, ...]  # which group of `record` holds each field wanted; None where records lack it


class RecordReader:
    """Reads the cells of one column: of every record the values of the fields wanted, in the order given.

    fields: each field's name with its kind. An int is one of 64 bits, a str has no space around it and is not blank;
    any other value, and one that a record lacks, is None. only: a field and the text that it must hold; other records
    are passed over.

    >>> RecordReader({"name": str, "id": int}).read("[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': 'Comedy'}]")
    [('Animation', 16), ('Comedy', 35)]
    """

    def __init__(self, fields: Mapping[str, Kind], only: tuple[str, str] | None = None) -> None:
        self._fields, self._only = tuple(fields.items()), only
        self._form: _Form | None = None  # of the cell before: this one probably has the same

    def read(self, cell: str) -> list[Values]:
        """The values in a cell, those of one record for a single dict, none for an empty cell. Raises LiteralError."""
        if not cell or cell == "[]":
            return []
        if not (self._form and self._form.cell.fullmatch(cell)):
            self._form = _form(tuple(_FIELD.findall(cell[: cell.find("}")])), self._fields, self._only)
            if not (self._form and self._form.cell.fullmatch(cell)):
                return self._by_literal_eval(cell)
        found = self._form.record.findall(cell)
        columns = list(zip(*found, strict=True))
        nothing = (None,) * len(found)
        return list(
            zip(
                *(
                    nothing if group is None or not found else _PLAIN[kind](columns[group])
                    for group, (_, kind) in zip(self._form.groups, self._fields, strict=True)
                ),
                strict=True,
            )
        )

    def _by_literal_eval(self, cell: str) -> list[Values]:
        records = _from_literal(cell)
        if isinstance(records, dict):
            records = [records]
        if not (isinstance(records, list) and all(isinstance(record, dict) for record in records)):
            raise LiteralError("not a list of records")
        return [
            tuple([_CLEAN[kind](record.get(field)) for field, kind in self._fields])
            for record in records
            if not self._only or record.get(self._only[0]) == self._only[1]
        ]


@lru_cache(maxsize=64)
def _form(written: tuple[str, ...], wanted: tuple[tuple[str, Kind], ...], only: tuple[str, str] | None) -> _Form | None:
    """The form of records with the fields `written`; None where that is no form."""
    if not written or len(set(written)) < len(written):
        return None
    values = dict.fromkeys(written, _ANY) | {field: f"(?:{_OF_KIND[kind]})" for field, kind in wanted if field in written}
    any_record = _record(values)
    taken = [field for field in written if field in dict(wanted)]
    values |= {field: f"({values[field]})" for field in taken}
    if only:
        values[only[0]] = rf"""(?:'{re.escape(only[1])}'|"{re.escape(only[1])}")"""
    record = _record(values) if values.keys() == set(written) else "(?!)"
    return _Form(
        re.compile(rf"\[(?:{any_record}(?:, (?=\{{)|(?=\])))*+\]|{any_record}"),
        re.compile(f"(){record}"),  # with one group more than is wanted: findall gives tuples of two or more
        tuple(taken.index(field) + 1 if field in taken else None for field, _ in wanted),
    )


def _record(values: Mapping[str, str]) -> str:
    """The pattern of a record whose fields have values of these patterns."""
    return r"\{" + ", ".join(f"'{field}': {value}" for field, value in values.items()) + r"\}"


def _wholes(column: tuple[str, ...]) -> list[int | None]:
    return [None if written == "None" else int(written) for written in column]


def _texts(column: tuple[str, ...]) -> list[str | None]:
    return [None if written == "None" else written[1:-1].replace("\\'", "'").strip() or None for written in column]


def _whole(value: Any) -> int | None:
    return value if type(value) is int and -_MAX_INT <= value <= _MAX_INT else None


def _text(value: Any) -> str | None:
    # Half a surrogate pair, which an escape can write, is no character.
    return value.encode("utf-8", "replace").decode().strip() or None if type(value) is str else None


# What the literals that a form lets pass mean, and what the values that literal_eval gives do.
_PLAIN: dict[Kind, Callable[[tuple[str, ...]], list[Any]]] = {int: _wholes, str: _texts}
_CLEAN: dict[Kind, Callable[[Any], int | str | None]] = {int: _whole, str: _text}


def _from_literal(cell: str) -> Any:
    try:
        with warnings.catch_warnings():
            # An odd escape, such as '\d', is read as it stands; Python would warn of it on the user's terminal.
            warnings.simplefilter("ignore")
            return ast.literal_eval(cell)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError) as error:
        raise LiteralError("not a Python literal") from error
