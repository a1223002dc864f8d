"""The site's search over the shards of the sample, run in Node: what is typed, and what stands first."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from functions.paths import API
from precompute.publishing.search_shards import MAX_BYTES

PROBE = Path(__file__).parent / "support" / "search_probe.mjs"
Found = list[list[str | None]]


@pytest.fixture(scope="module")
def found(public: Path) -> dict[str, Found]:
    """What the search finds for every text of this file: [question, key, the other title by which it was found]."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node to run busqueda.js in")
    texts = [*FIRST, *(text for text, _ in UNKNOWN), *NOTHING, "the ring lord"]
    command = [node, str(PROBE), str(public / API)]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return dict(zip(texts, json.loads(done.stdout), strict=True))


# Typed → the question and key that stand first.
FIRST = {
    "The Godfather": "peliculas_duracion/the-godfather",
    "godfather": "peliculas_duracion/the-godfather",
    "godfather 2": "peliculas_duracion/the-godfather-part-ii",
    "el padrino": "peliculas_duracion/the-godfather",
    "padrino": "peliculas_duracion/the-godfather",
    "el secreto de sus ojos": "peliculas_duracion/the-secret-in-their-eyes",
    "七人の侍": "peliculas_duracion/seven-samurai",
    "солярис": "peliculas_duracion/solaris",
    "oceans eleven": "peliculas_duracion/ocean-s-eleven",
    "oceans 11": "peliculas_duracion/ocean-s-eleven",
    "whats eating gilbert": "peliculas_duracion/what-s-eating-gilbert-grape",
    "walle": "peliculas_duracion/wall-e",
    "starwars": "peliculas_duracion/star-wars",
    "faceoff": "peliculas_duracion/face-off",
    "thelma and louise": "peliculas_duracion/thelma-louise",
    "rings lord": "peliculas_duracion/the-lord-of-the-rings-the-fellowship-of-the-ring",
    "eleven oceans": "peliculas_duracion/ocean-s-eleven",
    "god": "peliculas_duracion/the-godfather",
    "pulp ficton": "peliculas_duracion/pulp-fiction",
    "casablnaca": "peliculas_duracion/casablanca",
    "fagro": "peliculas_duracion/fargo",
    "kubrik": "get_director/stanley-kubrick",
    "castellano": "peliculas_idioma/es",
    "eeuu": "peliculas_pais/united-states-of-america",
}
# Nothing is called so: the nearest name.
UNKNOWN = [("thelma lewis", "thelma-louise"), ("godfothers", "the-godfather")]
NOTHING = ["zzqxv", "", "  ", "💥"]


@pytest.mark.parametrize("typed", FIRST)
def test_what_is_typed_finds_what_is_meant(found: dict[str, Found], typed: str) -> None:
    assert "/".join(map(str, found[typed][0][:2])) == FIRST[typed]


def test_another_title_is_named(found: dict[str, Found]) -> None:
    """The list can say «El padrino — The Godfather»."""
    assert found["el padrino"][0][2] == "El padrino"
    assert found["godfather"][0][2] is None


@pytest.mark.parametrize(("typed", "key"), UNKNOWN)
def test_where_nothing_is_found_the_nearest_names_are(found: dict[str, Found], typed: str, key: str) -> None:
    assert key in [entry[1] for entry in found[typed]]


@pytest.mark.parametrize("typed", NOTHING)
def test_nonsense_finds_nothing(found: dict[str, Found], typed: str) -> None:
    assert found[typed] == []


def test_every_file_is_what_a_phone_fetches_between_two_keystrokes(public: Path) -> None:
    """Shards and lists of words; the index of prefixes is read once."""
    files = [path for path in (public / API / "buscar").iterdir() if path.name != "index.json"]
    assert len(files) > 10
    assert max(path.stat().st_size for path in files) <= MAX_BYTES
