"""Writes DBN files as Databento's own Parquet and CSV, by their place in the list: _databento.py FOLDER DBN…"""

import sys
import warnings

import databento

warnings.simplefilter("ignore")
folder, *sources = sys.argv[1:]
for i, source in enumerate(sources):
    store = databento.DBNStore.from_file(source)
    store.to_csv(f"{folder}/own{i}.csv")
    store.to_parquet(f"{folder}/pretty{i}.parquet")
    store.to_parquet(f"{folder}/raw{i}.parquet", price_type="fixed", pretty_ts=False)
