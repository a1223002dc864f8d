"""The manifest covers and matches every file, and no two names are one on any file system."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from functions.keys import Clave
from functions.paths import API
from precompute.publishing.answer_files import WrittenAnswers, write_answer_files, write_ndjson
from precompute.publishing.downloads import ndjson_path
from precompute.publishing.indexes import PAGE_NAMES, index_files
from precompute.publishing.layout import PLAIN
from precompute.publishing.release import API_PATHS, Release, published_tree
from precompute.questions.answers import Answers
from tests.support.project import ROOT
from tests.support.verify_tree import colliding_names, manifest_faults

HEAT = {"idioma": "es", "nombre": "español", "cantidad": 1}


def test_the_manifest_covers_and_matches_every_file(public: Path) -> None:
    """Every file below api/v1 but the root index and the manifest is listed, with its own sha256 and size."""
    assert manifest_faults(public) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda api: (api / "extra.json").write_text("{}"), "extra.json: not in the manifest"),
        (lambda api: (api / "esquemas/alias.json").unlink(), "esquemas/alias.json: not as the manifest says"),
        (lambda api: (api / "descargas/films.csv").write_text(""), "descargas/films.csv: not as the manifest says"),
    ],
)
def test_damage_is_found(public: Path, tmp_path: Path, damage: Callable[[Path], object], fault: str) -> None:
    """An added, removed or altered file does not go unnoticed."""
    copytree(public, tmp_path, dirs_exist_ok=True)
    damage(tmp_path / API)
    assert [found.removeprefix(f"{API}/") for found in manifest_faults(tmp_path)] == [fault]


def test_another_manifest_is_found(public: Path, tmp_path: Path) -> None:
    """A manifest that the root index does not name, or that does not stand under its own hash."""
    copytree(public, tmp_path, dirs_exist_ok=True)
    (tmp_path / API / "manifest.json").open("a").write(" ")
    faults = manifest_faults(tmp_path)
    assert "manifest.json: not the same under its hash" in faults
    assert "manifest.json: not as the root index says" in faults


def test_no_names_collide(public: Path, tmp_path: Path) -> None:
    """No two paths are equal under NFC and casefold; twins, on a file system that has them, would be found."""
    assert colliding_names(public) == []
    (tmp_path / API).mkdir(parents=True)
    for name in ("cafe\u0301.json", "caf\u00e9.json"):
        (tmp_path / API / name).write_text("")
    if len(list((tmp_path / API).iterdir())) == 2:
        assert len(colliding_names(tmp_path)) == 1


def test_the_root_index_links_to_files_that_exist(public: Path) -> None:
    """Every link of the root index leads to a file of the tree."""
    root = json.loads((public / API / "index.json").read_bytes())
    links = [*root["documentos"].values(), root["manifiesto"]["enlace"]]
    for question, listed in root["preguntas"].items():
        links += [listed[name] for name in ("indice", "alias", "fama", "esquema", "descarga")]
        links.append(listed["respuesta"].replace("{clave}", listed["ejemplo"]))
        names = json.loads((public / API / question / "index.json").read_bytes())
        assert listed["total"] == names["total"] == len(names["claves"])
    for link in links:
        assert (public / link.removeprefix("/").partition("#")[0]).is_file(), link


def test_large_indexes_also_stand_in_pages() -> None:
    """An index over 1 MB has pages, each with a link to the next; together they are the index."""
    keys = [Clave(f"pelicula-{number:06}") for number in range(4 * PAGE_NAMES + 1)]
    answers = Answers(dict.fromkeys(keys, HEAT), {key: f"Película {key}, " + "x" * 40 for key in keys}, dict.fromkeys(keys, 0))
    written = {path: json.loads(content) for path, content in index_files("peliculas_duracion", answers, PLAIN)}
    index = written[f"{API}/peliculas_duracion/index.json"]
    link, pages = index["paginas"], []
    while link:
        pages.append(written[link.removeprefix("/")])
        link = pages[-1]["siguiente"]
    assert [(page["pagina"], page["paginas"], len(page["claves"])) for page in pages] == [
        (1, 5, 5000), (2, 5, 5000), (3, 5, 5000), (4, 5, 5000), (5, 5, 1)
    ]  # fmt: skip
    assert {key: name for page in pages for key, name in page["claves"].items()} == index["claves"]


def test_small_indexes_have_no_pages(public: Path) -> None:
    """An index that a page loads at once has no pages, and says so."""
    assert json.loads((public / API / "franquicia/index.json").read_bytes())["paginas"] is None
    assert not (public / API / "franquicia/paginas").exists()


def test_the_evaluation_kept_with_the_code_is_published(public: Path) -> None:
    """Every tree says how well the recommendations do, by the figures that the last evaluation left."""
    published = json.loads((public / API / "evaluacion.json").read_bytes())
    assert published == json.loads((ROOT / "precompute/recommender/evaluacion.json").read_bytes())
    assert json.loads((public / API / "index.json").read_bytes())["documentos"]["evaluacion"] == f"/{API}/evaluacion.json"


def test_what_a_release_no_longer_makes_is_removed(tmp_path: Path) -> None:
    """Files of an earlier release go, with folders that they leave empty; a stranger's file stays and is named."""
    first = Release(published_tree(tmp_path))
    first.write([(f"{API}/a/paginas/1.json", b"{}"), (f"{API}/a/x.json", b"{}"), (f"{API}/cambios.json", b"{}")])
    with first.large(f"{API}/descargas/a.ndjson") as path:
        path.write_bytes(b"{}\n")
    first.close(b"{}", b"{}")
    (tmp_path / API / "a/notes.txt").write_text("mine")
    second = Release(published_tree(tmp_path))
    second.tree.prepare([API_PATHS])
    second.write([(f"{API}/a/y.json", b"{}")])
    second.close(b"{}", b"{}")
    left = sorted(path.relative_to(tmp_path / API).as_posix() for path in (tmp_path / API).rglob("*"))
    assert left == ["a", "a/notes.txt", "a/y.json", "index.json", "manifest.json"]
    assert second.tree.changes.removed == 4
    assert second.tree.changes.foreign == [f"{API}/a/notes.txt"]


def test_written_answers_are_the_answers(tmp_path: Path) -> None:
    """One by one, in one pass and by their number they are what was written, and each file is its line without the key."""
    answers = {Clave("東京"): {"idioma": "ja", "nombre": "日本", "cantidad": 2}, Clave("es"): HEAT}
    release = Release(published_tree(tmp_path))
    write_ndjson(release, "peliculas_idioma", Answers(answers, {}, {}))
    write_answer_files(release, "peliculas_idioma")
    written = WrittenAnswers(tmp_path / ndjson_path("peliculas_idioma"), sorted(answers))
    assert (dict(written), dict(written.items()), list(written.values())) == (
        answers,
        answers,
        [answers[key] for key in sorted(answers)],
    )
    assert (len(written), len(written.values()), "fr" in written) == (2, 2, False)
    for key, answer in answers.items():
        assert json.loads((tmp_path / API / f"peliculas_idioma/{key}.json").read_bytes()) == answer
