"""The site in a real browser: search by keyboard and mouse, both languages, both themes, any width, and no stray request."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # it has no types
from playwright.sync_api import Browser, Page, expect

from eda.site.addresses import Addresses, all_pages
from eda.texts.language import LANGUAGES
from functions.keys import clave
from tests.support.browser import chromium, served

PAGES = [Addresses("", "").path(page, language) for page in all_pages() for language in LANGUAGES]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def host(browser: Browser, public: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: ARG001 # no browser, no server
    """The sample's site below a path, as a project page is hosted."""
    root = tmp_path_factory.mktemp("host")
    (root / "cine").symlink_to(public)
    with served(root) as address:
        yield f"{address}/cine"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page of a wide window, which fails the test that logs an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert not faults


def famous(public: Path, question: str) -> str:
    """The best-known name of a question."""
    keys = json.loads((public / f"api/v1/{question}/fama.json").read_bytes())
    names = json.loads((public / f"api/v1/{question}/index.json").read_bytes())["claves"]
    return str(names[keys[0]])


def test_search_by_keyboard(page: Page, host: str, public: Path) -> None:
    """Typing lists names, arrows move through them, Enter shows the card, and screen readers are told."""
    name = famous(public, "get_director")
    page.goto(f"{host}/")
    box = page.locator("#buscar")
    box.focus()
    page.keyboard.type(name.upper())
    options = page.locator("#resultados [role=option]")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "resultado-0")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    card = page.locator("#respuesta")
    expect(card.get_by_role("heading", level=2)).to_have_text(name)
    expect(card).to_contain_text(f"/api/v1/get_director/{clave(name)}.json")
    expect(card).to_contain_text("curl '")
    expect(page.locator("#resultados [role=option]")).to_have_count(0)


