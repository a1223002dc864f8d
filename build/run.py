"""One run of the command: find the source, skip the build if nothing would change, build, print what was done."""

import sys
from pathlib import Path

from build import signals
from build.fingerprint import files_if_current, fingerprint, forget_build, remember_build
from build.progress import Progress
from build.reading.find_source import find_source
from build.second_process import second_worker
from build.summary import address, fitted, nothing_to_do, print_summary, summary
from precompute.atomic_files import files_below
from precompute.owned_tree import RECORD
from precompute.publishing import hosts


def run(
    source_name: str | None,
    public: Path,
    tables: Path,
    *,
    site: bool = True,
    quiet: bool = False,
    since: str | None = None,
    force: bool = False,
    fit: str | None = None,
) -> None:
    """Build a source into the folders `public` and `tables`, unless that would change nothing, and print a summary.

    source_name: see find_source; site: whether to write the pages too; since: an earlier release's manifest, a path or a
    URL; force: overwrite files in the way that no build wrote; fit: the host that the tree is for, a key of hosts.FIT. Raises
    RefusalError if the source cannot be used, fails a check or changes meanwhile, or if a file is in the way, and OSError if
    a file cannot be written.
    """
    show_progress = not quiet and sys.stderr is not None and sys.stderr.isatty()
    source = find_source(source_name, show_progress)
    if not since and (files := files_if_current(tables, public, source, site, fit)):
        if not quiet:
            print_summary(nothing_to_do(source, files))
        return

    with second_worker(source, public, tables / f"{RECORD}-handover", site=site) as second:
        # Imported here, because it takes two seconds, in which the second process imports its own libraries. Some
        # libraries crash if an exception interrupts their import.
        with signals.deferred():
            from build.output import public_tree, tables_folder  # noqa: PLC0415
            from build.pipeline import build  # noqa: PLC0415
            from precompute.publishing.changes import read_earlier  # noqa: PLC0415
            from precompute.publishing.quality import lacking  # noqa: PLC0415
        progress = Progress(show_progress)
        earlier = read_earlier(since) if since else None
        trees = public_tree(public, site=site, force=force), tables_folder(tables, force=force)
        forget_build(tables)
        digest = fingerprint(source, site, fit)
        built = build(source, *trees, second, progress, site=site, since=earlier, fit=fit)

    published = files_below(public)
    if not since:
        remember_build(tables, published, digest)
    if not quiet:
        lines = summary(
            source, built.tables, built.answers, trees[0].changes, seconds=progress.seconds, lacking=lacking(built.tables)
        )
        lines = "\n".join([lines, *fitted(built.release), *address(built.release, site=site)])
        print_summary(f"{lines}\nhosts      {hosts.report(hosts.measure(published))}")
