"""The half of a build that a second process does: it reads the credits, recommends, publishes, and draws.

`SecondHalf` is what it does, top to bottom, and holds what one step keeps for the next. The first process starts a
step with `worker.start(SecondHalf.read_credits)` and goes on; `result()` waits for what the step returned. A small
source gets no second process, because starting one takes longer than it saves: its steps run inline.
"""

import atexit
import gc
import os
import pickle
import shutil
import signal
import tempfile
import traceback
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from build.reading.source_files import Source
from functions.paths import API
from precompute.atomic_files import remove_unfinished
from precompute.child_process import SPAWN, exit_with_parent
from precompute.refusal import RefusalError

if TYPE_CHECKING:  # each step loads what it needs, so that the process is ready to read at once
    from build.cleaning.credits import Credits
    from eda.drawing.figure import Figure
    from eda.drawing.figure_files import Texts
    from precompute.publishing.release import Release
    from precompute.questions.answers import Answers
    from precompute.tables import MetadataTables

P = ParamSpec("P")
T = TypeVar("T")
Files = list[tuple[str, bytes]]

# Starting a process takes longer than it saves for a source of fewer bytes, unless it also draws the site.
WORTH_A_PROCESS = 10_000_000
_SECONDS_TO_EXIT = 10
# Large pages of a single arena spare most page faults, which are slow on virtual machines; only the GNU C library has them.
_TUNABLES, _LARGE_PAGES = "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1"


class SecondHalf:
    """What the second process does, in this order."""

    def __init__(self, source: Source, public: Path) -> None:
        self._source, self._public = source, public
        self._credits: Credits
        self._recommendations: Answers

    def read_credits(self) -> "Credits":
        """Read the credits, nine tenths of all bytes. Raises SourceError."""
        from build.cleaning.credits import read_credits

        self._credits = read_credits(self._source)
        return self._credits

    def recommend(self, metadata: "MetadataTables") -> None:
        """Answer recomendacion, which takes half of the time, while the first process answers the other questions."""
        from build.cleaning.clean_tables import add_credits
        from build.cleaning.repairs import Repairs
        from precompute.questions.answering import answer

        # The first process lists the repairs; the recommender does not look at them.
        tables = add_credits(metadata, self._credits, Repairs())
        self._recommendations = answer("recomendacion", tables)

    def write_recommendations(self) -> "tuple[Answers, Release]":
        """Write the answers to recomendacion into one NDJSON file, and return answers that are read from it."""
        from dataclasses import replace

        from precompute.publishing.answer_files import WrittenAnswers, write_ndjson
        from precompute.publishing.downloads import ndjson_path
        from precompute.publishing.release import Release

        release, answers = Release(self._public), self._recommendations
        write_ndjson(release, "recomendacion", answers)
        written = WrittenAnswers(self._public / ndjson_path("recomendacion"), sorted(answers.answers))
        self._recommendations = replace(answers, answers=written)
        return self._recommendations, release

    def write_recommendation_files(self) -> "Release":
        """Write a file for each recommendation, and the indexes."""
        from precompute.publishing.indexes import index_files

        return self.write_answer_files("recomendacion", list(index_files("recomendacion", self._recommendations)))

    def write_answer_files(self, question: str, indexes: Files) -> "Release":
        """Write a file for each line of a question's NDJSON file, which the first process may have written, and indexes."""
        from precompute.publishing.answer_files import write_answer_files
        from precompute.publishing.release import Release

        release = Release(self._public)
        write_answer_files(release, question, indexes)
        return release

    def draw_figure(self, figure: "Figure", texts: "Texts") -> Files:
        """Draw a figure of the site, while the first process computes the next ones and writes the pages."""
        from eda.drawing.figure_files import figure_files

        return figure_files(figure, texts)


class SecondProcessDiedError(RefusalError):
    """The second process ended before its work was done, as when the system takes its memory."""


class Pending(Generic[T]):
    """The result of a step that was started."""

    def __init__(self, receive: Callable[[], None]) -> None:
        """receive: waits until the next step has ended, and notes how in its Pending."""
        self._receive = receive
        self._value: T
        self._error: Exception | None = None
        self._done = False

    def result(self) -> T:
        """Wait for what the step returned, or raise what it raised."""
        while not self._done:
            self._receive()
        if self._error:
            raise self._error
        return self._value

    def set_value(self, value: T) -> None:
        """Note what the step returned."""
        self._value, self._done = value, True

    def set_error(self, error: Exception) -> None:
        """Note what the step raised."""
        self._error, self._done = error, True


class Worker(ABC):
    """Whoever does the steps of the second half, one after another, in the order in which they are started."""

    @abstractmethod
    def start(self, step: Callable[Concatenate[SecondHalf, P], T], *arguments: P.args, **named: P.kwargs) -> Pending[T]:
        """Start a step of SecondHalf, and return at once if another process does it."""


