"""Where the published tree keeps each file of a question, as paths below its root."""

from functions.keys import Clave

API = "api/v1"
VERSION = "1.0.0"


def answer_path(question: str, key: Clave) -> str:
    """The path of an answer's file inside the published tree."""
    return f"{API}/{question}/{key}.json"


def index_path(question: str) -> str:
    """The path of a question's index: `{"pregunta", "total", "claves": {key: name}}`, sorted by key."""
    return f"{API}/{question}/index.json"


def alias_path(question: str) -> str:
    """The path of a question's aliases: `{alias: key}`, sorted; an alias is never itself a key."""
    return f"{API}/{question}/alias.json"


def loose_path(question: str) -> str:
    """The path of a question's looser forms: `{looser form: key}`, sorted. No key has a dot, so none can have this name."""
    return f"{API}/{question}/alias.laxo.json"


def forms_path(question: str, count: int, number: int) -> str:
    """The path of a part of a question's aliases and looser forms, in `count` files: `{alias: key, "~" + looser form: key}`.

    A text is in the file whose number is the CRC-32 of its UTF-8 bytes, modulo `count`: whoever asks for one name fetches one
    small file instead of alias.json and alias.laxo.json.
    """
    return f"{API}/{question}/formas-{count}/{number}.json"


def fame_path(question: str) -> str:
    """The path of a question's keys by fame: `[key, …]`, every key once.

    The one whose films have most votes in all comes first; ties in code-point order. A name that
    is not found is looked for in this list, and of equally near names the first is the likeliest.
    """
    return f"{API}/{question}/fama.json"
