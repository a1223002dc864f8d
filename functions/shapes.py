"""The shape of each answer, and of every part of one.

An answer is one JSON object with exactly these keys, in this order; only `vease` may be missing. One
definition feeds the check of every answer as it is written, the published JSON Schema and the OpenAPI
descriptions; what users read of it (titles, descriptions, units, examples) is in Spanish.
"""

from collections.abc import Callable
from typing import Annotated, Any, NotRequired, TypeVar

from pydantic import ConfigDict, Field, with_config
from pydantic.config import JsonDict
from typing_extensions import TypedDict

T = TypeVar("T", bound=type)


def _shape(title: str, description: str) -> Callable[[T], T]:
    """A shape that holds exactly its keys and types, with what its schema says of it in public."""
    extra: JsonDict = {"description": description}
    return with_config(ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, title=title, json_schema_extra=extra))


def _field(description: str, *examples: object, unit: str | None = None, **limits: Any) -> Any:
    """What a field means, with examples, its unit (UCUM, or an ISO 4217 currency) and its limits."""
    extra: JsonDict | None = {"x-unidad": unit} if unit else None
    return Field(description=description, examples=list(examples) or None, json_schema_extra=extra, **limits)


Titulo = Annotated[str, _field("Título de la película · Title of the film", "Toy Story", min_length=1)]
Anio = Annotated[int, _field("Año de estreno · Year of release", 1995, unit="a", ge=1, le=9999)]
Id = Annotated[int, _field("Identificador de la película en TMDB · The film's id at TMDB", 862, ge=1)]
Cantidad = Annotated[int, _field("Cantidad de películas · Number of films", 3, ge=1)]
Variantes = Annotated[
    list[str],
    _field(
        "Otras grafías del mismo nombre, en orden de punto de código · Other spellings of the name, in code point order",
        ["France 3 Cinema"],
    ),
]
Razon = Annotated[
    float,
    _field(
        "Retorno (ganancia / presupuesto), con 4 decimales; 0 si falta alguno de los dos "
        "· Return (revenue / budget), 4 decimals; 0 if either is missing",
        12.4518,
        unit="1",
        ge=0,
    ),
]


@_shape("Películas por idioma", "Cantidad de películas con ese idioma original. · Number of films with this original language.")
class PeliculasIdioma(TypedDict):
    """How many films have this original language."""

    idioma: Annotated[
        str,
        _field(
            "Código ISO 639-1 del idioma, como lo escribe TMDB (cn: cantonés; xx: sin idioma) "
            "· ISO 639-1 code of the language, as TMDB writes it (cn: Cantonese; xx: none)",
            "es",
        ),
    ]
    nombre: Annotated[str, _field("Nombre del idioma en español · Name of the language in Spanish", "español")]
    cantidad: Cantidad


@_shape("Véase", "Una película mucho más conocida que también se llama así. · A far better known film that is called the same.")
class Vease(TypedDict):
    """A far better known film that is called the same."""

    pelicula: Titulo
    anio: Anio
    id: Id


Vea = Annotated[
    Vease,
    _field(
        "La película mucho más conocida que también se llama así; falta si no la hay "
        "· The far better known film that is called the same; absent if there is none",
        {"pelicula": "The Godfather", "anio": 1972, "id": 238},
    ),
]


@_shape("Duración", "Una película y su duración. · A film and its running time.")
class Duracion(TypedDict):
    """A film and its running time, null where unknown."""

    pelicula: Titulo
    duracion: Annotated[
        int | None,
        _field("Duración en minutos; null si no se conoce · Running time in minutes; null if unknown", 81, unit="min", ge=1),
    ]
    anio: Anio
    id: Id


@_shape(
    "Duración de una película",
    "Duración y año de la película más votada con ese título, y de las demás que lo comparten. "
    "· Running time and year of the most voted film of this title, and of the others that share it.",
)
class PeliculasDuracion(Duracion):
    """The running time and year of a film, and of the others that share its title."""

    otras: Annotated[
        list[Duracion],
        _field(
            "Las demás películas con ese título, de la más nueva a la más vieja · The other films of this title, newest first"
        ),
    ]
    vease: NotRequired[Vea]


@_shape("Ganancia", "Una película de la franquicia y su ganancia. · A film of the franchise and its revenue.")
class Ganancia(TypedDict):
    """A film of a franchise and its revenue."""

    pelicula: Titulo
    anio: Anio
    id: Id
    ganancia: Annotated[int, _field("Recaudación; 0 si no se conoce · Revenue; 0 if unknown", 373554033, unit="USD", ge=0)]


