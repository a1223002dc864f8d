"""What the chapters say, sentence by sentence, held against numbers computed a second time from the downloads."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from string import Formatter
from typing import Any

from markupsafe import escape

from eda.site.chapters import CHAPTERS
from eda.texts.language import LANGUAGES, Filled, Language, MissingFactError
from tests.support.recomputed_facts import Facts, recomputed_facts, recomputed_tables

_TEXTS = Path(__file__).parents[2] / "eda/texts"
_FAMILIES = ("words_language", "words_genre", "words_decade")
# The thresholds that a text states as they are in the recomputation, by entry; a number that is neither a fact nor
# here is one that nothing checks.
THRESHOLDS: Mapping[str, frozenset[str]] = {
    entry: frozenset(numbers.split())
    for entry, numbers in {
        "quality.chapter": "0",
        "quality.coverage_by_votes": "10 1000",
        "distributions.chapter": "10",
        "distributions.runtime": "40 5 240",
        "distributions.return": "0.01 100",
        "distributions.concentration": "10",
        "distributions.votes": "1",
        "distributions.rating": "10 8 0",
        "distributions.popularity": "1",
        "relations.chapter": "10 100 1000",
        "relations.correlations": "10",
        "relations.budget_revenue": "10 100 1000",
        "relations.budget_return": "1000",
        "relations.votes_revenue": "1000",
        "relations.votes_rating": "10 80 1000",
        "relations.runtime_rating": "10",
        "relations.rating_by_genre": "10",
        "relations.return_by_genre": "1000",
        "anomalies.chapter": "3.5 1.4826 1000",
        "anomalies.section": "1",
        "anomalies.budget_fences": "1000 1 3.5",
        "anomalies.return_fences": "1000",
        "anomalies.runtime_fences": "3.5",
        "anomalies.round_budgets": "100000",
        "anomalies.extreme_ratings": "0 2 9 10 100",
        "anomalies.first_of_january": "1",
        "anomalies.top_returns": "10000",
        "anomalies.absurd_budgets": "1000",
        "time.months": "1",
        "time.month_revenue": "1000 1",
        "time.runtime_by_decade": "40",
        "time.rating_by_decade": "10",
        "time.budget_by_decade": "1000",
        "leagues.language_rating": "10 50",
        "leagues.company_return": "1000",
        "recommender.reach": "50",
        "recommender.likeness": "0.5 95",
        "recommender.evaluation": "95",
        "lessons.lesson": "1",
    }.items()
}
_NOT_COUNTED = ("x", "y", "even", "fit", "mark")  # names of axes and lines: their numbers are scales


@dataclass(frozen=True)
class Statement:
    """A text of a page: where it stands, its template, the facts it may quote, and the HTML that should hold it."""

    page: str
    place: str
    template: str
    facts: Mapping[str, Any]
    html: str
    language: Language
    ending: str = ""

    def expected(self) -> str | None:
        """The text with the recomputed numbers; None if this catalogue lacks one of them."""
        try:
            return Filled(self.language).fill(self.template, self.facts) + self.ending
        except MissingFactError:
            return None

    def difference(self, nothing: str) -> str | None:
        """What is wrong with the published text; None if nothing is."""
        for unknown in self._unknown_facts():
            return f"{self.page} {self.place}: nothing recomputes {unknown}: {self.template}"
        expected = self.expected()
        if expected is None:
            # Of a catalogue that lacks the number, the page says nothing or that it has no data.
            return None
        if str(escape(expected)) in self.html or (self.place.count(".") == 2 and str(escape(nothing)) in self.html):
            return None
        return f"{self.page} {self.place}: recomputed, it would say: {expected}"

    def _unknown_facts(self) -> Iterator[str]:
        for _, field, _, _ in Formatter().parse(self.template):
            if field:
                figure, _, fact = field.rstrip("]").rpartition("[")
                facts = self.facts[figure] if figure and figure in self.facts else {} if figure else self.facts
                if fact not in facts:
                    yield field


def statements(public: Path, facts: Mapping[str, Facts]) -> Iterator[Statement]:
    """Every text of every chapter in both languages: leads, sections, figures, conclusions."""
    for chapter in CHAPTERS:
        texts = tomllib.loads((_TEXTS / f"{chapter.name}.toml").read_text(encoding="utf-8"))
        for language in LANGUAGES:
            page = f"{chapter.pages[0]}.html" if language.code == "es" else f"en/{chapter.pages[1]}.html"
            html = (public / page).read_text(encoding="utf-8")
            general = tomllib.loads((_TEXTS / "site.toml").read_text(encoding="utf-8"))[language.code]
            blocks = dict(re.findall(r'<figure id="(\w+)".*?>(.*?)</figure>', html, flags=re.DOTALL))
            for place, template in _running_texts(texts, language):
                yield Statement(page, place, template, facts, html, language)
            for name, block in blocks.items():
                entry = next((family for family in _FAMILIES if name.startswith(f"{family}_")), name)
                for part in ("title", "alt", "caption", "method"):
                    template = texts[entry][language.code].get(part)
                    if template:
                        own = facts.get(name, {})
                        rows = f" {general['rows']}: {language.number(own.get('rows', -1))}." if part == "method" else ""
                        yield Statement(page, f"figure.{name}.{part}", template, own, block, language, rows)


def _running_texts(texts: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    """The texts of a chapter that may quote any figure: its lead, its conclusion, its sections' and lessons' texts."""
    own = texts["chapter"][language.code]
    for text in own["lead"]:
        yield "chapter.lead", text
    if own["takeaway"]:
        yield "chapter.takeaway", own["takeaway"]
    for kind in ("section", "lesson"):
        for name, entry in texts.get(kind, {}).items():
            if "body" in entry[language.code]:
                yield f"{kind}.{name}", entry[language.code]["body"]


def differences(public: Path) -> tuple[list[str], int]:
    """(what the chapters say that the downloads do not, how many texts were compared)."""
    every = list(statements(public, recomputed_facts(public)))
    nothing = tomllib.loads((_TEXTS / "site.toml").read_text(encoding="utf-8"))
    found = [statement.difference(nothing[statement.language.code]["nothing"]) for statement in every]
    tables = list(table_differences(public))
    return [each for each in found if each] + unexplained_numbers() + tables, len(every)


def table_differences(public: Path) -> Iterator[str]:
    """The rows of the chapters' tables of films that the downloads do not give."""
    for name, rows in recomputed_tables(public).items():
        for language, page in ((LANGUAGES[0], "anomalias.html"), (LANGUAGES[1], "en/anomalies.html")):
            html = (public / page).read_text(encoding="utf-8")
            _, _, table = html.partition(f'<caption id="{name}">')
            published = re.findall(r"<tr>(.*?)</tr>", table.partition("</table>")[0], flags=re.DOTALL)[1:]
            shown = [
                [unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in published
            ]
            expected = [[_cell(value, form, language) for value, form in row] for row in rows]
            if shown != expected:
                yield f"{page} {name}: recomputed, its rows would be {expected}, not {shown}"


def _cell(value: Any, form: str, language: Language) -> str:
    if form == "doubt":
        return ("dudoso" if language.code == "es" else "doubtful") if value else "–"
    return language.formatted(value, form)


def unexplained_numbers() -> list[str]:
    """Numbers typed into the texts that are no threshold of the recomputation."""
    found = []
    for chapter in CHAPTERS:
        texts = tomllib.loads((_TEXTS / f"{chapter.name}.toml").read_text(encoding="utf-8"))
        for entry, entry_texts in texts.items():
            known = THRESHOLDS.get(f"{chapter.name}.{entry}", frozenset())
            for code, text in _all_texts(entry_texts):
                bare = re.sub(r"\{[^}]*\}", "", text)
                for number in re.findall(r"\d+(?:[.,]\d+)*", bare):
                    plain = number.replace(".", "").replace(",", ".") if code == "es" else number.replace(",", "")
                    if plain not in known:
                        found.append(f"{chapter.name}.{entry} ({code}): {number} in “{text}”")
    return found


def _all_texts(texts: Any, code: str = "") -> Iterator[tuple[str, str]]:
    """(language, text) of all texts of an entry, but for what is written along axes."""
    if isinstance(texts, str):
        yield code, texts
    elif isinstance(texts, list):
        for text in texts:
            yield code, text
    else:
        for name, inner in texts.items():
            if name not in _NOT_COUNTED:
                yield from _all_texts(inner, name if name in ("es", "en") else code)
