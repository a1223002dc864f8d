"""python -m build: the whole story, from raw films to answered questions."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from build.checks import CheckError, check
from build.clean import clean
from build.progress import Progress
from build.sources import SourceError, find_source
from build.summary import summary
from eda.pages import write_pages
from precompute.answering import ANSWERS, answer
from precompute.publish import ShapeError, publish
from precompute.tables import save

DONE, FAILED_CHECK, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
EPILOG = """
Examples:

  python -m build                                the embedded sample, into public/

  python -m build --source films.zip             a zipped catalogue

  python -m build --source data/raw --no-site    answers only, no pages
"""


def build(source: str | None, public: Path, tables_folder: Path, site: bool, quiet: bool) -> None:
    """Read the films, clean them, check them, answer every question, publish, and draw the site."""
    progress = Progress(shown=sys.stderr.isatty() and not quiet)
    films_source = find_source(source)
    with progress.stage("clean"):
        tables = clean(films_source, progress)
        check(tables)
        save(tables, tables_folder)
    with progress.stage("answer"):
        answered = {question: answer(question, tables) for question in progress.track(ANSWERS, "Answering", len(ANSWERS))}
    with progress.stage("publish"):
        changes = publish(answered, {name: len(table) for name, table in tables.items()}, public)
    if site:
        with progress.stage("site"):
            write_pages(tables, answered, public, changes, progress.track)
    if not quiet:
        print(summary(films_source, tables, answered, changes, progress.seconds))  # noqa: T201 # what the run did


def main(
    source: Annotated[str | None, typer.Option(help="A folder or a .zip with the raw CSV files.")] = None,
    public: Annotated[Path, typer.Option(help="Where the answers and the site go.")] = Path("public"),
    tables: Annotated[Path, typer.Option(help="Where the clean tables go, as Parquet.")] = Path("data/tables"),
    site: Annotated[bool, typer.Option(help="Whether to write the pages of the site too.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")] = False,
) -> None:
    """Turn raw films into clean tables, answered questions and a site.

    Without --source: $FILMOTECA_SOURCE, else data/raw, else the embedded sample.
    """
    try:
        build(source, public, tables, site, quiet)
    except CheckError as error:
        _stop(f"the data failed a check: {error}", FAILED_CHECK)
    except ShapeError as error:
        _stop(f"an answer is not of its shape: {error}", FAILED_CHECK)
    except SourceError as error:
        _stop(str(error), UNUSABLE)
    except OSError as error:
        _stop(f"{error.filename or public}: {error.strerror or error}; mend that and run again", UNUSABLE)
    except KeyboardInterrupt:
        _stop("interrupted; run again to finish", INTERRUPTED)


def _stop(message: str, code: int) -> None:
    print(f"error: {message}", file=sys.stderr)  # noqa: T201 # one plain line, as every command says it
    raise typer.Exit(code)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(epilog=EPILOG)(main)
    app(prog_name="python -m build")
