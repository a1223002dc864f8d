"""What the recommender's chapter shows besides figures: examples from the API's answers."""

from typing import Any

from eda.drawing.figure import Data
from eda.site.addresses import card_address
from eda.site.reasons import reasons_in
from eda.texts.catalogue import site
from eda.texts.language import Language
from functions.keys import clave
from functions.shapes import Recomendada

_EXAMPLES = 5


def example_tables(data: Data, language: Language) -> list[dict[str, Any]]:
    """The recommendations for the best-known films, one table each; none if the question is not answered."""
    answers = data.answered.get("recomendacion")
    if answers is None:
        return []
    texts = site("recommender", language)
    tables = []
    for key in answers.keys_by_fame[:_EXAMPLES]:
        answer = answers.answers[key]
        columns = [(texts["film"], False), (texts["similarity"], True), (texts["reasons"], False)]
        rows = [
            [
                {"text": f"{film['pelicula']} ({film['anio']})", "number": False, "href": _card(film)},
                {"text": language.number(film["similitud"], 2), "number": True},
                {"text": ", ".join(reasons_in(film, language)), "number": False},
            ]
            for film in answer["detalle"]
        ]
        table = _table(f"ejemplo-{key}", f"{answer['pelicula']} ({answer['anio']})", columns, rows)
        tables.append({**table, "href": f"./{card_address('peliculas_duracion', key)}"})
    return tables


def _card(film: Recomendada) -> str:
    return "./" + card_address("peliculas_duracion", f"{clave(film['pelicula'])}/{film['id']}")


def _table(anchor: str, title: str, columns: list[tuple[str, bool]], rows: list[list[dict[str, Any]]]) -> dict[str, Any]:
    heads = [{"title": text, "number": number} for text, number in columns]
    return {"kind": "table", "anchor": anchor, "title": title, "columns": heads, "rows": rows}
