"""The page «Mi lista»: what its filters offer, and its texts."""

from collections.abc import Mapping
from typing import Any

from eda.site.home import script_json
from eda.texts.catalogue import site
from eda.texts.language import Language
from functions.keys import clave
from precompute.display_names import GENRE_NAMES, language_english
from precompute.questions.answers import Answers
from precompute.tables import Tables


def my_list_view(tables: Tables, answered: Mapping[str, Answers], language: Language) -> dict[str, Any]:
    """What the page shows: choices as (key, name), in the order of the names' keys."""
    texts, spanish = site("list", language), language.code == "es"
    genres = tables.film_genres["genre"].dropna().unique().tolist()
    countries, languages = answered["peliculas_pais"], answered["peliculas_idioma"]
    choices = {
        "genres": [(clave(name), GENRE_NAMES.get(name, name) if spanish else name) for name in genres],
        "countries": [(key, countries.names[key] if spanish else answer["pais"]) for key, answer in countries.answers.items()],
        "languages": [
            (key, languages.names[key] if spanish else language_english(answer["idioma"]))
            for key, answer in languages.answers.items()
        ],
    }
    return {
        "heading": texts["title"],
        "lead": [texts["lead"]],
        "texts": texts,
        "list_texts": script_json(texts["script"]),
        **{name: sorted(dict(each).items(), key=lambda choice: (clave(choice[1]), choice[0])) for name, each in choices.items()},
    }
