"""peliculas_idioma(Idioma): how many films have this original language."""

from functions.keys import Clave
from functions.shapes import PeliculasIdioma
from precompute.display_names import language_aliases, language_name
from precompute.questions.answers import Answers, votes_by_key
from precompute.questions.spellings import keyed, spellings
from precompute.tables import MetadataTables


def answers(tables: MetadataTables) -> Answers:
    """One answer per language code; also found by the language's name in Spanish, English and itself."""
    films = tables.films[["film_id", "original_language", "vote_count"]]
    films = keyed(films[films["original_language"].notna()], "original_language")
    spelling = spellings(films, "original_language")
    by_key, names, aliases = {}, {}, {}
    for key, count in films.groupby("key").size().sort_values(kind="stable").items():
        code = spelling[str(key)][0]
        name = language_name(code)
        by_key[Clave(str(key))] = PeliculasIdioma(idioma=code, nombre=name, cantidad=int(count))
        names[Clave(str(key))] = name
        # In order of size, so that a name two codes share leads to the one with more films.
        aliases.update(dict.fromkeys(language_aliases(code), Clave(str(key))))
    return Answers(by_key, names, votes_by_key(films), aliases)
