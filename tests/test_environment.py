"""A build against the world: other builds, other users, hostile names, closed streams, odd places and little memory."""

import csv
import os
import pty
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from build.cleaning.checks import check
from build.reading.containers import SourceError
from build.run import run
from build.summary import print_summary
from functions.paths import API
from functions.visible import visible
from precompute.owned_tree import RECORD
from tests.support.project import ROOT, SAMPLE_SOURCE, digests
from tests.support.raw_films import film, write_source

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="speaks of POSIX systems")
ROOT_USER = not hasattr(os, "getuid") or os.getuid() == 0


def command(source: Path, folder: Path, *options: str) -> list[str]:
    """The command for a source, in the folders p and t of `folder`."""
    folders = ["--source", source, "--public", folder / "p", "--tables", folder / "t", "--no-site", *options]
    return [sys.executable, "-m", "build", *map(str, folders)]


def films(folder: Path, budget: int = 100, count: int = 40) -> Path:
    """A source of films with this budget, whose answers are all others with another budget."""
    return write_source(folder, [film(n, f"Film {n}", budget=str(budget), runtime=str(budget)) for n in range(1, count + 1)])


def test_two_builds_with_other_temporary_folders_never_mix(tmp_path: Path) -> None:
    """As of two containers with one volume: one of them builds all, the other stops at once, or both build in turn."""
    sources = [films(tmp_path / name, budget) for name, budget in (("a", 100), ("b", 200))]
    wholes = []
    for number, source in enumerate(sources):
        run(str(source), tmp_path / f"whole{number}/p", tmp_path / f"whole{number}/t", site=False, quiet=True)
        wholes.append(digests(tmp_path / f"whole{number}/p"))
    for attempt in range(5):
        folder = tmp_path / f"try{attempt}"
        folder.mkdir()
        builds = []
        for number, source in enumerate(sources):
            (folder / f"tmp{number}").mkdir()
            options = ["--tables", str(folder / f"t{number}")]
            environment = os.environ | {"TMPDIR": str(folder / f"tmp{number}")}
            builds.append(
                subprocess.Popen(  # noqa: S603
                    command(source, folder, "--quiet", *options), cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
                )
            )
        ends = [(build.communicate()[1], build.returncode) for build in builds]
        assert sorted(code for _, code in ends) in ([0, 0], [0, 2]), ends
        refused = [said for said, code in ends if code == 2]
        assert refused in (
            [],
            [f"error: another build is writing {folder / 'p'}; wait until it is done, or give another folder\n"],
        )
        assert digests(folder / "p") in wholes
        assert not any(list((folder / f"tmp{number}").iterdir()) for number in (0, 1))


HOLD = """
import os, sys
from pathlib import Path
from build.lock import exclusive_lock
os.setuid(int(sys.argv[2]))
with exclusive_lock(Path(sys.argv[1])):
    print("held", flush=True)
    input()
"""


