"""Packs: the answers to a question in files of many, for hosts that do not take a file for each.

A pack is one JSON object of keys and answers, with each answer on a line of its own, byte for byte as it is in a file of its
own. Which pack holds a key follows from the key alone, so that a static host needs no list of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from functions.paths import API

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# About the bytes of a pack.
SIZE = 32_768


def pack_count(total_bytes: int) -> int:
    """The number of packs, a power of two, for answers of so many bytes in all."""
    count = 1
    while count * SIZE < total_bytes:
        count *= 2
    return count


def pack_of(key: bytes, count: int) -> int:
    """The number of the pack that holds a key, given in UTF-8: its CRC-32, modulo the number of packs."""
    return crc32(key) % count


def pack_path(question: str, count: int, number: int | str) -> str:
    """The path of a pack. Its folder names the number of packs: another number of them is another folder."""
    return f"{API}/{question}/paquetes-{count}/{number}.json"


def packs(question: str, count: int, answers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Each pack of a question as (path, content), with its answers in the order given as (key, answer).

    Packs without a key are included: a host may answer an unknown path with a page.
    """
    entries: list[list[tuple[bytes, bytes]]] = [[] for _ in range(count)]
    for key, answer in answers:
        entries[pack_of(key, count)].append((key, answer))
    for number, packed in enumerate(entries):
        yield pack_path(question, count, number), pack(packed)


def pack(entries: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The bytes of a pack of (key, value), in the order given."""
    return b"{\n" + b",\n".join(b'"%b":%b' % entry for entry in entries) + b"\n}"


def answer_in(content: bytes, key: bytes) -> bytes | None:
    """The bytes of a key's answer in a pack, found without parsing it; None if it is not there."""
    before = b'\n"%b":' % key
    start = content.find(before)
    if start < 0:
        return None
    start += len(before)
    end = content.find(b"\n", start)
    return content[start:end].removesuffix(b",")
