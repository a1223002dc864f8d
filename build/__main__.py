"""python -m build: its arguments, its errors in one line, and its exit codes. The build is in build/pipeline.py."""

import atexit
import gc
import os
import sys

from build import signals

if __name__ == "__main__":
    signals.exit_at_once()  # no traceback while the first modules are imported
    for _descriptor in range(3):  # a closed stdin, stdout or stderr would give its number to a file that is opened later
        try:
            os.fstat(_descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from build.lock import exclusive_lock
from build.run import run
from functions.visible import visible
from precompute.publishing.hosts import FIT
from precompute.refusal import RefusalError

UNUSABLE = 2
EPILOG = """
Examples:

  python -m build                                the embedded sample, into public/

  python -m build --source films.zip             a zipped catalogue

  python -m build --source kaggle                The Movies Dataset, fetched once with kagglehub

  python -m build --source data/raw --no-site    answers only, no pages

  python -m build --since old/manifest.json      also what changed since an earlier release
"""


def main(
    source: Annotated[str | None, typer.Option(help="A folder or a .zip with the raw CSV files, or kaggle.")] = None,
    public: Annotated[Path, typer.Option(help="Where the answers and the site go.")] = Path("public"),
    tables: Annotated[Path, typer.Option(help="Where the clean tables go, as Parquet.")] = Path("data/tables"),
    site: Annotated[bool, typer.Option(help="Whether to write the pages of the site too.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but errors.")] = False,
    *,
    since: Annotated[str | None, typer.Option(help="An earlier release's manifest.json, a file or a URL.")] = None,
    fit: Annotated[str | None, typer.Option(help=f"Lay the tree out for a host: {', '.join(FIT)}.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files in the way that no build wrote.")] = False,
) -> None:
    """Turn raw films into clean tables, answered questions and a site.

    Without --source: $FILMOTECA_SOURCE, else data/raw, else the embedded sample.
    """
    public, tables = public.expanduser(), tables.expanduser()  # in --public=~/site no shell does it
    if Path(os.path.realpath(tables)).is_relative_to(os.path.realpath(public)):
        _stop(f"the tables would be published with {public}; give --tables a folder outside it", UNUSABLE)
    if fit is not None and fit not in FIT:
        _stop(f"--fit {fit} is no host that is known; give one of {', '.join(FIT)}", UNUSABLE)
    try:
        with exclusive_lock(public), exclusive_lock(tables):
            run(source, public, tables, site=site, quiet=quiet, since=since, force=force, fit=fit)
    except RefusalError as error:
        _stop(f"{error.about}{error}", error.code)
    except OSError as error:
        _stop(f"{error.filename2 or error.filename or public}: {error.strerror or error}; mend that and run again", UNUSABLE)
    except MemoryError:
        _stop("not enough memory for this source; give a smaller one, or run on a larger machine", UNUSABLE)
    except signals.Stopped as stopped:
        _stop(str(stopped), stopped.code)


def _stop(message: str, code: int) -> None:
    """End the run with one plain line, as every command says it, and this exit status."""
    with suppress(OSError, ValueError):  # a stderr that is full or was closed
        print(f"error: {visible(' '.join(message.split()))}", file=sys.stderr, flush=True)  # noqa: T201
    raise typer.Exit(code)


if __name__ == "__main__":
    signals.raise_stopped()
    gc.disable()  # a build makes few cycles; searching a million answers for them takes a fifth of its time
    atexit.register(gc.freeze)  # so that the collection at exit finds nothing to search
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(epilog=EPILOG)(main)
    app(prog_name="python -m build")
