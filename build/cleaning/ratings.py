"""MovieLens ratings, joined to the films by links.csv."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from build.cleaning.unreadable import UnreadableError, quoted
from build.reading.containers import PARQUET, open_unpacked
from build.reading.raw_files import Header, read_header, readable, seekable
from build.reading.source_files import Source
from precompute.tables import empty

_ID = r"([1-9][0-9]{0,14})(?:\.0)?"  # some programs save the ids of links.csv as 862.0
_FORMS = {"movieId": _ID, "tmdbId": _ID, "imdbId": f"0*{_ID}", "userId": _ID, "rating": r"([0-4](?:\.[0-9]*)?|5(?:\.0*)?)"}
_BLOCK = 16 * 2**20  # bytes read at a time: MovieLens has files of nearly a gigabyte


def read_ratings(source: Source, film_ids: pd.Series) -> pd.DataFrame:
    """Return the table `ratings`: the stars (0.5 to 5) that users gave to films of the catalogue.

    It is empty if the source lacks links.csv or a file of ratings. If two MovieLens films are the same film here, a user's
    first rating counts. Raises SourceError if a file cannot be read, and UnreadableError if nothing in one joins the films.
    """
    if not (source.has("links") and source.has("ratings")):
        return empty("ratings")
    links = read_numbers(source, "links", ["movieId", "tmdbId"])
    movies, films = (links[column].to_numpy() for column in ("movieId", "tmdbId"))
    known = np.isin(films, film_ids.to_numpy())
    movies, first = np.unique(movies[known], return_index=True)
    films = films[known][first]
    if not len(films):
        raise UnreadableError(
            f"{source.files['links']} names none of the films; give the file that belongs to them, or leave it out"
        )
    stars = read_numbers(source, "ratings", ["userId", "movieId", "rating"])
    at = np.searchsorted(movies, stars["movieId"].to_numpy()).clip(max=len(movies) - 1)
    rated = np.flatnonzero(movies[at] == stars["movieId"].to_numpy())
    if not len(rated):
        name = source.files["ratings"]
        raise UnreadableError(
            f"{name}: none of its ratings is of one of the films; give the file that belongs to them, or leave it out"
        )
    user, film = stars["userId"].to_numpy().take(rated), films.take(at.take(rated))
    rating = stars["rating"].to_numpy().take(rated)
    del stars, at, rated
    order = np.lexsort((film, user))  # stable: the first of a user's ratings of a film stays the first
    user, film, rating = user.take(order), film.take(order), rating.take(order)
    first = np.flatnonzero((np.diff(user, prepend=-1) != 0) | (np.diff(film, prepend=-1) != 0))
    return pd.DataFrame({"user_id": user.take(first), "film_id": film.take(first), "rating": rating.take(first)})


def read_numbers(source: Source, role: str, columns: list[str]) -> pa.Table:
    """Return the rows in which every one of these columns holds a valid number; others say nothing about any film.

    Such files hold numbers alone, so that a quote is part of no cell's value, and a row that is too short was cut.
    Raises SourceError if the file cannot be read, and UnreadableError if it has rows and none is valid.
    """
    name = source.files[role]
    header = read_header(source, role)
    wanted = dict(zip(columns, header.positions(columns), strict=True))
    rows, example, blocks = 0, "", []
    with _blocks(source, role, header, wanted) as batches:
        for batch in batches:
            rows += batch.num_rows
            example = example or ", ".join(str(batch[column][0]) for column in columns) if batch.num_rows else example
            blocks.append(_numbers(batch, columns))
    table = pa.concat_tables([pa.table({column: pa.array([], _type(column)) for column in columns}), *blocks])
    if rows and not len(table):
        problem = f"none of its {rows:,} rows holds numbers as {', '.join(columns)}, for example {quoted(example)}"
        raise UnreadableError(f"{name}: {problem}; give the file as MovieLens has it, or leave it out")
    return table


def _numbers(batch: pa.RecordBatch, columns: list[str]) -> pa.Table:
    """Return the rows of a batch in which every column is a number of its form."""
    texts = {
        column: pc.struct_field(pc.extract_regex(batch[column], f'^\\s*"?(?:{_named(column)})"?\\s*$'), "number")
        for column in columns
    }
    table = pa.table(texts)
    valid = table.filter(pc.invert(pc.is_null(table[columns[0]]))) if len(columns) == 1 else table.drop_null()
    return pa.table({column: valid[column].cast(_type(column)) for column in columns})


def _named(column: str) -> str:
    return _FORMS[column].replace("(", "(?P<number>", 1)


def _type(column: str) -> pa.DataType:
    return pa.float64() if column == "rating" else pa.int64()


@contextmanager
def _blocks(source: Source, role: str, header: Header, wanted: Mapping[str, int]) -> Iterator[Iterator[pa.RecordBatch]]:
    """Return the record batches of a file, with these columns as text. Raises SourceError, also while they are read."""
    name = source.files[role]
    with readable(name), open_unpacked(source.location, name) as file:
        if name.casefold().endswith(PARQUET):
            table = parquet.ParquetFile(pa.PythonFile(seekable(file), "r"))
            titles = {column: table.schema_arrow.names[at] for column, at in wanted.items()}
            yield (_as_text(batch, titles) for batch in table.iter_batches(columns=list(titles.values())))
            return
        places = [str(at) for at in range(len(header.titles))]
        reader = csv.open_csv(
            pa.PythonFile(file, "r"),
            read_options=csv.ReadOptions(block_size=_BLOCK, column_names=places, skip_rows=header.lines),
            parse_options=csv.ParseOptions(delimiter=header.delimiter, quote_char=False, invalid_row_handler=lambda _: "skip"),
            convert_options=csv.ConvertOptions(
                include_columns=[str(at) for at in wanted.values()],
                column_types=dict.fromkeys(places, pa.string()),
                strings_can_be_null=False,
            ),
        )
        yield (batch.rename_columns(list(wanted)) for batch in reader)


def _as_text(batch: pa.RecordBatch, titles: Mapping[str, str]) -> pa.RecordBatch:
    """Return the columns of a batch as text, under the names that they have here."""
    columns: list[Any] = [batch[title].cast(pa.string()) for title in titles.values()]
    return pa.record_batch(columns, list(titles))
