"""Opens raw files: those of a folder or a .zip archive, compressed or not."""

import gzip
import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from precompute.refusal import RefusalError

TEXT = (".csv", ".tsv")
PARQUET = ".parquet"
# How the name of a file may end.
ENDINGS = (*(ending + packed for ending in TEXT for packed in ("", ".gz", ".zip")), PARQUET)

_ENCRYPTED = 0x1  # the bit of a member's flags
# Films pack to a fifth of their size. What packs to less than a hundredth is made to fill the memory.
_HIGHEST_RATIO, _SMALL = 100, 10_000_000
# What browsers and file managers add to the name of a copy.
_COPY = re.compile(r"(?: ?\(\d+\)| - copy)+$")


class SourceError(RefusalError):
    """A source that cannot be used. The message is one line that says what to do."""


def stem(member: str) -> str:
    """Return a file's name without folders and ending, in lower case; empty if it ends in none of ENDINGS.

    >>> stem("archive/Movies_Metadata (1).csv.gz"), stem("ratings small.tsv"), stem("films.xlsx")
    ('movies_metadata', 'ratings_small', '')
    """
    name = member.replace("\\", "/").rpartition("/")[2].casefold()
    ending = next((ending for ending in sorted(ENDINGS, key=len, reverse=True) if name.endswith(ending)), None)
    return _COPY.sub("", name.removesuffix(ending)).strip().replace(" ", "_") if ending else ""


def members(location: Path) -> list[str]:
    """Return the names of the files in a folder, in the folders in it, or in an archive. Raises SourceError."""
    if location.is_dir():
        folders = [location, *sorted(path for path in location.iterdir() if path.is_dir())]
        files = (path for folder in folders for path in _entries(folder) if path.is_file())
        return sorted(path.relative_to(location).as_posix() for path in files)
    try:
        with zipfile.ZipFile(location) as archive:
            return sorted(member.filename for member in archive.infolist() if not member.is_dir())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise SourceError(f"{location} cannot be read ({error}); fetch it again") from error


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # a folder without permission to read; it cannot hold files of the source
        return []


def check_member(location: Path, member: str) -> None:
    """Raise SourceError if a member of an archive cannot be read, or is made to fill the memory."""
    if not location.is_dir():
        with zipfile.ZipFile(location) as archive:
            _check_packed(location, archive.getinfo(member))
    if member.casefold().endswith(".zip"):
        with open_member(location, member) as file, _archive(member, file) as inner:
            _check_packed(Path(member), _only_table(member, inner))


def _check_packed(location: Path, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise SourceError(f"{location}: {member.filename} is encrypted; unpack the archive and give the folder")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError(f"{location}: {member.filename} is packed in an unusual way; unpack it and give the folder")
    if member.file_size > max(_SMALL, _HIGHEST_RATIO * member.compress_size):
        raise SourceError(f"{location}: {member.filename} unpacks to {member.file_size:,} bytes, as no catalogue does")


@contextmanager
def open_member(location: Path, member: str) -> Iterator[IO[bytes]]:
    """Open a file of a folder or an archive as it is."""
    if location.is_dir():
        with (location / member).open("rb") as file:
            yield file
    else:
        with zipfile.ZipFile(location) as archive, archive.open(member) as file:
            yield file


@contextmanager
def open_unpacked(location: Path, member: str) -> Iterator[IO[bytes]]:
    """Open a file of a folder or an archive, unpacked if its name ends in .gz or .zip. Raises SourceError."""
    with open_member(location, member) as file:
        name = member.casefold()
        if name.endswith(".gz"):
            with gzip.open(file) as unpacked:
                yield cast("IO[bytes]", unpacked)
        elif name.endswith(".zip"):
            with _archive(member, file) as inner, inner.open(_only_table(member, inner)) as unpacked:
                yield unpacked
        else:
            yield file


@contextmanager
def _archive(member: str, file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise SourceError(f"{member} cannot be read ({error}); fetch it again") from error
    with archive:
        yield archive


def _only_table(member: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the one .csv or .tsv in an archive that is named like a table. Raises SourceError if there is another number."""
    tables = [
        inner for inner in archive.infolist() if inner.filename.casefold().endswith(TEXT) and "__MACOSX" not in inner.filename
    ]
    if len(tables) != 1:
        raise SourceError(f"{member} holds {len(tables)} tables; unpack it and give the folder")
    return tables[0]
