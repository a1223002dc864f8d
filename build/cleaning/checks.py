"""What must hold of the clean tables before anything is published."""

import numpy as np
import pandas as pd

from precompute.refusal import RefusalError
from precompute.tables import MetadataTables

_NAMED = 5  # offending rows that a message names


class CheckError(RefusalError):
    """Data that breaks a rule, with the offending rows named."""

    about, code = "the data failed a check: ", 1


def check(tables: MetadataTables) -> None:
    """Raise CheckError where films repeat, rows have no film, or years, money and returns cannot be."""
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
        named = ", ".join(str(film_id) for film_id in offending["film_id"].head(_NAMED))
        raise CheckError(f"{rule} in {len(offending)} rows (film_id {named}{', …' if len(offending) > _NAMED else ''})")
