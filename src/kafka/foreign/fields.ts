/** What other producers call the fields of a quote. @module */

/** Names that a field goes by, the first found counting; without case, `_` and `-`. */
const ALIASES = {
  ts_event: ["tsevent", "timestamp", "eventtime", "datetime", "time", "ts"],
  ts_recv: ["tsrecv"],
  publisher_id: ["publisherid", "venueid", "venue", "publisher", "exchangeid", "exchange", "mic"],
  ask_px: ["askpx00", "askpx0", "askpx", "askprice", "bestaskprice", "bestask", "ask"],
  ask_sz: ["asksz00", "asksz0", "asksz", "asksize", "askqty", "askquantity", "bestasksize"],
  bid_px: ["bidpx00", "bidpx0", "bidpx", "bidprice", "bestbidprice", "bestbid", "bid"],
  bid_sz: ["bidsz00", "bidsz0", "bidsz", "bidsize", "bidqty", "bidquantity", "bestbidsize"],
  symbol: ["symbol", "ticker", "sym", "rawsymbol"],
  action: ["action"],
  side: ["side"],
  price: ["price"],
  size: ["size"],
  flags: ["flags"],
} as const;

/** A field of a quote, by sorlab's own name. */
export type Field = keyof typeof ALIASES;

/** The fields. */
export const FIELDS = Object.keys(ALIASES) as readonly Field[];

/** What is known of a name: its field, and how many names of that field go before it. */
interface Known {
  readonly field: Field;
  readonly rank: number;
}

const BY_ALIAS: ReadonlyMap<string, Known> = new Map(
  FIELDS.flatMap((field) => ALIASES[field].map((alias, rank) => [alias, { field, rank }] as const)),
);

// The names of one producer are few; those of messages that mean harm may be many.
const MOST_NAMES = 10_000;
const byName = new Map<string, Known | undefined>();

/** What a name means; `undefined` where that is nothing. */
export function known(name: string): Known | undefined {
  if (byName.has(name)) return byName.get(name);
  const found = BY_ALIAS.get(name.toLowerCase().replace(/[_\- ]/g, ""));
  if (byName.size < MOST_NAMES) byName.set(name, found);
  return found;
}