def test_escape_closes_the_list(page: Page, host: str, public: Path) -> None:
    """The first Escape closes the list, the second empties the box."""
    page.goto(f"{host}/")
    box = page.locator("#buscar")
    box.type(famous(public, "peliculas_duracion")[:4])
    expect(page.locator("#resultados [role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")


def test_search_by_mouse_and_copy(page: Page, host: str, public: Path) -> None:
    """A click shows the film's card; its button copies the address, and the address answers."""
    title = famous(public, "peliculas_duracion")
    page.goto(f"{host}/en/")
    page.locator("#buscar").type(title)
    page.locator("#resultados").get_by_role("option", name=title).first.click()
    card = page.locator("#respuesta")
    expect(card.get_by_role("heading", level=2)).to_contain_text(title)
    card.get_by_text("Answer of peliculas_duracion").click()
    card.get_by_role("button", name="Copy: File").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    answer = page.evaluate("async (path) => (await fetch(path)).json()", copied)
    assert answer["pelicula"] == title


@pytest.mark.parametrize("typed", ["estados un", "ESTADOS UNIDOS", "eeuu", "united st"])
def test_a_country_by_any_of_its_names(page: Page, host: str, typed: str) -> None:
    """Spanish, English, short forms; capitals do not matter."""
    page.goto(f"{host}/")
    page.locator("#buscar").type(typed)
    expect(page.locator("#resultados [role=option]").first).to_contain_text("Estados Unidos")


def test_accents_do_not_matter(page: Page, host: str, public: Path) -> None:
    """A name with accents is found without them, by its last word alone."""
    names = json.loads((public / "api/v1/get_director/index.json").read_bytes())["claves"]
    key, name = next((key, name) for key, name in names.items() if not name.isascii() and key.isascii() and "-" in key)
    page.goto(f"{host}/")
    page.locator("#buscar").type(key.rpartition("-")[2])
    expect(page.locator("#resultados").get_by_role("option", name=name).first).to_be_visible()


def test_another_title_shows_which_film_it_is(page: Page, host: str) -> None:
    """A film is found by its Spanish title, and the list says which film that is."""
    page.goto(f"{host}/")
    page.locator("#buscar").type("el padrino")
    option = page.locator("#resultados [role=option]").first
    expect(option).to_have_text("El padrino — The Godfather, 1972")
    option.click()
    expect(page.locator("#respuesta").get_by_role("heading", level=2)).to_have_text("The Godfather (1972)")


def test_a_typing_error_is_mended(page: Page, host: str) -> None:
    page.goto(f"{host}/")
    page.locator("#buscar").type("pulp ficton")
    expect(page.locator("#resultados [role=option]").first).to_contain_text("Pulp Fiction")


def test_the_nearest_names_are_offered(page: Page, host: str) -> None:
    """Where nothing is called so, and the page says that it is a guess."""
    page.goto(f"{host}/")
    page.locator("#buscar").type("thelma lewis")
    expect(page.locator("#resultados [role=option]").first).to_contain_text("Thelma & Louise")
    expect(page.get_by_role("status")).to_contain_text("los nombres más parecidos")


def test_a_link_to_a_card_is_followed_on_the_page(page: Page, host: str) -> None:
    page.goto(f"{host}/#peliculas_duracion/heat")
    heading = page.locator("#respuesta").get_by_role("heading", level=2)
    expect(heading).to_have_text("Heat (1995)")
    page.evaluate("location.hash = 'get_director/stanley-kubrick'")
    expect(heading).to_have_text("Stanley Kubrick")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_film_has_a_page_and_every_name_on_it_leads_on(page: Page, host: str, width: int) -> None:
    """Its facts, its recommendations with their reasons in the page's language; each card has a title, and Back works."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{host}/en/#recomendacion/toy-story")
    card = page.locator("#respuesta")
    heading = card.get_by_role("heading", level=2)
    expect(heading).to_have_text("Toy Story (1995)")
    expect(page).to_have_title("Toy Story (1995) · Filmoteca")
    for fact in ("John Lasseter", "1 h 21 min", "Tom Hanks", "United States", "Animation", "votes"):
        expect(card).to_contain_text(fact)
    first = card.locator(".recommended li").first
    expect(first.get_by_role("link").first).to_have_text("Toy Story 2 (1999)")
    expect(first).to_contain_text("same saga: Toy Story")
    first.get_by_role("link", name="Toy Story", exact=True).click()
    expect(heading).to_have_text("Toy Story Collection")
    page.go_back()
    expect(heading).to_have_text("Toy Story (1995)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card.get_by_role("link", name="John Lasseter").first.click()
    expect(heading).to_have_text("John Lasseter")
    expect(page).to_have_title("John Lasseter · Filmoteca")
    card.get_by_role("link", name="Toy Story 2 (1999)").click()
    expect(heading).to_have_text("Toy Story 2 (1999)")
    page.go_back()
    expect(heading).to_have_text("John Lasseter")
    page.go_back()
    expect(heading).to_have_text("Toy Story (1995)")
    findings = Axe().run(page).response["violations"]
    assert [each["id"] for each in findings if each["impact"] in ("serious", "critical")] == []


def test_a_film_among_several_of_its_title_has_its_own_address(page: Page, host: str, public: Path) -> None:
    """The key names the best known one, key and id any other."""
    other = json.loads((public / "api/v1/peliculas_duracion/heat.json").read_bytes())["otras"][0]
    page.goto(f"{host}/#peliculas_duracion/heat/{other['id']}")
    heading = page.locator("#respuesta").get_by_role("heading", level=2)
    expect(heading).to_have_text(f"Heat ({other['anio']})")
    page.get_by_role("link", name="Heat (1995)").last.click()
    expect(heading).to_have_text("Heat (1995)")


def test_a_card_that_is_not_there_says_so(browser: Browser, host: str) -> None:
    """With the nearest names, each of which leads to its card; without a card, the home page is whole."""
    opened = browser.new_page()
    opened.goto(f"{host}/#get_director/stephen-spielberg")
    card = opened.locator("#respuesta")
    expect(card).to_contain_text("«stephen-spielberg» no está en el catálogo")
    card.get_by_role("link", name="Steven Spielberg").click()
    expect(card.get_by_role("heading", level=2)).to_have_text("Steven Spielberg")
    opened.evaluate("location.hash = 'nothing'")
    expect(card).to_be_hidden()
    expect(opened.get_by_role("heading", level=1)).to_be_visible()
    opened.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_searches(page: Page, host: str, width: int) -> None:
    """A slash leads to the search of any page, which leads to the card on the home page of its language."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{host}/en/data.html")
    page.keyboard.press("/")
    page.keyboard.type("toy story/2")
    expect(page.locator("#buscar")).to_have_value("toy story/2")
    page.locator("#buscar").fill("")
    page.keyboard.type("kubrick")
    expect(page.locator("#resultados [role=option]").first).to_contain_text("Stanley Kubrick")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{host}/en/#get_director/stanley-kubrick")
    expect(page.locator("#respuesta").get_by_role("heading", level=2)).to_have_text("Stanley Kubrick")


