"""The lines that a run prints when it is done."""

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from build.reading.source_files import Source
from functions.visible import visible
from precompute.owned_tree import Changes

if TYPE_CHECKING:  # they import pandas, which a run that has nothing to do does not need
    from precompute.publishing.release import Release
    from precompute.questions.answers import Answers
    from precompute.tables import Tables


# What quality.lacking names, and the question that therefore answers for none.
_LACKS = {
    "franquicias": "franchises (franquicia has no keys)",
    "productoras": "companies (productoras_exitosas has no keys)",
    "países": "countries (peliculas_pais has no keys)",
    "dirección": "directors (get_director has no keys)",
    "elenco": "casts",
    "palabras clave": "keywords",
    "valoraciones": "ratings",
}


def summary(
    source: Source,
    tables: "Tables",
    answered: "Mapping[str, Answers]",
    changes: Changes,
    *,
    seconds: Mapping[str, float],
    lacking: Iterable[str],
) -> str:
    """Return what was read, rejected, repaired, answered and written, and how long each stage took.

    lacking: what the source has nothing of, see precompute/publishing/quality.py.
    """
    films, rejects = len(tables.films), len(tables.rejects)
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in _counts(tables.rejects["reason"].tolist()))
    lines = [
        f"source     {visible(source.name)}" + (f", in the form {source.form.name}" if source.form else ""),
        f"rows read  {films + rejects:,} = {films:,} films + {rejects:,} rejects" + (f" ({reasons})" if reasons else ""),
        f"repairs    {len(tables.repairs):,} cells mended or left out, listed in repairs.parquet",
        "answers    " + ", ".join(f"{question} {len(answers.answers):,}" for question, answers in answered.items()),
        f"files      {changes.written:,} written, {changes.unchanged:,} unchanged, {changes.removed:,} removed",
        "seconds    " + ", ".join(f"{stage} {elapsed:.1f}" for stage, elapsed in seconds.items()),
    ]
    lacks = [_LACKS[what] for what in lacking]
    if lacks:
        lines.insert(3, f"lacks      {'; '.join(lacks)}")
    if source.has("ratings") and len(tables.ratings):
        lines.insert(3, f"ratings    {len(tables.ratings):,} of films of the catalogue, from {visible(source.files['ratings'])}")
    if changes.foreign:
        names = ", ".join(map(visible, changes.foreign[:5])) + (", …" if len(changes.foreign) > 5 else "")
        lines.insert(-1, f"foreign    {len(changes.foreign):,} files that no build wrote were left alone: {names}")
    return "\n".join(lines)


def fitted(release: "Release") -> list[str]:
    """Return the lines on what was packed and left out for a host."""
    if not release.layout.host:
        return []
    packs = sum(release.packs.values())
    lines = [
        f"fit        {release.layout.host}: " + (f"the answers are in {packs:,} packs" if packs else "a file for each answer")
    ]
    if release.omitted:
        names = ", ".join(f"{path.rpartition('/')[2]} ({size / 1e6:,.1f} MB)" for path, size in sorted(release.omitted.items()))
        lines.append(f"           left out, as too large for it: {names}")
    return lines


def address(release: "Release", *, site: bool) -> list[str]:
    """Return a line that says what is missing if the site does not know its own address."""
    if release.layout.url or not site:
        return []
    return ["address    not known: set FILMOTECA_URL, which canonical links, the sitemap and social cards need"]


def nothing_to_do(source: Source, files: int) -> str:
    """Return the lines for a run that would change nothing."""
    return (
        f"source     {visible(source.name)}\n"
        f"files      0 written, {files:,} unchanged, 0 removed: the source, the code and the files are those of the last build"
    )


def print_summary(text: str) -> None:
    """Print the summary, with characters that stdout cannot encode written as escapes.

    The build is complete by now, so a closed or full stdout is not an error.
    """
    if sys.stdout:
        encoding = sys.stdout.encoding
        try:
            print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)  # noqa: T201 # what the run did
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes stdout again at exit


def _counts(values: list[str]) -> list[tuple[str, int]]:
    """Return each value with its number of occurrences, most frequent first."""
    return sorted(((value, values.count(value)) for value in set(values)), key=lambda pair: (-pair[1], pair[0]))
