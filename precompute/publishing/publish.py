"""Publishing: completing a release of answers with the files that describe it, its root index and, last, the manifest."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from functions.keys import Clave
from functions.packs import pack_path
from functions.paths import API, VERSION, alias_path, fame_path, index_path, loose_path
from functions.questions import QUESTION, QUESTIONS
from precompute.publishing.changes import Earlier, difference
from precompute.publishing.client import client_files
from precompute.publishing.downloads import MEDIA, download_lists, ndjson_path
from precompute.publishing.guides import contract, dataset, llms_txt
from precompute.publishing.indexes import page_path
from precompute.publishing.licences import CC0
from precompute.publishing.quality import QUALITY_PATH, quality
from precompute.publishing.release import Release, forms_counts, manifest_path
from precompute.publishing.schemas import checked, dump, openapi, schema_files
from precompute.questions.answers import Answers
from precompute.recommender.evaluation_report import published_evaluation
from precompute.tables import Tables

ATTRIBUTION = {
    "fuente": "The Movies Dataset (Kaggle, rounakbanik/the-movies-dataset), con datos de TMDB",
    "licencia": CC0.text,
    "reconocimiento": "Este producto usa datos de TMDB pero no está avalado ni certificado por TMDB.",
}
LLMS_TXT = "llms.txt"
# Further files at the root of api/v1, by the name that the root index gives them.
_DOCUMENTS = {
    "contrato": "api.md",
    "compatibilidad": "api.md#compatibility",
    "openapi": "openapi.json",
    "descargas": "descargas/index.json",
    "diccionario": "descargas/diccionario.json",
    "calidad": "calidad.json",
    "evaluacion": "evaluacion.json",
    "dataset": "descargas/dataset.jsonld",
    "paquete_de_datos": "descargas/datapackage.json",
    "cliente": "filmoteca.js",
    "fichas": "fichas/index.json",
    "vecinas": "vecinas/index.json",
    "mapa": "mapa.json",
    "cambios": "cambios.json",
}
_RATINGS = (
    "Las recomendaciones aprenden también de MovieLens (GroupLens, uso no comercial): F. M. Harper y J. A. Konstan, 2015, "
    "The MovieLens Datasets: History and Context, ACM TiiS 5, 4: 19:1-19:19."
)


def publish(answered: Mapping[str, Answers], tables: Tables, release: Release, *, since: Earlier | None = None) -> None:
    """Complete a release that holds the answers and the downloads.

    Writes what describes the release, removes what no longer belongs to it, and writes the manifest last.
    answered: question → its answers; since: an earlier release, from which cambios.json tells what changed. Without it
    there is no such file, so that a tree depends on its input alone.
    """
    examples = example_keys(answered)
    forms = forms_counts(release.manifest)
    release.omit_too_large()
    release.write(
        [
            *client_files(release.packs, forms),
            *schema_files(),
            *download_lists(release, tables, answered),
            (f"{API}/openapi.json", dump(openapi(VERSION, examples, release.packs, _server(release)))),
            (f"{API}/api.md", contract(release.layout)),
            (QUALITY_PATH, checked("calidad", quality(tables))),
            (f"{API}/evaluacion.json", checked("evaluacion", published_evaluation())),
            (f"{API}/descargas/dataset.jsonld", dataset(release, tables, MEDIA)),
        ]
    )
    release.tree.write([(LLMS_TXT, llms_txt(answered, examples, release))])
    if since:
        release.write([(f"{API}/cambios.json", checked("cambios", difference(since, release.manifest)))])
    manifest = checked("manifiesto", dict(sorted(release.manifest.items())))
    release.tree.write([(manifest_path(manifest), manifest)])
    release.close(checked("raiz", root_index(answered, tables, release, examples, manifest=manifest, forms=forms)), manifest)


def _server(release: Release) -> str:
    """The root of the tree as its OpenAPI document names it: its address, or relative to the document."""
    return release.layout.address("").rstrip("/") if release.layout.url else "../.."


def example_keys(answered: Mapping[str, Answers]) -> dict[str, Clave]:
    """For each question a key it answers: the key of its own example if the catalogue has it, else the most famous key."""
    keys = {q.name: answered[q.name].key_of_example(q.example) for q in QUESTIONS if q.name in answered}
    return {question: key for question, key in keys.items() if key is not None}


def root_index(
    answered: Mapping[str, Answers],
    tables: Tables,
    release: Release,
    examples: Mapping[str, Clave],
    *,
    manifest: bytes,
    forms: Mapping[str, int],
) -> dict[str, Any]:
    """What api/v1/index.json says: the questions, where the data comes from, and how to verify the rest.

    forms: in how many files the aliases and looser forms of each question are.
    """

    def link(path: str) -> str | None:
        return release.layout.link(path) if path in release.manifest else None

    def answer_template(question: str) -> str:
        count = release.packs.get(question)
        return pack_path(question, count, "{paquete}") if count else f"{API}/{question}/{{clave}}.json"

    return {
        "version": VERSION,
        "preguntas": {
            question: {
                "parametro": QUESTION[question].parameter,
                "resumen": QUESTION[question].summary,
                "resumen_en": QUESTION[question].summary_en,
                "ejemplo": examples.get(question),
                "total": len(answers.answers),
                "indice": link(index_path(question)),
                "paginas": link(page_path(question, 1)),
                "alias": link(alias_path(question)),
                "alias_laxo": link(loose_path(question)),
                "formas": forms[question],
                "fama": link(fame_path(question)),
                "respuesta": release.layout.link(answer_template(question)),
                "paquetes": release.packs.get(question),
                "esquema": link(f"{API}/esquemas/{question}.json"),
                "descarga": link(ndjson_path(question)),
            }
            for question, answers in answered.items()
        },
        "documentos": {
            name: release.layout.link(f"{API}/{path}")
            for name, path in _DOCUMENTS.items()
            if f"{API}/{path.partition('#')[0]}" in release.manifest
        },
        **ATTRIBUTION,
        "valoraciones": _RATINGS if len(tables.ratings) else None,
        "filas": {name: len(table) for name, table in tables.items()},
        "omitidos": {path.removeprefix(f"{API}/"): size for path, size in sorted(release.omitted.items())},
        "manifiesto": {
            "enlace": release.layout.link(manifest_path(manifest)),
            "sha256": sha256(manifest).hexdigest(),
            "bytes": len(manifest),
        },
    }
