"""Writing a tree: whole files only, only what changed, and nothing of anybody else's removed."""

import os
from pathlib import Path

import pytest

from precompute.publishing.tree import Changes, remove_stale, write_files


def test_only_changed_bytes_are_written(tmp_path: Path) -> None:
    """A file that already holds the bytes is not touched; the others are replaced."""
    changes = Changes()
    write_files(tmp_path, [("a/one.json", b"1"), ("a/two.json", b"2")], changes)
    before = (tmp_path / "a/one.json").stat().st_ino
    write_files(tmp_path, [("a/one.json", b"1"), ("a/two.json", b"22")], changes)
    assert (changes.written, changes.unchanged) == (3, 1)
    assert (tmp_path / "a/one.json").stat().st_ino == before
    assert (tmp_path / "a/two.json").read_bytes() == b"22"


@pytest.mark.parametrize("old", [b"", b"1", b"123", b"12345"])
def test_shorter_and_longer_files_are_replaced(tmp_path: Path, old: bytes) -> None:
    """What was there before leaves no bytes behind."""
    (tmp_path / "a.json").write_bytes(old)
    write_files(tmp_path, [("a.json", b"123")], Changes())
    assert (tmp_path / "a.json").read_bytes() == b"123"


def test_a_file_stays_whole_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the rename does not happen, the reader still finds the old file."""
    write_files(tmp_path, [("a.json", b"old")], Changes())

    def refuse(_source: str, _target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, [("a.json", b"new")], Changes())
    assert (tmp_path / "a.json").read_bytes() == b"old"


def test_stale_files_go_and_foreign_ones_stay(tmp_path: Path) -> None:
    """Files of an earlier build and unfinished ones are removed; others, folders and links are kept and named."""
    for name in ("kept.json", "stale.json", "notes.txt", ".tmp"):
        (tmp_path / name).write_bytes(b"{}")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "notes.txt")
    changes = Changes()
    remove_stale(tmp_path, {"kept.json"}, changes)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.json", "kept.json", "link.json", "notes.txt"]
    assert changes.removed == 1
    assert [Path(path).name for path in changes.foreign] == ["folder.json", "link.json", "notes.txt"]
