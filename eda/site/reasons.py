"""The reasons of a recommendation in the language of a page."""

from collections.abc import Sequence

from eda.texts.catalogue import site
from eda.texts.language import Language
from functions.shapes import Recomendada
from precompute.display_names import country_english, language_english


def reasons_in(film: Recomendada, language: Language) -> list[str]:
    """Why a film is recommended, the most important first: as published in Spanish, from the codes in English."""
    if language.code == "es":
        return film["motivos"]
    phrases = site("search", language)["reasons"]
    return [phrases[code].format(", ".join(_named(code, values))) for code, *values in film["razones"] if code in phrases]


def _named(code: str, values: Sequence[str]) -> list[str]:
    if code == "idioma":
        return [language_english(value) for value in values]
    if code == "pais":
        return [country_english(value, value) for value in values]
    return [value.removesuffix(" Collection") for value in values]