class InlineWorker(Worker):
    """Does each step when it is started, in this process."""

    def __init__(self, half: SecondHalf) -> None:
        self._half = half

    def start(self, step: Callable[Concatenate[SecondHalf, P], T], *arguments: P.args, **named: P.kwargs) -> Pending[T]:
        """Do a step; what it raises is raised by `result()`, as if another process had done it."""
        pending: Pending[T] = Pending(lambda: None)
        try:
            pending.set_value(step(self._half, *arguments, **named))
        except Exception as error:
            pending.set_error(error)
        return pending


class SecondProcess(Worker):
    """Hands each step to a process of its own.

    The pipe to it carries file names and errors only. Arguments and results go through files in `folder`: two processes
    that both write more than a pipe holds would wait for each other for ever.
    """

    def __init__(self, process: BaseProcess, connection: Connection, folder: Path) -> None:
        self._process, self._connection, self._folder = process, connection, folder
        self._pending: deque[Pending[Any]] = deque()

    def start(self, step: Callable[Concatenate[SecondHalf, P], T], *arguments: P.args, **named: P.kwargs) -> Pending[T]:
        """Send a step to the process."""
        pending: Pending[T] = Pending(self._receive)
        self._pending.append(pending)
        try:
            self._connection.send(_dump((step, arguments, named), self._folder))
        except BrokenPipeError:
            raise self._died() from None
        return pending

    def _receive(self) -> None:
        """Wait until the oldest step has ended, or the process, whichever comes first."""
        try:
            path, error = self._connection.recv()
        except (EOFError, ConnectionResetError):
            raise self._died() from None
        pending = self._pending.popleft()
        if error:
            pending.set_error(error)
        else:
            pending.set_value(_load(path))

    def _died(self) -> SecondProcessDiedError:
        self._process.join(_SECONDS_TO_EXIT)
        return SecondProcessDiedError(
            f"the second process of this build ended early (exit status {self._process.exitcode}); where memory is short, "
            "give a smaller source, or run on a larger machine"
        )


@contextmanager
def second_worker(source: Source, public: Path, handover: Path, *, site: bool) -> Iterator[Worker]:
    """A worker for the second half of a build: a second process if it is worth one, else this one.

    site: whether the build also draws the site, which always is;
    handover: a folder of its own for what the processes hand over, which is removed when the block ends.
    If the block fails, the process is killed, and what it left unfinished below `public` is removed.
    """
    half = SecondHalf(source, public)
    if source.size() < WORTH_A_PROCESS and not site:
        yield InlineWorker(half)
        return
    shutil.rmtree(handover, ignore_errors=True)
    handover.mkdir(parents=True)
    connection, its_connection = SPAWN.Pipe()
    process = SPAWN.Process(target=_do_steps, args=(its_connection, half, handover), daemon=True)
    try:
        with _settings_of_the_process():
            process.start()
        its_connection.close()  # so that the end of the process is the end of the pipe
        yield SecondProcess(process, connection, handover)
        connection.close()
        process.join(_SECONDS_TO_EXIT)
    except BaseException:
        if process.pid:
            process.kill()
            process.join()
        remove_unfinished(public / API)
        raise
    finally:
        shutil.rmtree(handover, ignore_errors=True)


def _do_steps(connection: Connection, half: SecondHalf, folder: Path) -> None:
    """What the second process runs: each step that comes through the pipe, until its other end closes."""
    gc.disable()  # as the first process does
    atexit.register(gc.freeze)
    exit_with_parent()
    import_module("build.cleaning.credits")  # while the first process loads its own libraries
    while True:
        try:
            step, arguments, named = _load(connection.recv())
        except EOFError:
            return
        path, failure = "", None
        try:
            path = _dump(step(half, *arguments, **named), folder)
        except Exception as error:
            failure = _portable(error)
        connection.send((path, failure))


def _dump(value: Any, folder: Path) -> str:
    """Write a value to a new file in `folder`, and return its path."""
    descriptor, path = tempfile.mkstemp(dir=folder)
    with open(descriptor, "wb") as file:  # noqa: PTH123 # an open descriptor
        pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
    return path


def _load(path: str) -> Any:
    """Read a value that `_dump` wrote, and remove the file."""
    with Path(path).open("rb") as file:
        value = pickle.load(file)  # noqa: S301 # written by the other process of this build
    Path(path).unlink()
    return value


def _portable(error: Exception) -> Exception:
    """The error in a form that survives the way to the first process, with its traceback as a note."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 # our own
    except Exception as unpicklable:
        return RuntimeError(f"{error!r} ({unpicklable})")
    return error


@contextmanager
def _settings_of_the_process() -> Iterator[None]:
    """Settings that a process keeps from its start: it ignores Ctrl-C, which the first one handles, and has large pages."""
    handler, tunables = signal.signal(signal.SIGINT, signal.SIG_IGN), os.environ.get(_TUNABLES)
    os.environ[_TUNABLES] = ":".join(filter(None, [tunables, _LARGE_PAGES]))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        del os.environ[_TUNABLES]
        os.environ.update({_TUNABLES: tunables} if tunables else {})