@pytest.mark.parametrize("width", [1280, 390])
def test_home_proposes_films_for_tonight(page: Page, host: str, width: int) -> None:
    """By genre, decade and length, each a link to its page; or any one of them; and six well-known films with what follows."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{host}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Qué vemos esta noche?")
    assert page.locator(".examples li").count() == 6
    page.get_by_label("Género").select_option(label="animación")
    page.get_by_label("Duración").select_option(label="hasta 90 min")
    page.get_by_label("Década").select_option("1990")
    first = page.locator("#propuestas li").first
    expect(first.get_by_role("link")).to_have_text("Toy Story (1995)")
    expect(first).to_contain_text("1 h 21 min")
    page.get_by_role("button", name="Sorpréndame").click()
    expect(page.locator("#respuesta").get_by_role("heading", level=2)).to_be_visible()
    assert "#peliculas_duracion/" in page.url
    page.go_back()
    expect(page.locator("#propuestas")).to_be_visible()


def test_examples_name_the_address_of_the_page_and_can_be_copied(page: Page, host: str) -> None:
    """No other host stands in them."""
    page.goto(f"{host}/en/reference.html")
    start = page.locator("#start").locator("..").locator("pre").first
    expect(start).to_contain_text(f'Filmoteca("{host}/api/v1/")')
    page.get_by_role("button", name="Copy").first.click()
    assert "from filmoteca import Filmoteca" in page.evaluate("navigator.clipboard.readText()")


def test_nothing_found_is_said(page: Page, host: str) -> None:
    """A name that nobody has leaves no list and a message."""
    page.goto(f"{host}/")
    page.locator("#buscar").type("zzqxv")
    expect(page.get_by_role("status")).to_contain_text("Sin resultados")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_card_has_an_address(page: Page, host: str, public: Path) -> None:
    """The address of a shown card shows it again."""
    name = famous(public, "productoras_exitosas")
    page.goto(f"{host}/#productoras_exitosas/{clave(name)}")
    expect(page.locator("#respuesta").get_by_role("heading", level=2)).to_have_text(name)


def test_the_language_switch_stays_on_the_page(page: Page, host: str) -> None:
    """From a Spanish chapter to the same one in English, and back."""
    page.goto(f"{host}/relaciones.html")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{host}/en/relations.html")
    page.get_by_role("link", name="Español").click()
    expect(page).to_have_url(f"{host}/relaciones.html")


def test_the_theme_is_remembered(page: Page, host: str) -> None:
    """The switch turns page and figures dark, on the next page too; a second click turns back."""
    page.goto(f"{host}/distribuciones.html")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Cambiar entre claro y oscuro").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.goto(f"{host}/tiempo.html")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.get_by_role("button", name="Cambiar entre claro y oscuro").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == before


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound(browser: Browser, host: str, path: str) -> None:
    """On a phone: nothing wider than it, no request off the host or failed, no image missing, no serious axe finding."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda request: faults.append(request.url) if not request.url.startswith(host) else None)
    opened.on("response", lambda response: faults.append(f"{response.status} {response.url}") if response.status >= 400 else None)
    opened.goto(f"{host}/{path}")
    opened.evaluate("document.querySelectorAll('img[loading]').forEach((image) => { image.loading = 'eager' })")
    opened.wait_for_load_state("networkidle")
    missing = opened.evaluate("[...document.images].filter((image) => !image.naturalWidth).map((image) => image.src)")
    assert missing == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    findings: list[dict[str, Any]] = Axe().run(opened).response["violations"]
    serious = [f"{each['id']}: {each['nodes'][0]['html']}" for each in findings if each["impact"] in ("serious", "critical")]
    assert serious == []
    context.close()
    assert faults == []


