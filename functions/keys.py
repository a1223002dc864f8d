"""Keys: the one normal form of a name, used as file name, path segment and group; and a looser form, to look names up.

>>> clave("Amélie"), clave("Face/Off"), clave("¿Qué hora es?"), clave("東京物語")
('amelie', 'face-off', 'que-hora-es', '東京物語')
>>> clave("!!!"), clave("CON"), clave("København")
('u21-u21-u21', 'con-0', 'kobenhavn')
"""

from hashlib import blake2b
from typing import NewType
from unicodedata import category, normalize

Clave = NewType("Clave", str)

MAX_BYTES = 120
_DIGEST_DIGITS = 10
# Letters that Unicode does not decompose, though readers take them for these.
_FOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# Windows refuses the device names as file names; the others are this API's own files.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "index", "alias", "fama"] + [f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)]
)
# Each ASCII letter in small, each digit itself, anything else a space.
_ASCII = bytes(ord(c.lower()) if c.isascii() and c.isalnum() else ord(" ") for c in map(chr, range(256)))


def clave(text: str) -> Clave:
    """The key of a name: equal for names that differ only in case, accents, spaces or punctuation.

    Letters and digits of any script, joined by single `-`; never empty, at most 120 UTF-8 bytes,
    safe as a file name on every system, and its own key: clave(clave(x)) == clave(x).
    """
    key = b"-".join(text.encode().translate(_ASCII).split()).decode() if text.isascii() else _words(text)
    key = key or _code_points(text)
    # No character takes more than four bytes, so that short keys need no counting.
    if len(key) * 4 > MAX_BYTES and len(key.encode()) > MAX_BYTES:
        return _cut(key)
    return Clave(f"{key}-0" if key in _RESERVED else key)


def _words(text: str) -> str:
    """Letters and digits only, unaccented and folded, each run of anything else one `-`."""
    bare = "".join(c for c in normalize("NFKD", text) if category(c)[0] != "M")
    folded = normalize("NFKD", bare.casefold()).translate(_FOLDED)
    letters_and_digits = "".join(c if category(c)[0] in "LN" else " " for c in folded if category(c)[0] != "M")
    return normalize("NFC", "-".join(letters_and_digits.split()))


def _code_points(text: str) -> str:
    """A name of symbols alone, spelled as the code points of all that can be seen: `$` is u24."""
    visible = [c for c in normalize("NFKD", text) if category(c)[0] not in "ZC"]
    return "-".join(f"u{ord(c):x}" for c in visible) or "u0"


def _cut(key: str) -> Clave:
    """A key that is too long: its beginning, then a digest of the whole."""
    digest = blake2b(key.encode()).hexdigest()[:_DIGEST_DIGITS]
    stem = key.encode()[: MAX_BYTES - 1 - _DIGEST_DIGITS].decode(errors="ignore").strip("-")
    return Clave(f"{stem}-{digest}")


# What joins the letters beside it: `Ocean's` is `oceans`, `E.T.` is `et`.
_JOINING = "'’‘ʼ´`′.·"
_JOINING_ASCII, _JOINING_TABLE = b"'`.", dict.fromkeys(map(ord, _JOINING))
_AND = frozenset(["and", "y", "e", "et", "und"])
_ARTICLES_TEXT = "el la los las un una unos unas the a an le les une des der die das ein eine il lo gli i uno o os as um uma"
_ARTICLES = frozenset(_ARTICLES_TEXT.split())
# A word that stands before the number of a part.
_PARTS = frozenset(["part", "parte", "partie", "teil", "vol", "volume", "volumen", "chapter", "capitulo", "episode", "episodio"])
_NUMBERS_TEXT = (
    "zero|cero one|uno two|dos three|tres four|cuatro five|cinco six|seis seven|siete eight|ocho nine|nueve ten|diez "
    "eleven|once twelve|doce thirteen|trece fourteen|catorce fifteen|quince sixteen|dieciseis seventeen|diecisiete "
    "eighteen|dieciocho nineteen|diecinueve twenty|veinte"
)
_NUMBERS = {word: str(number) for number, words in enumerate(_NUMBERS_TEXT.split()) for word in words.split("|")}
_ONES = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
_ROMAN = {f"{'x' * tens}{ones}": str(10 * tens + number) for tens in range(4) for number, ones in enumerate(_ONES)}


def loose_form(text: str, *, with_article: bool = False) -> str:
    """A looser form of a name, equal for the ways in which people write one title; empty for a name of symbols alone.

    Apostrophes and dots join, hyphens and spaces do not matter, `&`, and, y, e, et, und are one, a leading article is
    optional, numerals are one (`Rocky II`, `Rocky two`), and `part` before a number may be left out.

    with_article: keep a leading article, of which no one can tell that it is one where all is typed as one word.

    >>> loose_form("Ocean's Eleven"), loose_form("oceans 11"), loose_form("The Godfather: Part II"), loose_form("WALL·E")
    ('oceans11', 'oceans11', 'godfather2', 'walle')
    """
    text = text.replace("&", " and ")
    if text.isascii():
        words = text.encode().translate(_ASCII, _JOINING_ASCII).decode().split()
    else:
        words = _words(text.translate(_JOINING_TABLE)).split("-")
    if len(words) > 1 and words[0] in _ARTICLES and not with_article:
        del words[0]
    form: list[str] = []
    last = len(words) - 1
    for index, word in enumerate(words):
        if word in _NUMBERS:
            word = _NUMBERS[word]  # noqa: PLW2901 # the word as it counts
        elif index and word in _ROMAN and (len(word) > 1 or index == last):  # elsewhere `x` or `i` is a name
            word = _ROMAN[word]  # noqa: PLW2901
        elif 0 < index < last and word in _AND:
            word = "and"  # noqa: PLW2901
        if form and form[-1] in _PARTS and word.isascii() and word.isdigit():
            form.pop()
        form.append(word)
    return "".join(form)


def looked_up_forms(text: str) -> list[str]:
    """The looser forms under which a typed name is looked up, in this order: a final 1 may be there or not.

    >>> looked_up_forms("Rocky 1"), looked_up_forms("Kill Bill")
    (['rocky1', 'rocky'], ['killbill', 'killbill1'])
    """
    form = loose_form(text)
    if len(form) > 1 and form[-1] == "1" and form[-2] not in "0123456789":
        return [form, form[:-1]]
    return [form] if not form or form[-1] in "0123456789" else [form, f"{form}1"]
