"""Sources that are not what they should be: each is refused in a line that says what to do, none is a traceback."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from build.reading.containers import SourceError
from build.reading.find_source import read_source
from tests.support.raw_films import METADATA, film, write_source
from tests.support.whole_steps import clean

_HEADER = ",".join(METADATA).encode() + b"\n"


def packed(folder: Path, *members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive of these (name, content) members, and of credits without a film."""
    with zipfile.ZipFile(folder / "films.zip", "w", method) as archive:
        for name, content in [*members, ("credits.csv", b"cast,crew,id\n")]:
            archive.writestr(name, content)
    return folder / "films.zip"


def encrypted(folder: Path) -> Path:
    """An archive whose first member says that it needs a password: bit 0 of its flags, in both places."""
    path = packed(folder, ("movies_metadata.csv", _HEADER))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    return path


def looped(folder: Path) -> Path:
    """A link to itself."""
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


def unread(folder: Path) -> Path:
    """A folder where movies_metadata.csv is a folder."""
    write_source(folder / "raw", [])
    (folder / "raw/movies_metadata.csv").unlink()
    (folder / "raw/movies_metadata.csv").mkdir()
    return folder / "raw"


def piped(folder: Path) -> Path:
    """A pipe that nobody writes into, which would be waited for until the end of days."""
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (encrypted, "movies_metadata.csv is encrypted; unpack the archive and give the folder"),
        (looped, "does not exist; give a folder or a .zip"),
        (unread, "holds no movies_metadata.csv or movies_dataset.csv"),
        (piped, "is neither a folder nor a .zip"),
        (
            lambda folder: packed(folder, ("movies_metadata.csv", _HEADER), method=zipfile.ZIP_BZIP2),
            "is packed in an unusual way; unpack it and give the folder",
        ),
        (
            lambda folder: packed(folder, ("movies_metadata.csv", _HEADER + b"\n" * 20_000_000)),
            "bytes, as no catalogue does",
        ),
        (
            lambda folder: packed(folder, ("a/movies_metadata.csv", _HEADER), ("b/movies_metadata.csv", _HEADER)),
            "holds a/movies_metadata.csv and b/movies_metadata.csv; leave the one that counts",
        ),
        (
            lambda folder: packed(folder, ("movies_metadata.csv", b"budget," + _HEADER)),
            "movies_metadata.csv has two columns budget",
        ),
    ],
)
def test_a_source_that_cannot_be_read_is_refused(tmp_path: Path, make: Callable[[Path], Path], message: str) -> None:
    """Encrypted, oddly packed, made to fill the memory, ambiguous, or no files at all."""
    with pytest.raises(SourceError) as caught:
        clean(read_source(make(tmp_path)))
    assert message in str(caught.value)


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    """A cell, and a line, longer than any film's is no CSV: the line says where."""
    source = write_source(tmp_path, [film(1, "Uno")])
    with (source / "movies_metadata.csv").open("ab") as file:
        file.write(b'"' + b"x" * (2**24 + 1) + b'"\n')
    with pytest.raises(SourceError, match=r"movies_metadata\.csv, line 3: field larger than field limit"):
        clean(read_source(source))
    (source / "movies_metadata.csv").write_bytes(b"x" * 2**26)
    with pytest.raises(SourceError, match="a line of over 67,108,864 characters"):
        clean(read_source(source))
