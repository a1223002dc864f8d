"""The two folders that a build writes, each with what a build may write there."""

import re
from pathlib import Path

from precompute.owned_tree import RECORD, OutputPaths, OwnedTree
from precompute.publishing.publish import LLMS_TXT
from precompute.publishing.release import API_PATHS, published_tree
from precompute.tables import TABLE_PATHS

# Trees of versions that kept no list: what tells their pages, texts and icon from other people's.
_OF_EARLIER_VERSIONS = re.compile(rb'Filmoteca|\AUser-agent: \*\nAllow: /\n|<urlset|viewBox="0 0 32 32"')


def public_tree(public: Path, *, site: bool, force: bool) -> OwnedTree:
    """Return the published tree, ready to be written. Raises InTheWayError if a file of somebody else's is in the way."""
    output = [API_PATHS, OutputPaths(re.compile(re.escape(LLMS_TXT)), ())]
    if site:
        from eda.site.addresses import SITE_PATHS  # noqa: PLC0415 # takes half a second that --no-site saves

        output.append(SITE_PATHS)
    tree = published_tree(public, force=force)
    is_of_earlier_version = bool(tree.owned) and not (public / RECORD).exists()
    tree.prepare(output, lambda path: is_of_earlier_version and _is_written_by_build(public, path))
    return tree


def tables_folder(folder: Path, *, force: bool) -> OwnedTree:
    """Return the folder of clean tables, ready to be written. Raises InTheWayError if a file is in the way."""
    tree = OwnedTree(folder, force=force)
    tree.prepare([TABLE_PATHS])
    return tree


def _is_written_by_build(public: Path, path: Path) -> bool:
    """Return whether an earlier version wrote this file of its tree."""
    parts = path.relative_to(public).parts
    if parts[0] != "en" and len(parts) > 1:  # below api/v1, figuras and sitio
        return True
    return path.is_file() and bool(_OF_EARLIER_VERSIONS.search(path.read_bytes()))
