"""The raw files of a catalogue, in a folder or in a .zip archive, and the form in which it has the films."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from build.reading.containers import SourceError, check_member, members, stem
from build.reading.forms import Form

# Each file: the names that it may have, without their ending.
FILES: dict[str, tuple[str, ...]] = {
    "metadata": ("movies_metadata", "movies_dataset", "tmdb_5000_movies", "tmdb_movie_dataset_v11", "tmdb_all_movies"),
    "credits": ("credits", "tmdb_5000_credits"),
    "keywords": ("keywords",),
    "links": ("links",),
    "ratings": ("ratings", "ratings_small"),
    "akas": ("title.akas",),
}
# What people keep tables in that is not read.
_OTHER_TABLES = (".xlsx", ".xls", ".ods", ".numbers", ".json", ".jsonl", ".ndjson", ".sqlite", ".db", ".feather", ".pkl")
_OTHER_ARCHIVES = (".7z", ".rar", ".tar", ".tar.gz", ".tgz", ".bz2", ".xz", ".zst", ".zip")
_HOLDS = "movies_metadata.csv and credits.csv, or films in another form that README names"

FileState = tuple[int, int, int, int, int]  # device, inode, bytes, and when its content and its entry changed, in ns


@dataclass(frozen=True)
class Source:
    """The raw files of a catalogue, by role: the keys of FILES. form: of its films, once their columns were read."""

    name: str
    location: Path
    files: dict[str, str]
    state: tuple[FileState, ...] = ()
    form: Form | None = None

    def size(self) -> int:
        """Return the bytes of its files on disk, packed or not."""
        if self.location.is_dir():
            return sum((self.location / name).stat().st_size for name in self.files.values())
        return self.location.stat().st_size

    def check_unchanged(self) -> None:
        """Raise SourceError if a file is not what it was when the source was found: what was read is then of no one source."""
        if self.state != file_states(self.location, self.files):
            raise SourceError(f"{self.name} changed while it was read; run again when it is complete")

    def has(self, role: str) -> bool:
        """Whether the source holds this optional file."""
        return role in self.files


def find_files(location: Path) -> dict[str, str]:
    """Return the files in a folder or a .zip archive by role. Raises SourceError if it cannot be read, or two have one role."""
    if not location.exists():
        raise SourceError(f"{location} does not exist; give a folder or a .zip that holds {_HOLDS}")
    if not (location.is_dir() or (location.is_file() and zipfile.is_zipfile(location))):
        raise SourceError(f"{location} is neither a folder nor a .zip; give one that holds {_HOLDS}")
    found = members(location)
    files = {}
    for role, stems in FILES.items():
        named = [member for member in found if stem(member) in stems]
        # A file in the folder itself counts before one further down.
        matches = [member for member in named if member.count("/") == min(other.count("/") for other in named)]
        if role == "ratings":  # both in The Movies Dataset: the larger has them all
            matches = [match for match in matches if stem(match) == "ratings"] or matches
        if len(matches) > 1:
            raise SourceError(f"{location} holds {' and '.join(matches[:3])}; leave the one that counts")
        if matches:
            files[role] = matches[0]
            check_member(location, matches[0])
    return files


def tables_in(location: Path) -> list[str]:
    """Return the files that may hold films under a name of their own."""
    known = {name for stems in FILES.values() for name in stems}
    return [member for member in members(location) if stem(member) and stem(member) not in known]


def no_films(location: Path) -> SourceError:
    """Return the error for a source that holds no films. Its message lists the files that the source does hold."""
    others = [member for member in members(location) if not member.rpartition("/")[2].startswith((".", "._"))]
    like_films = [member for member in others if "movie" in member.casefold() or "film" in member.casefold()]
    for member in [*like_films, *others]:
        if member.casefold().endswith(_OTHER_TABLES):
            return SourceError(f"{location} holds {member}; save it as CSV (movies_metadata.csv), or give another source")
        if member.casefold().endswith(_OTHER_ARCHIVES):
            return SourceError(f"{location} holds {member}; unpack it, or give another source")
    there = f"; it holds {', '.join(others[:5])}{', …' if len(others) > 5 else ''}" if others else ""
    return SourceError(f"{location} holds no movies_metadata.csv or movies_dataset.csv{there}: put {_HOLDS} there")


def file_states(location: Path, files: Mapping[str, str]) -> tuple[FileState, ...]:
    """Return what shows that a file was changed or replaced, even if its times were set back. Raises SourceError."""
    paths = [location / name for name in files.values()] if location.is_dir() else [location]
    try:
        stats = [path.stat() for path in paths]
    except OSError as error:
        raise SourceError(f"{error.filename}: {error.strerror}; give a source that stays as it is") from error
    return tuple((stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for stat in stats)
