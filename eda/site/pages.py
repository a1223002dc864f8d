"""The pages of the site: chapters, home, API and data, in both languages, with everything they need beside them."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import orjson

from eda.drawing.figure import Data, Figure
from eda.drawing.figure_files import DrawnInline, StartDrawing
from eda.site.addresses import Addresses, Page
from eda.site.api_page import questions_view
from eda.site.chapters import CHAPTERS, Chapter
from eda.site.contents import Contents, chapter_view, computed_items, lessons_view
from eda.site.example_tables import example_tables
from eda.site.film_map import film_map_view
from eda.site.home import home_view, search_texts
from eda.site.my_list import my_list_view
from eda.site.static_files import not_found, static_files, templates
from eda.texts.catalogue import sentence, site
from eda.texts.language import LANGUAGES, Language
from functions.paths import API
from precompute.owned_tree import OwnedTree
from precompute.publishing.publish import LLMS_TXT
from precompute.publishing.quality import lacking
from precompute.questions.answers import Answers
from precompute.tables import Tables

T = TypeVar("T")
Track = Callable[[Iterable[T], str, int], Iterable[T]]
File = tuple[str, bytes]


# The pages in the menu: those where films are found, the analysis, and what developers use.
_MENU = {"find": ("list", "map"), "chapters": tuple(chapter.name for chapter in CHAPTERS), "use": ("api", "data")}
# Stands for the address of a site that does not know its own, until sitio.js puts the one in place from which the page came.
_OWN_ADDRESS = "https://…"


def _untracked(items: Iterable[T], description: str, total: int) -> Iterable[T]:  # noqa: ARG001 # the form of a progress bar
    return items


def write_pages(
    tables: Tables,
    answered: Mapping[str, Answers],
    tree: OwnedTree,
    *,
    start_drawing: StartDrawing = DrawnInline,
    track: Track[Any] = _untracked,
) -> None:
    """Write the site: pages, figures, assets; and remove the files of an earlier one.

    start_drawing: draws a figure while the next ones are computed; track: shows progress over (items, description,
    total). $FILMOTECA_URL is the address the site will have, for the sitemap and the social card; $FILMOTECA_REST is
    the address of the REST function if it is another.
    """
    data = Data(tables, answered, _evaluation(tree.root))
    dataset = _dataset(tree.root)
    addresses = Addresses(os.environ.get("FILMOTECA_URL", ""), os.environ.get("FILMOTECA_REST", ""))
    items, drawings = [], []
    for item in computed_items(data):
        items.append(item)
        if isinstance(item.content, Figure):
            drawings.append(start_drawing(item.content, item.texts))
    contents = Contents(items)
    formatted: set[str] = set()
    pages = _pages(data, contents, addresses, dataset, _downloads(tree.root))
    tree.write(_noted(pages, formatted))
    tree.write(_noted(static_files(data, addresses), formatted))
    for drawing in track(drawings, "Drawing figures", len(drawings)):
        tree.write(_noted(drawing.result(), formatted))
    tree.remove(path for path in tree.owned - formatted if path != LLMS_TXT and not path.startswith(f"{API}/"))


def _evaluation(public: Path) -> dict[str, Any]:
    """How the recommender was judged, as the API publishes it; nothing if it does not."""
    published = public / API / "evaluacion.json"
    return dict(orjson.loads(published.read_bytes())) if published.is_file() else {}


def _dataset(public: Path) -> str:
    """What search engines read of the data, as the API publishes it; safe inside a script element. Blank if it does not."""
    published = public / API / "descargas/dataset.jsonld"
    return published.read_text(encoding="utf-8").replace("<", "\\u003c") if published.is_file() else ""


def _noted(files: Iterable[File], formatted: set[str]) -> Iterator[File]:
    for path, content in files:
        formatted.add(path)
        yield path, content


def _pages(
    data: Data, contents: Contents, addresses: Addresses, dataset: str, published: Mapping[str, list[str]]
) -> Iterator[File]:
    for language in LANGUAGES:
        views = {chapter.name: _chapter(chapter, language, data, contents) for chapter in CHAPTERS}
        shorts = {
            "list": site("list", language)["short"],
            "map": site("map", language)["short"],
            **{name: view["short"] for name, view in views.items()},
            "api": "API",
            "data": site("data", language)["short"],
        }
        common = {
            "addresses": addresses,
            "shorts": shorts,
            "films": len(data.tables.films),
            "search_texts": search_texts(data, language),
        }
        for index, chapter in enumerate(CHAPTERS):
            page = Page.of(chapter.name)
            turn = {
                "previous": _neighbour(CHAPTERS[:index], -1, addresses, language, shorts),
                "next": _neighbour(CHAPTERS[index + 1 :], 0, addresses, language, shorts),
            }
            template = "lessons.html" if chapter.name == "lessons" else "chapter.html"
            yield _rendered(template, page, language, {**common, **views[chapter.name], **turn})
        home = home_view(data, contents, views, addresses, language)
        yield _rendered("home.html", Page.of("home"), language, {**common, **home})
        my_list = my_list_view(data.tables, data.answered, language)
        yield _rendered("mapa.html", Page.of("map"), language, {**common, **film_map_view(data, language)})
        yield _rendered("mi-lista.html", Page.of("list"), language, {**common, **my_list})
        yield _rendered("api.html", Page.of("api"), language, {**common, **_api_view(data, addresses, language)})
        yield _rendered(
            "data.html", Page.of("data"), language, {**common, **_data_view(data, language, published), "dataset": dataset}
        )
    yield "404.html", not_found(addresses)


def _neighbour(
    chapters: Sequence[Chapter], index: int, addresses: Addresses, language: Language, shorts: Mapping[str, str]
) -> dict[str, str] | None:
    if not chapters:
        return None
    name = chapters[index].name
    return {"href": addresses.link(Page.of(name), language, language), "short": shorts[name]}


def _chapter(chapter: Chapter, language: Language, data: Data, contents: Contents) -> dict[str, Any]:
    if chapter.name == "lessons":
        return lessons_view(language, contents)
    view = chapter_view(chapter, language, contents)
    if chapter.name == "quality" and (lacks := lacking(data.tables)):
        texts = site("quality", language)
        sections = {section["anchor"]: section for section in view["sections"]}
        named = ", ".join(texts["sources"][what] for what in lacks)
        sections["rows"]["body"] = [*sections["rows"]["body"], texts["lacks"].format(what=named)]
    if chapter.name == "recommender":
        texts = site("recommender", language)
        sections = {section["anchor"]: section for section in view["sections"]}
        if not data.evaluation:
            sections["judged"] |= {"body": [texts["no_evaluation"]], "shows": []}
        examples = example_tables(data, language)
        sections["results"]["body"] = [texts["examples"] if examples else texts["absent"]]
        # Without recommendations there is nothing to draw either: one sentence says it better than empty figures.
        sections["results"]["shows"] = [*examples, *sections["results"]["shows"]] if examples else []
    return view


def _api_view(data: Data, addresses: Addresses, language: Language) -> dict[str, Any]:
    texts = site("api", language)
    questions = questions_view(data.answered, language)
    sections = [{"anchor": name, "title": texts[name]} for name in ("start", "static", "rest", "errors", "verify")]
    named = [{"anchor": question["name"], "title": question["name"]} for question in questions]
    return {
        "heading": texts["title"],
        "lead": [texts["lead"]],
        "texts": texts,
        "questions": questions,
        "contents": sections + named,
        "base": addresses.base or _OWN_ADDRESS,
        "rest_base": addresses.rest or addresses.base or _OWN_ADDRESS,
    }


def _downloads(public: Path) -> dict[str, list[str]]:
    """The published files of each table and of the whole, as the API lists them: a host may be too small for some."""
    listed = public / API / "descargas/index.json"
    files: dict[str, list[str]] = {}
    for entry in orjson.loads(listed.read_bytes())["descargas"] if listed.is_file() else []:
        files.setdefault(entry["contenido"], []).append(entry["archivo"])
    return files


def _data_view(data: Data, language: Language, published: Mapping[str, list[str]]) -> dict[str, Any]:
    texts = site("data", language)
    films, rejects = len(data.tables.films), len(data.tables.rejects)
    return {
        "heading": texts["title"],
        "lead": [texts["lead"]],
        "texts": texts,
        "origin": sentence(texts["origin_body"], {"read": films + rejects, "films": films}, language),
        "tables": [(name, len(table), published.get(name, [])) for name, table in data.tables.items()],
        "database": published.get("filmoteca", []),
        "contents": [{"anchor": name, "title": texts[name]} for name in ("origin", "rules", "tables", "licence", "caveats")],
    }


def _rendered(template: str, page: Page, language: Language, view: Mapping[str, Any]) -> File:
    """(path, bytes) of a page; view: what it shows, with the site's addresses, short titles and number of films."""
    addresses, shorts = view["addresses"], view["shorts"]
    ui = site("", language)
    other = next(each for each in LANGUAGES if each != language)
    general = ui["description"].format(films=language.number(view["films"]))
    description = next(iter(view.get("lead") or []), general) if page.name != "home" else general
    title = view["heading"] if page.name == "home" else f"{view['heading']} · Filmoteca"
    menu = {
        group: [
            {"href": addresses.link(Page.of(name), language, language), "short": shorts[name], "current": name == page.name}
            for name in names
        ]
        for group, names in _MENU.items()
    }
    html = (
        templates()
        .get_template(template)
        .render(
            lang=language,
            ui=ui,
            root=addresses.root(language),
            kind=page.name,
            title=title,
            description=_shortened(description),
            alternates=addresses.alternates(page, language),
            canonical=addresses.absolute(page, language),
            card=addresses.card(language, view.get("picture", "")),
            pages={name: addresses.link(Page.of(name), language, language) for name in ("home", "list", "map", "api", "data")},
            menu=menu,
            other=addresses.link(page, other, language),
            other_lang=other.code,
            data_short=shorts["data"],
            api_short="API",
            rest=addresses.rest,
            **view,
        )
    )
    return addresses.path(page, language), html.encode()


def _shortened(text: str, most: int = 160) -> str:
    """A description of at most so many characters, cut at a word."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
