"""What changed since an earlier release: its manifest read from a file or a URL, and compared with this one."""

from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import orjson

from precompute.publishing.release import Manifest
from precompute.publishing.schemas import ShapeError, checked
from precompute.refusal import RefusalError

_SECONDS = 30
_LARGEST = 200_000_000  # bytes; the manifest of the whole catalogue has some 15 million


class SinceError(RefusalError):
    """A manifest that cannot be read, or is none."""


@dataclass(frozen=True)
class Earlier:
    """An earlier release: its manifest, and the manifest's own sha256."""

    sha256: str
    manifest: Manifest


def read_earlier(where: str) -> Earlier:
    """The manifest at a path or an http(s) URL. Raises SinceError, saying what is wrong with it."""
    content = _fetch(where) if "://" in where else _read(Path(where))
    try:
        manifest = orjson.loads(content)
        checked("manifiesto", manifest)
    except (orjson.JSONDecodeError, ShapeError) as error:
        raise SinceError(f"{where} is not a manifest.json of this API") from error
    return Earlier(sha256(content).hexdigest(), manifest)


def difference(earlier: Earlier, manifest: Manifest) -> dict[str, Any]:
    """What was added, changed and removed, in the shape `cambios`."""
    before = {path: entry for path, entry in earlier.manifest.items() if path != "api/v1/cambios.json"}
    lists = {
        "agregados": sorted(manifest.keys() - before.keys()),
        "cambiados": sorted(path for path in manifest.keys() & before.keys() if manifest[path] != before[path]),
        "quitados": sorted(before.keys() - manifest.keys()),
    }
    return {"desde": earlier.sha256, "cantidad": {name: len(paths) for name, paths in lists.items()}, **lists}


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _bounded(file.read(_LARGEST + 1), str(path))
    except OSError as error:
        raise SinceError(f"{path}: {error.strerror or error}") from error


def _fetch(url: str) -> bytes:
    try:
        if urlsplit(url).scheme not in ("http", "https"):
            raise SinceError(f"{url}: only http and https URLs can be read")
        request = Request(url, headers={"User-Agent": "filmoteca", "Accept": "application/json"})  # noqa: S310 # checked above
        with urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
            return _bounded(response.read(_LARGEST + 1), url)
    except HTTPError as error:
        raise SinceError(f"{url}: HTTP {error.code} {error.reason}") from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise SinceError(f"{url}: {getattr(error, 'reason', None) or error}") from error


def _bounded(content: bytes, where: str) -> bytes:
    if len(content) > _LARGEST:
        raise SinceError(f"{where} is larger than {_LARGEST:,} bytes: not a manifest")
    return content
