"""How a tree is laid out for where it will stand: answers in files or packs, the largest file, and what precedes its links."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from precompute.publishing.hosts import FIT, Host, must_pack

_SITE_URL = "FILMOTECA_URL"


@dataclass(frozen=True)
class Layout:
    """How a tree is laid out.

    packed: whether answers go into packs; largest: the most bytes of a file, None if there is no limit; host: its name; url:
    the address of the site, empty if it is not known.
    """

    packed: bool = False
    largest: int | None = None
    host: str = ""
    url: str = ""

    def link(self, path: str) -> str:
        """Return the link to a path below the root of the tree, from the root of its host."""
        return f"{urlsplit(self.url).path.rstrip('/')}/{path}"

    def address(self, path: str) -> str:
        """Return the whole address of a path, or its link if the site's address is not known."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{self.link(path)}" if parts.netloc else self.link(path)


# A file for each answer, at the root of any host.
PLAIN = Layout()


def layout_for(fit: str | None, answers: Mapping[str, int]) -> Layout:
    """Return the layout for a host (a key of FIT, None for any) and the site's address, $FILMOTECA_URL.

    answers: how many answers each question has.
    """
    host: Host | None = FIT[fit] if fit else None
    url = os.environ.get(_SITE_URL, "")
    if host is None:
        return Layout(url=url)
    return Layout(must_pack(answers, host), host.largest, host.name, url)
