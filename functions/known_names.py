"""Known names: every key of a question, and the nearest to one that it does not know.

What people type wrong is a letter or two, or they type a part: the surname, a title without its
article. So a known name is as near as the whole key is alike, or its looser form, or as its words are
to the typed words; and a famous name is a likelier guess than an obscure one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from math import log10
from typing import TYPE_CHECKING

from functions.keys import Clave, loose_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Likeness in percent: below these, a whole key or a single word is another one.
_ALIKE, _ALIKE_WORD = 55, 70
# Words alike say less than the whole alike, and each tenfold step down in fame costs two points.
_WORDS_WEIGH, _FAME_WEIGHS = 0.93, 2.0
# What keeps a guess under its time: words looked at, spellings tried for each, names taken for each.
_WORDS, _SPELLINGS, _HOLDERS = 4, 6, 40


class KnownNames:
    """The keys and aliases of a question, most famous first."""

    def __init__(self, keys: Sequence[Clave], aliases: Mapping[Clave, Clave]) -> None:
        self.keys = keys
        self.aliases = aliases
        also: dict[Clave, list[Clave]] = {}
        for alias, key in aliases.items():
            also.setdefault(key, []).append(alias)
        self._names = [name for key in keys for name in (key, *also.get(key, ()))] if aliases else keys
        # One text, in which a word is found faster than in a list, and where each name begins in it.
        self._text = "\n".join(["", *self._names, ""])
        self._begins = array("I", _begins(self._names))
        self._words = list(dict.fromkeys(word for name in self._names for word in name.split("-")))

    def __contains__(self, key: Clave) -> bool:
        return f"\n{key}\n" in self._text and key not in self.aliases

    def nearest(self, typed: Clave, how_many: int = 5) -> list[Clave]:
        """The keys nearest to a typed one, best first."""
        likeness = self._alike_by_words(typed)
        for index, alike in self._alike(typed, self._names, _ALIKE, _HOLDERS):
            likeness[index] = max(likeness.get(index, 0), alike)
        self._compare_looser_forms(typed, likeness)
        names = (self._names[index] for index in _ranked(likeness))
        return list(dict.fromkeys(self.aliases.get(name, name) for name in names))[:how_many]

    def _compare_looser_forms(self, typed: Clave, likeness: dict[int, float]) -> None:
        """Raise the likeness of the nearest names whose looser form is more like that of the typed one."""
        from rapidfuzz import fuzz  # noqa: PLC0415 - only an unknown name needs it

        form = loose_form(typed)
        for index in _ranked(likeness)[:_HOLDERS]:
            likeness[index] = max(likeness[index], fuzz.ratio(form, loose_form(self._names[index])))

    def _alike_by_words(self, typed: str) -> dict[int, float]:
        """Place → how far its words are the typed ones, each word counting by its length."""
        likeness: dict[int, float] = {}
        words = sorted(set(typed.split("-")), key=len, reverse=True)[:_WORDS]
        weight = _WORDS_WEIGH / sum(map(len, words))
        for word in words:
            best_by_name: dict[int, float] = {}
            # Short words are all alike: `the` is no misspelt `she`.
            cutoff = _ALIKE_WORD if len(word) > 3 else 100
            for at, alike in self._alike(word, self._words, cutoff, _SPELLINGS):
                for index in self._holders(self._words[at]):
                    best_by_name[index] = max(best_by_name.get(index, 0), alike)
            for index, alike in best_by_name.items():
                likeness[index] = likeness.get(index, 0) + alike * len(word) * weight
        return likeness

    @staticmethod
    def _alike(typed: str, among: Sequence[str], cutoff: float, limit: int) -> Iterator[tuple[int, float]]:
        """(position, likeness in percent) of those most alike."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only an unknown name needs it

        for _, alike, at in process.extract(typed, among, scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit):
            yield at, alike

    def _holders(self, word: str) -> Iterator[int]:
        """The places of the most famous names that hold a word."""
        matches, at = 0, self._text.find(word)
        while at >= 0 and matches < _HOLDERS:
            if self._text[at - 1] in "\n-" and self._text[at + len(word)] in "\n-":
                matches += 1
                yield bisect_right(self._begins, at) - 1
            at = self._text.find(word, at + 1)


def _ranked(likeness: Mapping[int, float]) -> list[int]:
    """The places of names, the likeliest guess first."""
    return sorted(likeness, key=lambda index: _FAME_WEIGHS * log10(10 + index) - likeness[index])


def _begins(names: Sequence[str]) -> Iterator[int]:
    at = 1
    for name in names:
        yield at
        at += len(name) + 1
