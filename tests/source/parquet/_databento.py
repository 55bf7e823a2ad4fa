"""Writes a DBN file as Databento's own Parquet and CSV: _databento.py DBN FOLDER."""

import sys
import warnings

import databento

warnings.simplefilter("ignore")
source, folder = sys.argv[1], sys.argv[2]
store = databento.DBNStore.from_file(source)
store.to_csv(f"{folder}/own.csv")
store.to_parquet(f"{folder}/pretty.parquet")
store.to_parquet(f"{folder}/raw.parquet", price_type="fixed", pretty_ts=False)
