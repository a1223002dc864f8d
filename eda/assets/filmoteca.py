"""The seven questions, asked of a published tree by name: Python 3.11 or later, this one file and nothing else.

    from filmoteca import Filmoteca
    Filmoteca("https://example.org/api/v1/").franquicia("toy story")["ganancia_total"]

The tree is a folder, or the URL of its api/v1/, on a static host or of the function.
"""

import json
from collections.abc import Mapping
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import quote, urljoin
from urllib.request import Request, urlopen
from zlib import crc32

# When this file is published, what these two name stands here in their place.
from functions.keys import clave, looked_up_forms

if TYPE_CHECKING:
    import pandas as pd

    from functions.shapes import (
        Franquicia,
        GetDirector,
        PeliculasDuracion,
        PeliculasIdioma,
        PeliculasPais,
        ProductorasExitosas,
        Recomendacion,
    )

_CACHED = 500
_SUGGESTED = 5
# Object storage that may not be listed says 403 of what is not there.
_MISSING = (403, 404, 410)


class NombreDesconocido(LookupError):  # noqa: N818 # the name that the JavaScript client has
    """The question has no answer for this name. `sugerencias` are the nearest that it has: [{"clave", "nombre"}]."""

    def __init__(self, pregunta: str, nombre: str, sugerencias: list[dict[str, str]]) -> None:
        super().__init__(f"«{nombre}» no está en {pregunta}.")
        self.pregunta, self.nombre, self.clave, self.sugerencias = pregunta, nombre, clave(nombre), sugerencias


class LecturaFallida(OSError):  # noqa: N818
    """The tree could not be read. status: the server's, 0 where it sent no JSON, 404 where a file is missing."""

    def __init__(self, where: str, status: int) -> None:
        super().__init__(f"{where}: {f'HTTP {status}' if status else 'no es JSON'}")
        self.where, self.status = where, status


