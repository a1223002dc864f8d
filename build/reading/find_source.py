"""Finding the source of a build: the one that is named, else $FILMOTECA_SOURCE, else data/raw, else the embedded sample."""

import os
from pathlib import Path

from build.reading.source_files import FILES, Source, read_source

SAMPLE = Path(__file__).parent.parent / "sample"
RAW = Path("data/raw")
ENVIRONMENT = "FILMOTECA_SOURCE"
KAGGLE = "kaggle"  # a folder of this name is given as ./kaggle


def find_source(name: str | None, show_progress: bool = False) -> Source:
    """Return the source to build from.

    name: a folder, a .zip or `kaggle`; None for the first default that exists;
    show_progress: whether to show progress bars while `kaggle` is fetched.
    Raises SourceError if the source does not exist or lacks a file.
    """
    name = name or os.environ.get(ENVIRONMENT)
    if name == KAGGLE:
        from build.reading.kaggle import fetch  # noqa: PLC0415 # other sources do not need kagglehub

        return read_source(fetch(show_progress), name="The Movies Dataset, from Kaggle")
    if name:
        return read_source(Path(name).expanduser())
    if any((RAW / name).is_file() for name in FILES["metadata"][0]):
        return read_source(RAW)
    return read_source(SAMPLE, name="the embedded sample")
