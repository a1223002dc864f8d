"""Spanish names of genres, and names of languages and countries as people write them, from CLDR, which Babel contains."""

from functools import cache
from typing import Literal

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from babel.localedata import exists, locale_identifiers

from functions.keys import Clave, clave

_SPANISH, _ENGLISH = Locale("es"), Locale("en")

# The Spanish names of TMDB's genres, in lower case as inside a sentence.
GENRE_NAMES = {
    "Action": "acción",
    "Adventure": "aventura",
    "Animation": "animación",
    "Comedy": "comedia",
    "Crime": "crimen",
    "Documentary": "documental",
    "Drama": "drama",
    "Family": "familiar",
    "Fantasy": "fantasía",
    "Foreign": "cine extranjero",
    "History": "historia",
    "Horror": "terror",
    "Music": "música",
    "Mystery": "misterio",
    "Romance": "romance",
    "Science Fiction": "ciencia ficción",
    "TV Movie": "película de TV",
    "Thriller": "suspenso",
    "War": "bélica",
    "Western": "western",
}
# Codes of TMDB's own, or of states that are no more, which CLDR does not name: Spanish, English.
_LANGUAGES = {"cn": ("cantonés", "Cantonese"), "xx": ("sin idioma", "no language")}
_COUNTRIES = {
    "AN": ("Antillas Neerlandesas", "Netherlands Antilles"),
    "CS": ("Serbia y Montenegro", "Serbia and Montenegro"),
    "SU": ("Unión Soviética", "Soviet Union"),
    "XC": ("Checoslovaquia", "Czechoslovakia"),
    "XG": ("Alemania Oriental", "East Germany"),
    "YU": ("Yugoslavia", "Yugoslavia"),
    # CLDR's diplomatic names, where people say less.
    "HK": ("Hong Kong", "Hong Kong"),
    "MO": ("Macao", "Macao"),
}
# What people type besides the names and codes, of languages in Spanish and English.
_LANGUAGE_SHORT_FORMS = {
    "ar": ("árabe estándar",),
    "bn": ("bangla", "bengalés"),
    "cn": ("chino cantonés", "cantones", "yue", "guangdong"),
    "cs": ("bohemio",),
    "cy": ("gales", "welsh"),
    "de": ("aleman", "tudesco"),
    "el": ("griego moderno", "modern greek"),
    "en": ("anglo", "inglés americano", "inglés británico", "american english", "british english"),
    "es": ("castellano", "castilian", "español latino", "español neutro", "español de españa", "latino", "lengua española"),
    "eu": ("vasco", "vascuence", "euskara", "basco"),
    "fa": ("farsi", "parsi", "dari", "iraní", "iranian"),
    "fi": ("finlandés", "finesa"),
    "fr": ("frances", "francés canadiense"),
    "ga": ("gaélico", "gaélico irlandés", "gaelic", "irish gaelic"),
    "gl": ("galego", "galaico"),
    "he": ("hebreo moderno", "ivrit", "iw"),
    "hi": ("hindú", "indio", "hindustani"),
    "hu": ("magiar",),
    "id": ("bahasa", "bahasa indonesia"),
    "is": ("islandes",),
    "it": ("italiana",),
    "ka": ("georgian language",),
    "ko": ("coreano del sur", "hangul"),
    "ms": ("malayo", "bahasa melayu", "bahasa malaysia"),
    "nb": ("noruego bokmål", "bokmål"),
    "nl": ("holandés", "flamenco", "dutch", "flemish", "neerlandes"),
    "no": ("noruego", "norwegian", "nor"),
    "pl": ("polonés",),
    "pt": ("brasileño", "portugués de brasil", "brasilero", "brazilian", "portugués brasileño", "brazilian portuguese"),
    "ro": ("moldavo", "rumana", "moldavian"),
    "ru": ("ruso moderno",),
    "sh": ("serbocroata", "serbo-croatian"),
    "sv": ("sueca",),
    "ta": ("tamul",),
    "th": ("tailandés", "siamés", "thailandés"),
    "tl": ("filipino", "pilipino", "tagalo"),
    "tr": ("turco otomano",),
    "uk": ("ucranio",),
    "ur": ("urdú",),
    "vi": ("vietnamés",),
    "xx": ("muda", "mudo", "cine mudo", "silent", "sin diálogos", "no dialogue", "ninguno", "none"),
    "zh": ("mandarín", "chino mandarín", "mandarin", "mandarin chinese", "putonghua", "chino simplificado", "chino tradicional"),
}
# The same of countries.
_SHORT_FORMS = {
    "AE": ("emiratos", "uae"),
    "BA": ("bosnia",),
    "CD": ("rd congo", "dr congo", "congo kinshasa"),
    "CI": ("costa de marfil", "ivory coast"),
    "CZ": ("república checa", "czech republic", "czechia"),
    "DE": ("alemania occidental", "república federal de alemania", "west germany"),
    "DO": ("dominicana",),
    "BY": ("bielorrusia", "belarus", "rusia blanca"),
    "CN": ("república popular china", "rpc", "prc", "china continental", "mainland china"),
    "EG": ("república árabe de egipto",),
    "GB": (
        "uk",
        "u.k.",
        "reino unido de gran bretaña",
        "irlanda del norte",
        "northern ireland",
        "gran bretaña",
        "great britain",
        "inglaterra",
        "england",
        "escocia",
        "scotland",
        "gales",
        "wales",
    ),
    "IR": ("persia", "república islámica de irán"),
    "IS": ("iceland",),
    "JP": ("nippon", "nihon"),
    "KP": ("corea del norte", "north korea"),
    "KR": ("corea", "corea del sur", "korea", "south korea", "república de corea"),
    "LV": ("latvia",),
    "MA": ("morocco",),
    "MD": ("moldova",),
    "MK": ("macedonia",),
    "MM": ("birmania", "burma"),
    "MX": ("méjico", "estados unidos mexicanos"),
    "NL": ("holanda", "holland", "paises bajos", "the netherlands"),
    "NZ": ("nueva zelandia", "nueva zelandia aotearoa"),
    "PS": ("palestina", "palestine", "cisjordania"),
    "RU": ("federación rusa", "russian federation"),
    "SU": ("urss", "ussr", "u.r.s.s.", "u.s.s.r."),
    "TR": ("turquía", "turkey"),
    "TW": ("república de china",),
    "US": (
        *("eeuu", "ee.uu.", "e.e.u.u.", "ee uu", "eua", "e.u.a.", "e.u.", "u.s.", "u.s.a.", "america", "norteamérica"),
        *("estados unidos de américa", "estados unidos de norteamérica", "united states", "the united states"),
    ),
    "VA": ("el vaticano",),
    "XC": ("checoeslovaquia",),
    "XG": ("rda", "ddr", "república democrática alemana"),
}


