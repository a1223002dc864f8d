"""The pages as files: whole, bilingual, linked, small, and telling the same numbers as the API."""

import csv
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from eda.site.addresses import Addresses, Page, all_pages
from eda.site.pages import write_pages
from eda.site.static_files import robots, sitemap
from eda.texts.language import ENGLISH, LANGUAGES, SPANISH
from functions.keys import clave
from precompute.owned_tree import OwnedTree
from precompute.publishing.search_shards import FOLDER, MAX_BYTES, file_name, script_prefix, search_shards
from precompute.questions.answering import answer_all
from precompute.tables import Tables


class Links(HTMLParser):
    """What a page refers to, and what can be referred to on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.images: list[dict[str, str | None]] = []
        self.headings: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [value for name, value in attrs if name in ("href", "src", "srcset") and value]
        self.anchors |= {str(found["id"])} if "id" in found else set()
        if tag == "img":
            self.images.append(found)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def page_files(public: Path) -> Iterator[tuple[Path, Links]]:
    """Every page with its links, but the one for lost readers, which is shown at any path."""
    for path in sorted([*public.glob("*.html"), *public.glob("en/*.html")]):
        if path.name != "404.html":
            yield path, Links(path.read_text(encoding="utf-8"))


def published(public: Path, path: str) -> Any:
    """A JSON file of the API."""
    return json.loads((public / "api/v1" / path).read_bytes())


def figure_data(public: Path, name: str) -> list[dict[str, str]]:
    """The rows of a figure's CSV."""
    with (public / "figuras/datos" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_page_exists_in_both_languages(public: Path) -> None:
    """Home, nine chapters, the list, the API and the data, each in Spanish and in English."""
    pages = {path.relative_to(public).as_posix() for path, _ in page_files(public)}
    addresses = Addresses("", "")
    assert pages == {addresses.path(page, language) for page in all_pages() for language in LANGUAGES}
    assert len(pages) == 28


def test_no_link_is_broken(public: Path) -> None:
    """Every relative link leads to a file, and every fragment to an element, or to the card of a published answer."""
    pages = dict(page_files(public))
    for path, found in pages.items():
        for link in found.links:
            address = urlsplit(link)
            assert (address.scheme, address.netloc) == ("", ""), f"{path.name} leaves the site: {link}"
            assert not link.startswith("/"), f"{path.name} would break below a path: {link}"
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{path.name}: {link}"
            if "/" in address.fragment:
                question, key, *_ = unquote(address.fragment).split("/")
                assert (public / "api/v1" / question / f"{key}.json").is_file(), f"{path.name}: {link}"
            elif address.fragment and target in pages:
                assert address.fragment in pages[target].anchors, f"{path.name}: {link}"


def test_every_image_says_its_finding(public: Path) -> None:
    """An image has an alternative text, and a size that keeps the page from jumping."""
    for path, found in page_files(public):
        for image in found.images:
            assert all(image.get(attribute) for attribute in ("alt", "width", "height")), path.name


def test_headings_are_in_order(public: Path) -> None:
    """One first heading, and no level skipped on the way down."""
    for path, found in page_files(public):
        assert found.headings.count(1) == 1, path.name
        for above, below in zip(found.headings, found.headings[1:], strict=False):
            assert below <= above + 1, f"{path.name}: h{above} before h{below}"


def test_languages_name_each_other(public: Path) -> None:
    """A page says its language and gives the same page in the other."""
    for path, _ in page_files(public):
        html = path.read_text(encoding="utf-8")
        assert f'<html lang="{"en" if path.parent.name == "en" else "es"}"' in html
        assert set(re.findall(r'rel="alternate" hreflang="([\w-]+)"', html)) == {"es", "en", "x-default"}


def test_texts_have_their_numbers(public: Path) -> None:
    """No placeholder, no missing number and no None reaches a reader."""
    for path, _ in page_files(public):
        prose = re.sub(r"<(script|pre)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for fault in ("{", "}", ">None<", " nan ", "Name("):
            assert fault not in prose, f"{path.name}: {fault}"


def test_pages_are_small(public: Path) -> None:
    """A page with everything it shows stays below 1.5 MB, and the home page below 300 KB before a search."""
    for path, found in page_files(public):
        shown = {link for link in found.links if re.search(r"\.(svg|css|js)$", link) and "-360" not in link}
        size = path.stat().st_size + sum((path.parent / link).stat().st_size for link in shown)
        assert size < (300_000 if path.name == "index.html" else 1_500_000), f"{path.name}: {size}"


def test_figures_say_what_the_api_answers(public: Path) -> None:
    """League tables and the API are the same numbers."""
    for row in figure_data(public, "languages"):
        assert published(public, f"peliculas_idioma/{clave(row['label'])}.json")["cantidad"] == int(row["value"])
    for row in figure_data(public, "countries"):
        assert published(public, f"peliculas_pais/{clave(row['label'].partition('|')[2])}.json")["cantidad"] == int(row["value"])
    for row in figure_data(public, "companies"):
        answer = published(public, f"productoras_exitosas/{clave(row['label'])}.json")
        assert (answer["revenue_total"], answer["cantidad"]) == (int(row["value"]), int(row["films"]))
    for row in figure_data(public, "director_total"):
        answer = published(public, f"get_director/{clave(row['label'])}.json")
        assert answer["retorno_total_director"] == pytest.approx(float(row["value"]))
    aliases = published(public, "franquicia/alias.json")
    for row in figure_data(public, "franchises"):
        key = clave(row["label"])
        answer = published(public, f"franquicia/{aliases.get(key, key)}.json")
        assert (answer["ganancia_total"], answer["cantidad"]) == (int(row["value"]), int(row["films"]))


def test_prose_says_what_the_api_answers(public: Path) -> None:
    """The headline numbers of the home page are those of the indexes."""
    html = (public / "en/index.html").read_text(encoding="utf-8")
    shown = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", html))
    root = published(public, "index.json")
    assert shown["films"] == f"{root['filas']['films']:,}"
    for label, question in (("directors", "get_director"), ("countries", "peliculas_pais"), ("franchises", "franquicia")):
        assert shown[label] == f"{published(public, f'{question}/index.json')['total']:,}"


def test_a_page_of_an_earlier_build_disappears(sample: Tables, tmp_path: Path) -> None:
    """What no build wrote stays, and a second build writes nothing."""
    OwnedTree(tmp_path).write([("vieja.html", b"old"), ("en/old.html", b"old"), ("llms.txt", b"of the API")])
    (tmp_path / "CNAME").write_text("example.org")
    answered = answer_all(sample)
    first = OwnedTree(tmp_path)
    write_pages(sample, answered, first)
    assert first.changes.removed == 2
    assert (tmp_path / "CNAME").is_file()
    assert (tmp_path / "llms.txt").is_file()
    second = OwnedTree(tmp_path)
    write_pages(sample, answered, second)
    assert (second.changes.written, second.changes.removed) == (0, 0)


def test_addresses_are_relative() -> None:
    """From either language to either, without an address of one's own."""
    addresses, page = Addresses("", ""), Page.of("quality")
    assert addresses.link(page, SPANISH, SPANISH) == "calidad.html"
    assert addresses.link(page, ENGLISH, SPANISH) == "en/quality.html"
    assert addresses.link(page, SPANISH, ENGLISH) == "../calidad.html"
    assert addresses.link(Page.of("home"), SPANISH, ENGLISH) == "../"


def test_the_sitemap_needs_an_address() -> None:
    """With the site's address every page is listed in both languages; without it none is."""
    whole = sitemap(Addresses("https://example.org/cine/", ""))
    assert whole.count("<loc>") == 28
    assert "<loc>https://example.org/cine/en/quality.html</loc>" in whole
    assert "<loc>" not in sitemap(Addresses("", ""))
    assert "Sitemap: https://example.org/sitemap.xml" in robots(Addresses("https://example.org", ""))


def test_every_name_can_be_found(sample: Tables) -> None:
    """Each name stands in the shard of the longest listed prefix of each of its words, and in no oversized one."""
    answered = answer_all(sample)
    shards = dict(search_shards(answered))
    index = json.loads(shards[f"{FOLDER}/index.json"])
    prefixes = set(index["prefijos"])
    for kind, question in enumerate(index["preguntas"]):
        for key, name in answered[question].names.items():
            last = str(key).rpartition("-")[2]
            for start in (str(key), *([last] if len(last) > 3 else [])):  # short last words may be fillers
                longer = (start[:length] for length in range(len(start), 0, -1) if start[:length] in prefixes)
                prefix = next(longer, script_prefix(start[0]))
                entries = json.loads(shards[f"{FOLDER}/{file_name(prefix)}.json"])
                assert any(entry[:2] == [kind, name] for entry in entries), (question, name, prefix)
    assert all(len(content) <= 2 * MAX_BYTES for content in shards.values())


def test_a_shard_lists_the_famous_first(sample: Tables) -> None:
    """Entries stand by fame, highest first."""
    for path, content in search_shards(answer_all(sample)):
        if not path.endswith("/index.json") and "/palabras." not in path:
            fame = [entry[3] for entry in json.loads(content)]
            assert fame == sorted(fame, reverse=True), path


def test_shard_names_are_safe() -> None:
    """No device name, no trailing dash, no letter that a host could refuse."""
    assert [file_name(prefix) for prefix in ("toy", "con", "the-", "東", "index")] == ["toy", "con_", "the-_", "x_6771", "index_"]


def test_no_page_shows_an_object_of_the_language_it_is_made_with(public: Path) -> None:
    """A text called `copy` or `clear` is that text, not a method of the dict that holds it."""
    for page in public.rglob("*.html"):
        content = page.read_text(encoding="utf-8")
        assert "built-in method" not in content, page.name
        assert " object at 0x" not in content, page.name
