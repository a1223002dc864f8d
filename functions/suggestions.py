"""Suggestions: the names of a question nearest to one it does not know, famous names first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from functions.keys import Clave
    from functions.store import Store

HOW_MANY = 5
_ALIKE = 60


def nearest(store: Store, question: str, key: Clave) -> list[Clave]:
    """The keys most like this one, best first; among equals the most famous."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only a miss pays for it

    keys = store.keys(question)
    words = key.split("-")
    holding = [known for known in keys if all(word in known for word in words)][:HOW_MANY]
    alike = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=HOW_MANY)
    return list(dict.fromkeys([*holding, *(known for known, _, _ in alike)]))[:HOW_MANY]


def shown_name(body: bytes) -> str:
    """The name that an answer shows: its first value, or the language or country in Spanish."""
    answer = json.loads(body)
    return str(answer.get("nombre") or next(iter(answer.values())))
