"""The names of the methods of the evaluation."""

from typing import NamedTuple


class MethodName(NamedTuple):
    """The names of one method: in evaluacion.json (Spanish), on the English pages, and in the report of the evaluation."""

    json: str
    english: str
    report: str


# In the order in which they are measured.
METHOD_NAMES = {
    "random": MethodName("al azar", "random", "random"),
    "popularity": MethodName("popularidad", "popularity", "popularity"),
    "overview TF-IDF": MethodName("TF-IDF de la sinopsis", "overview TF-IDF", "overview TF-IDF"),
    "genre one-hot": MethodName("géneros", "genres", "genre one-hot"),
    "soup": MethodName("la «sopa» de Kaggle", "the Kaggle “soup”", "the Kaggle “soup”"),
    "item-kNN": MethodName("item-kNN", "item-kNN", "item-kNN"),
    "EASE^R": MethodName("EASE^R", "EASE^R", "EASE^R"),
    "content": MethodName("Filmoteca, solo contenido", "Filmoteca, content only", "Filmoteca, content only"),
    "hybrid": MethodName("Filmoteca, híbrido", "Filmoteca, hybrid", "Filmoteca, hybrid"),
    "ceiling": MethodName(
        "techo: la mitad de los votos de esas personas",
        "ceiling: half of the same people's ratings",
        "ceiling: half of the same users' ratings",
    ),
}
