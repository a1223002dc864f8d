"""Which questions are answered before the credits are read follows from the tables that each takes."""

from dataclasses import fields
from importlib import import_module
from typing import get_type_hints

import pytest

from functions.questions import QUESTIONS
from precompute.questions.answering import FROM_ALL_TABLES, FROM_METADATA, answer, answer_early
from precompute.tables import MetadataTables, Tables


@pytest.mark.parametrize("question", [question.name for question in QUESTIONS])
def test_a_question_is_answered_early_if_and_only_if_it_takes_the_tables_of_the_metadata(question: str) -> None:
    answers = import_module(f"precompute.questions.{question}").answers
    needed = get_type_hints(answers)["tables"]
    assert needed in (MetadataTables, Tables)
    assert FROM_ALL_TABLES[question] is answers
    assert (question in FROM_METADATA) == (needed is MetadataTables)


def test_early_answers_equal_the_answers_over_all_tables(sample: Tables) -> None:
    metadata = MetadataTables(**{field.name: getattr(sample, field.name) for field in fields(MetadataTables)})
    early = answer_early(metadata)
    assert "peliculas_pais" in early
    assert "get_director" not in early
    for question, answers in early.items():
        assert answers == answer(question, sample), question
