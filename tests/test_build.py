"""The command: the embedded sample from end to end, twice alike, and every bad start a plain line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from functions.paths import API
from functions.questions import QUESTION
from precompute.owned_tree import RECORD
from tests.support.project import ROOT, digests, run_build
from tests.support.raw_films import film, write_source


def test_two_builds_are_the_same_bytes(public: Path, tmp_path: Path) -> None:
    """Another folder, hash seed, locale, time zone and number of threads: the same tree."""
    surroundings = {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Pacific/Chatham"}
    surroundings |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    run = run_build("--source", ROOT / "build/sample", "--public", tmp_path / "p", "--tables", tmp_path / "t", **surroundings)
    assert run.returncode == 0, run.stderr
    assert digests(tmp_path / "p") == digests(public)


def test_a_rebuild_writes_nothing_and_mends_what_was_broken(tmp_path: Path) -> None:
    """An unchanged build rewrites no file; a damaged, a missing and a stale one are put right."""
    source = write_source(tmp_path / "raw", [film(1, "Uno"), film(2, "Dos")])
    arguments = ("--source", source, "--public", tmp_path / "p", "--tables", tmp_path / "t", "--no-site")
    assert "0 unchanged, 0 removed" in run_build(*arguments).stdout
    first = digests(tmp_path / "p")
    assert "files      0 written" in (stdout := run_build(*arguments).stdout)
    assert "those of the last build" in stdout
    folder = tmp_path / "p" / API / "peliculas_duracion"
    (folder / "uno.json").write_bytes(b"{")
    (folder / "dos.json").unlink()
    (folder / "tres.json").write_bytes(b"{}")
    with (tmp_path / "p" / RECORD).open("a") as record:  # as of a build that was killed
        record.write(f"{API}/peliculas_duracion/tres.json\n")
    assert "files      2 written" in (stdout := run_build(*arguments).stdout)
    assert "1 removed" in stdout
    assert "those of the last build" not in stdout
    assert digests(tmp_path / "p") == first


def test_where_there_is_nothing_to_do_no_library_is_loaded(tmp_path: Path) -> None:
    raw = write_source(tmp_path / "raw", [film(1, "One"), film(2, "Two")])
    code = """
import runpy, sys
try:
    runpy.run_module("build", run_name="__main__")
finally:
    print("pandas" in sys.modules)
"""
    places = ["--source", raw, "--public", tmp_path / "p", "--tables", tmp_path / "t", "--no-site"]
    said = [
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", code, *map(str, places)], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert said[0].endswith("True\n")
    assert "0 written" in said[1]
    assert said[1].endswith("False\n")


def test_a_catalogue_of_two_films_has_a_site(tmp_path: Path) -> None:
    """Figures of next to nothing are drawn too, and nothing is said of it on the terminal."""
    source = write_source(tmp_path / "raw", [film(1, "Uno"), film(2, "Dos")])
    run = run_build("--source", source, "--public", tmp_path / "p", "--tables", tmp_path / "t", "--quiet")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert (tmp_path / "p/index.html").is_file()


def test_another_source_of_the_same_name_is_built(tmp_path: Path) -> None:
    """A change in the source's bytes is seen, and rewrites only what it touches."""
    films = [film(1, "Uno", revenue="10"), film(2, "Dos", original_language="fr")]
    arguments = ("--public", tmp_path / "p", "--tables", tmp_path / "t", "--no-site")
    run_build("--source", write_source(tmp_path / "raw", films), *arguments)
    first = digests(tmp_path / "p")
    films[0]["original_language"] = "fr"
    assert "those of the last build" not in run_build("--source", write_source(tmp_path / "raw", films), *arguments).stdout
    second = digests(tmp_path / "p")
    touched = {path.removeprefix(f"{API}/") for path in first.keys() | second.keys() if first.get(path) != second.get(path)}
    answers = {path for path in touched if path.count("/") == 1 and path.partition("/")[0] in QUESTION}
    assert {"peliculas_idioma/es.json", "peliculas_idioma/fr.json"} <= answers
    assert not {path for path in answers if path.startswith(("peliculas_duracion/", "peliculas_pais/"))}


