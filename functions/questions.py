"""The seven questions. The shapes of their answers are in functions/shapes.py, the paths of their files in functions/paths.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question of the API: its name is also its route, its folder and its module."""

    name: str
    parameter: str
    summary: str
    summary_en: str
    example: str

    @property
    def shape(self) -> type:
        """The TypedDict of its answers. Loaded on access: a lookup does not need it, and a cold start would wait for it."""
        from functions.shapes import SHAPES  # noqa: PLC0415

        return SHAPES[self.name]


QUESTIONS = (
    Question(
        "peliculas_idioma",
        "Idioma",
        "Cantidad de películas en ese idioma original",
        "Number of films in that original language",
        "es",
    ),
    Question("peliculas_duracion", "Pelicula", "Duración y año de la película", "Running time and year of the film", "Heat"),
    Question(
        "franquicia",
        "Franquicia",
        "Películas y ganancias de la franquicia",
        "Films of the franchise and their revenue",
        "Toy Story",
    ),
    Question(
        "peliculas_pais",
        "Pais",
        "Cantidad de películas producidas en ese país",
        "Number of films produced in that country",
        "Argentina",
    ),
    Question(
        "productoras_exitosas",
        "Productora",
        "Películas y revenue de la productora",
        "Films of the production company and their revenue",
        "Pixar Animation Studios",
    ),
    Question(
        "get_director",
        "nombre_director",
        "Películas y retorno del director",
        "Films of the director and their return",
        "Steven Spielberg",
    ),
    Question("recomendacion", "titulo", "Las cinco películas más parecidas", "The five films most like it", "Toy Story"),
)
QUESTION = {question.name: question for question in QUESTIONS}
