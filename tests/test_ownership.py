"""A build changes only files that a build is known to have written; other people's files stay as they are."""

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from build.output import public_tree
from functions.paths import API
from functions.questions import QUESTION
from precompute.owned_tree import RECORD, InTheWayError, OwnedTree
from tests.support.project import SAMPLE_SOURCE, digests, run_build

Build = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """The command, for the sample, in the folders p and t; returns its exit status, stdout and stderr."""

    def run(*options: str) -> tuple[int, str, str]:
        done = run_build("--source", SAMPLE_SOURCE, "--public", tmp_path / "p", "--tables", tmp_path / "t", *options)
        return done.returncode, done.stdout, done.stderr

    return run


def write(root: Path, *paths: str) -> dict[str, str]:
    """Files of somebody else's, each with its path as content. Returns their digests."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"mine: {path}")
    return digests(root)


def test_a_first_build_leaves_a_thousand_foreign_files_as_they_are(build: Build, tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 # not for secrets
    folders = ["", "css/", "en/", "sitio/old/", "figuras/", f"{API}/", f"{API}/notes/", f"{API}/descargas/raw/", "docs/deep/"]
    suffixes = [".html", ".json", ".csv", ".svg", ".js", ".txt", ".parquet", "", ".tmp"]
    names = [f"{chance.choice(folders)}mine{number}{chance.choice(suffixes)}" for number in range(1000)]
    before = write(tmp_path / "p", *names)
    assert len(before) == 1000
    code, output, errors = build()
    assert (code, errors) == (0, "")
    assert "files that no build wrote were left alone" in output
    after = digests(tmp_path / "p")
    assert {path: after.get(path) for path in before} == before
    assert f"{API}/index.json" in after
    build("--no-site")
    again = digests(tmp_path / "p")
    assert {path: again.get(path) for path in before} == before


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "robots.txt",
        "llms.txt",
        "en/index.html",
        "Index.html",
        "figuras/es/mine.svg",
        "sitio/mine.js",
        f"{API}/index.json",
        f"{API}/manifest.json",
        f"{API}/peliculas_pais/argentina.json",
        f"{API}/get_director/steven-spielberg.json",
        f"{API}/recomendacion/toy-story.json",
        f"{API}/descargas/films.csv",
    ],
)
def test_a_file_in_the_way_stops_a_build_before_anything_is_written(build: Build, path: str, tmp_path: Path) -> None:
    before = write(tmp_path / "p", path, "other.txt")
    code, output, errors = build()
    assert (code, output) == (2, "")
    assert errors.startswith(f"error: {tmp_path / 'p' / path}: not written by a build")
    assert errors.rstrip().endswith("--force")
    assert digests(tmp_path / "p") == before
    assert not (tmp_path / "t").exists()


def test_force_overwrites_what_is_in_the_way_and_nothing_else(build: Build, tmp_path: Path) -> None:
    before = write(
        tmp_path / "p", "index.html", "notes.html", f"{API}/peliculas_pais/argentina.json", f"{API}/peliculas_pais/mine.json"
    )
    code = build("--force")[0]
    after = digests(tmp_path / "p")
    assert code == 0
    assert after["index.html"] != before["index.html"]
    assert after["notes.html"] == before["notes.html"]
    assert after[f"{API}/peliculas_pais/argentina.json"] != before[f"{API}/peliculas_pais/argentina.json"]
    assert after[f"{API}/peliculas_pais/mine.json"] == before[f"{API}/peliculas_pais/mine.json"]


@pytest.mark.parametrize("path", ["api", API, f"{API}/recomendacion", "en", "figuras", "sitio", "p"])
def test_a_file_where_a_folder_is_needed_stops_a_build(build: Build, path: str, tmp_path: Path) -> None:
    target = tmp_path / "p" / path if path != "p" else tmp_path / "p"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("mine")
    code, output, errors = build("--force")
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert str(target) in errors
    assert target.read_text() == "mine"


def test_a_file_in_the_way_of_a_table_stops_a_build(build: Build, tmp_path: Path) -> None:
    before = write(tmp_path / "t", "films.parquet", "notes.txt")
    code, _, errors = build()
    assert code == 2
    assert errors.startswith(f"error: {tmp_path / 't/films.parquet'}: not written by a build")
    assert digests(tmp_path / "t") == before
    assert not (tmp_path / "p").exists()


def test_files_added_later_stay_when_the_build_removes_its_own(build: Build, public: Path, tmp_path: Path) -> None:
    shutil.copytree(public, tmp_path / "p")
    mine = write(tmp_path / "p", "portfolio.html", "en/cv.csv", f"{API}/mine.json", f"{API}/descargas/raw/mine.csv")
    old = "figuras/es/an_old_figure.svg"
    with (tmp_path / "p" / RECORD).open("a") as record:
        record.write(f"{old}\n")
    (tmp_path / "p" / old).write_text("<svg/>")
    code, output, _ = build()
    assert code == 0
    assert "1 removed" in output
    assert "foreign    4 files that no build wrote were left alone: api/v1/descargas/raw/mine.csv, " in output
    expected = {path: digest for path, digest in mine.items() if path != RECORD}
    assert {path: digest for path, digest in digests(tmp_path / "p").items() if path != RECORD} == expected


def test_a_killed_build_knows_what_it_wrote(tmp_path: Path) -> None:
    """Its files are neither foreign nor in the way of the next build, which removes those that it does not write."""
    tree = OwnedTree(tmp_path)
    tree.write([("a.html", b"1"), (f"{API}/franquicia/x.json", b"{}"), ("en/b.html", b"2")])
    tree.write([(f"{API}/franquicia/y.json", b"{}")])
    with tree.large_file(f"{API}/descargas/films.csv") as path:
        path.write_bytes(b"")
    again = OwnedTree(tmp_path)
    assert again.owned == {
        "a.html", "en/b.html", f"{API}/descargas/films.csv", f"{API}/franquicia/x.json", f"{API}/franquicia/y.json"
    }  # fmt: skip
    again.remove([*again.owned])
    assert [path.name for path in tmp_path.iterdir()] == [RECORD]


def test_two_processes_can_list_what_they_write_at_the_same_time(tmp_path: Path) -> None:
    first = OwnedTree(tmp_path)
    second = first.part()
    for number in range(50):
        first.write([(f"a/{number}.json", b"{}")])
        second.write([(f"b/{number}.json", b"{}")])
    assert len(OwnedTree(tmp_path).owned) == 100


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/passwd", "a/../../outside.txt", "..", ".", "a//b", "a\\..\\b"])
def test_a_list_never_leads_outside_its_folder(path: str, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("mine")
    OwnedTree(tmp_path / "p").write([("a.json", b"{}")])
    with (tmp_path / "p" / RECORD).open("a") as record:
        record.write(f"{path}\n")
    tree = OwnedTree(tmp_path / "p")
    tree.remove([*tree.owned, path])
    assert (tmp_path / "outside.txt").read_text() == "mine"


def test_a_list_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text("my films\n")
    with pytest.raises(InTheWayError, match=r"\.filmoteca is not a list"):
        OwnedTree(tmp_path)
    assert (tmp_path / RECORD).read_text() == "my films\n"


def test_a_file_that_appears_while_a_build_writes_is_not_overwritten(tmp_path: Path) -> None:
    """Also where two names are one file, as on the file systems of Windows and macOS."""
    tree = OwnedTree(tmp_path)
    tree.write([("a/one.json", b"{}")])
    (tmp_path / "a/two.json").write_text("mine")
    with pytest.raises(InTheWayError, match=r"two\.json"):
        tree.write([("a/two.json", b"{}")])
    assert (tmp_path / "a/two.json").read_text() == "mine"


def test_a_link_to_a_file_is_never_written_through(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    tree = OwnedTree(tmp_path / "p")
    tree.write([("a.json", b"{}")])
    (tmp_path / "p/a.json").unlink()
    (tmp_path / "p/a.json").symlink_to(tmp_path / "precious.txt")
    (tmp_path / "p/.filmoteca-unfinished").symlink_to(tmp_path / "precious.txt")
    tree.write([("a.json", b"mine")])
    assert (tmp_path / "precious.txt").read_text() == "mine"
    assert not (tmp_path / "p/a.json").is_symlink()
    assert (tmp_path / "p/a.json").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("link", "options"),
    [("api/v1", ["--no-site"]), ("api", ["--no-site"]), (f"{API}/recomendacion", ["--no-site"]), ("figuras", [])],
)
def test_a_link_to_a_folder_is_followed_by_build_and_rebuild(build: Build, link: str, options: list[str], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "p" / link).parent.mkdir(parents=True)
    (tmp_path / "p" / link).symlink_to(tmp_path / "elsewhere")
    assert build(*options)[0] == 0
    before = digests(tmp_path / "elsewhere")
    assert before
    shutil.rmtree(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    code, output, errors = build(*options)
    assert (code, errors) == (0, "")
    assert f"{len(before):,} written" in output
    assert digests(tmp_path / "elsewhere") == before


def test_links_in_a_circle_end(build: Build, tmp_path: Path) -> None:
    (tmp_path / "p/figuras").mkdir(parents=True)
    (tmp_path / "p/figuras/again").symlink_to(tmp_path / "p")
    (tmp_path / "p/figuras/self").symlink_to(tmp_path / "p/figuras/self")
    assert build("--no-site")[0] == 0
    assert "0 written" in build("--no-site")[1]


def test_a_tree_of_a_version_that_kept_no_list_is_taken_over(build: Build, public: Path, tmp_path: Path) -> None:
    """Its pages, figures and answers are a build's own; what others put beside them is not."""
    shutil.copytree(public, tmp_path / "p")
    (tmp_path / "p" / RECORD).unlink()
    mine = ["portfolio.html", f"{API}/mine.json", f"{API}/peliculas_pais/atlantida.json"]
    write(tmp_path / "p", *mine)
    old = ["figuras/es/an_old_figure.svg", "sitio/old.js"]
    write(tmp_path / "p", *old)
    code, output, errors = build()
    assert (code, errors) == (0, "")
    assert "2 removed" in output
    assert all((tmp_path / "p" / path).exists() for path in mine)
    assert not any((tmp_path / "p" / path).exists() for path in old)
    assert "index.html" in (tmp_path / "p" / RECORD).read_text()


def test_a_page_of_somebody_else_beside_a_tree_without_a_list_is_in_the_way(build: Build, tmp_path: Path) -> None:
    build("--no-site")
    (tmp_path / "p" / RECORD).unlink()
    write(tmp_path / "p", "index.html")
    code, _, errors = build()
    assert code == 2
    assert "index.html: not written by a build" in errors
    assert build("--no-site")[0] == 0
    assert (tmp_path / "p/index.html").read_text() == "mine: index.html"


def test_whatever_a_build_writes_is_among_the_paths_that_it_may_write(public: Path, tmp_path: Path) -> None:
    """Otherwise a file of somebody else's would be noticed only after others were written."""
    answers = re.compile(rf"{API}/(?:{'|'.join(QUESTION)})/(?!index|alias|fama)[^/]+\.json")
    paths = [path for path in digests(public) if path != RECORD and not answers.fullmatch(path)]
    assert len(paths) > 100
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
        with pytest.raises(InTheWayError):
            public_tree(tmp_path, site=True, force=False)
        shutil.rmtree(tmp_path)
