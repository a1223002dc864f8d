"""The texts of the site: each once, in both languages, side by side; numbers are filled in when pages are made."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from eda.figure import Figure
from eda.language import LANGUAGES, Filled, Language, MissingFactError

_FAMILIES = ("words_language", "words_genre", "words_decade")  # figures that share their texts, numbered


@cache
def catalogue(name: str) -> dict[str, Any]:
    """One file of texts: entry → language → texts."""
    return tomllib.loads((files("eda") / "texts" / f"{name}.toml").read_text(encoding="utf-8"))


def site(section: str, language: Language) -> dict[str, Any]:
    """What the pages say outside their chapters."""
    texts = catalogue("site")
    found: dict[str, Any] = texts[language.code] if section == "" else texts[section][language.code]
    return found


def sentence(text: str, facts: Mapping[str, Any], language: Language) -> str:
    """A text with its numbers; blank where the catalogue has not the numbers that it quotes."""
    try:
        return Filled(language).fill(text, facts)
    except MissingFactError:
        return ""


def figure_texts(figure: Figure, chapter: str) -> dict[str, dict[str, str]]:
    """The texts of a figure by language code, numbers filled in; one without data says so."""
    entry = next((family for family in _FAMILIES if figure.name.startswith(f"{family}_")), figure.name)
    texts = {}
    for language in LANGUAGES:
        general, own = site("", language), catalogue(chapter)[entry][language.code]
        filled = {name: sentence(text, figure.facts, language) for name, text in own.items()}
        filled["title"] = filled["title"] or general["nothing"]
        filled["alt"] = filled["alt"] or filled["title"]
        if figure.data.empty:
            filled["alt"] = filled["caption"] = general["nothing"]
            filled["method"] = filled["method"] or general["nothing"]
        labels = {f"label_{name}": text for name, text in site("labels", language).items()}
        common = {name: general[name] for name in ("nothing", "source", "median", "mean", "fence")}
        texts[language.code] = {**labels, **common, **filled}
    return texts
