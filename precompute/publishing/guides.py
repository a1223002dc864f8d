"""What tells people and programs of the tree: the contract, llms.txt, and schema.org's description of the data."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from functions.keys import Clave
from functions.packs import pack_of, pack_path
from functions.paths import API, VERSION, answer_path, index_path
from functions.questions import QUESTION
from precompute.publishing.downloads import FOLDER
from precompute.publishing.layout import Layout
from precompute.publishing.licences import licences_of
from precompute.publishing.release import Release
from precompute.publishing.schemas import dump
from precompute.questions.answers import Answers
from precompute.tables import Tables

_CONTRACT = Path(__file__).parent.parent.parent / "docs" / "api.md"
_SERVED = b"http://127.0.0.1:8000"  # where `make run` serves a tree
_NAME = "Filmoteca"
_DESCRIPTION = (
    "Catálogo de películas limpio y siete preguntas respondidas de antemano: idiomas, duraciones, franquicias, países, "
    "productoras, direcciones y recomendaciones, como archivos JSON estáticos y descargas."
)


def contract(layout: Layout) -> bytes:
    """The contract for people, as published beside the files it is about: its examples name the tree's own address, if known."""
    content = _CONTRACT.read_bytes().replace(b"\r\n", b"\n")
    return content.replace(_SERVED, layout.address("").rstrip("/").encode()) if layout.url else content


def llms_txt(answered: Mapping[str, Answers], examples: Mapping[str, Clave], release: Release) -> bytes:
    """The tree in the form that language models look for at /llms.txt (https://llmstxt.org)."""
    link = release.layout.link

    def file_of(question: str) -> str:
        count = release.packs.get(question)
        if count:
            return link(pack_path(question, count, pack_of(examples[question].encode(), count)))
        return link(answer_path(question, examples[question]))

    one_file = f"Cada respuesta es un archivo: `{link(f'{API}/{{pregunta}}/{{clave}}.json')}`."
    packs = "Las respuestas están en paquetes, objetos JSON de clave y respuesta; el índice raíz dice en cuál está cada clave."
    lines = [
        f"# {_NAME}",
        "",
        f"> {_DESCRIPTION}",
        "",
        f"{packs if release.packs else one_file} La clave es el nombre en minúsculas, sin acentos, con "
        "`-` en lugar de lo que no sea letra ni dígito. El dinero está en dólares enteros y es 0 si no se conoce.",
        "",
        "## Preguntas",
        "",
        *(
            f"- [{question}]({file_of(question)}): {QUESTION[question].summary} · {QUESTION[question].summary_en}. "
            f"{len(answers.answers)} respuestas, con sus claves en `{link(index_path(question))}`"
            for question, answers in answered.items()
            if question in examples
        ),
        "",
        "## Contrato",
        "",
        f"- [Contrato y compatibilidad]({link(f'{API}/api.md')}): archivos, claves, campos, verificación y qué puede cambiar",
        f"- [OpenAPI]({link(f'{API}/openapi.json')}): el árbol entero como OpenAPI 3.1",
        f"- [Índice raíz]({link(f'{API}/index.json')}): preguntas, fuente, licencia, filas y manifiesto",
        "",
        "## Descargas",
        "",
        f"- [Descargas]({link(f'{FOLDER}/index.json')}): tablas en CSV y Parquet, respuestas en NDJSON, y todo en SQLite",
        f"- [Diccionario de datos]({link(f'{FOLDER}/diccionario.json')}): qué dice cada columna",
        f"- [Cliente JavaScript]({link(f'{API}/filmoteca.js')}): pregunta por nombre, con alias y sugerencias",
        "",
    ]
    return "\n".join(lines).encode()


def dataset(release: Release, tables: Tables, media: Mapping[str, str]) -> bytes:
    """The data as a schema.org Dataset (JSON-LD), for the data page; media: a file's suffix → its media type."""
    years = tables.films["release_year"]
    described: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": _NAME,
        "description": _DESCRIPTION,
        "inLanguage": ["es", "en"],
        "isAccessibleForFree": True,
        "url": release.layout.address(""),
        "version": VERSION,
        "creator": {"@type": "Organization", "name": _NAME, "url": release.layout.address("")},
        "license": [licence.url for licence in licences_of("filmoteca", has_ratings=not tables.ratings.empty)],
        "isBasedOn": "https://www.kaggle.com/datasets/rounakbanik/the-movies-dataset",
        "creditText": "Este producto usa datos de TMDB pero no está avalado ni certificado por TMDB.",
        "keywords": ["películas", "cine", "recaudación", "recomendaciones", "TMDB", "MovieLens"],
        "temporalCoverage": f"{years.min():04}/{years.max():04}",
        "variableMeasured": [str(column) for column in tables.films],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": path.rpartition("/")[2],
                "contentUrl": release.layout.address(path),
                "encodingFormat": media[path.rpartition(".")[2]],
                "license": [licence.url for licence in licences_of(_content(path), has_ratings=not tables.ratings.empty)],
                "contentSize": f"{entry['bytes']} B",
                "sha256": entry["sha256"],
            }
            for path, entry in sorted(release.manifest.items())
            if path.startswith(f"{FOLDER}/") and path.rpartition(".")[2] in media
        ],
    }
    return dump(described)


def _content(path: str) -> str:
    """The table or question that a download holds."""
    return path.rpartition("/")[2].partition(".")[0]
