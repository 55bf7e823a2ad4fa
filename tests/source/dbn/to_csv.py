"""Has the official decoder write DBN files as CSV, in all its variants, and their totals, for official_test.ts.

to_csv.py OUT VARIANTS FILE...: OUT/<name>.<variant>.csv for each of the variants named (pretty or raw times, pretty
or raw prices, symbols mapped or not, as three letters each p or r, p or r, m or u), and on standard output one line
of JSON per file: name, schema, and by symbol the number of records and the sums of sizes.
"""

import json
import os
import sys
import warnings

import databento as db
import numpy as np

warnings.simplefilter("ignore")
out, variants, *files = sys.argv[1:]
for path in files:
    store = db.DBNStore.from_file(path)
    name = os.path.basename(path)
    for variant in filter(None, variants.split(",")):
        times, prices, symbols = variant
        store.to_csv(
            f"{out}/{name}.{variant}.csv",
            pretty_ts=times == "p",
            pretty_px=prices == "p",
            map_symbols=symbols == "m",
        )
    rows = store.to_ndarray()
    symbol_of = {}
    for symbol, intervals in store.metadata.mappings.items():
        for interval in intervals:
            symbol_of[int(interval["symbol"])] = symbol
    totals = {}
    for instrument in np.unique(rows["instrument_id"]):
        mine = rows[rows["instrument_id"] == instrument]
        totals[symbol_of.get(int(instrument), "")] = {
            "rows": len(mine),
            **{key: int(mine[key].astype(object).sum()) for key in ("size", "bid_sz_00", "ask_sz_00", "ts_event")},
        }
    print(json.dumps({"name": name, "schema": str(store.schema), "totals": totals}))
