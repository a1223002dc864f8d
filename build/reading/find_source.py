"""Finding the source of a build: the one that is named, else $FILMOTECA_SOURCE, else data/raw, else the embedded sample."""

import os
from dataclasses import replace
from pathlib import Path

from build.reading.containers import SourceError, members, stem
from build.reading.forms import FORMS, form_of, missing
from build.reading.raw_files import read_header
from build.reading.source_files import FILES, Source, file_states, find_files, no_films, tables_in

SAMPLE = Path(__file__).parent.parent / "sample"
RAW = Path("data/raw")
ENVIRONMENT = "FILMOTECA_SOURCE"
KAGGLE = "kaggle"  # a folder of this name is given as ./kaggle


def find_source(name: str | None, show_progress: bool = False) -> Source:
    """Return the source to build from.

    name: a folder, a .zip, `kaggle` or `kaggle:owner/set`; None for the first default that exists;
    show_progress: whether to show progress bars while it is fetched from Kaggle.
    Raises SourceError if the source does not exist or lacks a file.
    """
    name = name or os.environ.get(ENVIRONMENT)
    if name == KAGGLE or (name and name.startswith(f"{KAGGLE}:")):
        from build.reading.kaggle import fetch  # noqa: PLC0415 # other sources do not need kagglehub

        data_set = name.removeprefix(KAGGLE).removeprefix(":")
        return read_source(fetch(show_progress, data_set), f"{data_set or 'The Movies Dataset'}, from Kaggle")
    if name:
        return read_source(Path(name).expanduser())
    if RAW.is_dir() and any(stem(member) in FILES["metadata"] for member in members(RAW)):
        return read_source(RAW)
    return read_source(SAMPLE, name="the embedded sample")


def read_source(location: Path, name: str | None = None) -> Source:
    """Return the source in a folder or a .zip archive, with the form of its films.

    Raises SourceError if it cannot be read, lacks a file, or has the films in no known form.
    """
    source = Source(name or str(location), location, find_files(location))
    source = source if source.has("metadata") else _with_films_of_another_name(source)
    columns = read_header(source, "metadata").titles
    form = form_of(columns)
    if form is None:
        problem = f"{source.files['metadata']} has no column {missing(columns)}"
        first_line = ", ".join(columns)[:120] or "nothing"
        known = ", ".join(form.name for form in FORMS)
        raise SourceError(f"{problem}; its first line holds {first_line}: give it in a form that is known ({known})")
    if form.needs_credits and not source.has("credits"):
        raise SourceError(f"{location} holds no credits.csv; put the file there, or give another source")
    return replace(source, form=form, state=file_states(location, source.files))


def _with_films_of_another_name(source: Source) -> Source:
    """Return the source with the one file that has the columns of films. Raises SourceError if there is none, or several."""
    candidates = []
    for member in tables_in(source.location):
        files = {**source.files, "metadata": member}
        try:
            if form_of(read_header(replace(source, files=files), "metadata").titles):
                candidates.append(files)
        except SourceError:
            continue  # a file that cannot be read as a table holds no films
    if len(candidates) > 1:
        found = " and ".join(files["metadata"] for files in candidates[:3])
        raise SourceError(f"{source.location} holds {found}; leave the one that counts")
    if not candidates:
        raise no_films(source.location)
    return replace(source, files=candidates[0])
