"""The half of a build that a second process can do: it reads the credits, recommends, publishes, and draws.

The methods of `SecondHalf` are its steps, top to bottom; the object keeps what one step leaves for the next. The first
process starts a step with `worker.start(SecondHalf.read_credits)` and continues; `result()` waits for its return value.
A small source has no second process, because starting one takes longer than it saves: its steps run inline.
"""

import atexit
import gc
import os
import pickle
import shutil
import tempfile
import traceback
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from build import signals
from build.reading.source_files import Source
from functions.paths import API
from precompute.atomic_files import remove_unfinished
from precompute.child_process import SPAWN, exit_with_parent
from precompute.refusal import RefusalError

if TYPE_CHECKING:  # each step imports what it needs, so that the process can read at once
    from build.cleaning.credits import Credits
    from eda.drawing.figure import Figure
    from eda.drawing.figure_files import Texts
    from precompute.owned_tree import OwnedTree
    from precompute.publishing.layout import Layout
    from precompute.publishing.list_shards import FilmLists
    from precompute.publishing.release import Part
    from precompute.questions.answers import Answers
    from precompute.recommender.recommend import Recommendations
    from precompute.tables import MetadataTables

P = ParamSpec("P")
T = TypeVar("T")
Files = list[tuple[str, bytes]]

# For a source of fewer bytes, starting a process takes longer than it saves, unless the site is drawn too.
WORTH_A_PROCESS = 10_000_000
_SECONDS_TO_EXIT = 10
# Large pages in a single arena avoid most page faults, which are slow on virtual machines. Only the GNU C library has them.
_TUNABLES, _LARGE_PAGES = "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1"


class SecondHalf:
    """The steps of the second process, in this order."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._public: OwnedTree
        self._layout: Layout
        self._credits: Credits
        self._recommended: Recommendations
        self._recommendations: Answers
        self._lists: FilmLists
        self._map: Files

    def read_credits(self) -> "Credits":
        """Read the credits, nine tenths of all bytes. Raises SourceError."""
        from build.cleaning.credits import read_credits

        self._credits = read_credits(self._source)
        return self._credits

    def recommend(self, metadata: "MetadataTables") -> None:
        """Compare the films, which takes half of the time of a build, while the first process answers the other questions."""
        from build.cleaning.clean_tables import add_credits
        from build.cleaning.repairs import Repairs
        from precompute.publishing.film_map import film_map
        from precompute.publishing.list_shards import FilmLists
        from precompute.recommender.places import read_places
        from precompute.recommender.recommend import recommend
        from precompute.recommender.weights import read_weights

        # The first process lists the repairs; the recommender does not read them.
        tables = add_credits(metadata, self._credits, Repairs())
        del self._credits
        self._recommended = recommend(tables, read_weights())
        self._lists = FilmLists.of(tables, self._recommended.films, self._recommended.for_lists)
        self._map = list(film_map(tables, self._recommended.alike, read_places()))

    def write_recommendations(self, durations: "Answers", public: "OwnedTree", layout: "Layout") -> "tuple[Answers, Part]":
        """Write the answers to recomendacion into one NDJSON file, and return answers that read it.

        durations: the answers to peliculas_duracion, whose titles are recommended for.
        """
        from precompute.publishing.answer_files import WrittenAnswers, write_ndjson
        from precompute.publishing.downloads import ndjson_path
        from precompute.publishing.release import Release
        from precompute.questions.recomendacion import as_answers

        self._public, self._layout = public, layout
        release, answers = Release(public.part(), layout), as_answers(self._recommended, durations)
        write_ndjson(release, "recomendacion", answers)
        written = WrittenAnswers(public.root / ndjson_path("recomendacion"), sorted(answers.answers))
        self._recommendations = answers.with_answers(written)
        return self._recommendations, release.part()

    def write_recommendation_files(self) -> "Part":
        """Write a file for each recommendation, and the indexes."""
        from precompute.publishing.indexes import index_files

        del self._recommended
        return self.write_answer_files("recomendacion", list(index_files("recomendacion", self._recommendations, self._layout)))

    def lists_and_map(self) -> "tuple[FilmLists, Files]":
        """Return the neighbours from which lists are summed, and the map; the first process has time to write them."""
        lists, film_map = self._lists, self._map
        del self._lists, self._map
        return lists, film_map

    def write_answer_files(self, question: str, indexes: Files) -> "Part":
        """Write one file for each line of a question's NDJSON file, which either process may have written, and the indexes."""
        from precompute.publishing.answer_files import write_answer_files
        from precompute.publishing.release import Release

        release = Release(self._public.part(), self._layout)
        write_answer_files(release, question, indexes)
        return release.part()

    def draw_figure(self, figure: "Figure", texts: "Texts") -> Files:
        """Draw a figure of the site, while the first process computes the next figures and writes the pages."""
        from eda.drawing.figure_files import figure_files

        return figure_files(figure, texts)


