"""The indexes of a question: its keys, whole and in pages, its aliases and looser forms, and its keys by fame."""

from collections.abc import Iterator, Mapping

from functions.keys import Clave
from functions.packs import pack_count, pack_of
from functions.paths import API, alias_path, fame_path, forms_path, index_path, loose_path
from precompute.publishing.layout import Layout
from precompute.publishing.schemas import checked
from precompute.questions.answers import Answers

PAGED_OVER = 1_000_000  # an index of more bytes is also published in pages
PAGE_NAMES = 5_000  # about 200 kB


def index_files(question: str, answers: Answers, layout: Layout) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of index.json, its pages where it is large, alias.json, alias.laxo.json, both in parts, and fama.json."""
    names = dict(sorted(answers.names.items()))
    index = _index(question, names, None)
    if len(index) > PAGED_OVER:
        index = _index(question, names, layout.link(page_path(question, 1)))
        yield from _pages(question, names, layout)
    yield index_path(question), index
    yield alias_path(question), checked("alias", answers.published_aliases)
    yield loose_path(question), checked("alias", answers.loose_forms)
    yield from _forms(question, answers.published_aliases | {f"~{form}": key for form, key in answers.loose_forms.items()})
    yield fame_path(question), checked("fama", answers.keys_by_fame)


def _forms(question: str, keys: Mapping[str, Clave]) -> Iterator[tuple[str, bytes]]:
    """The files of `forms_path`. keys: alias, or ~ and looser form → key."""
    count = pack_count(sum(len(text.encode()) + len(key.encode()) + len('"":"",') for text, key in keys.items()))
    parts: list[dict[str, Clave]] = [{} for _ in range(count)]
    for text, key in keys.items():
        parts[pack_of(text.encode(), count)][text] = key
    for number, part in enumerate(parts):
        yield forms_path(question, count, number), checked("alias", part)


def page_path(question: str, number: int) -> str:
    """The path of a page of a question's index, numbered from 1."""
    return f"{API}/{question}/paginas/{number}.json"


def _index(question: str, names: dict[Clave, str], first_page: str | None) -> bytes:
    return checked("indice", {"pregunta": question, "total": len(names), "paginas": first_page, "claves": names})


def _pages(question: str, names: dict[Clave, str], layout: Layout) -> Iterator[tuple[str, bytes]]:
    listed = list(names.items())
    count = -(-len(listed) // PAGE_NAMES)
    for number in range(1, count + 1):
        page = {
            "pregunta": question,
            "total": len(names),
            "pagina": number,
            "paginas": count,
            "siguiente": layout.link(page_path(question, number + 1)) if number < count else None,
            "claves": dict(listed[(number - 1) * PAGE_NAMES : number * PAGE_NAMES]),
        }
        yield page_path(question, number), checked("pagina", page)
