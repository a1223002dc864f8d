"""Publishing: every answer as a file, with the indexes that name them and the manifest that vouches for them."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from functions.answers import API, QUESTION, QUESTIONS, VERSION, alias_path, fame_path, index_path
from functions.keys import Clave, clave
from precompute.publishing.changes import Earlier, changes
from precompute.publishing.client import client_files
from precompute.publishing.downloads import MEDIA, download_lists, ndjson_path, write_database, write_tables
from precompute.publishing.elsewhere import Elsewhere
from precompute.publishing.guides import contract, dataset, llms_txt
from precompute.publishing.indexes import index_files, page_path
from precompute.publishing.question import write_answer_files, write_answers
from precompute.publishing.release import MANIFEST, Release
from precompute.publishing.schemas import ShapeError, checked, dump, openapi, schema_files
from precompute.publishing.tree import Changes, write_files
from precompute.quality import QUALITY_PATH, quality
from precompute.questions import Answers
from precompute.recommender.evaluation_report import measured
from precompute.tables import Tables

__all__ = ["ShapeError", "publish"]

# Of the data, and of the table that has another.
LICENCES = {"": "CC0-1.0 según Kaggle", "ratings": "MovieLens (GroupLens): uso no comercial, con cita"}
ATTRIBUTION = {
    "fuente": "The Movies Dataset (Kaggle, rounakbanik/the-movies-dataset), con datos de TMDB",
    "licencia": LICENCES[""],
    "reconocimiento": "Este producto usa datos de TMDB pero no está avalado ni certificado por TMDB.",
}
# What else stands at the root of api/v1, by the name the root index gives it.
_DOCUMENTS = {
    "contrato": "api.md",
    "compatibilidad": "api.md#compatibility",
    "openapi": "openapi.json",
    "descargas": "descargas/index.json",
    "diccionario": "descargas/diccionario.json",
    "calidad": "calidad.json",
    "evaluacion": "evaluacion.json",
    "dataset": "descargas/dataset.jsonld",
    "cliente": "filmoteca.js",
    "cambios": "cambios.json",
}
_RATINGS = (
    "Las recomendaciones aprenden también de MovieLens (GroupLens, uso no comercial): F. M. Harper y J. A. Konstan, 2015, "
    "The MovieLens Datasets: History and Context, ACM TiiS 5, 4: 19:1-19:19."
)


def publish(
    answered: Mapping[str, Answers],
    tables: Tables,
    public: Path,
    others: Iterable[tuple[str, bytes]] = (),
    *,
    since: Earlier | None = None,
    elsewhere: Elsewhere | None = None,
) -> Changes:
    """Write all answers below `public`, remove what no longer belongs, and write the manifest last.

    answered: question name → its answers; others: further files below api/v1, as (path, bytes);
    since: an earlier release, from which cambios.json tells what changed. Without it there is no such file,
    so that a tree depends on its input alone. elsewhere: what another process publishes, waited for when all is
    written that can be written without it.
    """
    release = Release(public)
    for question in answered:
        if not elsewhere or question not in elsewhere.answers:
            write_answers(release, question, answered[question])
            indexes = list(index_files(question, answered[question]))
            if elsewhere and question in elsewhere.files_of:
                elsewhere.write_answer_files(question, indexes)
            else:
                write_answer_files(release, question, indexes)
    release.write(others)
    write_tables(release, tables)
    write_database(release, tables, answered)
    for other in elsewhere.releases() if elsewhere else ():
        release.add(other)
    examples = example_keys(answered)
    release.write(
        [
            *client_files(),
            *schema_files(),
            *download_lists(release, tables, answered, LICENCES),
            (f"{API}/openapi.json", dump(openapi(VERSION, examples))),
            (f"{API}/api.md", contract()),
            (QUALITY_PATH, checked("calidad", quality(tables))),
            (f"{API}/evaluacion.json", checked("evaluacion", measured())),
            (f"{API}/descargas/dataset.jsonld", dataset(release, tables, MEDIA)),
        ]
    )
    write_files(public, [("llms.txt", llms_txt(answered, examples))], release.changes)
    if since:
        release.write([(f"{API}/cambios.json", checked("cambios", changes(since, release.manifest)))])
    manifest = checked("manifiesto", dict(sorted(release.manifest.items())))
    release.close(checked("raiz", root_index(answered, tables, release, examples, manifest)), manifest)
    return release.changes


def example_keys(answered: Mapping[str, Answers]) -> dict[str, Clave]:
    """For each question a key it answers: its own example's where the catalogue has it, else the most famous."""
    examples = {}
    for question in QUESTIONS:
        if question.name in answered and (answers := answered[question.name]).answers:
            key = clave(question.example)
            key = answers.aliases.get(key, key)
            if key not in answers.answers:
                key = min(answers.answers, key=lambda known: (-answers.fame[known], known))
            examples[question.name] = key
    return examples


def root_index(
    answered: Mapping[str, Answers], tables: Tables, release: Release, examples: Mapping[str, Clave], manifest: bytes
) -> dict[str, Any]:
    """What api/v1/index.json says: the questions, where the data comes from, and how to verify the rest."""

    def link(path: str) -> str | None:
        return f"/{path}" if path in release.manifest else None

    return {
        "version": VERSION,
        "preguntas": {
            question: {
                "parametro": QUESTION[question].parameter,
                "resumen": QUESTION[question].summary,
                "ejemplo": examples.get(question),
                "total": len(answers.answers),
                "indice": link(index_path(question)),
                "paginas": link(page_path(question, 1)),
                "alias": link(alias_path(question)),
                "fama": link(fame_path(question)),
                "respuesta": f"/{API}/{question}/{{clave}}.json",
                "esquema": link(f"{API}/esquemas/{question}.json"),
                "descarga": link(ndjson_path(question)),
            }
            for question, answers in answered.items()
        },
        "documentos": {
            name: f"/{API}/{path}" for name, path in _DOCUMENTS.items() if f"{API}/{path.partition('#')[0]}" in release.manifest
        },
        **ATTRIBUTION,
        "valoraciones": _RATINGS if len(tables.ratings) else None,
        "filas": {name: len(table) for name, table in tables.items()},
        "manifiesto": {"enlace": f"/{MANIFEST}", "sha256": sha256(manifest).hexdigest(), "bytes": len(manifest)},
    }
