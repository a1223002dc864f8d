"""The second process of a large build: it does as one process would, and neither outlives the other nor waits for ever."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from build.reading.source_files import Source
from build.run import run
from build.second_process import InlineWorker, Pending, SecondHalf, SecondProcessDiedError, Worker, second_worker
from precompute.atomic_files import UNFINISHED
from tests.support import steps
from tests.support.project import ROOT, digests
from tests.support.raw_films import film, write_source

EMPTY = Source("empty", ROOT, {})

# The command, with a second process whatever the size of the source. STOP names a function of a module, as
# build.pipeline:check; the build prints a line when it comes there, and waits for a signal.
_BUILD = """
import importlib, os, runpy, signal
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)  # a shell or nohup may have them ignored
import build.second_process
build.second_process.WORTH_A_PROCESS = 0
def stop(*arguments, **named):
    print("here", flush=True)
    signal.pause()
if "STOP" in os.environ:
    module, _, name = os.environ["STOP"].partition(":")
    setattr(importlib.import_module(module), name, stop)
runpy.run_module("build", run_name="__main__", alter_sys=True)
"""
_WAIT = """
import signal, sys
from pathlib import Path
from tests.support import steps
from build.second_process import second_worker
from build.reading.source_files import Source
if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)  # a shell or nohup may have them ignored
    folder = Path(sys.argv[1])
    with second_worker(Source("nowhere", folder, {}), folder / "public", folder / "handover", site=True) as second:
        print(second.start(steps.process_id).result(), flush=True)
        second.start(getattr(steps, sys.argv[2]), folder / "begun").result()
