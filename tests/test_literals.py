"""Nested cells: the fast path gives what ast.literal_eval gives, or leaves the cell to it."""

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.reading.literals import LiteralError
from tests.support.raw_films import Meaning

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
# As files hold them: the same fields in the same order in every record, values of one kind, now and then another.
uniform = st.permutations(["id", "name", "job", "path"]).flatmap(
    lambda order: st.lists(
        st.tuples(
            *(
                st.integers(-5, 10**17) | st.none() if field == "id" else st.text(max_size=4) | values
                for field in order
            )
        ).map(lambda row: dict(zip(order, row, strict=True))),
        max_size=4,
    )
)  # fmt: skip
WANTED: dict[str, type[int] | type[str]] = {"name": str, "id": int, "absent": str}


def expected(written: list[dict[str, Any]]) -> list[tuple[int | str | None, ...]]:
    """What a reader of WANTED gives of these records, said plainly."""

    def wanted(value: Any, kind: type) -> Any:
        if kind is int:
            return value if type(value) is int and abs(value) < 2**63 else None
        return value.strip() or None if type(value) is str else None

    return [tuple(wanted(record.get(field), kind) for field, kind in WANTED.items()) for record in written]


@given(st.lists(records | uniform, max_size=3))
def test_records_are_what_literal_eval_reads(cells: list[list[dict[str, Any]]]) -> None:
    """Whatever the strings hold and whatever came before, a cell reads as the very records that wrote it."""
    reader = Meaning(WANTED)
    for written in cells:
        assert reader.read(repr(written)) == expected(written)


@given(st.lists(records | uniform, max_size=3))
def test_directors_are_those_of_the_whole_crew(cells: list[list[dict[str, Any]]]) -> None:
    """Passing over the rest of the crew finds the same directors as reading all of it."""
    reader = Meaning(WANTED, only=("job", "Director"))
    for crew in cells:
        assert reader.read(repr(crew)) == expected([record for record in crew if record.get("job") == "Director"])


def test_a_column_of_one_form_is_read_without_literal_eval(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quotes of both kinds, escaped apostrophes, constants and accents are plain; only another form is not."""
    monkeypatch.setattr("build.reading.literals._parsed", pytest.fail)
    people = ["Ann", "O'Neill", 'D\'Arcy "Dee"', "Bob None", "Žižek", None]
    written = [{"id": number, "name": name, "job": "Director", "path": None} for number, name in enumerate(people)]
    assert Meaning(WANTED).read(repr(written)) == expected(written)
    assert Meaning(WANTED, only=("job", "Director")).read(repr(written)) == expected(written)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("", []),
        ("[]", []),
        ("{'id': 1, 'name': 'Saga'}", [(1, "Saga")]),
        ("""[{'id': 2, 'name': "Rock 'n' Roll"}]""", [(2, "Rock 'n' Roll")]),
        ("[{'id': None, 'name': ': None, '}]", [(None, ": None,")]),
        ("[{'name': 'A' 'B'}]", [(None, "AB")]),
        (r"[{'name': '\d'}]", [(None, r"\d")]),
        (r"[{'name': '\ud800'}]", [(None, "?")]),
        ("[{'id': 1, 'id': 2, 'name': ' '}]", [(2, None)]),
        ("[{'id': True, 'name': 3}, {'id': 9223372036854775808}]", [(None, None), (None, None)]),
        ("""[{'id': 1, 'name': "{'id': 2, 'name': 'x'}"}]""", [(1, "{'id': 2, 'name': 'x'}")]),
    ],
)
def test_cells_by_hand(cell: str, read: list[tuple[int | str | None, ...]]) -> None:
    """Empty cells, single dicts, quotes of both kinds and constants inside strings."""
    assert Meaning({"id": int, "name": str}).read(cell) == read


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
        Meaning({"id": int}).read(cell)


def test_code_is_not_run() -> None:
    """A cell that would do something when evaluated is only text to the reader."""
    with pytest.raises(LiteralError):
        Meaning({"id": int}).read("[{'id': print('run')}]")
    assert ast.literal_eval("[]") == []
