"""peliculas_pais(Pais): how many films this country took part in producing."""

from functions.keys import Clave
from functions.shapes import PeliculasPais
from precompute.display_names import country_aliases, country_name
from precompute.questions.answers import Answers, votes_by_key
from precompute.questions.spellings import keyed, spellings
from precompute.tables import MetadataTables


def answers(tables: MetadataTables) -> Answers:
    """One answer per country; also found by its name in Spanish and English and by its ISO codes."""
    countries = keyed(tables.film_countries, "country")
    spelling = spellings(countries, "country")
    codes = spellings(countries[countries["iso_3166_1"].notna()], "iso_3166_1")
    films = countries.drop_duplicates(["film_id", "key"]).merge(tables.films[["film_id", "vote_count"]], on="film_id")
    counts = films.groupby("key").size()
    by_key, aliases = {}, {}
    for key, count in counts.sort_values(kind="stable").items():
        name, iso = spelling[str(key)][0], codes.get(str(key), ("", []))[0]
        by_key[Clave(str(key))] = PeliculasPais(pais=name, iso=iso, nombre=country_name(iso, name), cantidad=int(count))
        # In order of size, so that a name two countries share leads to the one with more films.
        aliases.update(dict.fromkeys(country_aliases(iso), Clave(str(key))))
    return Answers(by_key, {key: answer["nombre"] for key, answer in by_key.items()}, votes_by_key(films), aliases)
