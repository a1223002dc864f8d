"""A small published tree, written by hand through the contract, for the function's tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from functions.keys import Clave, clave
from functions.list_paths import INDEX, shard_path, titles_path
from functions.packs import pack
from functions.paths import API, alias_path, answer_path, fame_path, index_path

if TYPE_CHECKING:
    from pathlib import Path

# Famous first. Slashes, signs, symbols alone, other scripts, a reserved name, twins and a long one.
TITLES = (
    "Toy Story", "Toy Story 2", "Star Wars", "Heat", "Face/Off", "Amélie", "What?", "#Horror", "100% Wolf", "50/50",
    "AC/DC: Let There Be Rock", "¿Qué hora es?", "東京物語", "七人の侍", "Иван Васильевич меняет профессию", "$", "!!!", "CON",
    "index", "alias", "Fama", "Københavnske", "Smørrebrød & Øl", "Mother!", "Se7en", "2001: A Space Odyssey", "Él",
    "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", "..", "a+b=c", "Star  Wars", "50-50",
    "Ужас " * 30,
)  # fmt: skip
DIRECTORS = (
    "Steven Spielberg", "Stanley Kubrick", "Jean-Pierre Jeunet", "Luis Buñuel", "Lana Wachowski", "小津安二郎", "Joel Silberg",
)  # fmt: skip
COMPANIES = ("Warner Bros.", "Pixar Animation Studios", "France 3 Cinéma", "20th Century Fox", "A/B Films")
FRANCHISES = ("Toy Story Collection", "Star Wars Collection", "Face/Off Collection")
LANGUAGES = {"en": ("inglés", "English"), "es": ("español", "Spanish"), "ja": ("japonés", "Japanese")}
COUNTRIES = {
    "United States of America": ("US", "Estados Unidos", "eeuu"),
    "Argentina": ("AR", "Argentina", "arg"),
    "Germany": ("DE", "Alemania", "deutschland"),
}

Names = dict[str, dict[Clave, str]]


def write_tree(public: Path) -> Names:
    """Write the tree and say what is in it: question → key → the name it shows."""
    named: Names = {}

    def write(question: str, answers: dict[str, dict[str, Any]], aliases: dict[str, str] | None = None) -> None:
        keys = {clave(name): name for name in answers}
        for name, answer in answers.items():
            put(public, answer_path(question, clave(name)), answer)
        put(
            public,
            index_path(question),
            {"pregunta": question, "total": len(keys), "paginas": None, "claves": dict(sorted(keys.items()))},
        )
        put(public, alias_path(question), {clave(alias): clave(name) for alias, name in (aliases or {}).items()})
        put(public, fame_path(question), list(keys))
        named[question] = keys

    films = {title: {"pelicula": title, "duracion": 90 + n, "anio": 1950 + n, "id": n} for n, title in enumerate(TITLES, 1)}
    write("peliculas_duracion", {title: {**film, "otras": []} for title, film in films.items()})
    write("recomendacion", {title: _recommended(film) for title, film in films.items()})
    _write_lists(public, list(films.values()))
    write("get_director", {name: _director(name) for name in DIRECTORS})
    write("productoras_exitosas", {name: _company(name) for name in COMPANIES})
    write("franquicia", {n: _franchise(n) for n in FRANCHISES}, {n.removesuffix(" Collection"): n for n in FRANCHISES})
    languages = {code: {"idioma": code, "nombre": names[0], "cantidad": 3} for code, names in LANGUAGES.items()}
    write("peliculas_idioma", languages, {name: code for code, names in LANGUAGES.items() for name in names})
    countries = {n: {"pais": n, "iso": iso, "nombre": shown, "cantidad": 2} for n, (iso, shown, _) in COUNTRIES.items()}
    others = {other: name for name, others in COUNTRIES.items() for other in others if clave(other) != clave(name)}
    write("peliculas_pais", countries, others)
    put(public, f"{API}/index.json", {"version": "1.0.0"})
    (public / "index.html").write_text("<!doctype html><title>Filmoteca</title>")
    return named


def _write_lists(public: Path, films: list[dict[str, Any]]) -> None:
    """What lists are summed from: two shards, in which each film's neighbours are the next two films."""
    same = {"idioma": 0, "generos": 0, "paises": 0, "franquicia": 0}
    index = {
        "paquetes": 2,
        "titulos": len(films),
        "nombres": {"drama": "drama"},
        "idiomas": ["en"],
        "conjuntos_generos": [["drama"]],
        "conjuntos_paises": [["germany"]],
        **{column: [film[column] for film in films] for column in ("id", "anio", "duracion")},
        **{column: [value] * len(films) for column, value in same.items()},
    }
    put(public, INDEX, index)
    put(public, titles_path(0), [film["pelicula"] for film in films])
    for number in range(2):
        own = [film["id"] for film in films if film["id"] % 2 == number]
        lines = [(str(film).encode(), f"[{film % len(films) + 1},9,{(film + 1) % len(films) + 1},5]".encode()) for film in own]
        (public / shard_path(number)).write_bytes(pack(lines))


def put(public: Path, path: str, content: Any) -> None:
    """Write one file of a tree as the build does: whole, then renamed into its place."""
    file = public / path
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.new")
    new.write_bytes(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    new.replace(file)


def _recommended(film: dict[str, Any]) -> dict[str, Any]:
    near = {
        "pelicula": "Heat",
        "anio": 1995,
        "id": 949,
        "similitud": 0.5,
        "motivos": ["género"],
        "razones": [["genero", "Crime"]],
    }
    about = {field: film[field] for field in ("pelicula", "anio", "id")}
    return {**about, "lista_recomendada": ["Heat"] * 5, "detalle": [near] * 5, "otras": []}


def _director(name: str) -> dict[str, Any]:
    film = {
        "pelicula": "Heat", "fecha_lanzamiento": "1995-12-15", "anio": 1995, "retorno_pelicula": 3.1235,
        "budget_pelicula": 60_000_000, "revenue_pelicula": 187_436_818, "id": 949,
    }  # fmt: skip
    returns = {"retorno_total_director": 3.1235, "retorno_promedio": None, "retorno_agregado": 3.1239}
    return {"director": name, **returns, "cantidad": 1, "personas": 1, "variantes": [], "peliculas": [film]}


def _company(name: str) -> dict[str, Any]:
    return {"productora": name, "revenue_total": 10, "cantidad": 1, "variantes": []}


def _franchise(name: str) -> dict[str, Any]:
    film = {"pelicula": "Toy Story", "anio": 1995, "id": 862, "ganancia": 373_554_033}
    return {
        "franquicia": name, "cantidad": 1, "ganancia_total": 373_554_033, "ganancia_promedio": 373554033.0,
        "beneficio_total": 343_554_033, "peliculas": [film],
    }  # fmt: skip
