"""The texts of the site: each once, in both languages, side by side; numbers are filled in when pages are made."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from eda.texts.language import Filled, Language, MissingFactError


@cache
def catalogue(name: str) -> dict[str, Any]:
    """One file of texts: entry → language → texts."""
    return tomllib.loads((files("eda") / "texts" / f"{name}.toml").read_text(encoding="utf-8"))


def site(section: str, language: Language) -> dict[str, Any]:
    """What the pages say outside their chapters."""
    texts = catalogue("site")
    entry: dict[str, Any] = texts[language.code] if section == "" else texts[section][language.code]
    return entry


def sentence(text: str, facts: Mapping[str, Any], language: Language) -> str:
    """A text with its numbers; blank if the catalogue has not the numbers that it quotes."""
    try:
        return Filled(language).fill(text, facts)
    except MissingFactError:
        return ""
