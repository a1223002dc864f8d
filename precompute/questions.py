"""What a question module computes: one answer per key, the name each key shows, and its aliases."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd

from functions.keys import Clave

K = TypeVar("K")
V = TypeVar("V")


class Computed(Mapping[K, V]):
    """Values made each time they are asked for, where a whole catalogue of them would fill the memory."""

    def __init__(self, keys: Collection[K], make: Callable[[K], V]) -> None:
        """make: gives the value of a key, and KeyError for any other."""
        self._keys, self._make = keys, make

    def __getitem__(self, key: K) -> V:
        return self._make(key)

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@dataclass(frozen=True)
class Answers:
    """All answers to one question.

    answers: key → the answer, in the question's shape; names: key → the name it shows in the index;
    fame: key → the votes of all its films together, which rank suggestions;
    aliases: another key a person may type → the key it stands for (one that is itself a key is ignored).
    """

    answers: Mapping[Clave, Mapping[str, Any]]
    names: Mapping[Clave, str]
    fame: Mapping[Clave, int]
    aliases: Mapping[Clave, Clave] = field(default_factory=dict)


def fame(films: pd.DataFrame) -> dict[Clave, int]:
    """The votes of each key's films together, from rows of one film and `key` each, with their `vote_count`."""
    votes = films.groupby("key")["vote_count"].sum()
    return dict(zip(map(Clave, votes.index.tolist()), votes.tolist(), strict=True))
