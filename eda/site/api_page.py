"""What the page of the API shows of each question: its shape, and an answer of this very catalogue."""

import json
from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from eda.texts.catalogue import site
from eda.texts.language import Language
from functions.keys import clave
from functions.paths import answer_path
from functions.questions import QUESTIONS, Question
from precompute.questions.answers import Answers

_LISTED = 2  # entries of a list that an example shows


def questions_view(answered: Mapping[str, Answers], language: Language) -> list[dict[str, Any]]:
    """Each question with its texts and a live example; one that was not answered has no example."""
    texts = site("questions", language)
    return [
        {
            "name": question.name,
            "parameter": question.parameter,
            "text": texts[question.name],
            "shape": shape(question.shape),
            **_example(question, answered.get(question.name)),
        }
        for question in QUESTIONS
    ]


def _example(question: Question, answers: Answers | None) -> dict[str, Any]:
    """The question's own example if the catalogue has it, else its best-known name."""
    key = None if answers is None else answers.key_of_example(question.example)
    if answers is None or key is None:
        return {"total": 0, "example": "", "path": "", "answer": ""}
    asked = clave(question.example)
    example = question.example if key in (asked, answers.aliases.get(asked)) else answers.names[key]
    content = json.dumps(shortened(answers.answers[key]), ensure_ascii=False, indent=2)
    return {"total": len(answers.answers), "example": example, "path": answer_path(question.name, key), "answer": content}


def shortened(value: Any) -> Any:
    """The value with long lists cut, an ellipsis in place of the rest.

    >>> shortened({"a": [1, 2, 3, 4], "b": 1})
    {'a': [1, 2, '… +2'], 'b': 1}
    """
    if isinstance(value, Mapping):
        return {key: shortened(each) for key, each in value.items()}
    if isinstance(value, list):
        cut = [shortened(each) for each in value[:_LISTED]]
        return [*cut, f"… +{len(value) - _LISTED}"] if len(value) > _LISTED + 1 else [shortened(each) for each in value]
    return value


def shape(declared: type) -> str:
    """The shape of an answer, as an object of field names and types."""
    return json.dumps(_fields(declared), ensure_ascii=False, indent=2)


def _fields(declared: type) -> dict[str, Any]:
    return {name: _type(annotation) for name, annotation in get_type_hints(declared).items()}


def _type(annotation: Any) -> Any:
    if get_origin(annotation) is list:
        return [_type(get_args(annotation)[0])]
    if hasattr(annotation, "__annotations__") and hasattr(annotation, "__total__"):
        return _fields(annotation)
    options = get_args(annotation) or (annotation,)
    names = {str: "string", int: "integer", float: "number", type(None): "null"}
    return " | ".join(names[option] for option in options)
