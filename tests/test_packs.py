"""--fit: a tree laid out for a host; answers in packs are those of their own files, byte for byte, whoever asks."""

import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from zlib import crc32

import orjson
import pytest

from functions.api import create_app
from functions.keys import Clave
from functions.packs import answer_in, pack_count, packs
from functions.paths import API, answer_path
from functions.questions import QUESTION
from functions.store import Store, UnknownNameError
from precompute.publishing.changes import difference, read_earlier
from precompute.publishing.hosts import FIT, must_pack
from precompute.publishing.layout import Layout, layout_for
from precompute.publishing.release import Release
from precompute.questions.answering import answer
from precompute.questions.answers import Answers
from precompute.tables import Tables
from tests.support.browser import served
from tests.support.project import digests, run_build
from tests.support.requests import ask
from tests.support.whole_steps import publish_all

# As for Cloudflare Pages, had the sample as many films as the catalogue; and some file is too large for it.
PACKED = Layout(packed=True, largest=200_000, host="Cloudflare Pages, free")


@pytest.fixture(scope="module")
def answers(sample: Tables) -> dict[str, Answers]:
    """The answers of the sample."""
    return {question: answer(question, sample) for question in QUESTION}


@pytest.fixture(scope="module")
def plain(sample: Tables, answers: dict[str, Answers], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a file for each answer."""
    public = tmp_path_factory.mktemp("plain")
    publish_all(answers, sample, public)
    return public


@pytest.fixture(scope="module")
def release(sample: Tables, answers: dict[str, Answers], tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The sample in packs."""
    return publish_all(answers, sample, tmp_path_factory.mktemp("packed"), PACKED)


def own_files(public: Path) -> dict[tuple[str, str], bytes]:
    """The bytes of every answer's own file."""
    listed = ("index", "alias", "alias.laxo", "fama")
    return {
        (question, file.stem): file.read_bytes()
        for question in QUESTION
        for file in (public / API / question).glob("*.json")
        if file.stem not in listed
    }


def test_the_function_gives_the_same_body_and_etag_from_either_tree(plain: Path, release: Release) -> None:
    """For every key, by an alias, and for a name that nobody has."""
    from_files, from_packs = create_app(Store(plain)), create_app(Store(release.public))
    keys = own_files(plain)
    assert len(keys) > 900
    for question, key in [*keys, ("peliculas_pais", "EEUU"), ("recomendacion", "Toy  Story!"), ("get_director", "zzzz")]:
        told, packed = (ask(app, f"/{question}/{key}") for app in (from_files, from_packs))
        assert (told.status, told.body, told.headers.get("etag")) == (packed.status, packed.body, packed.headers.get("etag"))
    assert all(not file.name.endswith(".json") or file.stem in ("index", "alias", "alias.laxo", "fama")
               for question in QUESTION for file in (release.public / API / question).iterdir() if file.is_file())  # fmt: skip


def test_the_link_of_a_packed_answer_leads_to_its_pack(release: Release) -> None:
    link = ask(create_app(Store(release.public)), "/franquicia/toy story").headers["link"]
    path = link[1 : link.index(">")]
    assert "toy-story-collection" in json.loads((release.public / path.lstrip("/")).read_bytes())


def test_a_pack_is_json_whose_lines_are_the_answers(plain: Path, release: Release) -> None:
    """The root index says how many there are; the CRC-32 of a key says which."""
    root = json.loads((release.public / API / "index.json").read_bytes())["preguntas"]
    found: dict[tuple[str, str], Any] = {}
    for question in QUESTION:
        count = root[question]["paquetes"]
        assert root[question]["respuesta"] == f"/{API}/{question}/paquetes-{count}/{{paquete}}.json"
        for number in range(count):
            content = (release.public / API / question / f"paquetes-{count}/{number}.json").read_bytes()
            for key, told in json.loads(content).items():
                assert crc32(key.encode()) % count == number
                assert answer_in(content, key.encode()) == orjson.dumps(told)
                found[question, key] = told
    assert found == {key: json.loads(body) for key, body in own_files(plain).items()}
    assert json.loads((plain / API / "index.json").read_bytes())["preguntas"]["franquicia"]["paquetes"] is None


def test_the_number_of_packs_is_a_power_of_two() -> None:
    assert [pack_count(size) for size in (0, 32_768, 32_769, 100_000, 60_000_000)] == [1, 1, 2, 4, 2048]


def test_an_answer_is_found_only_under_its_own_key() -> None:
    ((_, content),) = packs("franquicia", 1, [(b"a", b'{"x":"\\"b\\":1"}'), (b"ab", b'{"y":2}')])
    assert [answer_in(content, key) for key in (b"a", b"ab", b"b", b"")] == [b'{"x":"\\"b\\":1"}', b'{"y":2}', None, None]
    assert [json.loads(each) for _, each in packs("franquicia", 2, [])] == [{}, {}]


def test_what_is_too_large_is_left_out_and_named(release: Release) -> None:
    root = json.loads((release.public / API / "index.json").read_bytes())
    assert "descargas/filmoteca.sqlite" in root["omitidos"]
    assert all(size > 200_000 for size in root["omitidos"].values())
    manifest = json.loads((release.public / API / "manifest.json").read_bytes())
    for path in root["omitidos"]:
        assert not (release.public / API / path).exists()
        assert f"{API}/{path}" not in manifest
    listed = json.loads((release.public / API / "descargas/index.json").read_bytes())["descargas"]
    assert not {file["archivo"] for file in listed} & {path.removeprefix("descargas/") for path in root["omitidos"]}
    assert max(file.stat().st_size for file in release.public.rglob("*") if file.is_file()) <= 200_000 or root["omitidos"]


def test_the_manifest_vouches_for_the_packs_and_tells_what_changed(plain: Path, release: Release) -> None:
    manifest = json.loads((release.public / API / "manifest.json").read_bytes())
    packs = [path for path in manifest if "/paquetes-" in path]
    assert packs
    assert all(sha256((release.public / path).read_bytes()).hexdigest() == manifest[path]["sha256"] for path in packs)
    changes = difference(read_earlier(str(plain / API / "manifest.json")), release.manifest)
    assert set(packs) <= set(changes["agregados"])
    assert answer_path("peliculas_idioma", Clave("en")) in changes["quitados"]


def test_a_tree_published_again_in_another_layout_is_served_at_once(
    sample: Tables, answers: dict[str, Answers], tmp_path: Path
) -> None:
    """Each layout's files replace the other's, and a store that was asked before finds them."""
    publish_all(answers, sample, tmp_path)
    before, store = digests(tmp_path), Store(tmp_path)
    body = store.answer("peliculas_idioma", "en").body
    for layout in (PACKED, Layout(), PACKED):
        publish_all(answers, sample, tmp_path, layout)
        assert store.answer("peliculas_idioma", "en").body == body
        assert (tmp_path / answer_path("peliculas_idioma", Clave("en"))).exists() != layout.packed
        with pytest.raises(UnknownNameError):
            store.answer("peliculas_idioma", "klingon")
    publish_all(answers, sample, tmp_path)
    assert digests(tmp_path) == before


@pytest.mark.skipif(shutil.which("node") is None, reason="no node to run filmoteca.js in")
def test_the_client_finds_every_answer_in_either_tree(plain: Path, release: Release, tmp_path: Path) -> None:
    """Also one that came from another tree, which learns from the root index how the answers are kept."""
    script = tmp_path / "ask.mjs"
    script.write_text(
        """
const [module, base, asked] = process.argv.slice(2);
const { Filmoteca } = await import(module);
const filmoteca = new Filmoteca({ base });
const told = [];
for (const [question, key] of JSON.parse(asked)) told.push(await filmoteca.preguntar(question, key));
let missing = null;
try { await filmoteca.get_director("zzzz"); } catch (error) { missing = error.name; }
console.log(JSON.stringify({ told, missing, file: await filmoteca.archivo("franquicia", "toy-story-collection") }));
"""
    )
    expected = {key: json.loads(body) for key, body in own_files(plain).items()}
    asked = [*list(expected)[::7], ("peliculas_pais", "eeuu")]
    for module, tree in ((plain, plain), (release.public, release.public), (plain, release.public), (release.public, plain)):
        with served(tree) as base:
            arguments = ["node", str(script), (module / API / "filmoteca.js").as_uri(), f"{base}/{API}/", json.dumps(asked)]
            run = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603
            assert run.returncode == 0, run.stderr
            told = json.loads(run.stdout)
        assert told["told"] == [*(expected[key] for key in asked[:-1]), expected["peliculas_pais", "united-states-of-america"]]
        assert told["missing"] == "NombreDesconocido"
        assert (tree / urlsplit(told["file"]).path.lstrip("/")).is_file()


@pytest.mark.parametrize("url", ["", "https://someone.example", "https://someone.example/filmoteca/"])
def test_links_hold_wherever_the_tree_stands(
    sample: Tables, answers: dict[str, Answers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """At the root of a host and below a path, every link of the indexes, of llms.txt and of the dataset leads to a file."""
    monkeypatch.setenv("FILMOTECA_URL", url)
    layout = layout_for("github-pages", {})
    publish_all(answers, sample, tmp_path, layout)
    address = url.rstrip("/") or "https://any.example"

    def leads_to_file(link: str, at: str) -> bool:
        whole = urljoin(f"{address}/{at}", link)
        return whole.startswith(f"{address}/") and (tmp_path / whole.removeprefix(f"{address}/").partition("#")[0]).is_file()

    links = 0
    for file in (tmp_path / API).rglob("*.json"):
        if file.name == "index.json" or file.parent.name == "paginas":
            at = file.relative_to(tmp_path).as_posix()
            for link in re.findall(rb'"(/[^"{]*api/v1/[^"{]*)"', file.read_bytes()):
                links += 1
                assert leads_to_file(link.decode(), at), (at, link)
    for link in re.findall(r"\]\((/[^)]*)\)", (tmp_path / "llms.txt").read_text(encoding="utf-8")):
        assert leads_to_file(link, "llms.txt"), link
    dataset = json.loads((tmp_path / API / "descargas/dataset.jsonld").read_bytes())
    assert all(leads_to_file(file["contentUrl"], "") for file in dataset["distribution"])
    assert links > 40


def test_hosts_that_take_few_files_get_packs() -> None:
    catalogue = {"peliculas_duracion": 42_000, "recomendacion": 42_000, "get_director": 20_000}
    assert {key: must_pack(catalogue, host) for key, host in FIT.items()} == {
        "render": False,
        "github-pages": False,
        "cloudflare-pages": True,
        "netlify": False,
        "s3": False,
    }
    assert must_pack({"peliculas_duracion": 60_000}, FIT["netlify"])
    assert not must_pack({"peliculas_duracion": 230}, FIT["cloudflare-pages"])


def test_the_command_fits_a_tree_and_says_so(tmp_path: Path) -> None:
    """The sample is small enough for a file for each answer; a host that nobody knows is refused."""
    where = ("--public", tmp_path / "p", "--tables", tmp_path / "t", "--no-site")
    run = run_build("--fit", "cloudflare-pages", *where)
    assert run.returncode == 0, run.stderr
    assert "fit        Cloudflare Pages, free: a file for each answer" in run.stdout
    refused = run_build("--fit", "geocities", *where)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "error: --fit geocities is no host that is known; give one of render, github-pages, cloudflare-pages, netlify, s3\n"
    )
