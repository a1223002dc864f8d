"""The data dictionary: what each clean table and column means, for people who download them."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from precompute.columns import COLUMNS


class Text(NamedTuple):
    """A description in Spanish and in English."""

    es: str
    en: str


_TYPES = {"int64": "entero", "Int64": "entero", "float64": "decimal", "str": "texto"}
# The types of Table Schema (https://datapackage.org/standard/table-schema/), which are those of JSON Schema and dates.
_STANDARD_TYPES = {"int64": "integer", "Int64": "integer", "float64": "number", "str": "string"}
DATES = {("films", "release_date")}
_FILM = Text("Película (films.film_id)", "Film (films.film_id)")
UNITS = {"runtime": "min", "budget": "USD", "revenue": "USD", "return": "1", "release_year": "a"}
# Text and float columns that always have a value; integers of pandas' "int64" always do.
_ALWAYS = {
    ("film_titles", "title"), ("film_titles", "kind"),
    ("films", "title"), ("films", "release_date"), ("films", "return"), ("film_genres", "genre"),
    ("film_companies", "company"), ("film_countries", "country"), ("film_directors", "director"), ("film_cast", "actor"),
    ("film_keywords", "keyword"), ("ratings", "rating"), ("rejects", "reason"), ("repairs", "file"),
    ("repairs", "column"), ("repairs", "repair"),
}  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What a table holds, what identifies its rows, and what each of its columns says."""

    table: Text
    columns: dict[str, Text]
    primary_key: list[str] = field(default_factory=list)


