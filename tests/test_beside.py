"""The second process of a large build: it does as this one would, and never outlives it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest

from build import __main__ as command
from build import beside as module
from build.beside import WORTH_A_PROCESS, Here, beside
from tests.conftest import ROOT
from tests.raw_films import film, write_source
from tests.test_build import tree

# A build that has a second process, whatever the size of the source.
_BUILD = """
import build.beside, runpy
build.beside.WORTH_A_PROCESS = 0
runpy.run_module("build", run_name="__main__", alter_sys=True)
"""
_WAITING = """
import time
from pathlib import Path
from build.beside import WORTH_A_PROCESS, beside
with beside(WORTH_A_PROCESS, Path("nowhere")) as second:
    print(second.submit(__import__("os").getpid).result(), flush=True)
    second.submit(time.sleep, 600).result()
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A source of forty films."""
    return write_source(tmp_path / "raw", [film(number, f"Film {number % 30}") for number in range(1, 41)])


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold within half a minute."""
    for _ in range(600):
        if holds():
            return True
        time.sleep(0.05)
    return False


def gone(process: int) -> bool:
    """Whether a process has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_small_source_has_no_second_process(tmp_path: Path) -> None:
    with beside(WORTH_A_PROCESS - 1, tmp_path) as second:
        assert second.submit(os.getpid).result() == os.getpid()


def test_here_gives_what_went_wrong_to_who_asks() -> None:
    asked = Here().submit(int, "no number")
    with pytest.raises(ValueError, match="no number"):
        asked.result()


def test_a_large_source_has_one_whose_errors_come_back(tmp_path: Path) -> None:
    with beside(WORTH_A_PROCESS, tmp_path) as second:
        assert second.submit(os.getpid).result() not in (os.getpid(), 0)
        with pytest.raises(FileNotFoundError) as caught:
            second.submit(os.stat, "/nowhere/at/all").result()
        assert caught.value.filename == "/nowhere/at/all"
    assert active_children() == []


@pytest.mark.parametrize("ours", ["", "glibc.malloc.perturb=1"])
def test_its_memory_comes_in_large_pages_and_ours_is_as_it_was(
    ours: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIBC_TUNABLES", ours) if ours else monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    with beside(WORTH_A_PROCESS, tmp_path) as second:
        its = second.submit(os.getenv, "GLIBC_TUNABLES").result()
        assert its == ":".join(filter(None, [ours, "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1"]))
    assert os.environ.get("GLIBC_TUNABLES", "") == ours


def test_what_it_is_doing_is_stopped_when_the_build_fails(tmp_path: Path) -> None:
    (tmp_path / ".tmp.question").mkdir()
    (tmp_path / ".tmp.question/one.json").write_text("{")
    (tmp_path / ".tmp").write_text("{")

    def failing_build() -> None:
        with beside(WORTH_A_PROCESS, tmp_path) as second:
            second.submit(time.sleep, 600)
            raise KeyError

    with pytest.raises(KeyError):
        failing_build()
    assert eventually(lambda: active_children() == [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_it_ends_with_the_first_however_that_ends() -> None:
    first = subprocess.Popen([sys.executable, "-c", _WAITING], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert first.stdout
    second = int(first.stdout.readline())
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert eventually(lambda: gone(second))


def test_two_processes_write_what_one_writes(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(folder: str) -> dict[str, str]:
        command.build(str(raw), tmp_path / folder / "p", tmp_path / folder / "t", site=False, quiet=True, since=None)
        return tree(tmp_path / folder)

    alone = build("alone")
    monkeypatch.setattr(module, "WORTH_A_PROCESS", 0)
    assert build("beside") == alone
    assert "p/api/v1/recomendacion/film-1.json" in alone


def test_nothing_is_written_where_only_the_credits_cannot_be_read(raw: Path, tmp_path: Path) -> None:
    """The other half is answered by then."""
    with (raw / "credits.csv").open("a") as file:
        file.write('40,"[]')
    places = ["--source", raw, "--public", tmp_path / "p", "--tables", tmp_path / "t", "--no-site", "--quiet"]
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _BUILD, *map(str, places)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("error: credits.csv, line ")
    assert run.stderr.count("\n") == 1
    assert not any(path.is_file() for folder in "pt" for path in (tmp_path / folder).rglob("*"))


def test_ctrl_c_stops_both_at_any_time(raw: Path, tmp_path: Path) -> None:
    """Exit 130 and one line, whatever the two are doing, and nothing unfinished stays."""
    places = ["--source", raw, "--public", tmp_path / "p", "--tables", tmp_path / "t", "--no-site", "--quiet"]
    for seconds in (1.0, 1.6, 2.2, 2.8):
        run = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", _BUILD, *map(str, places)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        time.sleep(seconds)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to both
        said = run.communicate()
        assert (run.returncode, *said) in (
            (130, "", "error: interrupted; run again to finish\n"),
            (-signal.SIGINT, "", ""),  # while the libraries load
            (-signal.SIGINT, "", "error: interrupted; run again to finish\n"),  # while one of them runs code from a string
            (130, "", ""),  # while the command line is read
            (0, "", ""),  # it was quicker
        )
        assert not list(tmp_path.rglob(".tmp*"))


def test_a_place_that_only_the_second_cannot_write_is_named(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "p/api/v1").mkdir(parents=True)
    (tmp_path / "p/api/v1/recomendacion").write_text("in the way")
    places = ["--source", raw, "--public", tmp_path / "p", "--tables", tmp_path / "t", "--no-site", "--quiet"]
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _BUILD, *map(str, places)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert run.stderr.startswith(f"error: {tmp_path / 'p/api/v1'}")
    assert run.stderr.count("\n") == 1
