"""ISO codes of languages and countries that a source names without them."""

from functools import cache

from babel import Locale

from functions.keys import clave
from precompute.display_names import country_aliases, language_aliases

# What TMDB calls some languages and countries, where CLDR says otherwise.
_LANGUAGES = {
    "Bamanankan": "bm",
    "Chichewa; Nyanja": "ny",
    "Fulfulde": "ff",
    "Haitian; Haitian Creole": "ht",
    "Lietuvikai": "lt",
    "Ossetian; Ossetic": "os",
    "Pushto": "ps",
    "Srpski": "sr",
    "ozbek": "uz",
    "Český": "cs",
    "Pусский": "ru",
    "Український": "uk",
    "беларуская мова": "be",
    "български език": "bg",
    "қазақ": "kk",
    "ภาษาไทย": "th",
    "广州话 / 廣州話": "cn",
    "普通话": "zh",
    "한국어/조선말": "ko",
}
_COUNTRIES = {
    "Bosnia and Herzegovina": "BA",
    "Brunei Darussalam": "BN",
    "Congo": "CD",
    "Czechoslovakia": "XC",
    "East Germany": "XG",
    "Kyrgyz Republic": "KG",
    "Lao People's Democratic Republic": "LA",
    "Libyan Arab Jamahiriya": "LY",
    "Myanmar": "MM",
    "Netherlands Antilles": "AN",
    "Palestinian Territory": "PS",
    "Serbia and Montenegro": "CS",
    "Soviet Union": "SU",
    "Syrian Arab Republic": "SY",
    "Trinidad and Tobago": "TT",
    "United States Minor Outlying Islands": "UM",
    "United States of America": "US",
    "Yugoslavia": "YU",
}


def language_code(name: str) -> str | None:
    """Return the code of a language by its English, Spanish or own name, as TMDB writes codes; None if it is unknown."""
    return _languages().get(clave(name))


def country_code(name: str) -> str | None:
    """Return the code of a country by its English, Spanish or own name; None if it is unknown."""
    return _countries().get(clave(name))


@cache
def _languages() -> dict[str, str]:
    codes = [code for code in map(str, Locale("en").languages) if len(code) == 2]  # letters
    found = {str(alias): code for code in sorted({*codes, "cn", "xx"}, reverse=True) for alias in language_aliases(code)}
    return found | {str(clave(name)): code for name, code in _LANGUAGES.items()}


@cache
def _countries() -> dict[str, str]:
    codes = [code for code in map(str, Locale("en").territories) if len(code) == 2]  # letters
    found = {str(alias): code for code in sorted(codes, reverse=True) for alias in country_aliases(code)}
    return found | {str(clave(name)): code for name, code in _COUNTRIES.items()}
