"""Publishing: every answer as a file, with the indexes that name them and the manifest that vouches for them."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from functions.answers import API, QUESTION, alias_path, answer_path, fame_path, index_path
from precompute.questions import Answers
from precompute.search_shards import FOLDER as SEARCH
from precompute.search_shards import search_shards
from precompute.tree import Changes, remove_stale, write_files

VERSION = "1.0.0"
ATTRIBUTION = {
    "fuente": "The Movies Dataset (Kaggle, rounakbanik/the-movies-dataset), con datos de TMDB",
    "licencia": "CC0-1.0 según Kaggle",
    "reconocimiento": "Este producto usa datos de TMDB pero no está avalado ni certificado por TMDB.",
}
_RATINGS = (
    "Las recomendaciones aprenden también de MovieLens (GroupLens, uso no comercial): F. M. Harper y J. A. Konstan, 2015, "
    "The MovieLens Datasets: History and Context, ACM TiiS 5, 4: 19:1-19:19."
)


class ShapeError(Exception):
    """An answer that does not have its question's shape: a fault of ours, found before anybody reads it."""


Manifest = dict[str, dict[str, Any]]


def publish(answered: Mapping[str, Answers], rows: Mapping[str, int], public: Path) -> Changes:
    """Write all answers below `public`, remove what no longer belongs, and write the manifest last.

    answered: question name → its answers; rows: the row counts of the build, for the root index.
    """
    changes, manifest = Changes(), Manifest()
    for question, answers in answered.items():
        write_files(public, _recorded(question_files(question, answers), manifest), changes)
    write_files(public, _recorded(search_shards(answered), manifest), changes)
    for folder in [*(f"{API}/{question}/" for question in QUESTION), f"{SEARCH}/"]:
        remove_stale(public / folder, {path.removeprefix(folder) for path in manifest if path.startswith(folder)}, changes)
    listed = dump(dict(sorted(manifest.items())))
    root = dump(root_index(answered, rows, listed))
    write_files(public, [(f"{API}/index.json", root), (f"{API}/manifest.json", listed)], changes)
    return changes


def question_files(question: str, answers: Answers) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of all files of one question: its answers, index.json, alias.json and fama.json."""
    shape = QUESTION[question].shape
    adapter: TypeAdapter[Any] = TypeAdapter(shape)
    fields = list(shape.__annotations__)
    for key, answer in answers.answers.items():
        try:
            adapter.validate_python(answer)
        except ValidationError as error:
            raise ShapeError(f"{question}/{key}: {error}") from error
        if list(answer) != fields:
            raise ShapeError(f"{question}/{key}: its keys are {list(answer)}, the shape's {fields}")
        yield answer_path(question, key), dump(answer)
    names = dict(sorted(answers.names.items()))
    aliases = {alias: key for alias, key in sorted(answers.aliases.items()) if alias not in answers.answers}
    famous = sorted(answers.answers, key=lambda key: (-answers.fame[key], key))
    yield index_path(question), dump({"pregunta": question, "total": len(names), "claves": names})
    yield alias_path(question), dump(aliases)
    yield fame_path(question), dump(famous)


def root_index(answered: Mapping[str, Answers], rows: Mapping[str, int], manifest: bytes) -> dict[str, Any]:
    """What api/v1/index.json says: the questions, where the data comes from, and how to verify the rest."""
    return {
        "version": VERSION,
        "preguntas": {
            question: {
                "parametro": QUESTION[question].parameter,
                "resumen": QUESTION[question].summary,
                "total": len(answers.answers),
                "indice": f"/{index_path(question)}",
                "alias": f"/{alias_path(question)}",
                "respuesta": f"/{API}/{question}/{{clave}}.json",
            }
            for question, answers in answered.items()
        },
        **ATTRIBUTION,
        **({"valoraciones": _RATINGS} if rows["ratings"] else {}),
        "filas": dict(rows),
        "manifiesto": {"enlace": f"/{API}/manifest.json", "sha256": sha256(manifest).hexdigest(), "bytes": len(manifest)},
    }


def dump(value: Any) -> bytes:
    """Minified UTF-8 JSON, keys in the order given."""
    return orjson.dumps(value)


def _recorded(files: Iterator[tuple[str, bytes]], manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """The same files, each entered in the manifest as it passes."""
    for path, content in files:
        manifest[path] = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
        yield path, content
