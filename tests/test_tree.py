"""Writing a tree: whole files only, only what changed, and nothing of anybody else's removed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from precompute.atomic_files import Changes, remove_stale, write_files


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


def test_a_new_folder_comes_whole_with_what_is_inside_it(tmp_path: Path) -> None:
    """Readers see a folder that was not there only when all its files are; a later file does not wait."""
    seen: list[bool] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for path in ("new/one.json", "new/inner/two.json", "new/three.json", "one.json"):
            yield path, b"{}"
            seen.append((tmp_path / "new").exists())

    write_files(tmp_path, files(), Changes())
    assert seen == [False] * 4
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.json")) == [
        "new/inner/two.json", "new/one.json", "new/three.json", "one.json"
    ]  # fmt: skip


def test_a_new_folder_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    """When the files stop coming, what was made of the folder is taken away; what a kill left goes with the next."""
    (tmp_path / ".tmp.new").mkdir()
    (tmp_path / ".tmp.new/left.json").write_bytes(b"{}")

    def files() -> Iterator[tuple[str, bytes]]:
        yield "new/one.json", b"{}"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, files(), Changes())
    assert list(tmp_path.iterdir()) == []
    (tmp_path / ".tmp.gone").mkdir()
    remove_stale(tmp_path, set(), Changes())
    assert list(tmp_path.iterdir()) == []
