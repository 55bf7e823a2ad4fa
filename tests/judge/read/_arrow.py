"""Writes the fills of a CSV as Arrow, as pyarrow, pandas and polars do: _arrow.py CSV FOLDER."""

import sys

import pandas as pd
import polars as pl
import pyarrow as pa
from pyarrow import feather, ipc

source, folder = sys.argv[1], sys.argv[2]
text = pd.read_csv(source, dtype={"order": str})
frame = text.copy()
for name in ("time", "sent"):
    frame[name] = pd.to_datetime(text[name], utc=True)
table = pa.Table.from_pandas(frame, preserve_index=False)


def write(name, table, stream=False, batch=1000, **options):
    new = ipc.new_stream if stream else ipc.new_file
    with new(f"{folder}/{name}", table.schema, options=ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=batch)


def with_columns(table, **columns):
    for name, column in columns.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    return table


# pandas: lz4, unless it is told otherwise; texts of times.
frame.to_feather(f"{folder}/pandas.feather")
text.to_feather(f"{folder}/pandas_texts_zstd.feather", compression="zstd")

# pyarrow: files and streams, plain and compressed, in batches.
write("file.arrow", table)
write("stream.arrows", table, stream=True)
write("file_lz4.arrow", table, compression="lz4")
write("stream_zstd.arrows", table, stream=True, batch=7, compression="zstd")
dictionary = {name: table[name].combine_chunks().dictionary_encode() for name in ("side", "venue", "order")}
write("dictionaries.arrow", with_columns(table, **dictionary))
# A dictionary that grows from batch to batch.
with ipc.new_stream(
    f"{folder}/deltas.arrows",
    with_columns(table, **dictionary).schema,
    options=ipc.IpcWriteOptions(emit_dictionary_deltas=True),
) as writer:
    for start in range(0, len(table), 500):
        part = table.slice(start, 500)
        names = pa.array(list(dict.fromkeys(table["venue"][: start + 500].to_pylist())), table["venue"].type)
        keys = pa.compute.index_in(part["venue"], names).combine_chunks()
        part = with_columns(part, **{name: part[name].combine_chunks().dictionary_encode() for name in dictionary})
        writer.write_table(with_columns(part, venue=pa.DictionaryArray.from_arrays(keys, names)))
narrow = with_columns(
    table,
    shares=table["shares"].cast(pa.uint16()),
    price=table["price"].cast(pa.decimal128(18, 9)),
    fee=table["fee"].cast(pa.decimal256(40, 12)),
    side=table["side"].cast(pa.large_string()),
    venue=table["venue"].cast(pa.string_view()),
)
lists = pa.array([[1, 2]] * len(table))
write("narrow.arrow", narrow.append_column("more", lists).append_column("none", pa.nulls(len(table))))

# The text's times are whole milliseconds: no unit that is finer loses any.
for unit in ("ms", "us", "ns"):
    units = {name: table[name].cast(pa.timestamp(unit, "UTC")) for name in ("time", "sent")}
    write(f"times_{unit}.arrow", with_columns(table, **units))
of_day = table["time"].cast(pa.timestamp("us")).cast(pa.time64("us"))
write("times_of_day.arrow", with_columns(table, time=of_day))

# polars: views and categories.
polars = pl.from_pandas(frame)
polars.write_ipc(f"{folder}/polars.arrow")
polars.write_ipc(f"{folder}/polars_zstd.arrow", compression="zstd")
polars.with_columns(pl.col("side", "venue").cast(pl.Categorical)).write_ipc(f"{folder}/polars_lz4.arrow", compression="lz4")
polars.write_ipc_stream(f"{folder}/polars.arrows")