"""


def worker(folder: Path) -> AbstractContextManager[Worker]:
    """A second process, with its hand-overs in `folder`."""
    return second_worker(EMPTY, folder / "public", folder / "handover", site=True)


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Worker]:
    """A second process."""
    with worker(tmp_path) as process:
        yield process


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A source of forty films."""
    return write_source(tmp_path / "raw", [film(number, f"Film {number % 30}") for number in range(1, 41)])


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold within a minute."""
    until = time.monotonic() + 60
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


def has_ended(process: int) -> bool:
    """Whether a process is no more, or only waits to be collected."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def start_build(raw: Path, folder: Path, stop: str | None = None) -> "subprocess.Popen[str]":
    """The command with two processes, in a process group of its own. stop: the function at which it waits."""
    arguments = ["--source", raw, "--public", folder / "p", "--tables", folder / "t", "--no-site", "--quiet"]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _BUILD, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **({"STOP": stop} if stop else {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_small_source_has_no_second_process(tmp_path: Path) -> None:
    raw = write_source(tmp_path / "raw", [film(1, "Film")])
    source = Source("raw", raw, {"metadata": "movies_metadata.csv"})
    with second_worker(source, tmp_path / "public", tmp_path / "handover", site=False) as inline:
        assert inline.start(steps.process_id).result() == os.getpid()
    assert not (tmp_path / "handover").exists()


def test_an_inline_worker_raises_when_the_result_is_asked_for(tmp_path: Path) -> None:
    pending = InlineWorker(SecondHalf(EMPTY)).start(steps.read_file, str(tmp_path / "none"))
    with pytest.raises(FileNotFoundError):
        pending.result()


def test_steps_are_done_in_another_process_and_their_errors_come_back(tmp_path: Path) -> None:
    with worker(tmp_path) as second:
        assert second.start(steps.process_id).result() not in (os.getpid(), 0)
        with pytest.raises(FileNotFoundError) as caught:
            second.start(steps.read_file, "/nowhere/at/all").result()
        assert caught.value.filename == "/nowhere/at/all"
    assert active_children() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("site", [False, True], ids=["inline", "another process"])
def test_after_a_step_that_fails_every_later_one_fails_with_the_same_error(site: bool, tmp_path: Path) -> None:
    """A build waits for some steps only by way of later ones."""
    raw = write_source(tmp_path / "raw", [film(1, "Film")])
    source = Source("raw", raw, {"metadata": "movies_metadata.csv"})
    with second_worker(source, tmp_path / "public", tmp_path / "handover", site=site) as second:
        second.start(steps.read_file, "/nowhere/at/all")
        with pytest.raises(FileNotFoundError, match="/nowhere/at/all"):
            second.start(steps.same, 1).result()


def test_results_are_those_of_their_steps_in_whatever_order_they_are_asked_for(second: Worker) -> None:
    first, other = second.start(steps.same, 1), second.start(steps.same, 2)
    assert (other.result(), first.result(), other.result()) == (2, 1, 2)


def test_values_larger_than_any_pipe_cross_at_once_in_both_directions(second: Worker) -> None:
    value = bytes(5_000_000)
    pending = [second.start(steps.same, value) for _ in range(4)]
    assert [step.result() for step in pending] == [value] * 4


@pytest.mark.parametrize("ours", ["", "glibc.malloc.perturb=1"])
def test_its_memory_comes_in_large_pages_and_ours_is_as_it_was(
    ours: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIBC_TUNABLES", ours) if ours else monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    with worker(tmp_path) as second:
        its = second.start(steps.setting, "GLIBC_TUNABLES").result()
        assert its == ":".join(filter(None, [ours, "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1"]))
    assert os.environ.get("GLIBC_TUNABLES", "") == ours


def test_it_is_killed_and_its_unfinished_files_are_removed_when_the_build_fails(tmp_path: Path) -> None:
    api = tmp_path / "public/api/v1"
    (api / f"{UNFINISHED}.question").mkdir(parents=True)
    (api / f"{UNFINISHED}.question/one.json").write_text("{")
    (api / UNFINISHED).write_text("{")

    def failing_build() -> None:
        with worker(tmp_path) as second:
            second.start(steps.wait, tmp_path / "begun")
            assert eventually((tmp_path / "begun").exists)
            raise KeyError

    with pytest.raises(KeyError):
        failing_build()
    assert active_children() == []
    assert list(api.iterdir()) == []
    assert not (tmp_path / "handover").exists()


def kill_during_a_step(second: Worker, folder: Path) -> Pending[None]:
    """The process is killed while it does a step."""
    process = second.start(steps.process_id).result()
    pending = second.start(steps.wait, folder / "begun")
    assert eventually((folder / "begun").exists)
    os.kill(process, signal.SIGKILL)
    return pending


def kill_while_it_reads(second: Worker, _folder: Path) -> Pending[Any]:
    """The process is killed while it reads what a step is given."""
    return second.start(steps.same, [bytes(5_000_000), steps.KillsItsReader()])


def kill_while_it_writes(second: Worker, _folder: Path) -> Pending[Any]:
    """The process is killed while it writes what a step returns."""
    return second.start(steps.return_value_that_kills)


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize("kill", [kill_during_a_step, kill_while_it_reads, kill_while_it_writes])
def test_a_killed_process_is_an_error_in_one_line_and_no_wait(
    kill: Callable[[Worker, Path], Pending[Any]], tmp_path: Path
) -> None:
    def build() -> None:
        with worker(tmp_path) as second:
            kill(second, tmp_path).result()

    with pytest.raises(SecondProcessDiedError, match=r"ended early \(exit status -9\)"):
        build()
    assert active_children() == []
    assert not (tmp_path / "handover").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("step", ["wait", "return_value_that_waits"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_it_ends_with_the_first_process_however_that_ends(number: signal.Signals, step: str, tmp_path: Path) -> None:
    first = subprocess.Popen([sys.executable, "-c", _WAIT, str(tmp_path), step], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert first.stdout
    second = int(first.stdout.readline())
    assert eventually((tmp_path / "begun").exists)
    first.send_signal(number)
    first.communicate()
    assert eventually(lambda: has_ended(second))


def test_two_processes_write_what_one_writes(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(folder: str) -> dict[str, str]:
        run(str(raw), tmp_path / folder / "p", tmp_path / folder / "t", site=False, quiet=True, since=None)
        return digests(tmp_path / folder)

    alone = build("alone")
    monkeypatch.setattr("build.second_process.WORTH_A_PROCESS", 0)
    assert build("two") == alone
    assert "p/api/v1/recomendacion/film-1.json" in alone


def test_nothing_is_written_if_only_the_credits_cannot_be_read(raw: Path, tmp_path: Path) -> None:
    """Five questions are answered by then."""
    with (raw / "credits.csv").open("a") as file:
        file.write('40,"[]')
    build = start_build(raw, tmp_path)
    output, errors = build.communicate()
    assert (build.returncode, output) == (2, "")
    assert errors.startswith("error: credits.csv ends in the middle of a row")
    assert errors.count("\n") == 1
    assert not any(path.is_file() for folder in "pt" for path in (tmp_path / folder).rglob("*"))


def test_a_path_that_only_the_second_process_cannot_write_is_named(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "p/api/v1").mkdir(parents=True)
    (tmp_path / "p/api/v1/recomendacion").write_text("in the way")
    build = start_build(raw, tmp_path)
    errors = build.communicate()[1]
    assert build.returncode == 2
    assert errors.startswith(f"error: {tmp_path / 'p/api/v1'}")
    assert errors.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no process groups")
@pytest.mark.parametrize(
    "stop",
    [
        "build.run:find_source",
        "build.run:fingerprint",
        "build.pipeline:clean_metadata",
        "build.pipeline:answer_early",
        "build.pipeline:add_credits",
        "build.pipeline:search_shards",
        "build.pipeline:publish",
        "build.run:remember_build",
    ],
)
@pytest.mark.parametrize(
    ("number", "reason"),
    [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "stopped by SIGTERM"), (signal.SIGHUP, "stopped by SIGHUP")],
    ids=["ctrl-c", "term", "hup"],
)
def test_a_signal_stops_both_processes_in_one_line_and_leaves_nothing_unfinished(
    stop: str, number: signal.Signals, reason: str, raw: Path, tmp_path: Path
) -> None:
    build = start_build(raw, tmp_path, stop)
    assert build.stdout
    assert build.stdout.readline() == "here\n"
    os.killpg(build.pid, number)  # as a terminal does: to both
    output, errors = build.communicate()
    assert (build.returncode, output, errors) == (128 + number, "", f"error: {reason}; run again to finish\n")
    assert not list(tmp_path.rglob(f"{UNFINISHED}*"))
