"""What a question module computes: one answer per key, the name each key shows, and its aliases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.keys import Clave


@dataclass(frozen=True)
class Answers:
    """All answers to one question.

    answers: key → the answer, in the question's shape; names: key → the name it shows in the index;
    aliases: another key a person may type → the key it stands for (one that is itself a key is ignored).
    """

    answers: Mapping[Clave, Mapping[str, Any]]
    names: Mapping[Clave, str]
    aliases: Mapping[Clave, Clave] = field(default_factory=dict)
