"""The rules that the clean tables must keep before anything is published."""

import numpy as np
import pandas as pd

from precompute.refusal import RefusalError
from precompute.tables import MetadataTables

_QUOTED = 5  # offending rows that a message names


class CheckError(RefusalError):
    """Data that breaks a rule. The message names the offending rows."""

    about, code = "the data failed a check: ", 1


def check(tables: MetadataTables) -> None:
    """Raise CheckError if a film id repeats, a row has no film, or a year, an amount or a return is wrong."""
    films = tables.films
    if films.empty:
        raise CheckError("films: no row of the source is a film of the catalogue; its rejects say why")
    _no_rows("films: repeated film_id", films[films["film_id"].duplicated()])
    _no_rows(
        "films: release_year is not that of release_date",
        films[films["release_date"].str[:4].astype("int64") != films["release_year"]],
    )
    _no_rows("films: negative budget or revenue", films[(films["budget"] < 0) | (films["revenue"] < 0)])
    _no_rows("films: return is not a finite number ≥ 0", films[~np.isfinite(films["return"]) | (films["return"] < 0)])
    for name, table in tables.items():
        if name != "films" and "film_id" in table:
            _no_rows(f"{name}: film_id of no film", table[~table["film_id"].isin(films["film_id"])])


def _no_rows(rule: str, offending: pd.DataFrame) -> None:
    if len(offending):
        film_ids = ", ".join(str(film_id) for film_id in offending["film_id"].head(_QUOTED))
        raise CheckError(f"{rule} in {len(offending)} rows (film_id {film_ids}{', …' if len(offending) > _QUOTED else ''})")
