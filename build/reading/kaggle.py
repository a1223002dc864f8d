"""Fetching the public data set "The Movies Dataset" from Kaggle with kagglehub, which caches it.

Imported only for `--source kaggle`: kagglehub is an optional dependency.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from http import HTTPStatus
from pathlib import Path
from zipfile import BadZipFile

from build.reading.source_files import FILES, SourceError

# A fixed version: the films stay the same, and kagglehub can use its cache without asking Kaggle.
DATASET = "rounakbanik/the-movies-dataset/versions/7"
_BY_HAND = "or fetch rounakbanik/the-movies-dataset with a browser and give its .zip as the source"


def fetch(show_progress: bool) -> Path:
    """Fetch the raw files that a catalogue needs, and return the folder in which kagglehub caches them.

    show_progress: whether to show its progress bars. Raises SourceError if kagglehub is not installed,
    or if Kaggle does not answer or answers something else.
    """
    if not show_progress:  # both libraries read these settings when they are imported
        os.environ.update(KAGGLEHUB_VERBOSITY="error", TQDM_DISABLE="1")
    try:
        with redirect_stdout(sys.stderr):  # stdout is for the summary
            return _fetch(names[0] for role, (names, _) in FILES.items() if role != "akas")  # which is IMDb's
    except ModuleNotFoundError as error:
        if error.name != "kagglehub":
            raise
        install = "pip install --require-hashes -r build/reading/requirements.txt"
        raise SourceError(f"--source kaggle needs kagglehub; run: {install}") from error


def _fetch(names: Iterable[str]) -> Path:
    import kagglehub  # type: ignore[import-untyped] # noqa: PLC0415 # optional, and slow to import
    from kagglehub.exceptions import DataCorruptionError  # type: ignore[import-untyped] # noqa: PLC0415
    from requests import RequestException  # noqa: PLC0415

    folder = None
    for name in names:
        try:
            folder = Path(kagglehub.dataset_download(DATASET, name)).parent
        except RequestException as error:
            status = error.response.status_code if error.response is not None else None
            if status == HTTPStatus.NOT_FOUND:
                continue  # read_source says which files are missing
            problem = "cannot be reached" if status is None else f"refused {name} with status {status}"
            raise SourceError(f"Kaggle {problem}; try again later, {_BY_HAND}") from error
        except (DataCorruptionError, BadZipFile) as error:
            raise SourceError(f"{name} from Kaggle arrived damaged; run again, {_BY_HAND}") from error
        except ValueError as error:  # an invalid credentials file; this data set needs none
            raise SourceError(f"kagglehub: {error}; mend or remove it, {_BY_HAND}") from error
    if folder is None:
        raise SourceError(f"Kaggle has no {DATASET} any more; give another source")
    return folder
