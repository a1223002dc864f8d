"""The map of the films in a real browser: drag, zoom, search, colour, choose; by mouse and by keyboard, wide and narrow."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from functions.paths import API
from tests.support.browser import chromium, served

HEAT, PULP_FICTION = 949, 680


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def host(browser: Browser, public: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: ARG001 # no browser, no server
    """The sample's site below a path."""
    root = tmp_path_factory.mktemp("host")
    (root / "cine").symlink_to(public)
    with served(root) as address:
        yield f"{address}/cine"


@pytest.fixture(params=[1280, 390])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A new page, wide and narrow, which fails the test that logs an error or grows wider than its window."""
    size: Any = {"width": request.param, "height": 900}
    context = browser.new_context(viewport=size, permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    assert opened.evaluate("document.documentElement.scrollWidth") <= request.param
    context.close()
    assert not faults


def in_view(page: Page) -> int:
    """How many films the page says are in view."""
    expect(page.locator("#cuantas")).to_have_text(re.compile(r"\d"))
    return int(re.sub(r"\D", "", page.locator("#cuantas").inner_text()))


def middle(page: Page) -> tuple[float, float]:
    """The pixels of the middle of the map in the window."""
    page.locator("#plano").scroll_into_view_if_needed()
    box = page.locator("#plano").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def colours_drawn(page: Page) -> int:
    """How many distinct colours the canvas has, out of a sample of its pixels."""
    found: int = page.evaluate(
        """() => { const c = document.getElementById('plano');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        const colours = new Set();
        for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200) colours.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]);
        return colours.size }"""
    )
    return found


def test_all_films_are_drawn_and_the_best_known_listed(page: Page, host: str, public: Path) -> None:
    content = json.loads((public / API / "mapa.json").read_bytes())
    page.goto(f"{host}/")
    page.get_by_role("link", name="Mapa").click()
    expect(page.locator("#leyenda li").first).to_be_visible()
    assert in_view(page) == len(content["id"])
    assert colours_drawn(page) > 5
    expect(page.locator("#a-la-vista li")).to_have_count(12)
    expect(page.locator("#a-la-vista li").first).to_have_text(f"{content['titulo'][0]} ({content['anio'][0]})")
    counts = [int(re.sub(r"\D", "", text)) for text in page.locator("#leyenda small").all_inner_texts()]
    assert sum(counts) == len(content["id"])


def test_a_click_shows_the_card_of_a_film(page: Page, host: str) -> None:
    """The card of the point under the pointer, from which one goes on: here among the films of the map, or to its page."""
    page.goto(f"{host}/mapa.html#p={HEAT}")
    expect(page.locator("#ficha h2")).to_have_text("Heat (1995)")
    page.get_by_role("button", name="Cerrar la ficha").click()
    expect(page.locator("#ficha")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"mapa\.html#v=[\d,.]+$"))
    page.mouse.click(*middle(page))
    expect(page.locator("#ficha h2")).to_have_text("Heat (1995)")
    expect(page).to_have_url(re.compile(rf"#v=[\d,.]+&p={HEAT}$"))
    page.locator("#ficha .recommended a").first.click()
    expect(page.locator("#ficha h2")).not_to_have_text("Heat (1995)")
    expect(page).to_have_url(re.compile(r"mapa\.html#"))
    title = page.locator("#ficha h2").inner_text()
    page.locator("#ficha h2 a").click()
    expect(page).to_have_url(re.compile(r"/cine/#peliculas_duracion/"))
    expect(page.locator("#respuesta h2")).to_have_text(title)
    page.get_by_role("link", name="Ver en el mapa").click()
    expect(page.locator("#ficha h2")).to_have_text(title)


def test_a_film_is_searched_by_keyboard(page: Page, host: str) -> None:
    page.goto(f"{host}/en/map.html")
    page.locator("#pelicula").focus()
    page.keyboard.type("pulp fict")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#ficha h2")).to_have_text("Pulp Fiction (1994)")
    expect(page).to_have_url(re.compile(rf"&p={PULP_FICTION}$"))
    expect(page.locator("#ficha .values")).to_contain_text("Quentin Tarantino")


def test_the_map_is_moved_and_zoomed_by_keys(page: Page, host: str) -> None:
    page.goto(f"{host}/mapa.html")
    whole = in_view(page)
    page.locator("#plano").focus()
    for key in ("+", "+", "+", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(r"#v=\d+,\d+,3\.3[78]$"))
    assert in_view(page) < whole
    page.keyboard.press("Enter")
    expect(page.locator("#ficha h2")).to_be_visible()
    page.keyboard.press("0")
    expect(page).to_have_url(re.compile(r"html#p=\d+$"))
    assert in_view(page) == whole


def test_the_map_is_dragged_and_zoomed_by_mouse(page: Page, host: str) -> None:
    page.goto(f"{host}/mapa.html")
    in_view(page)
    left, top = middle(page)
    page.mouse.move(left, top)
    page.mouse.wheel(0, -600)
    expect(page).to_have_url(re.compile(r"#v=5000,5000,"))
    page.mouse.down()
    page.mouse.move(left + 60, top + 30, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"#v=[34]\d{3},4\d{3},"))
    expect(page.locator("#ficha")).to_be_hidden()  # a drag is no click
    page.get_by_role("button", name="Ver entero").click()
    expect(page).to_have_url(f"{host}/mapa.html")
    page.get_by_role("button", name="Acercar").click()
    expect(page).to_have_url(re.compile(r"#v=5000,5000,1\.6$"))


def test_colours_are_by_genre_or_decade_and_one_can_stand_out(page: Page, host: str, public: Path) -> None:
    content = json.loads((public / API / "mapa.json").read_bytes())
    page.goto(f"{host}/mapa.html")
    horror = page.get_by_role("button", name="terror")
    horror.click()
    expect(horror).to_have_attribute("aria-pressed", "true")
    assert in_view(page) == content["genero"].count(content["generos"].index("Horror"))
    horror.click()
    page.get_by_label("por década").check()
    expect(page).to_have_url(f"{host}/mapa.html#c=decada")
    page.get_by_role("button", name="década de 1990").click()
    expected = sum(1990 <= year < 2000 for year in content["anio"])
    expect(page.locator("#cuantas")).to_have_text(f"{expected} películas a la vista")
    page.reload()
    expect(page.get_by_label("por década")).to_be_checked()


def test_an_address_shows_its_view_and_its_film(page: Page, host: str) -> None:
    page.goto(f"{host}/mapa.html#v=2000,3000,4&c=decada&p={HEAT}")
    expect(page.locator("#ficha h2")).to_have_text("Heat (1995)")
    page.get_by_role("button", name="Copiar el enlace").click()
    assert page.evaluate("navigator.clipboard.readText()") == f"{host}/mapa.html#v=2000,3000,4&c=decada&p={HEAT}"
    page.goto(f"{host}/mapa.html#p=987654321")
    expect(page.locator("#aviso")).to_have_text("Esta película no está en el mapa, ni ninguna que se le parezca.")
    page.goto(f"{host}/mapa.html#v=x,,&c=nada&p=-1")  # what nobody can read is the whole map
    page.reload()
    assert in_view(page) > 100


def test_a_finger_drags_and_two_zoom(browser: Browser, host: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{host}/mapa.html")
    whole = in_view(page)
    left, top = middle(page)
    touch = context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    send("touchStart", (left - 20, top), (left + 20, top))
    for apart in (30, 40, 60, 80):
        send("touchMove", (left - apart, top), (left + apart, top))
    send("touchEnd")
    expect(page).to_have_url(re.compile(r"#v=\d+,\d+,[34]"))
    assert in_view(page) < whole
    before = page.url
    send("touchStart", (left, top))
    send("touchMove", (left + 40, top))
    send("touchMove", (left + 80, top))
    send("touchEnd")
    expect(page).not_to_have_url(before)
    page.goto(f"{host}/mapa.html#p={HEAT}")
    page.get_by_role("button", name="Cerrar la ficha").tap()
    page.locator("#plano").tap()
    expect(page.locator("#ficha h2")).to_have_text("Heat (1995)")
    context.close()
