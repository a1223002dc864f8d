"""A release: everything below api/v1 is written here, so the manifest lists all of it but itself and the root index.

The manifest also stands under its own hash, which the root index names: a reader who has one release's root index never
gets another's manifest.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from functions.paths import API
from functions.questions import QUESTION
from precompute.owned_tree import Changes, OutputPaths, OwnedTree
from precompute.publishing.layout import PLAIN, Layout

Manifest = dict[str, dict[str, Any]]
ROOT_INDEX, MANIFEST = f"{API}/index.json", f"{API}/manifest.json"
# What a build may write below api/v1 beside the answers, whose paths are known only when there are answers.
_QUESTIONS, _FOLDERS = "|".join(QUESTION), "buscar|descargas|esquemas|fichas|manifiestos|vecinas"
_DOCUMENTS = (
    r"(?:index|manifest|openapi|package|calidad|evaluacion|cambios|mapa)\.json|api\.md"
    r"|filmoteca\.py|(?:filmoteca|clave|cercanas|busqueda|lista|paquetes|respuestas)\.(?:js|d\.ts)"
)
API_PATHS = OutputPaths(
    re.compile(
        rf"{API}/(?:{_DOCUMENTS}|(?:{_FOLDERS})/[^/]+\.(?:json|jsonld|csv|ndjson|parquet|sqlite)"
        rf"|(?:{_QUESTIONS})/(?:(?:index|alias|alias\.laxo|fama)|paginas/[^/]+|(?:paquetes|formas)-[0-9]+/[0-9]+)\.json)",
        re.IGNORECASE,  # on some file systems Index.json is index.json
    ),
    (API, *(f"{API}/{folder}" for folder in (*_FOLDERS.split("|"), *QUESTION)), *(f"{API}/{q}/paginas" for q in QUESTION)),
)


def manifest_path(manifest: bytes) -> str:
    """The path of a manifest that no other manifest ever has."""
    return f"{API}/manifiestos/{sha256(manifest).hexdigest()}.json"


class Part(NamedTuple):
    """What another process wrote of a release."""

    manifest: Manifest
    changes: Changes
    packs: dict[str, int]


class Release:
    """The tree being published: what was written, and the manifest that vouches for it.

    layout: how it is laid out; packs: how many packs each question has; omitted: files that the host does not take, with
    their bytes, which are no part of the release.
    """

    def __init__(self, tree: OwnedTree, layout: Layout = PLAIN) -> None:
        self.tree, self.layout = tree, layout
        self.manifest: Manifest = {}
        self.packs: dict[str, int] = {}
        self.omitted: dict[str, int] = {}

    @property
    def public(self) -> Path:
        """The root of the tree."""
        return self.tree.root

    def write(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Write small files, each given as (path, content)."""
        self.tree.write(self._recorded(files))

    @contextmanager
    def large(self, path: str) -> Iterator[Path]:
        """Return a temporary path where the caller makes a large file, which then becomes `path`."""
        with self.tree.large_file(path) as temporary:
            yield temporary
            with temporary.open("rb") as file:
                self.manifest[path] = {"sha256": file_digest(file, "sha256").hexdigest(), "bytes": temporary.stat().st_size}

    def part(self) -> Part:
        """Return what this process wrote, for `add`."""
        return Part(self.manifest, self.tree.changes, self.packs)

    def add(self, part: Part) -> None:
        """Include what another process wrote of the same release."""
        self.manifest |= part.manifest
        self.packs |= part.packs
        self.tree.add(part.manifest, part.changes)

    def omit_too_large(self) -> None:
        """Leave out the files that the host does not take. They stay for who still reads them, until `remove_omitted`."""
        if (largest := self.layout.largest) is None:
            return
        self.omitted = {path: entry["bytes"] for path, entry in self.manifest.items() if entry["bytes"] > largest}
        for path in self.omitted:
            del self.manifest[path]

    def remove_omitted(self) -> None:
        """Remove the files that were left out."""
        self.tree.remove(self.omitted)

    def close(self, root_index: bytes, manifest: bytes) -> None:
        """Remove what an earlier build left, then write the root index and, last of all, the manifest."""
        current = {*self.manifest, *self.omitted, ROOT_INDEX, MANIFEST, manifest_path(manifest)}
        self.tree.remove(path for path in self.tree.owned - current if path.startswith(f"{API}/"))
        self.tree.write([(ROOT_INDEX, root_index), (MANIFEST, manifest)])

    def _recorded(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        for path, content in files:
            self.manifest[path] = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
            yield path, content


def forms_counts(manifest: Iterable[str]) -> dict[str, int]:
    """Return in how many files the aliases and looser forms of each question are. manifest: the paths of a release."""
    pattern = re.compile(rf"{API}/([^/]+)/formas-([0-9]+)/0\.json")
    matches = filter(None, map(pattern.fullmatch, manifest))
    return {match[1]: int(match[2]) for match in matches}


def published_tree(public: Path, *, force: bool = False) -> OwnedTree:
    """Return the tree below `public`, with the files that earlier builds wrote. force: overwrite files in the way.

    Raises InTheWayError if the folder has a .filmoteca that is not a build's.
    """
    return OwnedTree(public, listed_in_manifest(public), force=force)


def listed_in_manifest(public: Path) -> list[str]:
    """Return the paths that the manifest of an earlier release lists; an empty list if there is none."""
    try:
        root_index, manifest = (orjson.loads((public / path).read_bytes()) for path in (ROOT_INDEX, MANIFEST))
    except (OSError, orjson.JSONDecodeError):
        return []
    if not isinstance(manifest, dict) or not isinstance(root_index, dict) or "preguntas" not in root_index:
        return []
    own = manifest_path((public / MANIFEST).read_bytes())
    return [ROOT_INDEX, MANIFEST, own, *(path for path in manifest if path.startswith(f"{API}/"))]
