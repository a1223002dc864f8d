"""Which source a build reads: the one asked for, else $FILMOTECA_SOURCE, else data/raw, else the embedded sample."""

import os
from pathlib import Path

from build.reading.source_files import FILES, Source, read_source

SAMPLE = Path(__file__).parent.parent / "sample"
RAW = Path("data/raw")
ENVIRONMENT = "FILMOTECA_SOURCE"
KAGGLE = "kaggle"  # a folder of that name is ./kaggle


def find_source(wanted: str | None, show_progress: bool = False) -> Source:
    """Return the source to build from.

    wanted: a folder, a .zip or `kaggle`, or None for the first of the others that exists;
    show_progress: whether to show progress bars while `kaggle` is fetched.
    Raises SourceError if the source does not exist or lacks a file.
    """
    wanted = wanted or os.environ.get(ENVIRONMENT)
    if wanted == KAGGLE:
        from build.reading.kaggle import fetch  # noqa: PLC0415 # only here, so that no other source needs kagglehub

        return read_source(fetch(show_progress), name="The Movies Dataset, from Kaggle")
    if wanted:
        return read_source(Path(wanted))
    if any((RAW / name).is_file() for name in FILES["metadata"][0]):
        return read_source(RAW)
    return read_source(SAMPLE, name="the embedded sample")
