"""Where pages live, and how they link to each other: relatively, so that the site works below any path."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from eda.site.chapters import CHAPTERS
from eda.texts.language import LANGUAGES, Language
from precompute.owned_tree import OutputPaths


def card_address(question: str, key: str) -> str:
    """The part of an address after the home page that shows the card of an answer, escaped as encodeURIComponent does.

    A film among several of one title has its id after the key: `peliculas_duracion`, `heat/949`.
    """
    return f"#{question}/" + "/".join(quote(part, safe="!'()*") for part in key.split("/"))


@dataclass(frozen=True)
class Page:
    """A page of the site: its name, and its file in Spanish and in English, without the ending."""

    name: str
    files: tuple[str, str]

    @staticmethod
    def of(name: str) -> "Page":
        """The page of this name."""
        return _PAGES[name]


_PAGES = {
    "home": Page("home", ("index", "index")),
    **{chapter.name: Page(chapter.name, chapter.pages) for chapter in CHAPTERS},
    "list": Page("list", ("mi-lista", "mi-lista")),
    "map": Page("map", ("mapa", "map")),
    "api": Page("api", ("referencia", "reference")),
    "data": Page("data", ("datos", "data")),
}
# What a build may write of the site, of any version: its pages by name, and pictures, data and code in folders of their own.
_FILES = [
    *(f"{page.files[0]}.html" for page in _PAGES.values()),
    *(f"en/{page.files[1]}.html" for page in _PAGES.values()),
    *("404.html", "robots.txt", "sitemap.xml", "favicon.svg"),
]
SITE_PATHS = OutputPaths(
    re.compile(
        rf"{'|'.join(map(re.escape, _FILES))}|(?:sitio|figuras/(?:es|en|datos))/[^/]+\.(?:css|csv|js|json|png|svg)", re.IGNORECASE
    ),
    ("en", "sitio", "figuras", "figuras/datos", "figuras/en", "figuras/es"),
)


@dataclass(frozen=True)
class Addresses:
    """The addresses of pages; base: of the whole site, rest: of the REST function; each is blank if unknown."""

    base: str
    rest: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", self.base.rstrip("/"))
        object.__setattr__(self, "rest", self.rest.rstrip("/"))

    def path(self, page: Page, language: Language) -> str:
        """The path of a page's file below public."""
        return f"{page.files[0]}.html" if language.code == "es" else f"en/{page.files[1]}.html"

    def root(self, language: Language) -> str:
        """The way from a page of this language to the root of the site."""
        return "" if language.code == "es" else "../"

    def link(self, page: Page, language: Language, source: Language) -> str:
        """The relative link to a page in `language` from any page in `source`."""
        folder = "./" if page.name == "home" else ""
        file = "" if page.name == "home" else self.path(page, language).removeprefix("en/")
        if language == source:
            return folder + file
        return f"en/{file}" if language.code == "en" else f"../{file}"

    def absolute(self, page: Page, language: Language) -> str:
        """The address of a page; blank if the site's own is unknown."""
        if not self.base:
            return ""
        path = self.path(page, language)
        return f"{self.base}/{path.removesuffix('index.html')}"

    def alternates(self, page: Page, language: Language) -> list[tuple[str, str]]:
        """(language code, address) of a page in each language, and of the one for any other."""
        contents = [(each.code, self.absolute(page, each) or self.link(page, each, language)) for each in LANGUAGES]
        return [*contents, ("x-default", contents[0][1])]

    def card(self, language: Language, figure: str = "") -> str:
        """The address of the picture that a link to a page is shown with: a figure's, or the site's own card."""
        path = f"figuras/{language.code}/{figure}.png" if figure else f"sitio/tarjeta-{language.code}.png"
        return f"{self.base}/{path}" if self.base else f"{self.root(language)}{path}"


def all_pages() -> list[Page]:
    """Every page, home first."""
    return list(_PAGES.values())