class SecondProcessDiedError(RefusalError):
    """The second process ended before its work was done, for example because the system ran out of memory."""


class Pending(Generic[T]):
    """The result of a step that was started."""

    def __init__(self, receive: Callable[[], None]) -> None:
        """receive: waits for the oldest unfinished step, and sets the value or the error of its Pending."""
        self._receive = receive
        self._value: T
        self._error: Exception | None = None
        self._done = False

    def result(self) -> T:
        """Wait for the step; return its value, or raise its error."""
        while not self._done:
            self._receive()
        if self._error:
            raise self._error
        return self._value

    def set_value(self, value: T) -> None:
        """Set what the step returned."""
        self._value, self._done = value, True

    def set_error(self, error: Exception) -> None:
        """Set what the step raised."""
        self._error, self._done = error, True


class Worker(ABC):
    """Does the steps of the second half, one after another, in the order in which they are started.

    Once a step fails, every later one fails with the same error: it would lack what the failed step leaves for it.
    """

    @abstractmethod
    def start(self, step: Callable[Concatenate[SecondHalf, P], T], *arguments: P.args, **named: P.kwargs) -> Pending[T]:
        """Start a step of SecondHalf. Returns at once if another process does it."""

    @abstractmethod
    def finish(self) -> None:
        """Give back what the second half takes, when no step is left."""


class InlineWorker(Worker):
    """Does each step in this process, as soon as it is started."""

    def __init__(self, half: SecondHalf) -> None:
        self._half = half
        self._error: Exception | None = None

    def start(self, step: Callable[Concatenate[SecondHalf, P], T], *arguments: P.args, **named: P.kwargs) -> Pending[T]:
        """Do a step. Its error is raised by `result()`, as with another process."""
        pending: Pending[T] = Pending(lambda: None)
        if self._error is None:
            try:
                pending.set_value(step(self._half, *arguments, **named))
            except Exception as error:
                self._error = error
        if self._error is not None:
            pending.set_error(self._error)
        return pending

    def finish(self) -> None:
        """It has no process of its own to end."""


class SecondProcess(Worker):
    """Sends each step to another process.

    The pipe carries only file names and errors. Arguments and return values go through files in `folder`: two processes
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

    def finish(self) -> None:
        """End the process, whose memory is needed for the manifest of a large catalogue."""
        self._connection.close()
        self._process.join(_SECONDS_TO_EXIT)

    def _receive(self) -> None:
        """Wait until the oldest unfinished step ends, or the process does."""
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
    """Return a worker for the second half of a build: a second process for a large source or a site, else this process.

    handover: a folder for the values that the processes exchange, made now and removed when the block ends.
    A signal that stops builds reaches only the first process, which ends the second.
    If the block fails, the second process is killed, and its unfinished files below `public` are removed.
    """
    half = SecondHalf(source)
    if source.size() < WORTH_A_PROCESS and not site:
        yield InlineWorker(half)
        return
    shutil.rmtree(handover, ignore_errors=True)
    handover.mkdir(parents=True)
    connection, its_connection = SPAWN.Pipe()
    process = SPAWN.Process(target=_do_steps, args=(its_connection, half, handover), daemon=True)
    try:
        ensure_running()  # before the signals are blocked, because it unblocks them
        with signals.blocked(), _large_pages():
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
    """Do each step that comes through the pipe, until its other end closes: the main function of the second process."""
    gc.disable()  # as the first process does
    atexit.register(gc.freeze)
    exit_with_parent()
    import_module("build.cleaning.credits")  # while the first process loads its own libraries
    path, failure = "", None
    while True:
        try:
            step, arguments, named = _load(connection.recv())
        except EOFError:
            return
        if failure is None:
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
    """Return the error in a form that can be pickled, with its traceback as a note."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 # our own
    except Exception as unpicklable:
        return RuntimeError(f"{error!r} ({unpicklable})")
    return error


@contextmanager
def _large_pages() -> Iterator[None]:
    """Start a process in this block: it gets memory in large pages."""
    tunables = os.environ.get(_TUNABLES)
    os.environ[_TUNABLES] = ":".join(filter(None, [tunables, _LARGE_PAGES]))
    try:
        yield
    finally:
        del os.environ[_TUNABLES]
        os.environ.update({_TUNABLES: tunables} if tunables else {})
