"""The texts of a figure in both languages, with the numbers filled in."""

from eda.drawing.figure import Figure
from eda.texts.catalogue import catalogue, sentence, site
from eda.texts.language import LANGUAGES

_FAMILIES = ("words_language", "words_genre", "words_decade")  # figures that share their texts, numbered


def figure_texts(figure: Figure, chapter: str) -> dict[str, dict[str, str]]:
    """The texts of a figure by language code, numbers filled in; one without data says so."""
    entry = next((family for family in _FAMILIES if figure.name.startswith(f"{family}_")), figure.name)
    texts = {}
    for language in LANGUAGES:
        general, own = site("", language), catalogue(chapter)[entry][language.code]
        filled = {name: sentence(text, figure.facts, language) for name, text in own.items()}
        filled["title"] = filled["title"] or general["nothing"]
        filled["alt"] = filled["alt"] or filled["title"]
        if figure.data.empty:
            filled["alt"] = filled["caption"] = general["nothing"]
            filled["method"] = filled["method"] or general["nothing"]
        labels = {f"label_{name}": text for name, text in site("labels", language).items()}
        common = {name: general[name] for name in ("nothing", "source", "films", "median", "mean", "fence")}
        texts[language.code] = {**labels, **common, **filled}
    return texts
