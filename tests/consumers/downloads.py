"""Every table by DuckDB and polars, from the folder and from a server: python downloads.py FOLDER URL."""

import sys
from pathlib import Path

import duckdb
import polars as pl

folder, url = Path(sys.argv[1]), sys.argv[2]
tables = sorted(path.stem for path in folder.glob("*.parquet"))
for table in tables:
    counts = {
        duckdb.sql(f"SELECT count(*) FROM '{folder}/{table}.parquet'").fetchall()[0][0],  # noqa: S608 # our own paths
        duckdb.sql(f"SELECT count(*) FROM read_csv('{folder}/{table}.csv', header = true)").fetchall()[0][0],  # noqa: S608
        pl.read_parquet(folder / f"{table}.parquet").height,
        pl.read_csv(folder / f"{table}.csv", infer_schema_length=None).height,
        pl.read_parquet(f"{url}/{table}.parquet").height,
        pl.read_csv(f"{url}/{table}.csv", infer_schema_length=None).height,
    }
    if len(counts) > 1:
        raise SystemExit(f"{table}: {counts}")
if pl.read_parquet_schema(folder / "films.parquet")["release_date"] != pl.Date:
    raise SystemExit("films.parquet: release_date is no date")
sys.stdout.write(f"{len(tables)} tables as CSV and Parquet\n")
