"""The raw files of a catalogue, in a folder or in a .zip archive."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO

from precompute.refusal import RefusalError

# Each file: the names it may have, and whether it is optional.
FILES: dict[str, tuple[tuple[str, ...], bool]] = {
    "metadata": (("movies_metadata.csv", "movies_dataset.csv"), False),
    "credits": (("credits.csv",), False),
    "keywords": (("keywords.csv",), True),
    "links": (("links.csv",), True),
    "ratings": (("ratings_small.csv",), True),
    "akas": (("title.akas.tsv", "title.akas.tsv.gz"), True),
}

_ENCRYPTED = 0x1  # the bit of a member's flags
# Films pack to a fifth of their size. What packs to less than a hundredth is made to fill the memory.
_HIGHEST_RATIO, _SMALL = 100, 10_000_000

FileState = tuple[int, int, int, int, int]  # device, inode, bytes, and when its content and its entry changed, in ns


class SourceError(RefusalError):
    """A source that cannot be used. The message is one line that says what to do."""


@dataclass(frozen=True)
class Source:
    """The raw CSV files of a catalogue, by role: the keys of FILES."""

    name: str
    location: Path
    files: dict[str, str]
    state: tuple[FileState, ...] = ()

    def size(self) -> int:
        """Return the bytes of its files on disk, packed or not."""
        if self.location.is_dir():
            return sum((self.location / name).stat().st_size for name in self.files.values())
        return self.location.stat().st_size

    def check_unchanged(self) -> None:
        """Raise SourceError if a file is not what it was when the source was found: what was read is then of no one source."""
        if self.state != _state(self.location, self.files):
            raise SourceError(f"{self.name} changed while it was read; run again when it is complete")

    def has(self, role: str) -> bool:
        """Whether the source holds this optional file."""
        return role in self.files

    @contextmanager
    def open(self, role: str) -> Iterator[TextIO]:
        """Open one file as text. Line ends and a byte order mark are kept."""
        with self.open_binary(role) as binary, io.TextIOWrapper(binary, encoding="utf-8", newline="") as text:
            yield text

    @contextmanager
    def open_binary(self, role: str) -> Iterator[IO[bytes]]:
        """Open one file as bytes."""
        member = self.files[role]
        if self.location.is_dir():
            with (self.location / member).open("rb") as file:
                yield file
        else:
            with zipfile.ZipFile(self.location) as archive, archive.open(member) as file:
                yield file


def read_source(location: Path, name: str | None = None) -> Source:
    """Return the source in a folder or a .zip archive. Raises SourceError if it lacks a file or cannot be read."""
    if location.is_dir():
        members = sorted(path.name for path in location.iterdir() if path.is_file())
    elif location.is_file() and zipfile.is_zipfile(location):
        members = _zipped(location)
    elif location.exists():
        raise SourceError(f"{location} is neither a folder nor a .zip; give one that holds movies_metadata.csv and credits.csv")
    else:
        raise SourceError(f"{location} does not exist; give a folder or a .zip that holds movies_metadata.csv and credits.csv")
    files = {}
    for role, (names, optional) in FILES.items():
        matches = [member for member in members if member.rpartition("/")[2] in names]
        if len(matches) > 1:
            raise SourceError(f"{location} holds {' and '.join(matches[:3])}; leave the one that counts")
        if matches:
            files[role] = matches[0]
        elif not optional:
            raise SourceError(f"{location} holds no {' or '.join(names)}; put the file there, or give another source")
    return Source(name or str(location), location, files, _state(location, files))


def _state(location: Path, files: Mapping[str, str]) -> tuple[FileState, ...]:
    """Return what shows that a file was changed or replaced, even if its times were set back. Raises SourceError."""
    paths = [location / name for name in files.values()] if location.is_dir() else [location]
    try:
        stats = [path.stat() for path in paths]
    except OSError as error:
        raise SourceError(f"{error.filename}: {error.strerror}; give a source that stays as it is") from error
    return tuple((stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for stat in stats)


def _zipped(location: Path) -> list[str]:
    """Return the names of our files in a .zip archive. Raises SourceError if one of them cannot be read."""
    file_names = {name for names, _ in FILES.values() for name in names}
    try:
        with zipfile.ZipFile(location) as archive:
            members = [member for member in archive.infolist() if member.filename.rpartition("/")[2] in file_names]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise SourceError(f"{location} cannot be read ({error}); fetch it again") from error
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise SourceError(f"{location}: {member.filename} is encrypted; unpack the archive and give the folder")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise SourceError(f"{location}: {member.filename} is packed in an unusual way; unpack it and give the folder")
        if member.file_size > max(_SMALL, _HIGHEST_RATIO * member.compress_size):
            raise SourceError(f"{location}: {member.filename} unpacks to {member.file_size:,} bytes, as no catalogue does")
    return sorted(member.filename for member in members)
