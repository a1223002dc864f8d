"""Keys: the one normal form of a name, used as file name, path segment and group.

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
