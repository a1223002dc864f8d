"""The seven questions and the shape of each answer: the contract between writer and reader.

An answer is one JSON object with exactly these keys, in this order. Money is in whole US dollars
(0 where unknown), durations in minutes, returns are revenue / budget, dates are YYYY-MM-DD.
"""

from dataclasses import dataclass

from typing_extensions import TypedDict

from functions.keys import Clave

API = "api/v1"
VERSION = "1.0.0"


def _exactly(shape: type) -> type:
    """Have pydantic hold a shape to its letter, without importing it: a cold start would wait for it."""
    shape.__pydantic_config__ = {"extra": "forbid", "strict": True, "allow_inf_nan": False}  # type: ignore[attr-defined]
    return shape


@_exactly
class PeliculasIdioma(TypedDict):
    """How many films have this original language."""

    idioma: str
    nombre: str
    cantidad: int


@_exactly
class Duracion(TypedDict):
    """A film and its running time, null where unknown."""

    pelicula: str
    duracion: int | None
    anio: int
    id: int


@_exactly
class PeliculasDuracion(Duracion):
    """The running time and year of a film, and of the others that share its title."""

    otras: list[Duracion]


@_exactly
class Ganancia(TypedDict):
    """A film of a franchise and its revenue."""

    pelicula: str
    anio: int
    id: int
    ganancia: int


@_exactly
class Franquicia(TypedDict):
    """The films of a franchise, their total and mean revenue, and their profit where known."""

    franquicia: str
    cantidad: int
    ganancia_total: int
    ganancia_promedio: float
    beneficio_total: int
    peliculas: list[Ganancia]


@_exactly
class PeliculasPais(TypedDict):
    """How many films this country took part in producing."""

    pais: str
    iso: str
    nombre: str
    cantidad: int


@_exactly
class ProductorasExitosas(TypedDict):
    """The films of a production company and their revenue."""

    productora: str
    revenue_total: int
    cantidad: int
    variantes: list[str]


@_exactly
class Retorno(TypedDict):
    """A film of a director, its return, budget and revenue."""

    pelicula: str
    fecha_lanzamiento: str
    anio: int
    retorno_pelicula: float
    budget_pelicula: int
    revenue_pelicula: int
    id: int


@_exactly
class GetDirector(TypedDict):
    """A director's films, oldest first, and what they returned."""

    director: str
    retorno_total_director: float
    retorno_promedio: float | None
    retorno_agregado: float | None
    cantidad: int
    personas: int
    variantes: list[str]
    peliculas: list[Retorno]


@_exactly
class Recomendada(TypedDict):
    """A recommended film, how similar it is (0 to 1) and why."""

    pelicula: str
    anio: int
    id: int
    similitud: float
    motivos: list[str]


@_exactly
class RecomendacionPelicula(TypedDict):
    """The five films most like this one, best first."""

    pelicula: str
    anio: int
    id: int
    lista_recomendada: list[str]
    detalle: list[Recomendada]


@_exactly
class Recomendacion(RecomendacionPelicula):
    """The recommendations for a film, and for the others that share its title."""

    otras: list[RecomendacionPelicula]


@dataclass(frozen=True)
class Question:
    """One question of the API: its name is also its route, its folder and its module."""

    name: str
    parameter: str
    shape: type
    summary: str
    example: str


QUESTIONS = (
    Question("peliculas_idioma", "Idioma", PeliculasIdioma, "Cantidad de películas en ese idioma original", "es"),
    Question("peliculas_duracion", "Pelicula", PeliculasDuracion, "Duración y año de la película", "Heat"),
    Question("franquicia", "Franquicia", Franquicia, "Películas y ganancias de la franquicia", "Toy Story"),
    Question("peliculas_pais", "Pais", PeliculasPais, "Cantidad de películas producidas en ese país", "Argentina"),
    Question(
        "productoras_exitosas",
        "Productora",
        ProductorasExitosas,
        "Películas y revenue de la productora",
        "Pixar Animation Studios",
    ),
    Question("get_director", "nombre_director", GetDirector, "Películas y retorno del director", "Steven Spielberg"),
    Question("recomendacion", "titulo", Recomendacion, "Las cinco películas más parecidas", "Toy Story"),
)
QUESTION = {question.name: question for question in QUESTIONS}


def answer_path(question: str, key: Clave) -> str:
    """The path of an answer's file inside the published tree."""
    return f"{API}/{question}/{key}.json"


def index_path(question: str) -> str:
    """The path of a question's index: `{"pregunta", "total", "claves": {key: name}}`, sorted by key."""
    return f"{API}/{question}/index.json"


def alias_path(question: str) -> str:
    """The path of a question's aliases: `{alias: key}`, sorted; an alias is never itself a key."""
    return f"{API}/{question}/alias.json"


def fame_path(question: str) -> str:
    """The path of a question's keys by fame: `[key, …]`, every key once.

    The one whose films have most votes in all comes first; ties in code-point order. A name that
    is not found is looked for in this list, and of equally near names the first is the likeliest.
    """
    return f"{API}/{question}/fama.json"
