"""What the recommender's chapter shows besides figures: examples from the API's answers, and the evaluation."""

from collections.abc import Mapping
from typing import Any

from eda.figure import Data
from eda.language import Language
from eda.texts import site

_EXAMPLES = 5


def example_tables(data: Data, language: Language) -> list[dict[str, Any]]:
    """The recommendations for the best-known films, one table each; none where the question is not answered."""
    answers = data.answered.get("recomendacion")
    if answers is None:
        return []
    texts = site("recommender", language)
    tables = []
    for key in sorted(answers.answers, key=lambda each: (-answers.fame[each], each))[:_EXAMPLES]:
        answer = answers.answers[key]
        columns = [(texts["film"], False), (texts["similarity"], True), (texts["reasons"], False)]
        rows = [
            [
                {"text": f"{film['pelicula']} ({film['anio']})", "number": False},
                {"text": language.number(film["similitud"], 2), "number": True},
                {"text": ", ".join(film["motivos"]), "number": False},
            ]
            for film in answer["detalle"]
        ]
        tables.append(_table(f"ejemplo-{key}", f"{answer['pelicula']} ({answer['anio']})", columns, rows))
    return tables


def evaluation_tables(evaluation: Mapping[str, Any], language: Language) -> list[dict[str, Any]]:
    """The published evaluation: each list of flat records in it, as a table."""
    tables = []
    for name, records in evaluation.items():
        if not (isinstance(records, list) and records and all(isinstance(record, dict) for record in records)):
            continue
        fields = [field for field, value in records[0].items() if isinstance(value, (str, int, float))]
        columns = [(field.replace("_", " "), not isinstance(records[0][field], str)) for field in fields]
        rows = [[_cell(record.get(field), language) for field in fields] for record in records]
        tables.append(_table(f"evaluacion-{name}", name.replace("_", " ").capitalize(), columns, rows))
    return tables


def _cell(value: Any, language: Language) -> dict[str, Any]:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return {"text": "–" if value is None else str(value), "number": False}
    return {"text": language.number(value, 0 if isinstance(value, int) else 4), "number": True}


def _table(anchor: str, title: str, columns: list[tuple[str, bool]], rows: list[list[dict[str, Any]]]) -> dict[str, Any]:
    heads = [{"title": text, "number": number} for text, number in columns]
    return {"kind": "table", "anchor": anchor, "title": title, "columns": heads, "rows": rows}
