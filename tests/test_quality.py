"""The quality report counts what cleaning did, and nothing is left out of it."""

from pathlib import Path

from build.reading.find_source import read_source
from precompute.publishing.quality import quality
from precompute.tables import Tables
from tests.support.raw_films import film, write_source
from tests.support.whole_steps import clean


def test_the_report_of_a_small_catalogue(tmp_path: Path) -> None:
    """Rows, reasons, repairs by column, zeros that mean unknown, and films without rows in each table."""
    source = write_source(
        tmp_path,
        [
            film(1, "One", budget="0", genres="[{'id': 18, 'name': 'Drama'}]", overview="Something happens."),
            film(2, "Two", runtime="", genres="[{'id': 18}", production_companies="[{'id': 3}]"),
            film(3, "Three", release_date=""),
            film(2, "Two again"),
            film(4, "Four", release_date=""),
        ],
        [{"id": "9", "cast": "[]", "crew": "[]"}, {"id": "1", "cast": "[]", "crew": "[]"}],
    )
    report = quality(clean(read_source(source)))
    assert report == {
        "filas_leidas": 5,
        "peliculas": 2,
        "rechazadas": {"total": 3, "por_motivo": {"sin fecha de estreno": 2, "id repetido": 1}},
        "reparaciones": {
            "total": 4,
            "por_columna": [
                {
                    "archivo": "credits.csv",
                    "columna": "id",
                    "reparacion": "película que no está en el catálogo, se omite",
                    "celdas": 1,
                },
                {
                    "archivo": "movies_metadata.csv",
                    "columna": "genres",
                    "reparacion": "literal ilegible, se toma como vacío",
                    "celdas": 1,
                },
                {
                    "archivo": "movies_metadata.csv",
                    "columna": "production_companies",
                    "reparacion": "sin nombre, se omite",
                    "celdas": 1,
                },
                {
                    "archivo": "movies_metadata.csv",
                    "columna": "runtime",
                    "reparacion": "vacío, se toma como desconocido",
                    "celdas": 1,
                },
            ],
        },
        "ceros_desconocidos": {"runtime": 0, "budget": 1, "revenue": 0, "vote_count": 0},
        "retorno_conocido": 1,
        "faltantes": {"overview": 1, "tagline": 2, "runtime": 1, "collection_id": 2, "collection": 2},
        "no_tiene": ["franquicias", "productoras", "países", "dirección", "elenco", "palabras clave", "valoraciones"],
        "sin_filas": {
            "film_genres": 1,
            "film_companies": 2,
            "film_countries": 2,
            "film_spoken_languages": 2,
            "film_directors": 2,
            "film_cast": 2,
        },
    }


def test_the_report_of_the_sample_adds_up(sample: Tables) -> None:
    """Every reject and every repair is counted under a name that the public can read."""
    report = quality(sample)
    assert report["filas_leidas"] == report["peliculas"] + report["rechazadas"]["total"]
    assert sum(report["rechazadas"]["por_motivo"].values()) == len(sample.rejects)
    assert sum(entry["celdas"] for entry in report["reparaciones"]["por_columna"]) == len(sample.repairs)
