"""A release: everything below api/v1 is written here, so the manifest lists all of it."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from functions.paths import API
from precompute.atomic_files import TEMPORARY, Changes, large_file, remove_stale, write_files

Manifest = dict[str, dict[str, Any]]
ROOT_INDEX, MANIFEST = f"{API}/index.json", f"{API}/manifest.json"
# What a build may have left below api/v1; any other file there is somebody else's.
_OURS = (".json", ".jsonld", ".js", ".ts", ".md", ".ndjson", ".csv", ".parquet", ".sqlite")


def _is_whole(entry: "os.DirEntry[str]") -> bool:
    return entry.is_dir(follow_symlinks=False) and not entry.name.startswith(TEMPORARY)


class Release:
    """The tree being published below `public`: what was written, and the manifest that vouches for it."""

    def __init__(self, public: Path) -> None:
        self.public = public
        self.changes = Changes()
        self.manifest: Manifest = {}

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write small files, each given as (path, content)."""
        write_files(self.public, self._recorded(files), self.changes)

    @contextmanager
    def large(self, path: str) -> Iterator[Path]:
        """A temporary path where the caller makes a large file, which then becomes `path`."""
        with large_file(self.public, path, self.changes) as made:
            yield made
            with made.open("rb") as file:
                self.manifest[path] = {"sha256": file_digest(file, "sha256").hexdigest(), "bytes": made.stat().st_size}

    def add(self, other: "Release") -> None:
        """Take for written here what another release of the same tree wrote."""
        self.manifest |= other.manifest
        self.changes.written += other.changes.written
        self.changes.unchanged += other.changes.unchanged
        self.changes.made |= other.changes.made

    def close(self, root_index: bytes, manifest: bytes) -> None:
        """Remove what an earlier build left, then write the root index and, last of all, the manifest."""
        current = {API: {"index.json", "manifest.json"}}
        for path in self.manifest:
            folder, _, name = path.rpartition("/")
            current.setdefault(folder, set()).add(name)
        self._remove_stale(API, current)
        write_files(self.public, [(ROOT_INDEX, root_index), (MANIFEST, manifest)], self.changes)

    def _remove_stale(self, folder: str, current: dict[str, set[str]]) -> None:
        path_ = self.public / folder
        if str(path_) in self.changes.made:
            return
        folders = [entry.name for entry in os.scandir(path_) if _is_whole(entry)] if path_.is_dir() else []
        for name in sorted(folders):
            self._remove_stale(f"{folder}/{name}", current)
        remove_stale(path_, current.get(folder, set()) | set(folders), self.changes, _OURS)
        if folder not in current and path_.is_dir() and not any(path_.iterdir()):
            path_.rmdir()

    def _recorded(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for path, content in files:
            self.manifest[path] = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
            yield path, content
