"""The reference for people: one page without scripts, where every question can be tried."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from functions.openapi import DESCRIPTION, DESCRIPTION_EN
from functions.paths import API
from functions.problems import KINDS
from functions.questions import QUESTIONS, Question
from functions.replies import CACHE_CONTROL

_PAGE = """<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Filmoteca: referencia de la API</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.0625rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
h1, h2, h3 {{ line-height: 1.25; }} h2 {{ margin-top: 3rem; }} h3 {{ margin-top: 2rem; }}
code {{ font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }}
form {{ display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }}
input, button {{ font: inherit; padding: .35rem .6rem; min-height: 2.75rem; }} input {{ flex: 1 1 14rem; }}
dt {{ font-weight: 600; margin-top: 1rem; }} dt:target {{ outline: 3px solid; outline-offset: .25rem; }}
</style>
</head>
<body>
<main>
<h1>Filmoteca: referencia de la API</h1>
<p>{description}</p>
<p lang="en">{description_en}</p>
<p>Para máquinas: <a href="{root}/openapi.json">OpenAPI 3.1</a> y <a href="{root}/{api}/index.json">el índice de archivos</a>.</p>
<h2>Preguntas</h2>
{questions}
<h2>Cómo responde</h2>
<p>Se lee con <code>GET</code> o <code>HEAD</code>, desde cualquier origen (CORS). Cada respuesta trae un <code>ETag</code>
fuerte: enviado en <code>If-None-Match</code>, una respuesta que no cambió es un 304 sin cuerpo. Lleva
<code>Cache-Control: {cache}</code> y un <code>Link</code> canónico al archivo fijo con los mismos bytes.</p>
<p>Un nombre con <code>?</code> o <code>#</code> va codificado (<code>%3F</code>, <code>%23</code>) o como parámetro.</p>
<h2>Errores</h2>
<p>Todo error es <code>application/problem+json</code> (RFC 9457), sin caché; su <code>type</code> lleva a esta lista.</p>
<dl>
{problems}
</dl>
</main>
</body>
</html>
"""


def page(root: str) -> bytes:
    """The reference page, its links under `root`."""
    problems = "\n".join(
        f'<dt id="{name}">{kind.status} · {escape(kind.title)}</dt><dd>{_code(kind.meaning)} '
        f'<span lang="en">{_code(kind.meaning_en)}</span></dd>'
        for name, kind in KINDS.items()
    )
    questions = "\n".join(_question(root, question) for question in QUESTIONS)
    described = _code(DESCRIPTION)
    return _PAGE.format(
        root=escape(root),
        api=API,
        description=described,
        description_en=_code(DESCRIPTION_EN),
        questions=questions,
        problems=problems,
        cache=CACHE_CONTROL,
    ).encode()


def _question(root: str, question: Question) -> str:
    address = f"{escape(root)}/{question.name}"
    return f"""<section aria-labelledby="{question.name}">
<h3 id="{question.name}">{question.name}({question.parameter})</h3>
<p>{escape(question.summary)} <span lang="en">({escape(question.summary_en)})</span>:
<a href="{address}/{quote(question.example)}"><code>/{question.name}/{escape(question.example)}</code></a>
o <code>/{question.name}?{question.parameter}=…</code></p>
<form action="{address}"><label for="{question.name}-nombre">{question.parameter}</label>
<input id="{question.name}-nombre" name="{question.parameter}" value="{escape(question.example)}" required>
<button>Preguntar</button></form>
</section>"""


def _code(text: str) -> str:
    """Text as HTML, what is between backquotes as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))
