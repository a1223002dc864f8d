"""The files beside the pages: style, scripts, favicon, social cards, sitemap, robots and the page for lost readers."""

import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import matplotlib as mpl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle

from eda.drawing.figure import Data
from eda.drawing.style import BLUE, INK, MUTED, RAMP, SURFACE
from eda.site.addresses import Addresses, all_pages
from eda.site.tonight import FILE, best_films
from eda.texts.catalogue import sentence, site
from eda.texts.language import LANGUAGES, Language

ASSETS = (
    *("sitio.css", "sitio.js", "buscar.js", "ficha.js", "leer_ficha.js", "esta_noche.js"),
    *("elegir.js", "mi_lista.js", "exportes.js", "plano.js", "mapa.js"),
)
_CARD = (1200, 630)
# A dictionary; its keys are matplotlib's own list of names.
_LOOK: Any = {"text.color": INK, "text.parse_math": False, "patch.linewidth": 0}


class _Templates(Environment):
    """Takes `texts.copy` for the text of that name, not for the method that every dict has."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value of an expression with a dot."""
        return obj[attribute] if isinstance(obj, dict) and attribute in obj else super().getattr(obj, attribute)


@cache
def templates() -> Environment:
    """The templates of the pages."""
    return _Templates(
        loader=PackageLoader("eda"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def static_files(data: Data, addresses: Addresses) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of each."""
    for name in ASSETS:
        yield f"sitio/{name}", _asset(name)
    yield "favicon.svg", _asset("favicon.svg")
    yield FILE, best_films(data)
    for language in LANGUAGES:
        yield f"sitio/tarjeta-{language.code}.png", card(data, language)
    yield "robots.txt", robots(addresses).encode()
    yield "sitemap.xml", sitemap(addresses).encode()


def _asset(name: str) -> bytes:
    return (files("eda") / "assets" / name).read_bytes()


def not_found(addresses: Addresses) -> bytes:
    """The page for any path that does not exist: it needs no other file, because it is shown at every depth."""
    home = f"{urlsplit(addresses.base).path}/" if addresses.base else "/"
    languages = [(language.code, site("", language)) for language in LANGUAGES]
    css = Markup(_asset("sitio.css").decode())  # noqa: S704 # our own style sheet
    page = templates().get_template("404.html").render(css=css, languages=languages, home=home)
    return page.encode()


def robots(addresses: Addresses) -> str:
    """Everything may be read; the sitemap is named if the site's address is known."""
    lines = ["User-agent: *", "Allow: /"]
    return "\n".join([*lines, f"Sitemap: {addresses.base}/sitemap.xml"] if addresses.base else lines) + "\n"


def sitemap(addresses: Addresses) -> str:
    """All pages in both languages. A sitemap must give whole addresses: without $FILMOTECA_URL it is empty."""
    start = '<?xml version="1.0" encoding="UTF-8"?>\n'
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    entries = []
    for page in all_pages() if addresses.base else []:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{href}"/>'
            for code, href in addresses.alternates(page, LANGUAGES[0])
        )
        entries += [f"<url><loc>{addresses.absolute(page, language)}</loc>{links}</url>" for language in LANGUAGES]
    return f"{start}<urlset {spaces}>\n" + "".join(f"{entry}\n" for entry in entries) + "</urlset>\n"


def card(data: Data, language: Language) -> bytes:
    """The picture that a link to the site is shown with: its name, its headline, and films per year as a skyline."""
    width, height = _CARD
    with mpl.rc_context():
        mpl.rcdefaults()  # whatever the machine's own matplotlibrc says
        mpl.rcParams.update(_LOOK)
        canvas = Canvas(figsize=(width / 72, height / 72), dpi=72)
        axes = canvas.add_axes((0, 0, 1, 0.42))
        years = data.tables.films["release_year"].value_counts().sort_index()
        axes.bar(years.index, years.to_numpy(), width=1, color=RAMP[2])
        axes.axis("off")
        axes.margins(x=0)
        canvas.patches.append(Rectangle((0, 0.965), 1, 0.035, transform=canvas.transFigure, color=BLUE))
        headline = sentence(site("home", language)["headline"], {"films": len(data.tables.films)}, language)
        first, _, second = headline.partition(", ")
        canvas.text(0.07, 0.8, "Filmoteca", fontsize=34, color=BLUE, va="center", weight="bold")
        canvas.text(0.07, 0.66, first + ("," if second else ""), fontsize=58, color=INK, va="center", weight="bold")
        canvas.text(0.07, 0.53, second, fontsize=40, color=MUTED, va="center")
        drawn = io.BytesIO()
        canvas.savefig(drawn, format="png", dpi=72, facecolor=SURFACE, metadata={"Software": None})
    return drawn.getvalue()
