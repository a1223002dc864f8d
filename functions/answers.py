"""The seven questions, and where the published tree keeps their answers: the contract between writer and reader.

The shapes of the answers are in functions/shapes.py.
"""

from dataclasses import dataclass

from functions.keys import Clave

API = "api/v1"
VERSION = "1.0.0"


@dataclass(frozen=True)
class Question:
    """One question of the API: its name is also its route, its folder and its module."""

    name: str
    parameter: str
    summary: str
    example: str

    @property
    def shape(self) -> type:
        """The TypedDict of its answers. Loaded when asked for: a lookup has no need of it, and a cold start would wait."""
        from functions.shapes import SHAPES  # noqa: PLC0415

        return SHAPES[self.name]


QUESTIONS = (
    Question("peliculas_idioma", "Idioma", "Cantidad de películas en ese idioma original", "es"),
    Question("peliculas_duracion", "Pelicula", "Duración y año de la película", "Heat"),
    Question("franquicia", "Franquicia", "Películas y ganancias de la franquicia", "Toy Story"),
    Question("peliculas_pais", "Pais", "Cantidad de películas producidas en ese país", "Argentina"),
    Question(
        "productoras_exitosas",
        "Productora",
        "Películas y revenue de la productora",
        "Pixar Animation Studios",
    ),
    Question("get_director", "nombre_director", "Películas y retorno del director", "Steven Spielberg"),
    Question("recomendacion", "titulo", "Las cinco películas más parecidas", "Toy Story"),
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
