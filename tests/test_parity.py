"""One answer, one set of bytes: the static tree, the ASGI app and the Lambda handler agree."""

import random
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from functions.api import create_app
from functions.handler import lambda_handler
from functions.keys import clave
from functions.paths import answer_path
from functions.questions import QUESTION
from functions.site import Site
from functions.store import Store
from tests.support.requests import FUNCTION_URL, HOSTS, ask, invoke
from tests.support.small_tree import Names, write_tree


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Names]:
    """A tree and the names in it."""
    public = tmp_path_factory.mktemp("public")
    return public, write_tree(public)


def typed(names: Names, count: int) -> list[tuple[str, str]]:
    """(question, name) as people type them: capitals, accents lost, spaces, signs, and mistakes."""
    chance = random.Random(11)  # noqa: S311 - the same names at every run
    asked = []
    for _ in range(count):
        question = chance.choice(sorted(names))
        name = chance.choice(list(names[question].values()))
        form = chance.randrange(7)
        if form == 1:
            name = name.upper()
        elif form == 2:
            name = clave(name)
        elif form == 3:
            name = f" {name.lower()}. "
        elif form == 4:
            name = name.replace(" ", " - ")
        elif form == 5:
            at = chance.randrange(len(name) + 1)
            name = name[:at] + chance.choice("xq/?#%&+;'\"\\\0\t\u200b\u0301é東🎬") + name[at:]
        asked.append((question, name))
    return asked


def test_tree_app_and_handler_give_the_same_bytes(tree: tuple[Path, Names]) -> None:
    """Random and hostile names, both forms, every Lambda host: body, ETag and status are one."""
    public, names = tree
    app, handler, site = create_app(Store(public)), lambda_handler(Store(public)), Site(Store(public))
    found = 0
    for n, (question, name) in enumerate(typed(names, 600)):
        by_query = n % 2 == 1
        escaped = quote(name, safe="")
        target = f"/{question}?{QUESTION[question].parameter}={escaped}" if by_query else f"/{question}/{escaped}"
        served = ask(app, target)
        # The HTTP API cuts a path at a `?`: it needs the query form, as its documentation says.
        host = FUNCTION_URL if "?" in name and not by_query else HOSTS[n % len(HOSTS)]
        invoked = invoke(handler, target, host)
        assert (invoked.status, invoked.headers.get("etag")) == (served.status, served.headers.get("etag")), (target, host)
        if served.status == 200:
            found += 1
            file = served.headers["link"].partition(">")[0].removeprefix("<")
            static = ask(site, file)
            assert static.body == served.body == invoked.body
            assert static.headers["etag"] == served.headers["etag"]
        else:
            assert invoked.json()["title"] == served.json()["title"]
    assert found > 400


def test_every_file_is_reached_by_its_name(tree: tuple[Path, Names]) -> None:
    """Every name of the tree, and the file that holds its answer."""
    public, names = tree
    app: Any = create_app(Store(public))
    for question, named in names.items():
        for key, name in named.items():
            told = ask(app, f"/{question}/{quote(name, safe='')}")
            assert told.body == (public / answer_path(question, key)).read_bytes(), name
