"""The path that an API gateway or a proxy puts before every request: $FILMOTECA_PREFIX, for example /films."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope


def path_prefix() -> str:
    """Return $FILMOTECA_PREFIX with a slash in front and none at the end; empty if it is not set."""
    prefix = os.environ.get("FILMOTECA_PREFIX", "").strip("/")
    return f"/{prefix}" if prefix else ""


def behind_prefix(scope: Scope, prefix: str) -> None:
    """Make a prefix that stands in the path part of `root_path`, so that routes are found and links begin with it."""
    root: str = scope.get("root_path", "")
    if prefix and not root.endswith(prefix) and f"{scope['path']}/".startswith(f"{root}{prefix}/"):
        scope["root_path"] = f"{root}{prefix}"
        if scope["path"] == scope["root_path"]:
            scope["path"] += "/"


def path_below_root(scope: Scope) -> str:
    """Return the path without the `root_path` that precedes it."""
    path: str = scope["path"]
    root: str = scope["root_path"]
    return path[len(root) :] if root and path.startswith(f"{root}/") else path