class Filmoteca:
    """A published tree."""

    def __init__(self, base: str | Path, fresco: float = 300) -> None:
        """base: the folder api/v1/ of a tree, or its URL; fresco: seconds for which what was read is not asked for again."""
        self._url = f"{base}".rstrip("/") + "/" if f"{base}".startswith(("http://", "https://")) else ""
        self._folder = Path(base)
        self._fresh = fresco
        self._cache: dict[str, tuple[float, str, Any]] = {}

    def peliculas_idioma(self, idioma: str) -> "PeliculasIdioma":
        """How many films have this original language."""
        return self.preguntar("peliculas_idioma", idioma)  # type: ignore[return-value]

    def peliculas_duracion(self, pelicula: str) -> "PeliculasDuracion":
        """The running time and year of a film, and of the others that share its title."""
        return self.preguntar("peliculas_duracion", pelicula)  # type: ignore[return-value]

    def franquicia(self, franquicia: str) -> "Franquicia":
        """The films of a franchise and their revenue."""
        return self.preguntar("franquicia", franquicia)  # type: ignore[return-value]

    def peliculas_pais(self, pais: str) -> "PeliculasPais":
        """How many films this country took part in producing."""
        return self.preguntar("peliculas_pais", pais)  # type: ignore[return-value]

    def productoras_exitosas(self, productora: str) -> "ProductorasExitosas":
        """The films of a production company and their revenue."""
        return self.preguntar("productoras_exitosas", productora)  # type: ignore[return-value]

    def get_director(self, nombre_director: str) -> "GetDirector":
        """A director's films and what they returned."""
        return self.preguntar("get_director", nombre_director)  # type: ignore[return-value]

    def recomendacion(self, titulo: str) -> "Recomendacion":
        """The films most like this one, best first."""
        return self.preguntar("recomendacion", titulo)  # type: ignore[return-value]

    def preguntar(self, pregunta: str, nombre: str) -> dict[str, Any]:
        """The answer to a question for a name as people type it.

        Raises NombreDesconocido, with the nearest names, ValueError if there is no such question, and LecturaFallida.
        """
        entry = self._question(pregunta)
        key = clave(nombre)
        answer = self._answer(entry, pregunta, key)
        if answer is not None:
            return answer
        for text in (key, *(f"~{form}" for form in looked_up_forms(nombre) if form)):
            count = entry["formas"]
            named = (self._read(f"{pregunta}/formas-{count}/{crc32(text.encode()) % count}.json") or {}).get(text)
            if named is not None:
                answer = self._answer(entry, pregunta, named)
                if answer is None:
                    raise LecturaFallida(self._where(f"{pregunta}/{named}.json"), 404)
                return answer
        raise NombreDesconocido(pregunta, nombre, self.sugerencias(pregunta, nombre))

    def sugerencias(self, pregunta: str, nombre: str) -> list[dict[str, str]]:
        """The known names nearest to one, best first: [{"clave", "nombre"}]."""
        self._question(pregunta)
        keys, key = self._must(f"{pregunta}/fama.json"), clave(nombre)
        close = get_close_matches(key, keys, n=_SUGGESTED)
        parts = [each for each in keys if key in each or each in key][: _SUGGESTED - len(close)]
        nearest = sorted(dict.fromkeys([*close, *parts]), key=lambda each: -SequenceMatcher(None, key, each).ratio())
        names = self._must(f"{pregunta}/index.json")["claves"]
        return [{"clave": each, "nombre": names[each]} for each in nearest]

    def claves(self, pregunta: str) -> dict[str, str]:
        """Every key of a question with the name it shows."""
        self._question(pregunta)
        return dict(self._must(f"{pregunta}/index.json")["claves"])

    def indice(self) -> dict[str, Any]:
        """The root index: questions, source, licence, row counts, manifest."""
        return dict(self._must("index.json"))

    def _question(self, pregunta: str) -> dict[str, Any]:
        questions = self.indice()["preguntas"]
        if pregunta not in questions:
            raise ValueError(f"«{pregunta}» no es una pregunta: {', '.join(questions)}.")
        return dict(questions[pregunta])

    def _answer(self, entry: Mapping[str, Any], pregunta: str, key: str) -> dict[str, Any] | None:
        """The answer for a key, in its own file or in a pack; None where there is none."""
        packs = entry["paquetes"]
        if not packs:
            own: dict[str, Any] | None = self._read(f"{pregunta}/{key}.json")
            return own
        packed: dict[str, dict[str, Any]] = self._read(f"{pregunta}/paquetes-{packs}/{crc32(key.encode()) % packs}.json") or {}
        return packed.get(key)

    def _must(self, path: str) -> Any:
        value = self._read(path)
        if value is None:
            raise LecturaFallida(self._where(path), 404)
        return value

    def _read(self, path: str) -> Any:
        """The JSON of a file, None if it is missing. What was read is asked for again by its ETag once it is not fresh."""
        at, tag, value = self._cache.get(path, (float("-inf"), "", None))
        if monotonic() - at < self._fresh:
            return value
        try:
            content, tag = self._fetch(path, tag)
        except FileNotFoundError:
            return None
        if content is not None:
            try:
                value = json.loads(content)
            except ValueError as error:
                if content.lstrip()[:1] == b"<":  # a host that answers every path with a page has no such file
                    return None
                raise LecturaFallida(self._where(path), 0) from error
        self._cache.pop(path, None)
        self._cache[path] = (monotonic(), tag, value)
        if len(self._cache) > _CACHED:
            del self._cache[next(iter(self._cache))]
        return value

    def _fetch(self, path: str, tag: str) -> tuple[bytes | None, str]:
        """The bytes of a file and its ETag; no bytes if it has still this one. Raises FileNotFoundError and LecturaFallida."""
        if not self._url:
            return (self._folder / path).read_bytes(), ""
        headers = {"If-None-Match": tag} if tag else {}
        try:
            with urlopen(Request(self._where(path), headers=headers)) as response:  # noqa: S310 # http and https alone
                return response.read(), response.headers.get("ETag", "")
        except HTTPError as error:
            if error.code == 304:
                return None, tag
            if error.code in _MISSING:
                raise FileNotFoundError(path) from error
            raise LecturaFallida(self._where(path), error.code) from error

    def _where(self, path: str) -> str:
        return urljoin(self._url, quote(path)) if self._url else str(self._folder / path)


def to_frame(answer: Mapping[str, Any]) -> "pd.DataFrame":
    """An answer as a pandas table: a row for each of its films (`peliculas` or `detalle`), else one row. Needs pandas."""
    import pandas as pd  # noqa: PLC0415 # the rest does without

    return pd.DataFrame(answer.get("peliculas") or answer.get("detalle") or [dict(answer)])
