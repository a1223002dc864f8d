"""The data dictionary: what each clean table and column means, for people who download them."""

from dataclasses import dataclass, field
from typing import Any

from precompute.columns import COLUMNS

_TYPES = {"int64": "entero", "Int64": "entero", "float64": "decimal", "str": "texto"}
_FILM = "Película (films.film_id)"
_UNITS = {"runtime": "min", "budget": "USD", "revenue": "USD", "return": "1", "release_year": "a"}
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

    table: str
    columns: dict[str, str]
    primary_key: list[str] = field(default_factory=list)


MEANINGS = {
    "films": Meaning(
        "Una fila por película",
        {
            "film_id": "Identificador de la película en TMDB",
            "title": "Título",
            "original_language": "Idioma original: ISO 639-1 como lo escribe TMDB (cn: cantonés; xx: sin idioma)",
            "overview": "Sinopsis",
            "tagline": "Lema",
            "release_date": "Fecha de estreno, AAAA-MM-DD",
            "release_year": "Año de estreno",
            "status": "Estado según TMDB (Released, Rumored, …)",
            "runtime": "Duración; 0 como lo trae la fuente",
            "budget": "Presupuesto; 0 si no se conoce",
            "revenue": "Recaudación; 0 si no se conoce",
            "return": "revenue / budget; 0 si falta alguno de los dos",
            "popularity": "Índice de popularidad de TMDB",
            "vote_average": "Puntuación media en TMDB, de 0 a 10",
            "vote_count": "Cantidad de votos en TMDB",
            "collection_id": "Identificador de su franquicia en TMDB",
            "collection": "Nombre de su franquicia",
        },
        ["film_id"],
    ),
    "film_titles": Meaning(
        "Otros títulos por los que se conoce cada película",
        {
            "film_id": _FILM,
            "title": "Título",
            "language": "Idioma del título, ISO 639-1 como lo escribe TMDB",
            "region": "Dónde se usa: ISO 3166-1 alfa-2, o 419 para América Latina",
            "kind": "De dónde viene: original (de la fuente, en su idioma), reviewed (revisado por este proyecto) o imdb",
        },
    ),
    "film_genres": Meaning(
        "Géneros de cada película",
        {"film_id": _FILM, "genre_id": "Identificador del género en TMDB", "genre": "Nombre del género, en inglés"},
    ),
    "film_companies": Meaning(
        "Productoras de cada película",
        {"film_id": _FILM, "company_id": "Identificador de la productora en TMDB", "company": "Nombre de la productora"},
    ),
    "film_countries": Meaning(
        "Países de producción de cada película",
        {"film_id": _FILM, "iso_3166_1": "Código ISO 3166-1 alfa-2", "country": "Nombre del país, en inglés"},
    ),
    "film_spoken_languages": Meaning(
        "Idiomas que se hablan en cada película",
        {"film_id": _FILM, "iso_639_1": "Código ISO 639-1", "language": "Nombre del idioma en sí mismo"},
    ),
    "film_directors": Meaning(
        "Quienes dirigen cada película",
        {"film_id": _FILM, "person_id": "Identificador de la persona en TMDB", "director": "Nombre"},
    ),
    "film_cast": Meaning(
        "Reparto de cada película",
        {
            "film_id": _FILM,
            "person_id": "Identificador de la persona en TMDB",
            "actor": "Nombre",
            "character": "Personaje",
            "order": "Orden en los créditos, desde 0",
        },
    ),
    "film_keywords": Meaning(
        "Palabras clave de cada película",
        {"film_id": _FILM, "keyword_id": "Identificador de la palabra clave en TMDB", "keyword": "Palabra clave, en inglés"},
    ),
    "ratings": Meaning(
        "Valoraciones de MovieLens",
        {"user_id": "Identificador anónimo de quien valora", "film_id": _FILM, "rating": "Valoración, de 0.5 a 5"},
        ["user_id", "film_id"],
    ),
    "rejects": Meaning(
        "Filas de la fuente que no son películas, con su motivo",
        {
            "row": "Fila de datos del archivo fuente, desde 1",
            "id": "Identificador tal como estaba",
            "title": "Título tal como estaba",
            "reason": "Motivo del rechazo, en inglés",
        },
        ["row"],
    ),
    "repairs": Meaning(
        "Celdas de la fuente que se corrigieron o se dejaron vacías",
        {
            "file": "Archivo fuente",
            "row": "Fila de datos del archivo, desde 1",
            "column": "Columna",
            "value": "Valor tal como estaba",
            "repair": "Qué se hizo, en inglés",
        },
    ),
}


def foreign_keys(table: str) -> dict[str, str]:
    """The columns of a table that name rows of another: column → table.column."""
    return {"film_id": "films.film_id"} if table != "films" and "film_id" in COLUMNS[table] else {}


def nullable(table: str, column: str) -> bool:
    """Whether a column's value may be missing."""
    return COLUMNS[table][column] != "int64" and (table, column) not in _ALWAYS


def dictionary() -> dict[str, Any]:
    """Every table and column, in the shape `diccionario`."""
    return {
        "tablas": {
            name: {
                "descripcion": meaning.table,
                "clave_primaria": meaning.primary_key,
                "claves_foraneas": foreign_keys(name),
                "columnas": [
                    {
                        "nombre": column,
                        "tipo": _TYPES[COLUMNS[name][column]],
                        "nulo": nullable(name, column),
                        "unidad": _UNITS.get(column),
                        "descripcion": description,
                    }
                    for column, description in meaning.columns.items()
                ],
            }
            for name, meaning in MEANINGS.items()
        }
    }
