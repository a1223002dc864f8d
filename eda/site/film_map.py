"""The page of the map: its texts, and how much its distances say."""

from typing import Any

from eda.drawing.figure import Data
from eda.site.home import script_json
from eda.texts.catalogue import site
from eda.texts.language import Language
from functions.paths import API


def film_map_view(data: Data, language: Language) -> dict[str, Any]:
    """What the page shows. How much distances say is measured on the whole data set, and left out where it is not published."""
    texts = site("map", language)
    return {
        "heading": texts["title"],
        "lead": [texts["lead"]],
        "texts": texts,
        "map_texts": script_json(texts["script"]),
        "map_file": f"{API}/mapa.json",
        "measured": _measured(data.evaluation.get("mapa"), texts["how_measured"], language),
    }


def _measured(evaluation: dict[str, Any] | None, text: str, language: Language) -> str:
    if not evaluation:
        return ""
    parts = {name: language.number(part * evaluation["cercanas"], 1) for name, part in evaluation["partes"].items()}
    return text.format(
        nearest=evaluation["cercanas"], alike=evaluation["parecidas"], near=parts["Filmoteca"], random=parts["al azar"]
    )
