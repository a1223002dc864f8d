"""One run of the command: find the source, skip the build if nothing would change, build, print what was done."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build.fingerprint import files_if_current, fingerprint, forget_build, remember_build
from build.progress import Progress
from build.reading.find_source import find_source
from build.second_process import second_worker
from build.summary import nothing_to_do, print_summary, summary
from precompute.atomic_files import TEMPORARY, files_below
from precompute.publishing import hosts


def run(
    source_name: str | None,
    public: Path,
    tables_folder: Path,
    *,
    site: bool = True,
    quiet: bool = False,
    since: str | None = None,
) -> None:
    """Build a source into `public` and `tables_folder`, unless that would change nothing, and print a summary.

    source_name: see find_source; site: whether to write the pages too; since: an earlier release's manifest, a path or a
    URL. Raises RefusalError if the source cannot be used or fails a check, and OSError if a file cannot be written.
    """
    show_progress = sys.stderr.isatty() and not quiet
    source = find_source(source_name, show_progress)
    if not since and (files := files_if_current(tables_folder, public, source, site)):
        if not quiet:
            print_summary(nothing_to_do(source, files))
        return

    handover = tables_folder.parent / f"{TEMPORARY}.{tables_folder.name}.handover"
    with second_worker(source, public, handover, site=site) as second:
        # Imported here, because it takes two seconds, in which the second process imports its own libraries.
        with _interruptible_imports():
            from build.pipeline import build  # noqa: PLC0415
            from precompute.publishing.changes import read_earlier  # noqa: PLC0415
        progress = Progress(show_progress)
        earlier = read_earlier(since) if since else None
        forget_build(tables_folder)
        digest = fingerprint(source, site)
        built = build(source, public, tables_folder, second, progress, site=site, since=earlier)

    published = files_below(public)
    if not since:
        remember_build(tables_folder, published, digest)
    if not quiet:
        lines = summary(source, built.tables, built.answers, built.changes, progress.seconds)
        print_summary(f"{lines}\nhosts      {hosts.report(hosts.measure(published))}")


@contextmanager
def _interruptible_imports() -> Iterator[None]:
    """Let Ctrl-C end the process at once while the block runs: some libraries crash if an exception interrupts their import."""
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
