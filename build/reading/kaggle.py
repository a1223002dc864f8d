"""Fetching a data set from Kaggle with kagglehub, which caches it: "The Movies Dataset", or another by its name.

Imported only for `--source kaggle`: kagglehub is an optional dependency.
"""

import os
import re
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from http import HTTPStatus
from pathlib import Path
from zipfile import BadZipFile

from build.reading.containers import SourceError

# A fixed version: the films stay the same, and kagglehub can use its cache without asking Kaggle.
DATASET = "rounakbanik/the-movies-dataset/versions/7"
_FILES = ("movies_metadata.csv", "credits.csv", "keywords.csv", "links.csv", "ratings_small.csv")
_NAME = re.compile(r"[\w-]+/[\w-]+(/versions/[0-9]+)?")


def fetch(show_progress: bool, data_set: str = "") -> Path:
    """Fetch the raw files that a catalogue needs, and return the folder in which kagglehub caches them.

    data_set: owner/set, fetched whole; empty for The Movies Dataset, of which only the files that count are;
    show_progress: whether to show its progress bars. Raises SourceError if kagglehub is not installed, or if Kaggle does not
    answer or answers something else.
    """
    if not show_progress:  # both libraries read these settings when they are imported
        os.environ.update(KAGGLEHUB_VERBOSITY="error", TQDM_DISABLE="1")
    try:
        with redirect_stdout(sys.stderr):  # stdout is for the summary
            return _fetch(data_set or DATASET, ("",) if data_set else _FILES)
    except ModuleNotFoundError as error:
        if error.name != "kagglehub":
            raise
        install = "pip install --require-hashes -r build/reading/requirements.txt"
        raise SourceError(f"--source kaggle needs kagglehub; run: {install}") from error


def _fetch(data_set: str, names: Iterable[str]) -> Path:
    """Fetch these files of a data set, or all of them if the name is empty."""
    if not _NAME.fullmatch(data_set):
        raise SourceError(f"kaggle:{data_set} names no data set; give it as Kaggle's address does: kaggle:owner/set")
    by_hand = f"or fetch {data_set.partition('/versions/')[0]} with a browser and give its .zip as the source"
    import kagglehub  # type: ignore[import-untyped] # noqa: PLC0415 # optional, and slow to import
    from kagglehub.exceptions import DataCorruptionError  # type: ignore[import-untyped] # noqa: PLC0415
    from requests import RequestException  # noqa: PLC0415

    folder = None
    for name in names:
        try:
            folder = (
                Path(kagglehub.dataset_download(data_set, name)).parent if name else Path(kagglehub.dataset_download(data_set))
            )
        except RequestException as error:
            status = error.response.status_code if error.response is not None else None
            if status == HTTPStatus.NOT_FOUND:
                continue  # read_source says which files are missing
            problem = "cannot be reached" if status is None else f"refused {name or data_set} with status {status}"
            raise SourceError(f"Kaggle {problem}; try again later, {by_hand}") from error
        except (DataCorruptionError, BadZipFile) as error:
            raise SourceError(f"{name or data_set} from Kaggle arrived damaged; run again, {by_hand}") from error
        except ValueError as error:  # an invalid credentials file; this data set needs none
            raise SourceError(f"kagglehub: {error}; mend or remove it, {by_hand}") from error
    if folder is None:
        raise SourceError(f"Kaggle has no {data_set}; give another source")
    return folder
