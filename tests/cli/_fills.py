"""Prints what pandas and DuckDB find in the Parquet of --fills: columns, sums by strategy, the first sent, nulls."""

import json
import sys

import duckdb
import pandas as pd

PARTS = ["drift", "spread", "venue", "passive", "residual", "fees"]

path = sys.argv[1]
frame = pd.read_parquet(path)
frame["gross"] = frame["price"] * frame["shares"]
dollars = [f"{part}_dollars" for part in PARTS]
sums = ["shares", "gross", "fee", *dollars]
by_pandas = {
    "columns": [name for name in frame.columns if name != "gross"],
    "strategies": {
        name: [len(fills), *(fills[column].sum() for column in sums)]
        for name, fills in frame.groupby("strategy")
    },
    "sent": str(frame["sent"].min().value),
    "nulls": int(frame["child"].isna().sum()),
}

columns = ", ".join(f"sum({name})" for name in ["shares", "price * shares", "fee", *dollars])
rows = duckdb.sql(f"select strategy, count(*), {columns} from '{path}' group by strategy").fetchall()
unsent = "count(*) filter (where child is null)"
sent, nulls = duckdb.sql(f"select epoch_ns(min(sent))::varchar, {unsent} from '{path}'").fetchall()[0]
by_duckdb = {
    "columns": duckdb.sql(f"select * from '{path}'").columns,
    "strategies": {name: figures for name, *figures in rows},
    "sent": sent,
    "nulls": nulls,
}
print(json.dumps([by_pandas, by_duckdb], default=float))
