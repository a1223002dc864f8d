"""Keys: the one normal form of a name, used as file name, path segment and group; and a looser form, to look names up.

>>> clave("Amélie"), clave("Face/Off"), clave("¿Qué hora es?"), clave("東京物語")
('amelie', 'face-off', 'que-hora-es', '東京物語')
>>> clave("!!!"), clave("CON"), clave("København")
('u21-u21-u21', 'con-0', 'kobenhavn')
"""

import re
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


# What joins the letters beside it: `Ocean's` is `oceans`, `E.T.` is `et`. After an s, an apostrophe's s is not written by all.
_JOINING_TEXT = "'’‘ʼ´`′.·"
_JOINING_ASCII, JOINING = b"'`.", dict.fromkeys(map(ord, _JOINING_TEXT))
_POSSESSIVE = re.compile(r"(?<=s)['’]s\b", re.IGNORECASE | re.ASCII)
_AND = frozenset(["and", "y", "e", "et", "und"])
_ARTICLES_TEXT = "el la los las un una unos unas the a an le les une des der die das ein eine il lo gli i uno o os as um uma"
ARTICLES = frozenset(_ARTICLES_TEXT.split())
_INNER_ARTICLES = frozenset(["the", "a", "an"])
# A word that stands before the number of a part.
_PARTS = frozenset(["part", "parte", "partie", "teil", "vol", "volume", "volumen", "chapter", "capitulo", "episode", "episodio"])
_NUMBERS_TEXT = (
    "zero|cero one|uno two|dos three|tres four|cuatro five|cinco six|seis seven|siete eight|ocho nine|nueve ten|diez "
    "eleven|once twelve|doce thirteen|trece fourteen|catorce fifteen|quince sixteen|dieciseis seventeen|diecisiete "
    "eighteen|dieciocho nineteen|diecinueve twenty|veinte"
)
_NUMBERS = {word: str(number) for number, words in enumerate(_NUMBERS_TEXT.split()) for word in words.split("|")}
_TENS_TEXT = "thirty|treinta forty|cuarenta fifty|cincuenta sixty|sesenta seventy|setenta eighty|ochenta ninety|noventa"
_NUMBERS |= {word: f"{tens}0" for tens, words in enumerate(_TENS_TEXT.split(), 3) for word in words.split("|")}
_ORDINALS_TEXT = "first|1st second|2nd third|3rd fourth|4th fifth|5th sixth|6th seventh|7th eighth|8th ninth|9th tenth|10th"
_NUMBERS |= dict(pair.split("|") for pair in _ORDINALS_TEXT.split())
_ONES = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
_ROMAN = {f"{'x' * tens}{ones}": str(10 * tens + number) for tens in range(4) for number, ones in enumerate(_ONES)}


def loose_form(text: str, *, with_articles: bool = False) -> str:
    """A looser form of a name, equal for the ways in which people write one title; empty for a name of symbols alone.

    Apostrophes and dots join, hyphens and spaces do not matter, `&`, and, y, e, et, und are one, articles are optional (in
    front those of six languages, elsewhere the, a and an), numerals are one (`Rocky II`, `Rocky two`), and `part` before a
    number may be left out.

    with_articles: keep them, of which no one can tell that they are articles where all is typed as one word.

    >>> loose_form("Ocean's Eleven"), loose_form("oceans 11"), loose_form("The Godfather: Part II"), loose_form("WALL·E")
    ('oceans11', 'oceans11', 'godfather2', 'walle')
    """
    text = _POSSESSIVE.sub("", text.replace("&", " and "))
    if text.isascii():
        words = text.encode().translate(_ASCII, _JOINING_ASCII).decode().split()
    else:
        words = _words(text.translate(JOINING)).split("-")
    if len(words) > 1 and words[0] in ARTICLES and not with_articles:
        del words[0]
    form: list[str] = []
    last, before = len(words) - 1, ""
    for index, word in enumerate(words):
        counted = word
        if word in _NUMBERS:
            counted = _NUMBERS[word]
            if len(counted) == 1 and len(_NUMBERS.get(before, "")) == 2 and form[-1][-1:] == "0":
                counted = form.pop()[:-1] + counted  # twenty one
        elif index and word in _ROMAN and (len(word) > 1 or index == last or before in _PARTS):  # elsewhere `x` or `i` is a name
            counted = _ROMAN[word]
        elif 0 < index < last and word in _AND:
            counted = "and"
        elif 0 < index < last and word in _INNER_ARTICLES and not with_articles:
            continue
        if form and form[-1] in _PARTS and counted.isascii() and counted.isdigit():
            form.pop()
        form.append(counted)
        before = word
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
