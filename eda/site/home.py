"""The home page: what this is, its headline numbers, and the search box."""

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from eda.drawing.figure import Data
from eda.site.addresses import Addresses, Page
from eda.site.api_page import questions_view
from eda.site.chapters import CHAPTERS
from eda.site.contents import Contents
from eda.site.tonight import FILE, tonight_view
from eda.texts.catalogue import sentence, site
from eda.texts.language import Language
from precompute.display_names import GENRE_NAMES

_COUNTED = {
    "n_languages": "peliculas_idioma",
    "n_countries": "peliculas_pais",
    "n_directors": "get_director",
    "n_companies": "productoras_exitosas",
    "n_franchises": "franquicia",
}


def home_view(
    data: Data, contents: Contents, views: Mapping[str, Mapping[str, Any]], addresses: Addresses, language: Language
) -> dict[str, Any]:
    """What the home page shows; views: the chapters' pages in this language."""
    texts = site("home", language)
    films = len(data.tables.films)
    chapters = [
        {
            "href": addresses.link(Page.of(chapter.name), language, language),
            "title": views[chapter.name]["heading"],
            "lead": next(iter(views[chapter.name]["lead"]), ""),
        }
        for chapter in CHAPTERS
    ]
    return {
        "heading": texts["title"],
        "headline": sentence(texts["headline"], {"films": films}, language),
        "home": texts,
        "chapters_intro": sentence(texts["chapters_intro"], {"figures": len(contents.figures)}, language),
        "numbers": headline_numbers(data, language),
        "chapters": chapters,
        "questions": [question for question in questions_view(data.answered, language) if question["total"]],
        "suggestions": suggestions(data),
        "tonight": tonight_view(data, language),
        "tonight_file": FILE,
    }


def headline_numbers(data: Data, language: Language) -> list[tuple[str, str]]:
    """(number, what it counts) of the catalogue."""
    texts, years = site("home", language), data.tables.films["release_year"]
    numbers = [(language.number(len(data.tables.films)), texts["n_films"]), (f"{years.min()}–{years.max()}", texts["n_years"])]
    numbers += [(language.number(len(data.answered[question].answers)), texts[name]) for name, question in _COUNTED.items()]
    total = sum(len(answers.answers) for answers in data.answered.values())
    return [*numbers, (language.number(total), texts["n_answers"])]


def suggestions(data: Data) -> list[str]:
    """The best-known film, franchise, director and company, for a reader who does not know what to type."""
    names = []
    for question in ("peliculas_duracion", "franquicia", "get_director", "productoras_exitosas"):
        answers = data.answered[question]
        names += [answers.names[key].removesuffix(" Collection") for key in answers.keys_by_fame[:1]]
    return list(dict.fromkeys(names))


def search_texts(data: Data, language: Language) -> Markup:
    """What the search box and the cards say, which every page carries for buscar.js."""
    genres = GENRE_NAMES if language.code == "es" else {}
    return script_json({**site("search", language), "genres": genres, "recommends": "recomendacion" in data.answered})


def script_json(value: Any) -> Markup:
    """A value as JSON that may stand inside a script element."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 # nothing can close the element
