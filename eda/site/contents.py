"""What the chapters hold: their figures and tables made from the data, and their texts with the numbers filled in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from eda.drawing.figure import Data, Figure, Table
from eda.drawing.figure_files import Texts
from eda.site.chapters import CHAPTERS, Chapter, Section
from eda.site.figure_tables import figure_table, with_card
from eda.site.figure_texts import figure_texts
from eda.texts.catalogue import catalogue, sentence, site
from eda.texts.language import Language

Facts = dict[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Item:
    """A figure or a table, and its section; texts: the texts of a figure by language code, empty for a table."""

    chapter: str
    section: str
    content: Figure | Table
    texts: Texts


class Contents:
    """Every figure and table of the site by chapter and section, the figures' texts, and all facts by figure name."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.by_section: dict[tuple[str, str], list[Figure | Table]] = {
            (chapter.name, section.name): [] for chapter in CHAPTERS for section in chapter.sections
        }
        self.texts: dict[str, Texts] = {}
        self.facts: Facts = {}
        for item in items:
            self.by_section[item.chapter, item.section].append(item.content)
            if isinstance(item.content, Figure):
                self.texts[item.content.name] = item.texts
                self.facts[item.content.name] = item.content.facts if len(item.content.data) else {}

    def of_chapter(self, chapter: Chapter) -> list[Figure | Table]:
        """What a chapter holds, in reading order."""
        return [item for section in chapter.sections for item in self.by_section[chapter.name, section.name]]

    @property
    def figures(self) -> list[tuple[Figure, Texts]]:
        """All figures with their texts, in reading order."""
        return [(item, self.texts[item.name]) for items in self.by_section.values() for item in items if isinstance(item, Figure)]


def computed_items(data: Data) -> Iterator[Item]:
    """The figures and tables of all chapters in reading order, each computed when it is reached."""
    for chapter in CHAPTERS:
        for section in chapter.sections:
            for make in section.shows:
                figures_and_tables = make(data)
                for content in figures_and_tables if isinstance(figures_and_tables, list) else [figures_and_tables]:
                    texts = figure_texts(content, chapter.name) if isinstance(content, Figure) else {}
                    yield Item(chapter.name, section.name, content, texts)


def chapter_view(chapter: Chapter, language: Language, contents: Contents) -> dict[str, Any]:
    """What the page of a chapter shows: heading, lead, sections with their items, and what to take away."""
    own = catalogue(chapter.name)
    texts = own["chapter"][language.code]
    lead = [sentence(text, contents.facts, language) for text in texts["lead"]]
    drawn = [item.name for item in contents.of_chapter(chapter) if isinstance(item, Figure) and len(item.data)]
    sections = []
    for section in chapter.sections:
        items: list[dict[str, Any]] = []
        for item in contents.by_section[chapter.name, section.name]:
            if isinstance(item, Figure):
                items.append(
                    _figure_view(item, contents.texts[item.name][language.code], language, lazy=item.name not in drawn[:1])
                )
            elif len(item.data):
                items.append(table_view(item, own[item.name][language.code]["title"], language))
        sections.append({**_section_texts(own, section, language, contents.facts), "shows": paired(items)})
    return {
        "heading": texts["title"],
        "short": texts["short"],
        "lead": [text for text in lead if text],
        "sections": sections,
        "takeaway": sentence(texts["takeaway"], contents.facts, language),
        "picture": next(iter(drawn), ""),
    }


def paired(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a section shows, with figures that follow each other two by two; the first of an odd number stands alone."""
    shown: list[dict[str, Any]] = []
    for is_figure, run in groupby(items, key=lambda item: item["kind"] == "figure" and not item["panels"]):
        group = list(run)
        alone = len(group) % 2 if is_figure else len(group)
        shown += group[:alone]
        shown += [{"kind": "pair", "figures": group[at : at + 2]} for at in range(alone, len(group), 2)]
    return shown


def lessons_view(language: Language, contents: Contents) -> dict[str, Any]:
    """What the chapter of conclusions shows: each lesson that the catalogue has the numbers for."""
    own = catalogue("lessons")
    texts = own["chapter"][language.code]
    lessons = []
    for name, entry in own["lesson"].items():
        text = sentence(entry[language.code]["body"], contents.facts, language)
        if text:
            lessons.append({"anchor": name, "title": entry[language.code]["title"], "text": text})
    return {"heading": texts["title"], "short": texts["short"], "lead": texts["lead"], "sections": lessons}


def _section_texts(own: Mapping[str, Any], section: Section, language: Language, facts: Facts) -> dict[str, Any]:
    texts = own["section"][section.name][language.code]
    body = sentence(texts["body"], facts, language) if "body" in texts else ""
    return {"anchor": section.name, "title": texts["title"], "body": [body] if body else []}


def _figure_view(figure: Figure, texts: Mapping[str, str], language: Language, *, lazy: bool) -> dict[str, Any]:
    return {
        "kind": "figure",
        "name": figure.name,
        "anchor": figure.name,
        "texts": texts,
        "rows": figure.rows,
        "heights": figure.heights,
        "lazy": lazy,
        "panels": "panel" in figure.data,
        "table": figure_table(figure, texts, language),
    }


def table_view(table: Table, title: str, language: Language) -> dict[str, Any]:
    """A table as its page shows it: titles of columns, and cells written in the language."""
    titles, labels = site("", language)["columns"], site("labels", language)
    columns = [{"title": titles.get(name, name), "number": _is_number(form)} for name, form in table.formats.items()]
    rows = []
    for index, row in enumerate(table.data.itertuples(index=False)):
        cells = []
        for form, value in zip(table.formats.values(), row, strict=True):
            if value is None or value != value:  # noqa: PLR0124 # not a number is not itself
                text = "–"
            else:
                text = labels.get(value, language.name("label", value)) if form == "reason" else language.formatted(value, form)
            cells.append({"text": text, "number": _is_number(form)})
        rows.append(with_card(cells, table.cards, index))
    return {"kind": "table", "anchor": table.name, "title": title, "columns": columns, "rows": rows}


def _is_number(form: str) -> bool:
    return form in ("n", "d1", "d2", "sm", "p")
