"""Titles of films in other languages, from IMDb's title.akas.tsv, which links.csv joins to the films."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from build.cleaning.ratings import read_numbers
from build.reading.containers import SourceError, open_member, open_unpacked
from build.reading.source_files import Source

# The languages whose titles are kept, with the regions where a title without a language is in one of them.
_REGIONS = {
    "es": [
        "ES",
        "MX",
        "AR",
        "CO",
        "PE",
        "VE",
        "CL",
        "EC",
        "GT",
        "CU",
        "BO",
        "DO",
        "HN",
        "PY",
        "SV",
        "NI",
        "CR",
        "PR",
        "PA",
        "UY",
    ],
    "en": ["US", "GB", "AU", "NZ", "IE"],
    "fr": ["FR"],
    "de": ["DE", "AT"],
    "it": ["IT"],
    "pt": ["PT", "BR"],
}
_LANGUAGE_OF_REGION = {region: language for language, regions in _REGIONS.items() for region in regions}
_COLUMNS = ["titleId", "title", "region", "language", "types"]
_MISSING = r"\N"
_WORKING = "working"  # a title that a film had before it was released
_BLOCK = 16 * 2**20  # bytes read at a time: the file has several gigabytes


def read_imdb_titles(source: Source, film_ids: pd.Series) -> pd.DataFrame:
    """Return film_id, title, language and region of the films' titles in the six languages of _REGIONS.

    Reads the file once, in blocks. The result is empty if the source has no title.akas.tsv. Raises SourceError.
    """
    columns = ["film_id", "title", "language", "region"]
    if not source.has("akas"):
        return pd.DataFrame(columns=columns)
    name = source.files["akas"]
    if not source.has("links"):
        raise SourceError(f"{name} needs links.csv beside it, which says which film each title is of; add it, or leave both out")
    links = read_numbers(source, "links", ["imdbId", "tmdbId"]).to_pandas()
    links = links[links["tmdbId"].isin(film_ids)].drop_duplicates("imdbId")
    film_of = {f"tt{imdb:07}": film for imdb, film in zip(links["imdbId"].tolist(), links["tmdbId"].tolist(), strict=True)}
    with _blocks(source, name) as blocks:
        wanted = pa.array(film_of, pa.string())
        titles = pa.concat_tables(
            [block.filter(pc.is_in(block["titleId"], wanted)) for block in map(pa.Table.from_batches, ([b] for b in blocks))]
        ).to_pandas()
    if titles.empty:
        raise SourceError(f"{name} holds no title of these films; give IMDb's file, and the links.csv of these films")
    language = titles["language"].where(titles["language"].isin(list(_REGIONS)), titles["region"].map(_LANGUAGE_OF_REGION))
    titles = titles.assign(
        film_id=titles["titleId"].map(film_of),
        language=language.where((titles["language"] == _MISSING) | titles["language"].isin(list(_REGIONS))),
        region=titles["region"].where(titles["region"] != _MISSING),
        title=titles["title"].str.normalize("NFC").str.strip(),
    )
    titles = titles[titles["language"].notna() & (titles["title"] != "") & (titles["types"] != _WORKING)]
    named: pd.DataFrame = titles[columns]
    return named.sort_values(columns, kind="stable")


@contextmanager
def _blocks(source: Source, name: str) -> Iterator[Any]:
    """Return the record batches of the file, with _COLUMNS as text. Raises SourceError, also while they are read."""
    options = {
        "read_options": csv.ReadOptions(block_size=_BLOCK),
        "parse_options": csv.ParseOptions(delimiter="\t", quote_char=False, invalid_row_handler=lambda _: "skip"),
        "convert_options": csv.ConvertOptions(
            include_columns=_COLUMNS, column_types=dict.fromkeys(_COLUMNS, pa.string()), strings_can_be_null=False
        ),
    }
    try:
        # Arrow unpacks gzip several times as fast as Python.
        packed = name.casefold().endswith(".gz")
        with (open_member if packed else open_unpacked)(source.location, name) as file:
            stream = pa.PythonFile(file, "r")
            yield csv.open_csv(pa.CompressedInputStream(stream, "gzip") if packed else stream, **options)
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        problem = str(error).splitlines()[0]
        raise SourceError(f"{name} cannot be read as IMDb's title.akas.tsv ({problem}); fetch it again") from error
    except (OSError, EOFError) as error:
        raise SourceError(f"{name} cannot be read ({error}); fetch it again") from error