MEANINGS = {
    "films": Meaning(
        Text("Una fila por película", "One row per film"),
        {
            "film_id": Text("Identificador de la película en TMDB", "The film's id at TMDB"),
            "title": Text("Título", "Title"),
            "original_language": Text(
                "Idioma original: ISO 639-1 como lo escribe TMDB (cn: cantonés; xx: sin idioma)",
                "Original language: ISO 639-1 as TMDB writes it (cn: Cantonese; xx: none)",
            ),
            "overview": Text("Sinopsis", "Overview"),
            "tagline": Text("Lema", "Tagline"),
            "release_date": Text("Fecha de estreno, AAAA-MM-DD", "Release date, YYYY-MM-DD"),
            "release_year": Text("Año de estreno", "Year of release"),
            "status": Text("Estado según TMDB (Released, Rumored, …)", "Status at TMDB (Released, Rumored, …)"),
            "runtime": Text("Duración; 0 como lo trae la fuente", "Running time; 0 as the source gives it"),
            "budget": Text("Presupuesto; 0 si no se conoce", "Budget; 0 if unknown"),
            "revenue": Text("Recaudación; 0 si no se conoce", "Revenue; 0 if unknown"),
            "return": Text("revenue / budget; 0 si falta alguno de los dos", "revenue / budget; 0 if either is missing"),
            "popularity": Text("Índice de popularidad de TMDB", "TMDB's popularity index"),
            "vote_average": Text("Puntuación media en TMDB, de 0 a 10", "Mean score at TMDB, 0 to 10"),
            "vote_count": Text("Cantidad de votos en TMDB", "Number of votes at TMDB"),
            "collection_id": Text("Identificador de su franquicia en TMDB", "The id of its franchise at TMDB"),
            "collection": Text("Nombre de su franquicia", "The name of its franchise"),
        },
        ["film_id"],
    ),
    "film_titles": Meaning(
        Text("Otros títulos por los que se conoce cada película", "Other titles by which each film is known"),
        {
            "film_id": _FILM,
            "title": Text("Título", "Title"),
            "language": Text(
                "Idioma del título, ISO 639-1 como lo escribe TMDB", "Language of the title, ISO 639-1 as TMDB writes it"
            ),
            "region": Text(
                "Dónde se usa: ISO 3166-1 alfa-2, o 419 para América Latina",
                "Where it is used: ISO 3166-1 alpha-2, or 419 for Latin America",
            ),
            "kind": Text(
                "De dónde viene: original (de la fuente, en su idioma), reviewed (revisado por este proyecto) o imdb",
                "Where it comes from: original (of the source, in the film's language), reviewed (by this project) or imdb",
            ),
        },
    ),
    "film_genres": Meaning(
        Text("Géneros de cada película", "Genres of each film"),
        {
            "film_id": _FILM,
            "genre_id": Text("Identificador del género en TMDB", "The genre's id at TMDB"),
            "genre": Text("Nombre del género, en inglés", "Name of the genre, in English"),
        },
    ),
    "film_companies": Meaning(
        Text("Productoras de cada película", "Production companies of each film"),
        {
            "film_id": _FILM,
            "company_id": Text("Identificador de la productora en TMDB", "The company's id at TMDB"),
            "company": Text("Nombre de la productora", "Name of the company"),
        },
    ),
    "film_countries": Meaning(
        Text("Países de producción de cada película", "Production countries of each film"),
        {
            "film_id": _FILM,
            "iso_3166_1": Text("Código ISO 3166-1 alfa-2", "ISO 3166-1 alpha-2 code"),
            "country": Text("Nombre del país, en inglés", "Name of the country, in English"),
        },
    ),
    "film_spoken_languages": Meaning(
        Text("Idiomas que se hablan en cada película", "Languages spoken in each film"),
        {
            "film_id": _FILM,
            "iso_639_1": Text("Código ISO 639-1", "ISO 639-1 code"),
            "language": Text("Nombre del idioma en sí mismo", "Name of the language in itself"),
        },
    ),
    "film_directors": Meaning(
        Text("Quienes dirigen cada película", "Who directed each film"),
        {
            "film_id": _FILM,
            "person_id": Text("Identificador de la persona en TMDB", "The person's id at TMDB"),
            "director": Text("Nombre", "Name"),
        },
    ),
    "film_cast": Meaning(
        Text("Reparto de cada película", "Cast of each film"),
        {
            "film_id": _FILM,
            "person_id": Text("Identificador de la persona en TMDB", "The person's id at TMDB"),
            "actor": Text("Nombre", "Name"),
            "character": Text("Personaje", "Character"),
            "order": Text("Orden en los créditos, desde 0", "Order in the credits, from 0"),
        },
    ),
    "film_keywords": Meaning(
        Text("Palabras clave de cada película", "Keywords of each film"),
        {
            "film_id": _FILM,
            "keyword_id": Text("Identificador de la palabra clave en TMDB", "The keyword's id at TMDB"),
            "keyword": Text("Palabra clave, en inglés", "Keyword, in English"),
        },
    ),
    "ratings": Meaning(
        Text("Valoraciones de MovieLens", "MovieLens ratings"),
        {
            "user_id": Text("Identificador anónimo de quien valora", "Anonymous id of who rates"),
            "film_id": _FILM,
            "rating": Text("Valoración, de 0.5 a 5", "Rating, 0.5 to 5"),
        },
        ["user_id", "film_id"],
    ),
    "rejects": Meaning(
        Text("Filas de la fuente que no son películas, con su motivo", "Rows of the source that are no films, with the reason"),
        {
            "row": Text("Fila de datos del archivo fuente, desde 1", "Data row of the source file, from 1"),
            "id": Text("Identificador tal como estaba", "Id as it stood"),
            "title": Text("Título tal como estaba", "Title as it stood"),
            "reason": Text("Motivo del rechazo, en inglés", "Reason of the rejection, in English"),
        },
        ["row"],
    ),
    "repairs": Meaning(
        Text("Celdas de la fuente que se corrigieron o se dejaron vacías", "Cells of the source that were mended or left empty"),
        {
            "file": Text("Archivo fuente", "Source file"),
            "row": Text("Fila de datos del archivo, desde 1", "Data row of the file, from 1"),
            "column": Text("Columna", "Column"),
            "value": Text("Valor tal como estaba", "Value as it stood"),
            "repair": Text("Qué se hizo, en inglés", "What was done, in English"),
        },
    ),
}


def foreign_keys(table: str) -> dict[str, str]:
    """The columns of a table that name rows of another: column → table.column."""
    return {"film_id": "films.film_id"} if table != "films" and "film_id" in COLUMNS[table] else {}


def nullable(table: str, column: str) -> bool:
    """Whether a column's value may be missing."""
    return COLUMNS[table][column] != "int64" and (table, column) not in _ALWAYS


def standard_type(table: str, column: str) -> str:
    """The type of a column in Table Schema."""
    return "date" if (table, column) in DATES else _STANDARD_TYPES[COLUMNS[table][column]]


def dictionary() -> dict[str, Any]:
    """Every table and column, in the shape `diccionario`."""
    return {
        "tablas": {
            name: {
                "descripcion": meaning.table.es,
                "descripcion_en": meaning.table.en,
                "clave_primaria": meaning.primary_key,
                "claves_foraneas": foreign_keys(name),
                "columnas": [
                    {
                        "nombre": column,
                        "tipo": _TYPES[COLUMNS[name][column]],
                        "tipo_estandar": standard_type(name, column),
                        "nulo": nullable(name, column),
                        "unidad": UNITS.get(column),
                        "descripcion": description.es,
                        "descripcion_en": description.en,
                    }
                    for column, description in meaning.columns.items()
                ],
            }
            for name, meaning in MEANINGS.items()
        }
    }