@pytest.mark.skipif(not ROOT_USER, reason="only root can act as another user")
def test_a_build_of_another_user_is_seen(tmp_path: Path) -> None:
    """Though this user may write the folder too."""
    (tmp_path / "p").mkdir()
    for folder in (tmp_path / "p", tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    hold = [sys.executable, "-c", HOLD, str(tmp_path / "p")]
    with subprocess.Popen([*hold, "0"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:  # noqa: S603
        assert first.stdout
        assert first.stdout.readline() == "held\n"
        other = subprocess.run([*hold, "65534"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
        first.communicate("\n")
    assert "LockedError: another build is writing" in other.stderr


def test_where_a_folder_cannot_be_locked_a_file_in_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on network file systems, and on Windows."""
    from build import lock  # noqa: PLC0415

    monkeypatch.setattr(lock, "fcntl", None)
    with lock.exclusive_lock(tmp_path / "p"), pytest.raises(lock.LockedError), lock.exclusive_lock(tmp_path / "p"):
        pass
    with lock.exclusive_lock(tmp_path / "p"):
        pass


def test_where_there_are_no_locks_a_build_says_so_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from build import lock  # noqa: PLC0415

    class NoLocks:
        """The lock of a file system that has none."""

        def __init__(self, *_arguments: object, **_options: object) -> None: ...

        def acquire(self) -> None:
            raise NotImplementedError

        def release(self) -> None: ...

    monkeypatch.setattr(lock, "fcntl", None)
    monkeypatch.setattr(lock, "FileLock", NoLocks)
    with lock.exclusive_lock(tmp_path / "p"):
        pass
    assert capsys.readouterr().err == f"warning: the file system of {tmp_path / 'p'} has no locks; start no other build there\n"


@pytest.mark.parametrize("time", ["as it was", "now"])
def test_a_source_that_changes_while_it_is_read_is_refused(time: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if it is put back with its old times: nothing is written, and nothing is remembered."""
    source = films(tmp_path / "raw")
    file = source / "movies_metadata.csv"
    original, stat = file.read_bytes(), file.stat()

    def change(tables: object) -> None:
        file.write_bytes(original.replace(b"100", b"200"))
        file.write_bytes(original)
        if time == "as it was":
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        check(tables)  # type: ignore[arg-type]

    monkeypatch.setattr("build.pipeline.check", change)
    with pytest.raises(SourceError, match="raw changed while it was read; run again"):
        run(str(source), tmp_path / "p", tmp_path / "t", site=False, quiet=True)
    assert not (tmp_path / "p").exists()
    monkeypatch.undo()
    run(str(source), tmp_path / "p", tmp_path / "t", site=False, quiet=True)
    assert (tmp_path / "p" / API / "index.json").is_file()


def test_an_answer_that_was_edited_and_given_its_old_time_is_seen(tmp_path: Path) -> None:
    source = films(tmp_path / "raw")
    run(str(source), tmp_path / "p", tmp_path / "t", site=False, quiet=True)
    before = digests(tmp_path / "p")
    file = tmp_path / "p" / API / "peliculas_duracion/film-7.json"
    stat, content = file.stat(), file.read_bytes()
    file.write_bytes(content.replace(b"100", b"999"))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    run(str(source), tmp_path / "p", tmp_path / "t", site=False, quiet=True)
    assert digests(tmp_path / "p") == before


def test_blank_lines_between_rows_are_no_rows(tmp_path: Path) -> None:
    """As Python's csv on Windows writes them."""
    folder = shutil.copytree(SAMPLE_SOURCE, tmp_path / "raw")
    for file in folder.glob("*.csv"):
        with file.open(newline="", encoding="utf-8") as text:
            rows = list(csv.reader(text))
        with file.open("w", newline="", encoding="utf-8") as text:
            csv.writer(text, lineterminator="\r\n\r\n").writerows(rows)
    done = subprocess.run(command(folder, tmp_path), cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert "rows read  237 = 230 films + 7 rejects" in done.stdout


def test_a_file_of_nothing_but_newlines_ends_soon(tmp_path: Path) -> None:
    """Though it is small when packed, and passes for a packed catalogue."""
    folder = films(tmp_path / "raw")
    header = (folder / "movies_metadata.csv").read_text().partition("\n")[0]
    with zipfile.ZipFile(tmp_path / "films.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("movies_metadata.csv", header + "\n" * 9_000_000)
        archive.write(folder / "credits.csv", "credits.csv")
    done = subprocess.run(command(tmp_path / "films.zip", tmp_path), cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert "over 1,000,000 blank lines" in done.stderr
    assert done.stderr.count("\n") == 1


CONTROLS = "\x1b]0;title\x07\x1b[2J\u202e"


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "movies_metadata.csv").write_text(f"{CONTROLS},id\n1,2\n"),
        lambda folder: (folder / "credits.csv").unlink(),
        lambda folder: (folder / "credits.csv").write_text(f'id,cast,crew\n1,"{CONTROLS}'),
    ],
    ids=["header", "path", "cell"],
)
def test_control_characters_reach_no_terminal(damage: Callable[[Path], object], tmp_path: Path) -> None:
    """In a path, a header or a cell that an error names."""
    folder = films(tmp_path / f"raw{CONTROLS}")
    damage(folder)
    done = subprocess.run(command(folder, tmp_path), cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert done.stderr == visible(done.stderr[:-1]) + "\n"


def test_the_summary_shows_control_characters_as_escapes(tmp_path: Path) -> None:
    """Of the source's path, and of foreign files."""
    folder = films(tmp_path / f"raw{CONTROLS}")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / f"mine{CONTROLS}.txt").write_text("mine")
    for _ in range(2):
        done = subprocess.run(command(folder, tmp_path), cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
        assert rf"raw{visible(CONTROLS)}" in done.stdout
        assert all(line == visible(line) for line in done.stdout.splitlines())


def on_a_terminal(arguments: list[str]) -> tuple[int, str]:
    """The exit status of a command on a terminal, and what it shows there."""
    parent, child = pty.openpty()
    process = subprocess.Popen(arguments, cwd=ROOT, stdout=child, stderr=child, stdin=child, env=os.environ | {"TERM": "xterm"})  # noqa: S603
    os.close(child)
    shown = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(parent)
    return process.wait(), shown.decode(errors="replace")


@pytest.mark.parametrize("member", ["[/x]/", "[TMDB] ", "[link=http://evil.example]", f"{CONTROLS}/"])
def test_a_name_is_never_read_as_markup(member: str, tmp_path: Path) -> None:
    folder = films(tmp_path / "raw")
    with zipfile.ZipFile(tmp_path / "films.zip", "w") as archive:
        prefix = member if member.endswith("/") else f"{member}/"
        for name in ("movies_metadata.csv", "credits.csv"):
            archive.write(folder / name, prefix + name)
    code, shown = on_a_terminal(command(tmp_path / "films.zip", tmp_path))
    assert code == 0, shown
    assert "Traceback" not in shown
    assert "\x1b]8;" not in shown  # a link
    assert "\x1b]0;" not in shown
    assert f"Reading {visible(prefix)}"[:20] in shown


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full"])
def test_closed_and_full_streams_harm_nothing(closed: str, tmp_path: Path) -> None:
    """A build ends as ever, and an error keeps its exit status."""
    source = films(tmp_path / "raw", count=3)
    for folder, expected in ((source, 0), (tmp_path / "nowhere", 2)):
        words = " ".join(f"'{word}'" for word in command(folder, tmp_path))
        done = subprocess.run(["sh", "-c", f"{words} {closed}"], cwd=ROOT, check=False, capture_output=True)  # noqa: S603,S607
        assert done.returncode == expected
        assert b"Traceback" not in done.stderr
        assert b"Exception" not in done.stderr
    assert (tmp_path / "p" / API / "manifest.json").is_file()


@pytest.mark.parametrize(
    "prepare",
    ["umask 077", "unset HOME", "unset PATH", "ulimit -n 64", "export LC_ALL=tr_TR.UTF-8", "export LANG=C LC_ALL=POSIX", "cd /"],
)
def test_odd_surroundings_change_nothing(prepare: str, tmp_path: Path, public: Path) -> None:
    place = tmp_path / "a place, señor"
    place.mkdir()
    words = " ".join(f"'{word}'" for word in command(SAMPLE_SOURCE, place, "--quiet"))
    start = f"cd '{ROOT}'; {prepare}; export PYTHONPATH='{ROOT}'; exec {words}"
    done = subprocess.run(["sh", "-c", start], check=False, capture_output=True, text=True)  # noqa: S603,S607
    assert (done.returncode, done.stderr) == (0, "")
    expected = {path: digest for path, digest in digests(public).items() if path.startswith(API)}
    assert {path: digest for path, digest in digests(place / "p").items() if path.startswith(API)} == expected


AS_NOBODY = """
import os, runpy, sys
os.setgid(65534)
os.setuid(65534)
sys.argv = sys.argv[1:]
runpy.run_module("build", run_name="__main__", alter_sys=True)
"""


def is_for_everybody(path: str) -> bool:
    """Whether every user may read a file."""
    real = Path(path).resolve()
    return all(folder.stat().st_mode & 0o001 for folder in real.parents) and bool(real.stat().st_mode & 0o004)


@pytest.mark.skipif(
    not ROOT_USER or not is_for_everybody(os.__file__) or not is_for_everybody(pytest.__file__),
    reason="only root can act as another user, who must be able to read Python and its packages",
)
def test_another_user_builds_from_a_checkout_that_nobody_may_write(tmp_path: Path) -> None:
    checkout, place = tmp_path / "checkout with spaces", tmp_path / "place"
    for name in ("build", "eda", "precompute", "functions", "docs"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [checkout, *checkout.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    place.mkdir()
    place.chmod(0o777)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    arguments = command(checkout / "build/sample", place, "--quiet")[2:]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", AS_NOBODY, *arguments], cwd=checkout, env=os.environ | {"HOME": "/nowhere"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert (place / "p" / RECORD).stat().st_uid == 65534


LITTLE_MEMORY = """
import resource
from pathlib import Path
from precompute.publishing.schemas import checked
manifest = {f"api/v1/peliculas_duracion/{number}.json": {"sha256": "0" * 64, "bytes": 1} for number in range(100_000)}
checked("manifiesto", manifest)
taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (taken + 50_000_000, resource.RLIM_INFINITY))
try:
    checked("manifiesto", manifest)
except MemoryError:
    print("refused")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_large_document_that_may_not_fit_into_the_memory_is_an_error() -> None:
    """The library that writes it would crash the process."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", LITTLE_MEMORY], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "refused\n", "")


def test_a_summary_for_a_closed_terminal_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    print_summary("done")