@_shape("Franquicia", "Las películas de una franquicia y sus ganancias. · The films of a franchise and their revenue.")
class Franquicia(TypedDict):
    """The films of a franchise, their total and mean revenue, and their profit where known."""

    franquicia: Annotated[str, _field("Nombre de la franquicia en TMDB · Name of the franchise at TMDB", "Toy Story Collection")]
    cantidad: Cantidad
    ganancia_total: Annotated[
        int, _field("Suma de la recaudación de sus películas · Sum of its films' revenue", 1937890605, unit="USD", ge=0)
    ]
    ganancia_promedio: Annotated[
        float,
        _field(
            "ganancia_total / cantidad, con 2 decimales · ganancia_total / cantidad, 2 decimals", 645963535.0, unit="USD", ge=0
        ),
    ]
    beneficio_total: Annotated[
        int,
        _field(
            "Recaudación menos presupuesto, sobre las películas con ambos datos "
            "· Revenue minus budget, over the films that have both",
            1617890605,
            unit="USD",
        ),
    ]
    peliculas: Annotated[
        list[Ganancia], _field("Sus películas, de la más vieja a la más nueva · The films, oldest first", min_length=1)
    ]


@_shape(
    "Películas por país",
    "Cantidad de películas en cuya producción participó ese país. · Number of films that this country took part in producing.",
)
class PeliculasPais(TypedDict):
    """How many films this country took part in producing."""

    pais: Annotated[str, _field("Nombre del país en TMDB · Name of the country at TMDB", "Argentina")]
    iso: Annotated[
        str,
        _field(
            "Código ISO 3166-1 alfa-2; vacío si la fuente no lo trae · ISO 3166-1 alpha-2 code; empty if the source gives none",
            "AR",
        ),
    ]
    nombre: Annotated[str, _field("Nombre del país en español · Name of the country in Spanish", "Argentina")]
    cantidad: Cantidad


@_shape("Productora", "Las películas de una productora y su recaudación. · The films of a production company and their revenue.")
class ProductorasExitosas(TypedDict):
    """The films of a production company and their revenue."""

    productora: Annotated[
        str,
        _field(
            "Nombre de la productora, en su grafía más usada · Name of the company, in its commonest spelling",
            "Pixar Animation Studios",
        ),
    ]
    revenue_total: Annotated[
        int, _field("Suma de la recaudación de sus películas · Sum of its films' revenue", 11188533734, unit="USD", ge=0)
    ]
    cantidad: Cantidad
    variantes: Variantes


@_shape(
    "Retorno",
    "Una película de la dirección: fecha, retorno, presupuesto y recaudación. "
    "· A film of the director: date, return, budget and revenue.",
)
class Retorno(TypedDict):
    """A film of a director, its return, budget and revenue."""

    pelicula: Titulo
    fecha_lanzamiento: Annotated[
        str, _field("Fecha de estreno, AAAA-MM-DD · Release date, YYYY-MM-DD", "1995-10-30", pattern=r"^\d{4}-\d{2}-\d{2}$")
    ]
    anio: Anio
    retorno_pelicula: Razon
    budget_pelicula: Annotated[int, _field("Presupuesto; 0 si no se conoce · Budget; 0 if unknown", 30000000, unit="USD", ge=0)]
    revenue_pelicula: Annotated[
        int, _field("Recaudación; 0 si no se conoce · Revenue; 0 if unknown", 373554033, unit="USD", ge=0)
    ]
    id: Id


@_shape(
    "Dirección",
    "Las películas de quien dirige, de la más vieja a la más nueva, y lo que retornaron. "
    "· A director's films, oldest first, and what they returned.",
)
class GetDirector(TypedDict):
    """A director's films, oldest first, and what they returned."""

    director: Annotated[str, _field("Nombre, en su grafía más usada · Name, in its commonest spelling", "Steven Spielberg")]
    retorno_total_director: Annotated[
        float,
        _field(
            "Suma de los retornos de sus películas, con 4 decimales · Sum of the films' returns, 4 decimals",
            309.9981,
            unit="1",
            ge=0,
        ),
    ]
    retorno_promedio: Annotated[
        float | None,
        _field(
            "Media de los retornos mayores que 0; null si no hay ninguno · Mean of the returns above 0; null if there is none",
            10.3333,
            unit="1",
            ge=0,
        ),
    ]
    retorno_agregado: Annotated[
        float | None,
        _field(
            "Recaudación total / presupuesto total, sobre las películas con ambos datos "
            "· Total revenue / total budget, over the films that have both",
            5.3306,
            unit="1",
            ge=0,
        ),
    ]
    cantidad: Cantidad
    personas: Annotated[int, _field("Personas distintas que llevan ese nombre · Distinct persons of that name", 1, ge=1)]
    variantes: Variantes
    peliculas: Annotated[
        list[Retorno], _field("Sus películas, de la más vieja a la más nueva · The films, oldest first", min_length=1)
    ]


