"""Writes the rows of a Databento CSV as Parquet, as pandas, polars and DuckDB do: _tables.py CSV FOLDER."""

import sys

import duckdb
import pandas as pd
import polars as pl

source, folder = sys.argv[1], sys.argv[2]
text = pd.read_csv(source)
times = text.copy()
for name in ("ts_recv", "ts_event"):
    times[name] = pd.to_datetime(text[name], utc=True)

# pandas: snappy, the time of receipt as index, as Databento's data frames have it; and its other compressions.
times.set_index("ts_recv").to_parquet(f"{folder}/pandas.parquet")
times.to_parquet(f"{folder}/pandas_gzip_groups.parquet", compression="gzip", row_group_size=3000)
text.to_parquet(f"{folder}/pandas_texts_zstd.parquet", compression="zstd")
raw = times.copy()
for name in ("ts_recv", "ts_event"):
    raw[name] = raw[name].astype("int64").astype("uint64")
# Of a real file a deeper level may hold text, which no tape of level 1 reads.
for name in [name for name in raw.select_dtypes("number") if name == "price" or "_px_" in name]:
    raw[name] = [2**63 - 1 if pd.isna(px) else round(px * 1e9) for px in raw[name]]
raw.to_parquet(f"{folder}/pandas_raw.parquet", version="1.0", use_dictionary=False)

# polars: zstd; categories, and texts of another encoding.
frame = pl.from_pandas(times)
frame.write_parquet(f"{folder}/polars.parquet")
frame.write_parquet(f"{folder}/polars_lz4.parquet", compression="lz4")
frame.with_columns(pl.col("action", "side").cast(pl.Categorical)).write_parquet(
    f"{folder}/polars_categories_brotli.parquet", compression="brotli", row_group_size=2000
)

# DuckDB: snappy; decimals of 8 and of 16 bytes.
connection = duckdb.connect()
# Its own guess at the type of a time has microseconds only.
table = (
    "(select * replace (ts_recv::timestamp_ns as ts_recv, ts_event::timestamp_ns as ts_event) from"
    f" read_csv('{source}', header = true, types = {{'ts_recv': 'varchar', 'ts_event': 'varchar'}}))"
)
connection.execute(f"copy (from {table}) to '{folder}/duckdb.parquet' (format parquet)")
connection.execute(
    f"copy (select * replace (bid_px_00::decimal(18, 9) as bid_px_00, ask_px_00::decimal(38, 9) as ask_px_00,"
    f" price::decimal(9, 4) as price) from {table})"
    f" to '{folder}/duckdb_decimals.parquet' (format parquet, codec zstd, parquet_version v2)"
)
