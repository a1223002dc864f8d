"""A copy of a published tree for the function alone, with its answers in packs: a tenth of the bytes on disk, and few files."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from functions.list_paths import FOLDER
from functions.packs import pack_count, pack_path, packs
from functions.paths import API, fame_path
from functions.questions import QUESTION

if TYPE_CHECKING:
    from pathlib import Path


def packed_copy(public: Path, into: Path) -> None:
    """Copy what the function reads of a published tree, with the answers in packs, however that tree keeps them."""
    root = json.loads((public / API / "index.json").read_bytes())
    (into / API).mkdir(parents=True)
    if (public / FOLDER).is_dir():  # what lists for several films are summed from
        shutil.copytree(public / FOLDER, into / FOLDER)
    for question in QUESTION:
        source, target = public / API / question, into / API / question
        if not source.is_dir():
            continue
        told = root.setdefault("preguntas", {}).setdefault(question, {})
        keys = json.loads((public / fame_path(question)).read_bytes())
        if told.get("paquetes"):
            shutil.copytree(source, target)
            continue
        shutil.copytree(
            source, target, ignore=lambda _, names, own=frozenset(f"{key}.json" for key in keys): own.intersection(names)
        )
        answers = {key: (source / f"{key}.json").read_bytes() for key in keys}
        count = pack_count(sum(map(len, answers.values())))
        told |= {"paquetes": count, "respuesta": f"/{pack_path(question, count, '{paquete}')}"}
        (into / pack_path(question, count, 0)).parent.mkdir()
        for path, content in packs(question, count, ((key.encode(), answers[key]) for key in sorted(answers))):
            (into / path).write_bytes(content)
    (into / API / "index.json").write_bytes(json.dumps(root, ensure_ascii=False, separators=(",", ":")).encode())
