"""The two languages of the site: their numbers, money and lists, and the names of things in each."""

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from babel.dates import get_month_names
from babel.numbers import format_decimal, format_percent

from precompute.display_names import GENRE_NAMES, country_english, country_name, language_english, language_name
from precompute.recommender.method_names import METHOD_NAMES

# The English name of each method of the published evaluation, which is in Spanish like the whole API.
_METHODS = {name.json: name.english for name in METHOD_NAMES.values()}
_MILLION, _BILLION = 10**6, 10**9
_MINUS = "\u2212"


@dataclass(frozen=True)
class Name:
    """Something whose name depends on the language: a genre, a language or a country by its code, a month."""

    kind: str
    value: Any


@dataclass(frozen=True)
class Language:
    """A language of the site, by its ISO code: `es` or `en`."""

    code: str

    def number(self, value: float, decimals: int = 0) -> str:
        """1.234,5 in Spanish, 1,234.5 in English."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(value, pattern, locale=self.code)).replace("-", _MINUS)

    def percent(self, share: float, decimals: int | None = None) -> str:
        """A share of 1 as a percentage: one decimal below ten and near all; never 0 of something or all of less."""
        if decimals is None:
            if 0 < share < 0.0005:
                return f"< {self.percent(0.001, 1)}"
            if 0.9995 <= share < 1:
                return f"> {self.percent(0.999, 1)}"
            decimals = 1 if 0 < share < 0.0995 or 0.995 <= share < 1 else 0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + ("\u00a0%" if self.code == "es" else "%")
        return str(format_percent(share, pattern, locale=self.code)).replace("-", _MINUS)

    def money(self, dollars: float) -> str:
        """US dollars for prose: 30 millones de dólares, $30 million."""
        spanish = self.code == "es"
        if abs(dollars) >= _BILLION and not spanish:
            return f"${self.number(dollars / _BILLION, 1)} billion"
        if abs(dollars) >= _MILLION:
            decimals = 1 if abs(dollars) < 10 * _MILLION and dollars % _MILLION else 0
            millions = self.number(dollars / _MILLION, decimals)
            if not spanish:
                return f"${millions} million"
            return f"{millions} {'millón' if dollars == _MILLION else 'millones'} de dólares"
        return f"{self.number(dollars)} dólares" if spanish else f"${self.number(dollars)}"

    def short_money(self, dollars: float) -> str:
        """US dollars for a chart or a table: 30 M, 2.788 M; $30M, $2.8B."""
        for unit, sign in ((_BILLION, "B"), (_MILLION, "M"), (1000, "k")):
            if abs(dollars) >= unit and not (sign == "B" and self.code == "es"):
                scaled = dollars / unit
                text = self.number(scaled, 1 if abs(scaled) < 10 and round(scaled, 1) % 1 else 0)
                return f"{text}\u00a0{sign}" if self.code == "es" else f"${text}{sign}"
        return self.number(dollars) if self.code == "es" else f"${self.number(dollars)}"

    def formatted(self, value: Any, form: str) -> str:
        """A value in one of the forms that texts, charts and tables use; see Filled."""
        if isinstance(value, Name):
            return self.prose_name(value, article="a" in form, capital="^" in form)
        forms: dict[str, Callable[[Any], str]] = {
            "n": self.number,
            "d1": lambda value: self.number(value, 1),
            "d2": lambda value: self.number(value, 2),
            "p": self.percent,
            "m": self.money,
            "sm": self.short_money,
        }
        write: Callable[[Any], str] = forms.get(form, str)
        return write(value)

    def name(self, kind: str, value: Any) -> str:
        """The name of a thing of some kind in this language; the value itself if the kind has no names."""
        names = _SPANISH_NAMES if self.code == "es" else _ENGLISH_NAMES
        if kind == "month":
            return str(get_month_names("abbreviated", locale=self.code)[int(value)]).rstrip(".")
        if kind == "money":
            return self.short_money(value)
        return names[kind](value) if kind in names else str(value)

    def prose_name(self, name: Name, *, article: bool = False, capital: bool = False) -> str:
        """The name of a thing as a sentence has it: months in full, genres in lower case, an article where one belongs."""
        spanish = self.code == "es"
        text = self.name(name.kind, name.value)
        if name.kind == "month":
            text = str(get_month_names("wide", locale=self.code)[int(name.value)])
        elif name.kind == "genre":
            text = " ".join(word if word.isupper() else word.lower() for word in text.split())
        elif name.kind == "decade" and spanish:
            text = f"década de {text}"
        if article:
            text = _article(name.kind, text, spanish=spanish) + text
        return _capitalised(text) if capital else text


def _article(kind: str, name: str, *, spanish: bool) -> str:
    """The article before a name inside a sentence, with its space; blank for a name that takes none."""
    if kind == "decade":
        return "la " if spanish else "the "
    if kind == "language" and spanish:
        return "" if name.startswith("sin ") else "el "
    if kind == "country":
        articles = _SPANISH_ARTICLES if spanish else _ENGLISH_ARTICLES
        return next((article for pattern, article in articles if re.search(pattern, name)), "")
    return ""


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


# The articles of countries' names, by what they begin or end with.
_SPANISH_ARTICLES = (
    ("^(Reino |Sáhara |Vaticano)", "el "),
    ("^(República|Unión|Ciudad|Santa Sede|India$)", "la "),
    ("^(Países|Emiratos|Territorios)", "los "),
    ("^(Islas|Antillas)", "las "),
)
_ENGLISH_ARTICLES = (
    ("^(United|Netherlands|Philippines|Bahamas|Gambia|Soviet)|(Republic|Islands|Emirates|Antilles|Territories)$", "the "),
)

# The names of things by kind; a country is given as its code and its name in the source, joined by a bar.
_SPANISH_NAMES: dict[str, Callable[[Any], str]] = {
    "genre": lambda genre: _capitalised(GENRE_NAMES[genre]) if genre in GENRE_NAMES else genre,
    "language": language_name,
    "country": lambda country: country_name(*country.split("|", 1)),
}
_ENGLISH_NAMES: dict[str, Callable[[Any], str]] = {
    "language": language_english,
    "country": lambda country: country_english(*country.split("|", 1)),
    "decade": lambda decade: f"{decade}s",
    "label": lambda label: _METHODS.get(label, label),
}


SPANISH, ENGLISH = Language("es"), Language("en")
LANGUAGES = (SPANISH, ENGLISH)


class MissingFactError(Exception):
    """A text quotes a number that this catalogue does not have."""


class Filled(string.Formatter):
    """Sentences with their numbers filled in, as a language writes them.

    Formats: `n` whole number, `d1` and `d2` decimals, `p` percentage of a share, `m` money; none for names and years;
    `a` a name with the article it takes, `^` with a capital letter, as a sentence begins.
    """

    def __init__(self, language: Language) -> None:
        self._language = language

    def fill(self, text: str, facts: Mapping[str, Any]) -> str:
        """`text` with each {fact:format} replaced. Raises MissingFactError if a fact is missing."""
        try:
            return self.vformat(text, (), facts)
        except (KeyError, TypeError) as error:
            raise MissingFactError(text) from error

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value. Raises MissingFactError if it is none, or not a number."""
        if value is None or value is pd.NA or value != value:  # noqa: PLR0124 # not a number is not itself
            raise MissingFactError(format_spec)
        return self._language.formatted(value, format_spec)
