"""What a question module computes: one answer per key, the name each key shows, its fame, and its aliases."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

import pandas as pd

from functions.keys import ARTICLES, MAX_BYTES, Clave, clave, loose_form
from precompute.questions.spellings import loose_form_of

K = TypeVar("K")
V = TypeVar("V")

# What `Answers` computes from the names alone, once.
_OF_NAMES = ("keys_by_fame", "published_aliases", "loose_forms")
_LOOSE_BYTES = 2_950_000  # of alias.laxo.json, which a phone may have to fetch


class ComputedMapping(Mapping[K, V]):
    """A mapping that computes each value on access, because all values together would fill the memory."""

    def __init__(self, keys: Collection[K], make: Callable[[K], V]) -> None:
        """make: returns the value of a key, and raises KeyError for any other."""
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
    aliases: another key a person may type → the key it stands for; other_names: key → the other names that people know
    it by, as they are written. The keys of those are aliases.
    """

    answers: Mapping[Clave, Mapping[str, Any]]
    names: Mapping[Clave, str]
    fame: Mapping[Clave, int]
    aliases: Mapping[Clave, Clave] = field(default_factory=dict)
    other_names: Mapping[Clave, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def keys_by_fame(self) -> list[Clave]:
        """Every key, the best known first; keys that are equally known in code-point order."""
        return sorted(self.answers, key=lambda key: (-self.fame[key], key))

    @cached_property
    def published_aliases(self) -> dict[Clave, Clave]:
        """The aliases by code point, without those that are themselves keys: a key is never shadowed."""
        return {alias: key for alias, key in sorted(self.aliases.items()) if alias not in self.answers}

    def with_answers(self, answers: Mapping[Clave, Mapping[str, Any]]) -> "Answers":
        """Other answers to the same keys and names, of which nothing is computed again."""
        other = replace(self, answers=answers)
        other.__dict__.update({name: self.__dict__[name] for name in _OF_NAMES if name in self.__dict__})
        return other

    @cached_property
    def loose_forms(self) -> dict[str, Clave]:
        """Each looser form of a name or another name with its key, by code point. If several have one, the best known has it.

        A name is also known with its articles, for those who type it in one word, as long as the file stays a small one.
        """
        forms: dict[str, Clave] = {}
        with_articles: dict[str, Clave] = {}
        also: dict[Clave, Sequence[str]] = dict(self.other_names)
        if not also:
            for alias, key in self.published_aliases.items():
                also[key] = [*also.get(key, ()), alias.replace("-", " ")]
        for key in self.keys_by_fame:
            for name in (self.names[key], *also.get(key, ())):
                forms.setdefault(loose_form_of(name), key)
                if not ARTICLES.isdisjoint(name.casefold().split()):
                    with_articles.setdefault(loose_form(name, with_articles=True), key)
        published: dict[str, Clave] = {}
        bytes_left = _LOOSE_BYTES
        for form, key in chain(forms.items(), with_articles.items()):
            if form and form not in published and len(form.encode()) <= MAX_BYTES:
                bytes_left -= len(form.encode()) + len(key.encode()) + len('"":"",')
                if bytes_left < 0:
                    break
                published[form] = key
        return dict(sorted(published.items()))

    def key_of_example(self, example: str) -> Clave | None:
        """The key of this name, or the best-known key if the catalogue lacks the name; None if nothing is answered."""
        key = clave(example)
        if key not in self.answers:
            key = self.aliases.get(key, key)
        return key if key in self.answers else next(iter(self.keys_by_fame), None)


def votes_by_key(films: pd.DataFrame) -> dict[Clave, int]:
    """Each key's fame: the sum of `vote_count` over its rows, of which each film has one per `key`."""
    votes = films.groupby("key")["vote_count"].sum()
    return dict(zip(map(Clave, votes.index.tolist()), votes.tolist(), strict=True))
