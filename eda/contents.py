"""What the chapters hold: their figures and tables made from the data, and their texts with the numbers filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eda.chapters import CHAPTERS, Chapter, Section
from eda.figure import Data, Figure, Table
from eda.language import Language
from eda.render import Texts
from eda.texts import catalogue, figure_texts, sentence, site

Facts = dict[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Contents:
    """Every figure and table of the site by chapter and section, the figures' texts, and all facts by figure name."""

    made: Mapping[tuple[str, str], list[Figure | Table]]
    texts: Mapping[str, Texts]
    facts: Facts

    @property
    def figures(self) -> list[tuple[Figure, Texts]]:
        """All figures with their texts, in reading order."""
        return [(item, self.texts[item.name]) for items in self.made.values() for item in items if isinstance(item, Figure)]


def _later(figure: Figure, texts: Texts) -> None:
    """Nothing yet."""


def contents(data: Data, begin: Callable[[Figure, Texts], None] = _later) -> Contents:
    """The figures and tables of all chapters; begin: what is done with a figure and its texts once they are made."""
    made: dict[tuple[str, str], list[Figure | Table]] = {}
    texts: dict[str, Texts] = {}
    facts: Facts = {}
    for chapter in CHAPTERS:
        for section in chapter.sections:
            items: list[Figure | Table] = []
            for make in section.shows:
                shown = make(data)
                for item in shown if isinstance(shown, list) else [shown]:
                    items.append(item)
                    if isinstance(item, Figure):
                        texts[item.name] = figure_texts(item, chapter.name)
                        facts[item.name] = item.facts if len(item.data) else {}
                        begin(item, texts[item.name])
            made[chapter.name, section.name] = items
    return Contents(made, texts, facts)


def chapter_view(chapter: Chapter, language: Language, found: Contents) -> dict[str, Any]:
    """What the page of a chapter shows: heading, lead, sections with their items, and what to take away."""
    own = catalogue(chapter.name)
    texts = own["chapter"][language.code]
    lead = [sentence(text, found.facts, language) for text in texts["lead"]]
    first = True
    sections = []
    for section in chapter.sections:
        items = []
        for item in found.made[chapter.name, section.name]:
            if isinstance(item, Figure):
                items.append(_figure_view(item, found.texts[item.name][language.code], lazy=not first))
                first = False
            elif len(item.data):
                items.append(table_view(item, own[item.name][language.code]["title"], language))
        sections.append({**_section_texts(own, section, language, found.facts), "shows": items})
    return {
        "heading": texts["title"],
        "short": texts["short"],
        "lead": [text for text in lead if text],
        "sections": sections,
        "takeaway": sentence(texts["takeaway"], found.facts, language),
    }


def lessons_view(language: Language, found: Contents) -> dict[str, Any]:
    """What the chapter of conclusions shows: each lesson that the catalogue has the numbers for."""
    own = catalogue("lessons")
    texts = own["chapter"][language.code]
    lessons = []
    for name, entry in own["lesson"].items():
        text = sentence(entry[language.code]["body"], found.facts, language)
        if text:
            lessons.append({"anchor": name, "title": entry[language.code]["title"], "text": text})
    return {"heading": texts["title"], "short": texts["short"], "lead": texts["lead"], "sections": lessons}


def _section_texts(own: Mapping[str, Any], section: Section, language: Language, facts: Facts) -> dict[str, Any]:
    texts = own["section"][section.name][language.code]
    body = sentence(texts["body"], facts, language) if "body" in texts else ""
    return {"anchor": section.name, "title": texts["title"], "body": [body] if body else []}


def _figure_view(figure: Figure, texts: Mapping[str, str], lazy: bool) -> dict[str, Any]:
    return {
        "kind": "figure",
        "name": figure.name,
        "anchor": figure.name,
        "texts": texts,
        "rows": figure.rows,
        "heights": figure.heights,
        "lazy": lazy,
    }


def table_view(table: Table, title: str, language: Language) -> dict[str, Any]:
    """A table as its page shows it: titles of columns, and cells written in the language."""
    titles, labels = site("", language)["columns"], site("labels", language)
    columns = [{"title": titles.get(name, name), "number": _is_number(form)} for name, form in table.formats.items()]
    rows = []
    for row in table.data.itertuples(index=False):
        cells = []
        for form, value in zip(table.formats.values(), row, strict=True):
            if value is None or value != value:  # noqa: PLR0124 # not a number is not itself
                text = "–"
            else:
                text = labels.get(value, language.name("label", value)) if form == "reason" else language.written(value, form)
            cells.append({"text": text, "number": _is_number(form)})
        rows.append(cells)
    return {"kind": "table", "anchor": table.name, "title": title, "columns": columns, "rows": rows}


def _is_number(form: str) -> bool:
    return form in ("n", "d1", "d2", "sm", "p")
