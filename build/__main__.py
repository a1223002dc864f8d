"""python -m build: the whole story, from raw films to answered questions."""

import atexit
import gc
import os
import signal
import sys

if __name__ == "__main__":  # Ctrl-C while the first modules load ends the run without a traceback
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from build.beside import beside, load
from build.lock import alone_in
from build.progress import Progress
from build.record import forget, made_of, remember, unchanged
from build.sources import find_source
from build.summary import nothing_to_do, summary
from functions.answers import API
from precompute.publishing import hosts
from precompute.publishing.tree import files_below
from precompute.refusal import RefusalError

if TYPE_CHECKING:
    from precompute.questions import Answers
    from precompute.tables import Tables

UNUSABLE, INTERRUPTED = 2, 130
EPILOG = """
Examples:

  python -m build                                the embedded sample, into public/

  python -m build --source films.zip             a zipped catalogue

  python -m build --source kaggle                The Movies Dataset, fetched once with kagglehub

  python -m build --source data/raw --no-site    answers only, no pages

  python -m build --since old/manifest.json      also what changed since an earlier release
"""


def build(source: str | None, public: Path, tables_folder: Path, site: bool, quiet: bool, *, since: str | None) -> None:
    """Read the films, clean them, check them, answer every question, publish, and draw the site."""
    shown = sys.stderr.isatty() and not quiet
    progress = Progress(shown)
    films_source = find_source(source, shown)
    if not since and (files := unchanged(tables_folder, public, films_source, site)):
        if not quiet:
            _say(nothing_to_do(films_source, files))
        return
    earlier = None
    if since:
        from precompute.publishing.changes import read_earlier

        earlier = read_earlier(since)
    forget(tables_folder)
    with beside(films_source.size(), public / API) as second:
        second.submit(load, "build.credits")  # the libraries load there while they load here
        with _loading():
            from build.checks import check
            from build.clean import clean
            from build.recommend import recommend
            from precompute.answering import WITHOUT_CREDITS, Answered, answer
            from precompute.publishing.elsewhere import Elsewhere
            from precompute.publishing.publish import publish
            from precompute.publishing.search_shards import search_shards
            from precompute.tables import save

        elsewhere = Elsewhere(second, public, files_of=["get_director"])
        ahead: dict[str, Answers] = {}

        def answer_ahead(without_credits: "Tables") -> None:
            check(without_credits)
            elsewhere.answer("recomendacion", recommend, without_credits)  # half of all work from here on
            for question in WITHOUT_CREDITS:
                ahead[question] = answer(question, without_credits)
            gc.collect()  # cleaning is what does leave cycles: some 50 MB of raw rows

        with progress.stage("clean and answer"):
            digest = made_of(films_source, site)
            tables = clean(films_source, progress, second, meanwhile=answer_ahead)
            check(tables)
            save(tables, tables_folder)
            elsewhere.publish()
        with progress.stage("publish"), progress.waiting("Writing answers, tables and database"):
            answered = Answered(tables, elsewhere.answers, ahead)
            changes = publish(answered, tables, public, search_shards(answered), since=earlier, elsewhere=elsewhere)
    if site:
        from eda.pages import write_pages

        with progress.stage("site"):
            write_pages(tables, answered, public, changes, progress.track)
    published = files_below(public)
    if not since:
        remember(tables_folder, published, digest)
    if not quiet:
        said = summary(films_source, tables, answered, changes, progress.seconds)
        _say(f"{said}\nhosts      {hosts.report(hosts.measure(published))}")


def main(
    source: Annotated[str | None, typer.Option(help="A folder or a .zip with the raw CSV files, or kaggle.")] = None,
    public: Annotated[Path, typer.Option(help="Where the answers and the site go.")] = Path("public"),
    tables: Annotated[Path, typer.Option(help="Where the clean tables go, as Parquet.")] = Path("data/tables"),
    site: Annotated[bool, typer.Option(help="Whether to write the pages of the site too.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")] = False,
    *,
    since: Annotated[str | None, typer.Option(help="An earlier release's manifest.json, a file or a URL.")] = None,
) -> None:
    """Turn raw films into clean tables, answered questions and a site.

    Without --source: $FILMOTECA_SOURCE, else data/raw, else the embedded sample.
    """
    if Path(os.path.realpath(tables)).is_relative_to(os.path.realpath(public)):
        _stop(f"the tables would be published with {public}; give --tables a folder outside it", UNUSABLE)
    try:
        with alone_in(public), alone_in(tables):
            build(source, public, tables, site, quiet, since=since)
    except RefusalError as error:
        _stop(f"{error.about}{error}", error.code)
    except OSError as error:
        _stop(f"{error.filename2 or error.filename or public}: {error.strerror or error}; mend that and run again", UNUSABLE)
    except (MemoryError, BrokenProcessPool):
        _stop("not enough memory for this source; give a smaller one, or run on a larger machine", UNUSABLE)
    except KeyboardInterrupt:
        _stop("interrupted; run again to finish", INTERRUPTED)


@contextmanager
def _loading() -> Iterator[None]:
    """Ctrl-C while the libraries load ends the run at once: not all of them bear an exception then."""
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def _say(text: str) -> None:
    """Print what the run did, with escapes for what the terminal cannot show.

    All is done by now: an output that is closed, full or read by nobody is no failure of the build.
    """
    if sys.stdout:
        encoding = sys.stdout.encoding
        try:
            print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)  # noqa: T201 # what the run did
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python says at exit what is still unsaid


def _stop(message: str, code: int) -> None:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)  # noqa: T201 # one plain line, as every command says it
    raise typer.Exit(code)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.disable()  # a build drops little in cycles; to look for them among a million answers is a fifth of its time
    atexit.register(gc.freeze)  # nor at the end
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(epilog=EPILOG)(main)
    app(prog_name="python -m build")
