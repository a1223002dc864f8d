"""Where the function stands: its address, and the path that a gateway puts before every request ($FILMOTECA_PREFIX)."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope

# A host as a client may name it in its request; anything else is not repeated to it.
_HOST = re.compile(rb"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")


def own_address(scope: Scope) -> str:
    """Return the address of the API without a slash at its end: $FILMOTECA_REST, else the one that the request was sent to.

    Of a request that names no host it is the path alone, empty at the root.
    """
    configured = os.environ.get("FILMOTECA_REST", "").rstrip("/")
    if configured:
        return configured
    host = next((value for name, value in scope.get("headers", ()) if name == b"host"), b"")
    host = host.strip()
    origin = f"{scope['scheme']}://{host.decode()}" if _HOST.fullmatch(host) else ""
    return f"{origin}{scope['root_path']}"


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