def language_name(code: str) -> str:
    """The Spanish name of a language code as TMDB writes it; the code itself if CLDR does not know it."""
    return _LANGUAGES[code][0] if code in _LANGUAGES else _SPANISH.languages.get(code, code)


def country_name(iso: str, name: str) -> str:
    """The Spanish name of a country by its code; `name` if the code is unknown."""
    return _COUNTRIES[iso][0] if iso in _COUNTRIES else _SPANISH.territories.get(iso, name)


def language_english(code: str) -> str:
    """The English name of a language code; the code itself if CLDR does not know it."""
    return _LANGUAGES[code][1] if code in _LANGUAGES else _ENGLISH.languages.get(code, code)


def country_english(iso: str, name: str) -> str:
    """The English name of a country by its code; `name` if the code is unknown."""
    return _COUNTRIES[iso][1] if iso in _COUNTRIES else _ENGLISH.territories.get(iso, name)


def language_aliases(code: str) -> list[Clave]:
    """Keys a person may type for this language: its name in Spanish, English and itself, its codes and short forms."""
    own = Locale(code).languages.get(code) if exists(code) else None
    names = [*_LANGUAGES.get(code, ()), _SPANISH.languages.get(code), _ENGLISH.languages.get(code), own]
    return _keys(
        [*names, *_LANGUAGE_SHORT_FORMS.get(code, ()), *_longer_codes("language_aliases").get(code, []), *_locales(code)]
    )


def country_aliases(iso: str) -> list[Clave]:
    """Keys a person may type for this country: its names in Spanish, English and its own languages, ISO codes and short forms."""
    names = [*_COUNTRIES.get(iso, ()), _SPANISH.territories.get(iso), _ENGLISH.territories.get(iso), *_SHORT_FORMS.get(iso, ())]
    names += [
        Locale(language).territories.get(iso) for language in get_official_languages(iso, de_facto=True) if exists(language)
    ]
    return _keys([*names, iso, *_longer_codes("territory_aliases").get(iso, [])])


def _keys(names: list[str | None]) -> list[Clave]:
    return list(dict.fromkeys(clave(name) for name in names if name))


@cache
def _locales(language: str) -> list[str]:
    """The locale codes of a language that CLDR knows, with and without the script: es_MX, zh_Hans_CN and zh_CN."""
    codes = [code.split("_") for code in locale_identifiers() if code.partition("_")[0] == language and "_" in code]
    return sorted({"_".join(parts) for code in codes for parts in (code, [code[0], code[-1]])})


@cache
def _longer_codes(kind: Literal["language_aliases", "territory_aliases"]) -> dict[str, list[str]]:
    """Each two-letter code with the three-letter codes that CLDR gives for it alone."""
    codes: dict[str, list[str]] = {}
    for long, short in sorted(get_global(kind).items()):
        only = short if isinstance(short, str) else short[0] if len(short) == 1 else ""
        if len(long) == 3 and long.isalpha() and only:
            codes.setdefault(only, []).append(long)
    return codes
