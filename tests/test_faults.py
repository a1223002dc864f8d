"""Builds that die, fill the disk or meet another: what is there is whole, and the next build ends as if nothing had been."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from build.lock import LockedError, exclusive_lock
from build.run import run
from precompute.atomic_files import UNFINISHED
from precompute.owned_tree import RECORD
from tests.support.project import ROOT, digests, run_build
from tests.support.raw_films import film, write_source

# The command, with a fault when a file whose path ends so is about to come into its place.
_BUILD = """
import os, runpy, signal, sys
path, fault = sys.argv.pop(1), sys.argv.pop(1)
def watch(event, arguments):
    if event == "os.rename" and os.fspath(arguments[1]).endswith(path):
        exec(fault)
sys.addaudithook(watch)
runpy.run_module("build", run_name="__main__")
"""
# Half of the file, or one file of the folder, is written when the process ends.
KILL = """
import pathlib, shutil
new = pathlib.Path(arguments[0])
for file in [new] if new.is_file() else sorted(new.rglob("*.json"))[1:]:
    os.truncate(file, file.stat().st_size // 2)
os.kill(os.getpid(), signal.SIGKILL)
"""
INTERRUPT = "os.kill(os.getpid(), signal.SIGINT)"
WAIT = "print('writing', flush=True); input()"

Trees = tuple[dict[str, str], dict[str, str]]


def source(folder: Path, films: int, budget: int) -> Path:
    """Films that share directors, franchises, companies and countries; another budget makes most answers others."""
    numbers = range(1, films + 1)
    rows = [
        film(
            number,
            f"Film {number}",
            budget=str(budget),
            runtime=str(budget),
            belongs_to_collection=f"{{'id': {number % 7}, 'name': 'Saga {number % 7}'}}",
            production_companies=f"[{{'id': {number % 5}, 'name': 'Company {number % 5}'}}]",
            production_countries="[{'iso_3166_1': 'AR', 'name': 'Argentina'}]",
        )
        for number in numbers
    ]
    crew = [f"[{{'id': {number % 9}, 'job': 'Director', 'name': 'Director {number % 9}'}}]" for number in numbers]
    return write_source(
        folder, rows, [{"id": str(number), "cast": "[]", "crew": cell} for number, cell in zip(numbers, crew, strict=True)]
    )


def build(raw: Path, folder: Path) -> None:
    """The same build in this process, which is far quicker than a new one."""
    run(str(raw), folder / "p", folder / "t", site=False, quiet=True, since=None)


def start(raw: Path, folder: Path, path: str, fault: str) -> subprocess.Popen[str]:
    """The command in a process of its own, with a fault when the file of this path is written."""
    places = ["--source", str(raw), "--public", str(folder / "p"), "--tables", str(folder / "t"), "--no-site", "--quiet"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", _BUILD, path, fault, *places], cwd=ROOT, text=True, **pipes)  # type: ignore[call-overload,no-any-return] # noqa: S603


@pytest.fixture(scope="module")
def raws(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two sources of the same films, whose answers differ."""
    folder = tmp_path_factory.mktemp("raws")
    return source(folder / "old", 120, 100), source(folder / "new", 120, 200)


@pytest.fixture(scope="module")
def wholes(raws: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Trees:
    """The trees of both sources, built undisturbed."""
    old, new = (tmp_path_factory.mktemp(name) for name in ("old", "new"))
    build(raws[0], old)
    build(raws[1], new)
    return digests(old), digests(new)


def is_whole(folder: Path, wholes: Trees) -> bool:
    """Whether every file but unfinished ones is, byte for byte, what one of the two undisturbed builds writes."""
    found = {path: digest for path, digest in digests(folder).items() if not path.rpartition("/")[2].startswith(".filmoteca")}
    return all(digest in (whole.get(path) for whole in wholes) for path, digest in found.items())


@pytest.mark.parametrize(
    "path",
    [
        "films.parquet",
        "peliculas_duracion/film-60.json",
        "descargas/films.csv",
        "filmoteca.sqlite",
        "get_director/director-3.json",
        "api/v1/index.json",
        "manifest.json",
        "p/.filmoteca",
    ],
)
def test_a_killed_build_leaves_whole_files_and_the_next_one_ends_as_any(
    raws: tuple[Path, Path], wholes: Trees, tmp_path: Path, path: str
) -> None:
    """kill -9 in mid-write over an older tree: each answer is the old or the new one, and nothing blocks the next build."""
    build(raws[0], tmp_path)
    killed = start(raws[1], tmp_path, path, KILL)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert list(tmp_path.rglob(f"{UNFINISHED}*"))
    assert is_whole(tmp_path, wholes)
    build(raws[1], tmp_path)
    assert digests(tmp_path) == wholes[1]


@pytest.mark.parametrize(
    ("path", "over"),
    [
        ("films.parquet", False),
        ("api/v1/peliculas_duracion", False),
        ("filmoteca.sqlite", False),
        ("manifest.json", False),
        ("get_director/director-3.json", True),
    ],
)
def test_ctrl_c_is_one_line_and_leaves_nothing_unfinished(
    raws: tuple[Path, Path], wholes: Trees, tmp_path: Path, path: str, over: bool
) -> None:
    """A build that is interrupted, the first or one over another, says so, exits with 130 and leaves no unfinished file."""
    if over:
        build(raws[0], tmp_path)
    stopped = start(raws[1], tmp_path, path, INTERRUPT)
    assert stopped.communicate() == ("", "error: interrupted; run again to finish\n")
    assert stopped.returncode == 130
    assert is_whole(tmp_path, wholes)
    assert not list(tmp_path.rglob(f"{UNFINISHED}*"))
    build(raws[1], tmp_path)
    assert digests(tmp_path) == wholes[1]


def test_a_disk_that_fills_up_at_any_write_leaves_whole_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the space ends, the files there are whole, none is unfinished, and with more space the build ends as any."""
    raws = source(tmp_path / "old", 6, 100), source(tmp_path / "new", 6, 200)
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for raw, folder in zip(raws, folders, strict=False):
        build(raw, folder)
    wholes = digests(folders[0]), digests(folders[1])
    changed = [path for path, digest in wholes[1].items() if digest != wholes[0].get(path) and "/descargas/" not in path]
    for at in range(1, len(changed) + 1, 3):
        build(raws[0], folders[2])
        with monkeypatch.context() as patched:
            _fill_up(patched, at)
            with pytest.raises(OSError, match="No space left") as caught:
                build(raws[1], folders[2])
        assert caught.value.filename
        assert is_whole(folders[2], wholes)
        assert not list(folders[2].rglob(f"{UNFINISHED}*"))
    build(raws[1], folders[2])
    assert digests(folders[2]) == wholes[1]
    assert len(changed) > 20


def _fill_up(patched: pytest.MonkeyPatch, at: int) -> None:
    """From the `at`-th write on, the disk takes three bytes, as a nearly full one does, and then none."""
    left = at

    class Full:
        """The system, but for a disk that fills up."""

        def __init__(self) -> None:
            self._filling = -1  # the file that was cut short

        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        def write(self, descriptor: int, content: bytes) -> int:
            nonlocal left
            left -= descriptor != self._filling
            if left > 0:
                return os.write(descriptor, content)
            if descriptor == self._filling:
                raise OSError(errno.ENOSPC, "No space left on device")
            self._filling = descriptor
            return os.write(descriptor, content[:3])

    patched.setattr("precompute.atomic_files.os", Full())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB in memory, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False).returncode:  # noqa: S603,S607
        pytest.skip("only a user who may mount a disk can fill one up")
    yield folder
    subprocess.run(["umount", folder], check=True)  # noqa: S603,S607


def remount(folder: Path, option: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{option}", folder], check=True)  # noqa: S603,S607


def test_a_full_disk_is_one_line(disk: Path, raws: tuple[Path, Path], wholes: Trees, tmp_path: Path) -> None:
    """On a real disk that is too small: exit 2, one line that names the file, whole files only."""
    run = run_build("--source", raws[0], "--public", disk / "p", "--tables", tmp_path / "t", "--no-site")
    assert run.returncode == 2
    assert run.stderr.startswith(f"error: {disk / 'p'}")
    assert run.stderr.endswith(": No space left on device; mend that and run again\n")
    assert run.stderr.count("\n") == 1
    answers = {f"p/{path}": digest for path, digest in digests(disk / "p").items() if path != RECORD}
    assert answers
    assert answers.items() <= wholes[0].items()


def test_a_disk_that_is_full_a_little_later_each_time_ends_as_any(disk: Path, raws: tuple[Path, Path], wholes: Trees) -> None:
    """Answers, downloads, database and index: wherever the space ends, files are whole, and with enough of it all is there."""
    failures = []
    for size in range(200, 6000, 400):
        remount(disk, f"size={size}k")
        try:
            build(raws[0], disk)
        except OSError as error:
            failures.append(error.filename)
            assert is_whole(disk, wholes)
            assert not list(disk.rglob(f"{UNFINISHED}*"))
    assert len(failures) > 3
    assert all(failures)
    assert digests(disk) == wholes[0]


def test_a_disk_that_may_not_be_written_is_one_line(disk: Path, raws: tuple[Path, Path], tmp_path: Path) -> None:
    """The line names the folder and what the system says of it."""
    remount(disk, "ro")
    run = run_build("--source", raws[0], "--public", disk / "p", "--tables", tmp_path / "t")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"error: {disk / 'p'}")
    assert run.stderr.endswith(": Read-only file system; mend that and run again\n")
    assert run.stderr.count("\n") == 1


def test_a_second_build_in_the_same_folder_says_so_and_stops(raws: tuple[Path, Path], wholes: Trees, tmp_path: Path) -> None:
    """Whatever path it names the folder by, the second stops before it writes, and the first ends undisturbed."""
    first = start(raws[0], tmp_path, "api/v1/peliculas_pais", WAIT)
    assert first.stdout is not None
    assert first.stdout.readline() == "writing\n"
    (tmp_path / "link").symlink_to(tmp_path / "p")
    for public, tables, held in (("link", "t2", "link"), ("p2", "t", "t")):
        second = run_build("--source", raws[1], "--public", tmp_path / public, "--tables", tmp_path / tables)
        assert (second.returncode, second.stdout) == (2, "")
        problem = f"another build is writing {tmp_path / held}; wait until it is done, or give another folder"
        assert second.stderr == f"error: {problem}\n"
    first.communicate("go on\n")
    assert first.returncode == 0
    (tmp_path / "link").unlink()
    assert digests(tmp_path) == wholes[0]


def test_a_folder_is_free_again_when_its_build_failed(tmp_path: Path) -> None:
    """An error lets go of the folder, and a folder that was made for the lock alone is gone again."""
    failing = ExitStack()
    failing.enter_context(exclusive_lock(tmp_path / "p"))
    with pytest.raises(LockedError, match="another build is writing"), exclusive_lock(tmp_path / "x/../p"):
        pass
    failing.__exit__(ValueError, ValueError(), None)
    assert not list(tmp_path.iterdir())
    with exclusive_lock(tmp_path / "p"):
        assert not list((tmp_path / "p").iterdir())


def test_what_others_put_into_public_is_kept_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files and links that no build wrote, whatever their names, stay where they are, and the summary names them."""
    raw = source(tmp_path / "raw", 6, 100)
    build(raw, tmp_path)
    answers = tmp_path / "p/api/v1/get_director"
    (answers / "notes.txt").write_text("mine")
    (answers / "link.json").symlink_to(answers / "notes.txt")
    Path(os.fsdecode(bytes(answers) + b"/\xff")).write_text("a name that is no UTF-8")
    run(str(raw), tmp_path / "p", tmp_path / "t", site=False, quiet=False, since=None)
    assert "foreign    3 files that no build wrote were left alone" in (said := capsys.readouterr().out)
    assert all(f"api/v1/get_director/{name}" in said for name in ("notes.txt", "link.json", r"\udcff"))
    assert (answers / "link.json").read_text() == "mine"
