"""Writing a tree: whole files only, only what changed."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from precompute.atomic_files import UNFINISHED, files_below
from precompute.owned_tree import RECORD, OutputPaths, OwnedTree


def paths(root: Path) -> list[str]:
    """The files of a tree, without the list of them."""
    return [path for path, *_ in files_below(root) if path != RECORD]


def test_only_changed_bytes_are_written(tmp_path: Path) -> None:
    """A file that already has the bytes is not touched; the others are replaced."""
    tree = OwnedTree(tmp_path)
    tree.write([("a/one.json", b"1"), ("a/two.json", b"2")])
    before = (tmp_path / "a/one.json").stat().st_ino
    tree.write([("a/one.json", b"1"), ("a/two.json", b"22")])
    assert (tree.changes.written, tree.changes.unchanged) == (3, 1)
    assert (tmp_path / "a/one.json").stat().st_ino == before
    assert (tmp_path / "a/two.json").read_bytes() == b"22"


@pytest.mark.parametrize("old", [b"", b"1", b"123", b"12345"])
def test_shorter_and_longer_files_are_replaced(tmp_path: Path, old: bytes) -> None:
    """No byte of the old file is left."""
    tree = OwnedTree(tmp_path)
    tree.write([("a.json", old)])
    tree.write([("a.json", b"123")])
    assert (tmp_path / "a.json").read_bytes() == b"123"


def test_a_file_stays_whole_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the rename does not happen, the reader still finds the old file."""
    tree = OwnedTree(tmp_path)
    tree.write([("a.json", b"old")])

    def refuse(_source: str, _target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        tree.write([("a.json", b"new")])
    assert (tmp_path / "a.json").read_bytes() == b"old"
    assert paths(tmp_path) == ["a.json"]


def test_a_new_folder_comes_whole_with_what_is_inside_it(tmp_path: Path) -> None:
    """Readers see a new folder only when all its files are there; a later file does not wait."""
    seen: list[bool] = []

    def files() -> Iterator[tuple[str, bytes]]:
        for path in ("new/one.json", "new/inner/two.json", "new/three.json", "one.json"):
            yield path, b"{}"
            seen.append((tmp_path / "new").exists())

    OwnedTree(tmp_path).write(files())
    assert seen == [False] * 4
    assert paths(tmp_path) == ["new/inner/two.json", "new/one.json", "new/three.json", "one.json"]


def test_a_new_folder_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    """The same if a killed build had left the folder unfinished."""
    (tmp_path / f"{UNFINISHED}.new").mkdir()
    (tmp_path / f"{UNFINISHED}.new/left.json").write_bytes(b"{}")

    def files() -> Iterator[tuple[str, bytes]]:
        yield "new/one.json", b"{}"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        OwnedTree(tmp_path).write(files())
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_build_left_unfinished_is_removed(tmp_path: Path) -> None:
    (tmp_path / "a" / f"{UNFINISHED}.gone").mkdir(parents=True)
    (tmp_path / "a" / f"{UNFINISHED}.gone/one.json").write_bytes(b"{")
    (tmp_path / "a" / UNFINISHED).write_bytes(b"{")
    (tmp_path / UNFINISHED).write_bytes(b"{")
    tree = OwnedTree(tmp_path)
    tree.prepare([OutputPaths(re.compile("a"), ("a",))])
    assert paths(tmp_path) == []
