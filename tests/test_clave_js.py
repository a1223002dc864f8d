"""clave.js gives the keys that functions/keys.py gives, in a real browser."""

import json
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from functions.keys import clave, looked_up_forms, loose_form
from tests.support.browser import chromium, served

VECTORS = Path(__file__).parent / "claves.json"
LOOSE_VECTORS = Path(__file__).parent / "formas_laxas.json"
NAMES = [
    *(
        "Amélie",
        "Face/Off",
        "¿Qué hora es?",
        "東京物語",
        "!!!",
        "$",
        "CON",
        "København",
        "İstanbul",
        "ΟΔΥΣΣΕΥΣ",
        "straße",
        "ᎣᏍᏓ",
        "ꮳꮃꭹ",
    ),
    *(
        "",
        " ",
        "index",
        "alias",
        "lpt9",
        "ﬁn",
        "Ⅷ",
        "①",
        "a" * 121,
        "é" * 200,
        "東" * 60,
        "ñ-" * 80,
        "ab" * 59 + "東京",
        "Œuvre Æther Þór ðı łø đ",
    ),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A blank page that can import clave.js."""
    root = tmp_path_factory.mktemp("clave")
    (root / "clave.js").write_bytes((Path(__file__).parent.parent / "eda/assets/clave.js").read_bytes())
    (root / "index.html").write_text('<!doctype html><html lang="en"><title>clave</title><link rel="icon" href="data:,">')
    with chromium() as browser, served(root) as host:
        opened = browser.new_page()
        opened.goto(host)
        yield opened


def keys(page: Page, names: list[str]) -> list[str]:
    """The keys of some names, by the browser."""
    found: list[str] = page.evaluate(
        "async (names) => { const { clave } = await import('/clave.js'); return names.map(clave) }", names
    )
    return found


def test_shared_vectors(page: Page) -> None:
    """The names whose keys both languages are held to."""
    held = json.loads(VECTORS.read_bytes())
    pairs = (
        held.items()
        if isinstance(held, dict)
        else [tuple(each.values())[:2] if isinstance(each, dict) else each for each in held]
    )
    names, expected = zip(*pairs, strict=True)
    assert keys(page, list(names)) == list(expected)


def in_browser(page: Page, function: str, names: list[str]) -> list[object]:
    """What a function of clave.js returns for each name."""
    values: list[object] = page.evaluate(
        f"async (names) => {{ const {{ {function} }} = await import('/clave.js'); return names.map({function}) }}", names
    )
    return values


def test_the_looser_forms_of_the_shared_vectors(page: Page) -> None:
    forms = json.loads(LOOSE_VECTORS.read_bytes())
    assert in_browser(page, "formaLaxa", list(forms)) == list(forms.values())
    assert [loose_form(name) for name in forms] == list(forms.values())


def test_the_looser_forms_of_every_name_and_of_nonsense(page: Page, public: Path) -> None:
    index = json.loads((public / "api/v1/peliculas_duracion/index.json").read_bytes())["claves"]
    chance = random.Random(3)  # noqa: S311 # not for secrets
    pieces = [
        "the",
        "El",
        "and",
        "Y",
        "&",
        "'s",
        "2",
        "ii",
        "X",
        "IV",
        "two",
        "Part",
        "vol.",
        "-",
        " ",
        "É",
        "東",
        "1",
        "one",
        ".",
    ]
    nonsense = ["".join(chance.choices([*pieces, " "], k=chance.randrange(8))) for _ in range(2000)]
    names = [*index.values(), *nonsense]
    assert in_browser(page, "formaLaxa", names) == [loose_form(name) for name in names]
    assert in_browser(page, "formasBuscadas", names) == [looked_up_forms(name) for name in names]


def test_hard_names(page: Page) -> None:
    """Case folding, symbols, reserved names, other scripts, and names cut with a digest."""
    assert keys(page, NAMES) == [clave(name) for name in NAMES]


def test_every_letter(page: Page) -> None:
    """Each character that this Python's Unicode assigns has the same key in the browser."""
    letters = [chr(point) for point in range(0x110000) if not unicodedata.category(chr(point)).startswith("C")]
    assert keys(page, letters) == [clave(letter) for letter in letters]


def test_random_names(page: Page) -> None:
    """Long mixtures of scripts, accents and symbols, most of them cut."""
    chance = random.Random(20)  # noqa: S311 # reproducible, not secret
    points = [point for point in range(0x20, 0x3000) if unicodedata.category(chr(point)) != "Cn"]
    names = ["".join(chr(chance.choice(points)) for _ in range(chance.choice([3, 20, 90]))) for _ in range(2000)]
    assert keys(page, names) == [clave(name) for name in names]
