"""Prints what pandas and DuckDB find in a tape's Parquet: rows, last event, shares, cents, symbol."""

import json
import sys

import duckdb
import pandas as pd

path = sys.argv[1]
frame = pd.read_parquet(path)
by_pandas = [
    len(frame),
    str(frame["ts_event"].iloc[-1].value),
    int(frame["ask_sz_00"].sum()),
    int((frame["ask_px_00"] * 100).round().sum()),
    frame["symbol"].iloc[0],
]
by_duckdb = list(
    duckdb.sql(
        "select count(*)::bigint, epoch_ns(last(ts_event))::varchar, sum(ask_sz_00)::bigint,"
        f" sum(round(ask_px_00 * 100))::bigint, first(symbol) from '{path}'"
    ).fetchall()[0]
)
print(json.dumps([by_pandas, by_duckdb]))
