"""Prints what pandas and DuckDB find in the Parquet of --per-order: rows, the router's shares, its fees, its first start."""

import json
import sys

import duckdb
import pandas as pd

path = sys.argv[1]
frame = pd.read_parquet(path)
router = frame[frame["strategy"] == "router"]
by_pandas = [len(router), router["filled"].sum(), router["fees"].sum(), str(router["start"].min().value)]
by_duckdb = duckdb.sql(
    "select count(*), sum(filled), sum(fees), epoch_ns(min(start))::varchar"
    f" from '{path}' where strategy = 'router'"
).fetchall()[0]
print(json.dumps([by_pandas, list(by_duckdb)], default=float))
