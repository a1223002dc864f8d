"""What a figure and a table of the site are, before any language or pixel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from eda.drawing.canvas import Canvas
from eda.texts.language import Language
from precompute.questions.answers import Answers
from precompute.tables import Tables


@dataclass(frozen=True)
class Data:
    """All that figures are drawn from: the clean tables, the answers, and how the recommender was judged."""

    tables: Tables
    answered: Mapping[str, Answers]
    evaluation: Mapping[str, Any]


@dataclass(frozen=True)
class Drawing:
    """How a figure is drawn this time: in which language, how wide, and what its texts say."""

    language: Language
    wide: bool
    texts: Mapping[str, str]

    def text(self, name: str) -> str:
        """One of the figure's short texts, such as an axis label; blank if it has none."""
        return self.texts.get(name, "")


Card = tuple[str, str]  # the question and the key of an answer, which has a card of its own
Draw = Callable[[Canvas, pd.DataFrame, Drawing], None]


@dataclass(frozen=True)
class Figure:
    """A figure: the numbers it shows, the findings its sentences quote, and how it is drawn.

    data: what its CSV holds; rows: how many rows of the clean tables it is computed from;
    facts: what its sentences may quote; heights: of the drawing, wide and narrow, in pixels;
    cards: the answer behind each row, where there is one.
    """

    name: str
    data: pd.DataFrame
    rows: int
    draw: Draw
    facts: Mapping[str, Any] = field(default_factory=dict)
    heights: tuple[int, int] = (380, 320)
    cards: Sequence[Card] = ()

    @property
    def written(self) -> Mapping[str, Any]:
        """How its chart writes numbers and labels: `form`, `kind` and other options of the chart form."""
        return getattr(self.draw, "keywords", {})


@dataclass(frozen=True)
class Table:
    """A table of a page: its rows, and for each column how its cells are written (see language.Filled).

    cards: the answer behind the first cell of each row, where there is one.
    """

    name: str
    data: pd.DataFrame
    formats: Mapping[str, str]
    facts: Mapping[str, Any] = field(default_factory=dict)
    cards: Sequence[Card] = ()
