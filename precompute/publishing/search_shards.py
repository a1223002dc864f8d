"""The search index: every name of the API in small files by the first letters of its words, famous names first.

A page that searches needs no server: it reads `buscar/index.json` once, then the shard of the longest
listed prefix of what was typed. Names are indexed from the start of each word, so `spielberg` finds
Steven Spielberg, and `toy st` finds Toy Story; and by their looser form, so `starwars` finds Star Wars.
The words of well-known names, by their length, let a page mend a typing error.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from functions.keys import JOINING, Clave, clave
from functions.paths import API
from precompute.display_names import country_english, language_english
from precompute.publishing.schemas import checked
from precompute.questions.answers import Answers
from precompute.questions.spellings import key_of, loose_form_of

FOLDER = f"{API}/buscar"
# The kinds of names, by the question that answers them: the field shown beside a name (year or films),
# and what its fame is divided by. All votes of a company's films together, or of a country's, say less of it than of a film.
KINDS = {
    "peliculas_duracion": ("anio", 1),
    "get_director": ("cantidad", 4),
    "franquicia": ("cantidad", 4),
    "productoras_exitosas": ("cantidad", 20),
    "peliculas_pais": ("cantidad", 300),
    "peliculas_idioma": ("cantidad", 300),
}
MAX_BYTES = 40_000  # of a shard: what a phone fetches between two keystrokes
_SMALL = 4_000  # a branch of fewer bytes stays in its parent's file
_WORD_LENGTHS = range(4, 25)
_FAMOUS = 60  # entries of a branched shard that stand for all the names behind it
# Words in the middle of a name with which no search begins.
_FILLERS_TEXT = (
    "a an and by da das de del der des di die do du e el en et for from i il in la las le les lo los of on o os the to y"
)
_FILLERS = frozenset(_FILLERS_TEXT.split())
_SCRIPT = "u+"
_DEVICES = frozenset(["con", "prn", "aux", "nul", "index", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))])


class Entry(NamedTuple):
    """A name that can be found: what a shard says of it, how famous it is, and the texts that lead to it.

    texts: the keys of its names, as written and without apostrophes, dots and hyphens, and their looser forms;
    starts: the texts from each of their words on.
    """

    fame: int
    row: bytes
    texts: tuple[str, ...]
    starts: tuple[str, ...]


@dataclass(frozen=True)
class Postings:
    """Every text from the start of a word on, sorted, each with the number of an entry that it leads to.

    Of a text that leads to several, their numbers ascend.
    """

    texts: list[str]
    numbers: NDArray[np.int64]
    sizes: NDArray[np.int64]  # of each entry's row, in bytes
    whole: NDArray[np.bool_]  # whether it is a whole text of the entry


def search_shards(answered: Mapping[str, Answers]) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the search index: its shards, and `index.json` with their prefixes."""
    entries_by_kind = (_entries(question, answered[question]) for question in KINDS if question in answered)
    entries = sorted(chain.from_iterable(entries_by_kind), key=lambda entry: (-entry.fame, entry.row))
    rows = [entry.row for entry in entries]
    starts = [(start, number, start in entry.texts) for number, entry in enumerate(entries) for start in entry.starts]
    starts.sort(key=itemgetter(0))
    postings = Postings(
        [text for text, _, _ in starts],
        np.array([number for _, number, _ in starts], np.int64),
        np.array([len(row) for row in rows], np.int64),
        np.array([whole for _, _, whole in starts], np.bool_),
    )
    prefixes = []
    for prefix, numbers in chain(_shards(postings, 0, len(starts), ""), _script_shards(postings)):
        prefixes.append(prefix)
        yield f"{FOLDER}/{file_name(prefix)}.json", b"[" + b",".join([rows[number] for number in numbers]) + b"]"
    lengths = []
    for length, words in known_words(entries):
        lengths.append(length)
        yield f"{FOLDER}/palabras.{length}.json", checked("palabras", words)
    listed = {"preguntas": list(KINDS), "total": len(entries), "prefijos": sorted(prefixes), "palabras": lengths}
    yield f"{FOLDER}/index.json", checked("busqueda", listed)


def known_words(entries: list[Entry]) -> Iterator[tuple[int, list[str]]]:
    """For each length, in letters, the words of that length, those of the best-known names first, as many as a shard holds."""
    words: dict[int, dict[str, None]] = {length: {} for length in _WORD_LENGTHS}
    for entry in entries:  # the best known first
        for text in entry.texts:
            for word in text.split("-"):
                if (of_length := words.get(len(word))) is not None:
                    of_length[word] = None
    for length, listed in words.items():
        if listed:
            sizes = accumulate(len(word.encode()) + len('"",') for word in listed)
            yield length, [word for word, size in zip(listed, sizes, strict=True) if size < MAX_BYTES]


def file_name(prefix: str) -> str:
    """The file of a prefix, safe on every system: other scripts by code point, device names with a `_`.

    >>> file_name("toy"), file_name("the-m"), file_name("con"), file_name("東京"), file_name("u+67")
    ('toy', 'the-m', 'con_', 'x_6771-4eac', 'u.67')
    """
    if prefix.startswith(_SCRIPT):
        return f"u.{prefix.removeprefix(_SCRIPT)}"
    if not prefix.isascii():
        return "x_" + "-".join(f"{ord(character):x}" for character in prefix)
    return f"{prefix}_" if prefix in _DEVICES or prefix.endswith("-") else prefix