@pytest.mark.parametrize("path", ["index.html", "en/relations.html", "referencia.html"])
def test_dark_pages_have_contrast(browser: Browser, host: str, path: str) -> None:
    """In dark, too, axe finds nothing serious."""
    context = browser.new_context(color_scheme="dark")
    opened = context.new_page()
    opened.goto(f"{host}/{path}")
    findings = Axe().run(opened).response["violations"]
    assert [each["id"] for each in findings if each["impact"] in ("serious", "critical")] == []
    context.close()


def test_the_host_is_local(host: str) -> None:
    """The tests reach no other machine."""
    assert urlsplit(host).hostname == "127.0.0.1"


def test_a_figure_says_its_numbers_and_has_a_link(browser: Browser, host: str) -> None:
    """Where the pointer is, the number; a link to the figure that is copied; and a table whose names lead to cards."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{host}/ligas.html")
    figure = page.locator("figure#languages")
    figure.locator(".drawing").hover()
    figure.locator("svg.hints path").first.wait_for(state="attached")
    figure.locator("svg.hints path").last.hover(force=True)
    expect(figure.locator(".told")).to_have_text(re.compile(r"^inglés: \d+"))
    figure.get_by_role("link", name="Enlace a esta figura").click()
    expect(page).to_have_url(f"{host}/ligas.html#languages")
    expect(figure.locator(".anchor")).to_have_text("Enlace copiado")
    assert page.evaluate("navigator.clipboard.readText()") == f"{host}/ligas.html#languages"
    figure.get_by_text("Los números, en una tabla").click()
    expect(figure.get_by_role("link", name="inglés")).to_have_attribute("href", "./#peliculas_idioma/en")
    context.close()


@pytest.mark.parametrize(("width", "folded", "columns"), [(1280, False, 2), (390, True, 1)])
def test_a_chapter_fits_its_page(browser: Browser, host: str, width: int, folded: bool, columns: int) -> None:
    """Two figures side by side on a wide page; on a phone one below the other, under contents to unfold."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{host}/distribuciones.html")
    assert page.locator("details.folded").is_visible() is folded
    assert page.locator("nav.contents").is_visible() is not folded
    tops = (
        page.locator(".pair >> nth=0")
        .locator("figure")
        .evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().top)")
    )
    assert len(tops) - len(set(tops)) + 1 == columns
    context.close()


def test_the_chapters_are_in_a_menu_that_closes_as_menus_do(page: Page, host: str) -> None:
    """By Escape, by a click elsewhere and by moving on; on a chapter's page it is marked."""
    page.goto(f"{host}/ligas.html")
    summary, tiempo = page.locator(".chapters summary"), page.locator(".chapters").get_by_role("link", name="Tiempo")
    expect(summary).to_have_attribute("aria-current", "true")
    expect(tiempo).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(tiempo).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(tiempo).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    expect(tiempo).to_be_visible()
    page.locator("h1").click()
    expect(tiempo).to_be_hidden()
    summary.click()
    tiempo.click()
    expect(page).to_have_url(f"{host}/tiempo.html")
