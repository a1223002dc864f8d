"""Static hosts: what a published tree takes, against the limits that each host publishes."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from precompute.atomic_files import FileStat

MB, MIB, GB, TB = 10**6, 2**20, 10**9, 10**12


@dataclass(frozen=True)
class Size:
    """What a tree takes: files, bytes, the most files in a folder, the largest file, the longest name and path."""

    files: int = 0
    bytes: int = 0
    in_folder: int = 0
    largest: int = 0
    largest_path: str = ""
    name_bytes: int = 0
    path_bytes: int = 0


@dataclass(frozen=True)
class Host:
    """A host's published limits; None if it publishes none."""

    name: str
    source: str
    key: str = ""  # of --fit
    files: int | None = None
    bytes: int | None = None
    in_folder: int | None = None
    largest: int | None = None
    path_bytes: int | None = None


HOSTS = (
    Host("Render", "https://render.com/docs/static-sites", "render"),
    Host(
        "GitHub Pages",
        "https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits",
        "github-pages",
        bytes=1 * GB,
        largest=100 * MIB,
    ),
    Host(
        "Cloudflare Pages, free",
        "https://developers.cloudflare.com/pages/platform/limits/",
        "cloudflare-pages",
        files=20_000,
        largest=25 * MIB,
    ),
    Host("Cloudflare Pages, paid", "https://developers.cloudflare.com/pages/platform/limits/", files=100_000, largest=25 * MIB),
    Host("Netlify", "https://docs.netlify.com/site-deploys/overview/", "netlify", in_folder=54_000),
    Host(
        "Amazon S3",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html",
        "s3",
        largest=50 * TB,
        path_bytes=1_024,
    ),
)
FIT = {host.key: host for host in HOSTS if host.key}
# Files of a tree that are no answers: indexes, search, schemas, downloads, the site.
_OTHER_FILES = 3_000


def must_pack(answers: Mapping[str, int], host: Host) -> bool:
    """Whether a host takes too few files for one for each answer. answers: how many each question has."""
    too_many = host.files is not None and sum(answers.values()) + _OTHER_FILES > host.files
    return too_many or (host.in_folder is not None and max(answers.values(), default=0) > host.in_folder)


MEASURES = {
    "files": "files",
    "bytes": "in all",
    "in_folder": "files in a folder",
    "largest": "largest file",
    "path_bytes": "longest path",
}


def measure(value: Iterable[FileStat]) -> Size:
    """What these files of a tree take, hidden ones left out."""
    in_folder: Counter[str] = Counter()
    total = largest = name_bytes = path_bytes = 0
    largest_path = ""
    for path, size, *_ in value:
        if path.startswith(".") or "/." in path:
            continue
        folder, _, name = path.rpartition("/")
        in_folder[folder] += 1
        total += size
        largest, largest_path = max((largest, largest_path), (size, path))
        path_bytes = max(path_bytes, len(os.fsencode(path)))
        name_bytes = max(name_bytes, len(os.fsencode(name)))
    fullest = max(in_folder.values(), default=0)
    return Size(in_folder.total(), total, fullest, largest, largest_path, name_bytes, path_bytes)


def passed(size: Size, host: Host) -> list[str]:
    """The limits of a host that the tree passes, each in words."""
    limits = ((measured, getattr(size, measured), getattr(host, measured)) for measured in MEASURES)
    return [
        f"{MEASURES[measured]} {shown(measured, value)} over {shown(measured, limit)}"
        for measured, value, limit in limits
        if limit is not None and value > limit
    ]


def report(size: Size) -> str:
    """One line of what the tree takes, then a warning per host whose limits it passes."""
    fits = [host.name for host in HOSTS if not passed(size, host)]
    lines = [
        f"{size.files:,} files, {shown('bytes', size.bytes)}, longest name {size.name_bytes} bytes, "
        f"largest file {shown('largest', size.largest)}; fits {', '.join(fits) or 'no host'}"
    ]
    lines += [f"warning: too large for {host.name}: {'; '.join(over)}" for host in HOSTS if (over := passed(size, host))]
    return "\n           ".join(lines)


def shown(measured: str, number: int) -> str:
    """A number of MEASURES with its unit."""
    if measured == "path_bytes":
        return f"{number:,} bytes"
    if measured not in ("bytes", "largest"):
        return f"{number:,}"
    for unit, size in (("TB", TB), ("GB", GB), ("MB", MB)):
        if number >= size:
            return f"{number / size:,.1f} {unit}".replace(".0 ", " ")
    return f"{number:,} bytes"