def test_the_manifest_vouches_for_every_file(public: Path) -> None:
    """Every file under the API but the root index, which vouches for the manifest, is listed with its hash and size."""
    api = public / API
    manifest = json.loads((api / "manifest.json").read_bytes())
    files = {path: digest for path, digest in digests(public).items() if path.startswith(API)}
    root = files.pop(f"{API}/index.json")
    named = json.loads((api / "index.json").read_bytes())["manifiesto"]["sha256"]
    assert named == files.pop(f"{API}/manifest.json") == files.pop(f"{API}/manifiestos/{named}.json")
    assert {path: entry["sha256"] for path, entry in manifest.items()} == files
    assert all((public / path).stat().st_size == entry["bytes"] for path, entry in manifest.items())
    assert len(root) == 64


def test_names_do_not_collide_on_any_file_system(public: Path) -> None:
    """No two files differ only in case."""
    paths = list(digests(public))
    assert len({path.casefold() for path in paths}) == len(paths)


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (lambda folder: folder / "nowhere", 2, "nowhere does not exist; give a folder or a .zip"),
        (lambda folder: folder, 2, "holds no movies_metadata.csv or movies_dataset.csv: put"),
        (lambda _folder: ROOT / "pyproject.toml", 2, "is neither a folder nor a .zip"),
        (
            lambda folder: write_source(folder, [film("x", "Nothing")]),
            1,
            "none of its 1 rows is a film; 1 of them: id is not a positive integer, for example x",
        ),
    ],
)
def test_a_bad_source_is_one_plain_line(tmp_path: Path, make: object, code: int, message: str) -> None:
    """The line says what to do, the exit code which kind of trouble it is, and nothing is written."""
    source = make(tmp_path)  # type: ignore[operator] # one of the lambdas above
    run = run_build("--source", source, "--public", tmp_path / "p", "--tables", tmp_path / "t")
    assert run.returncode == code
    assert run.stdout == ""
    assert run.stderr.startswith("error: ")
    assert message in run.stderr
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "p").exists()


def test_tables_are_not_published(tmp_path: Path) -> None:
    """Clean tables in the public folder, by whatever path, would be served: that is refused before anything is read."""
    (tmp_path / "link").symlink_to(tmp_path / "p")
    run = run_build("--public", tmp_path / "p", "--tables", tmp_path / "link/t")
    problem = f"the tables would be published with {tmp_path / 'p'}; give --tables a folder outside it"
    assert (run.returncode, run.stdout, run.stderr) == (2, "", f"error: {problem}\n")


def test_an_unknown_option_is_exit_2() -> None:
    """As every command has it."""
    assert run_build("--sauce", "x").returncode == 2


def test_quiet_says_nothing(tmp_path: Path) -> None:
    """With --quiet only errors are said, and --no-site leaves the pages out."""
    source = write_source(tmp_path / "raw", [film(1, "Uno")])
    run = run_build("--source", source, "--public", tmp_path / "p", "--tables", tmp_path / "t", "--no-site", "--quiet")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert not (tmp_path / "p/index.html").exists()
    assert (tmp_path / "p" / API / "index.json").exists()


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    """A file where the folder should be is said in one line."""
    (tmp_path / "p").write_text("here first")
    source = write_source(tmp_path / "raw", [film(1, "Uno")])
    run = run_build("--source", source, "--public", tmp_path / "p", "--tables", tmp_path / "t")
    assert run.returncode == 2
    assert run.stderr.startswith("error: ")
    assert "Traceback" not in run.stderr


def test_a_tilde_is_the_home_folder(tmp_path: Path) -> None:
    """In --source=~/films no shell replaces it."""
    write_source(tmp_path / "films", [film(1, "Uno"), film(2, "Dos")])
    run = run_build("--source=~/films", "--public=~/p", "--tables=~/t", "--no-site", "--quiet", HOME=str(tmp_path))
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / "p" / API / "index.json").is_file()
