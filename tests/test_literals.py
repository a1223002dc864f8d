"""Nested cells: the fast path gives what ast.literal_eval gives, or leaves the cell to it."""

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.literals import LiteralError, read_directors, read_records

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.text(max_size=8),
    st.sampled_from(
        [
            ": None",
            "': None, '",
            "Bob None",
            "True",
            "{",
            "}",
            "'job': 'Director'",
            "O'Neill",
            '"Dee"',
            'D\'Arcy "Dee"',
            "\x7f'",
            "\\d",
            "a\nb",
        ]
    ),
)
records = st.lists(st.dictionaries(st.sampled_from(["id", "name", "job"]), values, max_size=3), max_size=3)


@given(records)
def test_records_are_what_literal_eval_reads(written: list[dict[str, Any]]) -> None:
    """Whatever the strings hold, the cell reads as the very records that wrote it."""
    assert read_records(repr(written)) == written


@given(records)
def test_directors_are_those_of_the_whole_crew(crew: list[dict[str, Any]]) -> None:
    """Skipping the rest of the crew finds the same directors as reading all of it."""
    assert read_directors(repr(crew)) == [record for record in crew if record.get("job") == "Director"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", []),
        ("[]", []),
        ("{'id': 1, 'name': 'Saga'}", [{"id": 1, "name": "Saga"}]),
        ("""[{'id': 2, 'name': "Rock 'n' Roll"}]""", [{"id": 2, "name": "Rock 'n' Roll"}]),
        ("[{'id': None, 'name': ': None, '}]", [{"id": None, "name": ": None, "}]),
        ("[{'name': 'A' 'B'}]", [{"name": "AB"}]),
        (r"[{'name': '\d'}]", [{"name": r"\d"}]),
    ],
)
def test_cells_by_hand(cell: str, expected: list[dict[str, Any]]) -> None:
    """Empty cells, single dicts, quotes of both kinds and constants inside strings."""
    assert read_records(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "False",
        "3",
        "'text'",
        "[1, 2]",
        "[{'id': 1}",
        "[{'id': 1, 'name'}]",
        "__import__('os')",
        "[" * 5000,
        "nan",
        "[{[]: 1}]",
        "\x00",
    ],
)
def test_what_is_no_list_of_records_is_an_error(cell: str) -> None:
    """Numbers, words, broken brackets and code are refused, never evaluated."""
    with pytest.raises(LiteralError):
        read_records(cell)


def test_code_is_not_run() -> None:
    """A cell that would do something when evaluated is only text to the reader."""
    with pytest.raises(LiteralError):
        read_records("[{'id': print('run')}]")
    assert ast.literal_eval("[]") == []
