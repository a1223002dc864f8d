"""The public data set "The Movies Dataset", fetched from Kaggle by kagglehub, which keeps what it fetched.

Imported only when asked for: kagglehub is an extra that most runs do without.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from http import HTTPStatus
from pathlib import Path
from zipfile import BadZipFile

from build.reading.source_files import FILES, SourceError

# One version, so that the films are the same ones next year, and what is kept is used without asking Kaggle again.
DATASET = "rounakbanik/the-movies-dataset/versions/7"
_BY_HAND = "or fetch rounakbanik/the-movies-dataset with a browser and give its .zip as the source"


def fetch(shown: bool) -> Path:
    """The folder where kagglehub keeps the raw files; only those that a catalogue has are fetched.

    shown: whether to show its progress bars. Raises SourceError where kagglehub is not installed,
    Kaggle does not answer, or it answers something else.
    """
    if not shown:  # both read their settings when they are imported
        os.environ.update(KAGGLEHUB_VERBOSITY="error", TQDM_DISABLE="1")
    try:
        with redirect_stdout(sys.stderr):  # where progress goes; the standard output is for the summary
            return _fetch(names[0] for names, _ in FILES.values())
    except ModuleNotFoundError as error:
        if error.name != "kagglehub":
            raise
        raise SourceError("--source kaggle needs kagglehub; run: pip install 'kagglehub>=1.0'") from error


def _fetch(names: Iterable[str]) -> Path:
    import kagglehub  # type: ignore[import-untyped] # noqa: PLC0415 # installed or not, and slow: only when it is used
    from kagglehub.exceptions import DataCorruptionError  # type: ignore[import-untyped] # noqa: PLC0415
    from requests import RequestException  # noqa: PLC0415

    folder = None
    for name in names:
        try:
            folder = Path(kagglehub.dataset_download(DATASET, name)).parent
        except RequestException as error:
            status = error.response.status_code if error.response is not None else None
            if status == HTTPStatus.NOT_FOUND:
                continue  # the folder is checked for what it lacks, as any other is
            problem = "cannot be reached" if status is None else f"refused {name} with status {status}"
            raise SourceError(f"Kaggle {problem}; try again later, {_BY_HAND}") from error
        except (DataCorruptionError, BadZipFile) as error:
            raise SourceError(f"{name} from Kaggle arrived damaged; run again, {_BY_HAND}") from error
        except ValueError as error:  # a file of credentials that is none; without one, everybody may fetch this set
            raise SourceError(f"kagglehub: {error}; mend or remove it, {_BY_HAND}") from error
    if folder is None:
        raise SourceError(f"Kaggle has no {DATASET} any more; give another source")
    return folder