def _shards(postings: Postings, start: int, end: int, prefix: str) -> Iterator[tuple[str, list[int]]]:
    """The shards at and below a prefix, that of the postings from start to end, with the entries of each, famous first.

    A text belongs to the shard of its longest listed prefix. A shard that would be too large branches by
    the next letter, and keeps only the most famous names, those of small branches, and names it spells out.
    """
    numbers = np.unique(postings.numbers[start:end])
    if prefix and _bytes(postings, numbers) <= MAX_BYTES:
        yield prefix, numbers.tolist()
        return
    branch = bisect_right(postings.texts, prefix, start, end)
    spelled = postings.numbers[start:branch]
    whole = spelled[postings.whole[start:branch]]
    shown_rows = {*numbers[:_FAMOUS].tolist(), *spelled[: 2 * _FAMOUS].tolist(), *whole[:_FAMOUS].tolist()}
    while branch < end:
        longer = postings.texts[branch][: len(prefix) + 1]
        next_branch = bisect_left(postings.texts, f"{prefix}{chr(ord(longer[-1]) + 1)}", branch, end)
        inside = np.unique(postings.numbers[branch:next_branch])
        if _bytes(postings, inside) <= _SMALL and (prefix or script_prefix(longer)):
            shown_rows.update(inside.tolist())  # at the root they have shards of their own: see _script_shards
        else:
            yield from _shards(postings, branch, next_branch, longer)
        branch = next_branch
    if prefix:
        yield prefix, sorted(shown_rows)


def script_prefix(letter: str) -> str:
    """The prefix under which rare letters of a script share a shard: Chinese alone begins names with a thousand of them.

    >>> script_prefix("東"), script_prefix("a")
    ('u+67', '')
    """
    return "" if letter.isascii() else f"{_SCRIPT}{ord(letter) >> 8:x}"


def _script_shards(postings: Postings) -> Iterator[tuple[str, list[int]]]:
    """The shards of the first letters that have none of their own, by the 256 code points that their letter is among."""
    rows: dict[str, set[int]] = {}
    start = bisect_left(postings.texts, "\x80")
    while start < len(postings.texts):
        letter = postings.texts[start][0]
        end = bisect_left(postings.texts, chr(ord(letter) + 1), start)
        inside = np.unique(postings.numbers[start:end])
        if _bytes(postings, inside) <= _SMALL:
            rows.setdefault(script_prefix(letter), set()).update(inside.tolist())
        start = end
    for prefix, numbers in rows.items():
        yield prefix, sorted(numbers)


def _bytes(postings: Postings, numbers: NDArray[np.int64]) -> int:
    return int(postings.sizes[numbers].sum()) + len(numbers) + 1


def _starts(texts: tuple[str, ...]) -> set[str]:
    """Each text from each of its words on; a filler counts only at the very start."""
    starts = set(texts)
    for text in texts:
        at = text.find("-") + 1
        while at:
            start = text[at:]
            if start.partition("-")[0] not in _FILLERS:
                starts.add(start)
            at = text.find("-", at) + 1
    return starts


def _texts(name: str) -> Iterator[str]:
    """The texts that lead to a name: its key, as written and with what joins its letters left out, and its looser form."""
    yield key_of(name)
    joined = name.translate(JOINING)
    if joined != name:
        yield clave(joined)
    if "-" in name:
        yield clave(joined.replace("-", ""))
    if form := loose_form_of(name):
        yield form


def _entries(question: str, answers: Answers) -> list[Entry]:
    """One entry per key of a question: [kind, name, year or films, fame], then what differs from the rule.

    A fifth item is the key if the name does not lead to it. Countries and languages also have their English name and the
    other keys that find them; a film that has other titles has these in the seventh, with tabs between them.
    """
    kind, (beside, divisor) = list(KINDS).index(question), KINDS[question]
    aliases: dict[Clave, list[str]] = {}
    for alias, key in sorted(answers.aliases.items()):
        aliases.setdefault(key, []).append(alias)
    entries = []
    for key, answer in answers.answers.items():
        name = answers.names[key]
        fame = answers.fame.get(key, 0) // divisor
        row: list[Any] = [kind, name, answer[beside], fame]
        names = [name, *answers.other_names.get(key, ())]
        texts: tuple[str, ...] = (key, *chain.from_iterable(map(_texts, names)))
        if question in ("peliculas_pais", "peliculas_idioma"):
            english = country_english(answer["iso"], answer["pais"]) if "iso" in answer else language_english(answer["idioma"])
            row += [key, english, " ".join(aliases.get(key, []))]
            texts = (*texts, clave(english), *aliases.get(key, []))
        elif len(names) > 1:
            row += ["" if key_of(name) == key else key, "", "\t".join(names[1:])]
        elif key_of(name) != key:
            row.append(key)
        texts = tuple(dict.fromkeys(texts))
        # A copy, because orjson returns it in a buffer of four kilobytes.
        entries.append(Entry(fame, bytes(memoryview(orjson.dumps(row))), texts, tuple(_starts(texts))))
    return entries
