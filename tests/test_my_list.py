"""Mi lista in a real browser: choose, take in an export, filter, share, reload, by keyboard, wide and narrow."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import chromium, served

ASSETS = Path(__file__).parent.parent / "eda/assets"
LETTERBOXD = "Date,Name,Year,Letterboxd URI{rating}\n"


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
    context = browser.new_context(viewport=size, permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    assert opened.evaluate("document.documentElement.scrollWidth") <= request.param
    context.close()
    assert not faults


def recommended(page: Page) -> list[str]:
    """The ids that are recommended, once there are any."""
    expect(page.locator("#recomendadas li").first).to_be_visible()
    ids: list[str] = page.eval_on_selector_all("#recomendadas li", "items => items.map((item) => item.dataset.id)")
    return ids


def take_in(page: Page, name: str, content: str | bytes) -> None:
    """Choose a file as an export."""
    body = content.encode() if isinstance(content, str) else content
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": body})


def test_a_list_is_made_by_keyboard_shared_and_kept(page: Page, host: str) -> None:
    page.goto(f"{host}/")
    page.get_by_role("link", name="Mi lista").click()
    expect(page.locator("#aviso")).to_have_text("Agregue una película que le haya gustado.")
    page.locator("#pelicula").focus()
    for title in ("heat", "pulp fict"):
        page.keyboard.type(title)
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#pelicula")).to_have_value("")
    expect(page.locator("#elegidas li")).to_have_count(2)
    expect(page.locator("#recomendadas p").first).to_contain_text("por ")
    ids = recommended(page)
    assert len(ids) >= 20
    assert not {"949", "680"} & set(ids)
    page.get_by_role("button", name="Copiar el enlace").click()
    expect(page.locator("#aviso")).to_have_text("Enlace copiado.")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.endswith("/mi-lista.html#p=949,680")
    page.reload()
    assert recommended(page) == ids
    page.goto(f"{host}/mi-lista.html")  # without the address, the browser knows it
    page.reload()
    assert recommended(page) == ids
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    page.goto(address)
    assert recommended(page) == ids


def test_what_is_disliked_neither_counts_nor_appears(page: Page, host: str) -> None:
    page.goto(f"{host}/en/mi-lista.html#p=949")
    first = recommended(page)[0]
    page.locator("#recomendadas li").first.get_by_role("button", name="Not this one").click()
    expect(page.locator("#elegidas li")).to_have_count(2)
    expect(page.locator(f'#recomendadas [data-id="{first}"]')).to_have_count(0)
    page.get_by_label("Opinion: Heat, 1995").select_option(label="Did not like it")
    expect(page.locator("#recomendadas li")).to_have_count(0)
    expect(page.locator("#aviso")).to_contain_text("Add one that you liked")


def test_filters_hold(page: Page, host: str, public: Path) -> None:
    index = json.loads((public / "api/v1/vecinas/index.json").read_bytes())
    year = dict(zip(index["id"], index["anio"], strict=True))
    page.goto(f"{host}/mi-lista.html#p=949,680")
    before = recommended(page)
    page.get_by_label("Hasta el año").fill("1990")
    page.get_by_label("Hasta el año").press("Tab")
    page.get_by_label("Género").select_option(label="drama")
    expect(page.locator(f'#recomendadas [data-id="{next(each for each in before if year[int(each)] > 1990)}"]')).to_have_count(0)
    expect(page).to_have_url(f"{host}/mi-lista.html#p=949,680&genero=drama&hasta=1990")
    assert all(year[int(each)] <= 1990 for each in recommended(page))
    page.get_by_role("button", name="Quitar los filtros").click()
    expect(page.locator(f'#recomendadas [data-id="{before[0]}"]')).to_have_count(1)
    assert recommended(page) == before


def test_a_letterboxd_export_with_ratings(page: Page, host: str) -> None:
    """Ratings count, a quoted comma is one title, and what the catalogue lacks is named."""
    page.goto(f"{host}/mi-lista.html")
    rows = "2020-01-01,Heat,1995,https://boxd.it/1,5\n2020-01-01,Toy Story,1995,https://boxd.it/2,1\n"
    take_in(page, "ratings.csv", LETTERBOXD.format(rating=",Rating") + rows + '2020-01-01,"Nobody, Nowhere",2001,x,4\n')
    expect(page.locator("#faltan summary")).to_have_text("Del archivo: 2 en la lista, 1 que no están en el catálogo")
    expect(page.locator("#faltan li")).to_have_text("Nobody, Nowhere (2001)")
    expect(page.get_by_label("Opinión: Toy Story, 1995")).to_have_value("0")
    assert len(recommended(page)) >= 20


def test_an_export_may_have_other_titles_of_a_film(page: Page, host: str) -> None:
    """The original title, and the one in Spanish; of the year told, so that another film of that name is not taken."""
    page.goto(f"{host}/mi-lista.html")
    rows = "2020-01-01,Cidade de Deus,2002,x,5\n2020-01-01,El padrino,1972,x,4\n2020-01-01,El padrino,1999,x,4\n"
    take_in(page, "ratings.csv", LETTERBOXD.format(rating=",Rating") + rows)
    expect(page.locator("#elegidas li")).to_have_count(2)
    expect(page.locator("#elegidas")).to_contain_text("City of God")
    expect(page.locator("#elegidas")).to_contain_text("The Godfather")
    expect(page.locator("#faltan li")).to_have_text("El padrino (1999)")


@pytest.mark.parametrize(("answer", "weight"), [("Las que vi", "2"), ("Las que quiero ver", "1")])
def test_a_letterboxd_export_without_ratings_is_asked_about(page: Page, host: str, answer: str, weight: str) -> None:
    page.goto(f"{host}/mi-lista.html")
    take_in(page, "watched.csv", LETTERBOXD.format(rating="") + "2020-01-01,Heat,1995,https://boxd.it/1\n")
    page.get_by_role("button", name=answer).click()
    expect(page.get_by_label("Opinión: Heat, 1995")).to_have_value(weight)
    assert "949" not in recommended(page)


def test_an_imdb_export_in_latin_letters(page: Page, host: str) -> None:
    page.goto(f"{host}/mi-lista.html")
    header = "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year\n"
    take_in(page, "ratings.csv", (header + "tt0211915,9,2020-01-01,Amélie,u,movie,8.3,122,2001\n").encode("latin-1"))
    expect(page.locator("#elegidas li")).to_contain_text("Amélie (2001)")
    assert len(recommended(page)) >= 20


def test_another_file_is_refused_in_words(page: Page, host: str) -> None:
    page.goto(f"{host}/mi-lista.html")
    take_in(page, "photo.csv", bytes(range(256)))
    expect(page.locator("#aviso")).to_contain_text("no es una exportación")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", None),
        ('"', None),
        ("Name,Year\n", {"origen": "letterboxd", "puntuado": False, "filas": []}),
        (
            '\ufeffDate,Name,Year,Rating\r\n1,"Say ""Hi"", you\r\ntoo",2000,4.5\r\n\r\n2,Short\r\n3,,1999,2\r\n',
            {
                "origen": "letterboxd",
                "puntuado": True,
                "filas": [
                    {"titulo": 'Say "Hi", you\r\ntoo', "anio": 2000, "estrellas": 4.5},
                    {"titulo": "Short", "anio": None, "estrellas": None},
                ],
            },
        ),
        (
            "Const,Your Rating,Title,Year\ntt1,11,A <b>,x\ntt2,7,__proto__,1990",
            {
                "origen": "imdb",
                "puntuado": True,
                "filas": [
                    {"titulo": "A <b>", "anio": None, "estrellas": None},
                    {"titulo": "__proto__", "anio": 1990, "estrellas": 3.5},
                ],
            },
        ),
    ],
    ids=["empty", "a lone quote", "no rows", "quotes and line ends", "hostile cells"],
)
def test_exports_are_read(text: str, told: Any) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node to read exports in")
    script = (
        "const { exporte } = await import(process.argv[1]); console.log(JSON.stringify(exporte(JSON.parse(process.argv[2]))))"
    )
    command = [node, "--input-type=module", "-e", script, (ASSETS / "exportes.js").as_uri(), json.dumps(text)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert json.loads(done.stdout) == told