@_shape("Película recomendada", "Una película parecida, cuánto se parece y por qué. · A similar film, how similar it is and why.")
class Recomendada(TypedDict):
    """A recommended film, how similar it is (0 to 1) and why."""

    pelicula: Titulo
    anio: Anio
    id: Id
    similitud: Annotated[
        float, _field("Similitud, de 0 a 1, con 4 decimales · Similarity, 0 to 1, 4 decimals", 0.8731, unit="1", ge=0, le=1)
    ]
    motivos: Annotated[
        list[str],
        _field(
            "En qué se parecen, lo más importante primero · What they have in common, the most important first",
            ["Pixar Animation Studios"],
        ),
    ]
    razones: Annotated[
        list[list[str]],
        _field(
            "Los mismos motivos como un código y lo que nombra: saga, direccion, reparto, gusta, genero, tema, argumento, "
            "productora, idioma, pais, epoca, valorada o anio; puede haber otros · The same reasons as a code and what it names; "
            "there may be others",
            [["productora", "Pixar Animation Studios"]],
        ),
    ]


@_shape(
    "Recomendaciones de una película",
    "Las películas más parecidas a una, la mejor primero. · The films most like one, best first.",
)
class RecomendacionPelicula(TypedDict):
    """The five films most like this one, best first."""

    pelicula: Titulo
    anio: Anio
    id: Id
    lista_recomendada: Annotated[
        list[str], _field("Los cinco títulos, el mejor primero · The five titles, best first", ["Toy Story 2"])
    ]
    detalle: Annotated[
        list[Recomendada],
        _field(
            "Las mismas películas, con año, identificador, similitud y motivos "
            "· The same films, with year, id, similarity and reasons"
        ),
    ]


@_shape(
    "Recomendación",
    "Las películas más parecidas a la más votada con ese título, y a las demás que lo comparten. "
    "· The films most like the most voted one of this title, and like the others that share it.",
)
class Recomendacion(RecomendacionPelicula):
    """The recommendations for a film, and for the others that share its title."""

    otras: Annotated[
        list[RecomendacionPelicula],
        _field("Lo mismo para las demás películas con ese título · The same for the other films of this title"),
    ]
    vease: NotRequired[Vea]


@_shape("Película", "Una película por su título, año e identificador. · A film by its title, year and id.")
class Pelicula(TypedDict):
    """A film that was given."""

    pelicula: Titulo
    anio: Anio
    id: Id


@_shape(
    "Película de una lista",
    "Una película recomendada a la vez por varias, y por cuáles. · A film recommended by several at once, and by which.",
)
class RecomendadaPorVarias(Pelicula):
    """A film of a list, the sum of its weights, and the titles that it comes from."""

    puntos: Annotated[
        int,
        _field(
            "Suma de los pesos que le dan los títulos; 0 si solo completa la lista "
            "· Sum of the weights that the titles give it; 0 if it only completes the list",
            483,
            ge=0,
        ),
    ]
    por: Annotated[
        list[str],
        _field(
            "Los títulos de los que viene, el que más pesa primero · The titles that it comes from, the heaviest first",
            ["Heat", "Casino"],
        ),
    ]


@_shape(
    "Recomendación para varias películas",
    "Una lista para varias películas a la vez, la mejor primero. · One list for several films at once, best first.",
)
class RecomendacionVarias(TypedDict):
    """The recommendations for several films at once."""

    titulos: Annotated[list[Pelicula], _field("Las películas por las que se preguntó · The films that were asked for")]
    lista_recomendada: Annotated[
        list[str], _field("Los títulos recomendados, el mejor primero · The recommended titles, best first", ["Taxi Driver"])
    ]
    detalle: Annotated[
        list[RecomendadaPorVarias],
        _field(
            "Las mismas películas, con año, identificador, puntos y motivos · The same films, with year, id, points and reasons"
        ),
    ]


# By question.
SHAPES: dict[str, type] = {
    "peliculas_idioma": PeliculasIdioma,
    "peliculas_duracion": PeliculasDuracion,
    "franquicia": Franquicia,
    "peliculas_pais": PeliculasPais,
    "productoras_exitosas": ProductorasExitosas,
    "get_director": GetDirector,
    "recomendacion": Recomendacion,
}
