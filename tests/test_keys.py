"""Keys: the vectors of claves.json, which hold in any language, and the rules for every text."""

import doctest
import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions import keys
from functions.keys import MAX_BYTES, clave

VECTORS: dict[str, str] = json.loads(Path(__file__).with_name("claves.json").read_text(encoding="utf-8"))
# The iota subscript is an accent in small letters and a letter, ι, in capitals: no rule can take it for both.
IOTA_SUBSCRIPT = "\u0345"
DEVICES = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
cased = texts.filter(lambda text: IOTA_SUBSCRIPT not in unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(("name", "key"), VECTORS.items())
def test_vectors(name: str, key: str) -> None:
    """Each name has the key that the file of vectors gives."""
    assert clave(name) == key


def test_there_are_vectors_enough() -> None:
    """Every rule has several, and they do not shrink away."""
    assert len(VECTORS) >= 120


def test_the_examples_of_the_documentation() -> None:
    """The docstring tells the truth."""
    assert doctest.testmod(keys).failed == 0


@given(texts)
@example("")
@example("İI ıi")
@example("ΑΣ'Β")
@example("à" * 200)
@example("日" * 41)
def test_a_key_is_its_own_key(text: str) -> None:
    """Whatever it came from; so a key can be typed."""
    key = clave(text)
    assert clave(key) == key


@given(texts)
@example("x" * 121)
@example("é" * 400)
@example("-" * 500)
@example("\ud800")
def test_a_key_is_a_safe_file_name_everywhere(text: str) -> None:
    """Never empty, bounded, NFC, small letters, and nothing that a host or a system refuses."""
    key = clave(text)
    assert 0 < len(key.encode()) <= MAX_BYTES
    assert key == unicodedata.normalize("NFC", key)
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\x7f\s._]', key)
    assert not key.startswith("-")
    assert not key.endswith("-")
    assert not DEVICES.fullmatch(key)
    assert key not in ("index", "alias", "fama")


@given(cased)
def test_case_does_not_matter(text: str) -> None:
    """Capitals, small letters, titles, folded."""
    key = clave(text)
    assert {clave(text.upper()), clave(text.lower()), clave(text.title()), clave(text.casefold())} == {key}


@given(texts, st.sampled_from("\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0327\u0328"))
def test_accents_do_not_matter(text: str, accent: str) -> None:
    """One after each letter of any script, in either normal form."""
    accented = "".join(c + accent if unicodedata.category(c)[0] == "L" else c for c in text)
    if any(unicodedata.category(c)[0] in "LN" for c in unicodedata.normalize("NFKD", text)):
        assert clave(accented) == clave(text)
    assert clave(unicodedata.normalize("NFD", text)) == clave(unicodedata.normalize("NFC", text)) == clave(text)


@given(
    st.lists(st.text("abcxyz019", min_size=1), min_size=1, max_size=6), st.sampled_from(" -_./\\,:;!?&'\"()\u00a0\u2014\u200b\t")
)
def test_what_separates_words_does_not_matter(words: list[str], separator: str) -> None:
    """Nor how much of it, nor at the ends."""
    assert clave(separator + separator.join(words) + separator * 3) == clave(" ".join(words))


def test_every_character_keeps_the_rules() -> None:
    """Alone and inside a word: its own key, and the same in any case."""
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if 0xD800 <= point < 0xE000 or unicodedata.category(character)[0] not in "LNM":
            continue
        word = f"a{character}b"
        key = clave(word)
        assert clave(key) == key, hex(point)
        if IOTA_SUBSCRIPT not in unicodedata.normalize("NFD", word):
            assert clave(word.upper()) == clave(word.lower()) == key, hex(point)
