"""Words of titles and overviews: which count, how often they stand, and where a cloud puts them."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from random import Random
from unicodedata import name as character_name

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import ImageFont
from wordcloud import WordCloud  # type: ignore[import-untyped] # it has no types

from eda.drawing.canvas import FONT_FILE

BOX = (400, 340)
_CLOUD_WORDS = 55
# How many of the shortest moves are tried before the others: most words find their place among the first.
_ROUNDS = (100, 500, 2000)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH_ENDINGS = frozenset(["s", "t", "re", "ll", "ve", "m", "d"])
COLUMNS = ["word", "count", "x", "y", "size"]


_NORDIC = frozenset(["da", "is", "nb", "nn", "no", "sv"])


@cache
def stop_words(language: str) -> frozenset[str]:
    """The words that every title of a language holds, and every English one: most titles here are in English.

    Only of the film's own language: `war` says nothing in German, and much in English.
    """
    lists = tomllib.loads((files("eda") / "texts" / "stopwords.toml").read_text(encoding="utf-8"))
    own = "nordic" if language in _NORDIC else language if language in lists else "other"
    return frozenset(word for name in ("en", "films", own) for word in lists[name].split())


def words(text: str, language: str = "en") -> set[str]:
    """The words of a text that say something: no stop words, no single letters, Latin script only.

    >>> sorted(words("The Lord's Ring 2 東京"))
    ['lord', 'ring']
    >>> sorted(words("L'amour et la guerre", "fr"))
    ['amour', 'guerre']
    """
    found = set(map(_telling(language).__getitem__, _WORD.findall(text.casefold())))
    found.discard("")
    return found


class _Telling(dict[str, str]):
    """Each token of a language with the word in it, blank if it says nothing: a lookup takes a third of a call."""

    def __init__(self, stopped: frozenset[str]) -> None:
        super().__init__()
        self._stopped = stopped

    def __missing__(self, token: str) -> str:
        *before, last = re.split("['’]", token)
        word = before[-1] if before and last in _ENGLISH_ENDINGS else last
        self[token] = word if len(word) > 1 and word not in self._stopped and _is_latin(word) else ""
        return self[token]


@cache
def _telling(language: str) -> _Telling:
    return _Telling(stop_words(language))


def word_counts(texts: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """The number of texts that contain each word (`word`, `count`), most frequent first; each text has its language."""
    counts: Counter[str] = Counter()
    for text, language in texts:
        counts.update(words(text, language))
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return pd.DataFrame(ranked, columns=["word", "count"])


def word_layout(counts: pd.DataFrame) -> pd.DataFrame:
    """The first words of `counts` with their place in a cloud: `x` and baseline `y` in BOX, and `size`, 0 for no room."""
    top_words = counts.head(_CLOUD_WORDS)
    if top_words.empty:
        return pd.DataFrame(columns=COLUMNS)
    cloud = WordCloud(
        width=BOX[0],
        height=BOX[1],
        font_path=FONT_FILE,
        prefer_horizontal=1,
        max_words=_CLOUD_WORDS,
        max_font_size=64,
        min_font_size=9,
        relative_scaling=0.6,
        margin=3,
        random_state=7,
        color_func=_no_colour,
    ).generate_from_frequencies(dict(zip(top_words["word"], top_words["count"].astype(float), strict=True)))
    positions = separated([(word, x, y, size) for (word, _), size, (y, x), _, _ in cloud.layout_])
    rows = [(word, count, *positions.get(word, (0, 0, 0))) for word, count in top_words.itertuples(index=False)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _no_colour(_: str, random_state: Random, **__: object) -> str:
    """The colours are the charts'. One is drawn by lot all the same, or the lots that place words would be others."""
    random_state.random()
    return "black"


def separated(words_at: list[tuple[str, int, int, int]]) -> dict[str, tuple[int, int, int]]:
    """Words with the corner and size that wordcloud gave them, moved if they touch: word → x, baseline y, size.

    wordcloud measures a word from the top of its letters but draws it from the top of its line, so that tails
    reach into the words below. Each word moves as little as it can; one without room is left out.
    """
    occupied = np.empty((0, 4))
    positions = {}
    for word, x, y, size in words_at:
        font = ImageFont.truetype(FONT_FILE, size)
        left, top, right, bottom = font.getbbox(word, anchor="la")
        box = np.array((x + left - 2, y + top - 1, x + right + 2, y + bottom + 1))
        for moves in np.split(_spiral(), _ROUNDS):
            free = _free(moves, box, occupied)
            if len(free):
                move_x, move_y = free[0].tolist()
                occupied = np.vstack([occupied, box + np.tile(free[0], 2)])
                positions[word] = (x + move_x, y + move_y + font.getmetrics()[0], size)
                break
    return positions


def _free(moves: NDArray[np.int64], box: NDArray[np.float64], occupied: NDArray[np.float64]) -> NDArray[np.int64]:
    """The moves that bring a box (left, top, right, bottom) to where it is inside BOX and touches none that is taken."""
    left, top, right, bottom = box
    x, y = moves.T
    moves = moves[(x >= -left) & (x <= BOX[0] - right) & (y >= -top) & (y <= BOX[1] - bottom)]
    for other_left, other_top, other_right, other_bottom in occupied:
        x, y = moves.T
        clear_sideways = (x + left >= other_right) | (x + right <= other_left)
        moves = moves[clear_sideways | (y + top >= other_bottom) | (y + bottom <= other_top)]
    return moves


@cache
def _spiral() -> NDArray[np.int64]:
    """Moves away from a place (x, y), the shortest first."""
    steps = [(x, y) for x in range(-BOX[0], BOX[0], 6) for y in range(-BOX[1], BOX[1], 4)]
    return np.array([(0, 0), *sorted(steps, key=lambda step: (step[0] ** 2 + step[1] ** 2, step))], np.int64)


@cache
def _is_latin(word: str) -> bool:
    return all(character_name(character, "").startswith("LATIN") for character in word)
