/**
 * The trial's rules written down again, plainly: rows are objects, books are maps by venue name, prices
 * are `bigint`. Shares no code with `src/`.
 *
 * @module
 */

export interface ReferenceRow {
  at: bigint;
  publisher: number;
  /** Whether the row is the last of its event. */
  last: boolean;
  bid: ReferenceQuote | undefined;
  ask: ReferenceQuote | undefined;
}

export interface ReferenceQuote {
  /** 1e-9 dollars. */
  price: bigint;
  size: number;
}

export interface ReferenceOrder {
  side: "buy" | "sell";
  quantity: number;
  from: bigint;
  to: bigint;
}

export interface ReferenceResult {
  fills: { at: bigint; venue: string; price: bigint; shares: number }[];
  left: number;
  /** Best price last seen. */
  touch: bigint | undefined;
}

/** The publishers of the tests' tapes. */
const NAMES: Record<number, string> = {
  2: "XNAS",
  3: "XBOS",
  4: "XPSX",
  5: "BATS",
  6: "BATY",
  7: "EDGA",
  8: "EDGX",
  9: "XNYS",
  10: "XCIS",
  11: "XASE",
  12: "XCHI",
  15: "MEMX",
  16: "EPRL",
  38: "IEXG",
  39: "XCHI",
  40: "XCIS",
  41: "IEXG",
  43: "ARCX",
  66: "XNAS",
};
const NOT_A_VENUE = [17];

/** Reads rows out of Databento CSV in pretty form: all of a symbol, or those from one time of day to before another. */
export function parseRows(csv: string, symbol?: string, window?: readonly [string, string]): ReferenceRow[] {
  const [header, ...lines] = csv.trimEnd().split("\n");
  const place = Object.fromEntries(header!.split(",").map((name, i) => [name, i]));
  const of = (row: string[], name: string): string => row[place[name]!]!;
  const isWithin = (line: string): boolean => {
    if (window === undefined) return true;
    const time = of(line.split(",", place["ts_event"]! + 1), "ts_event").slice("2018-01-02T".length);
    return time >= window[0] && time < window[1];
  };
  const rows = lines.filter(isWithin).map((line) => line.split(","));
  return rows.filter((row) => symbol === undefined || of(row, "symbol") === symbol).map((row) => ({
    at: parseTime(of(row, "ts_event")),
    publisher: Number(of(row, "publisher_id")),
    last: Math.floor(Number(of(row, "flags")) / 128) === 1,
    bid: parseQuote(of(row, "bid_px_00"), of(row, "bid_sz_00")),
    ask: parseQuote(of(row, "ask_px_00"), of(row, "ask_sz_00")),
  }));
}

/** Nanoseconds since the Unix epoch. */
export function parseTime(text: string): bigint {
  const [seconds, fraction] = text.replace("Z", "").split(".");
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt((fraction ?? "").padEnd(9, "0"));
}

function parseQuote(price: string, size: string): ReferenceQuote | undefined {
  const [dollars = "", fraction = ""] = price.split(".");
  const units = BigInt(dollars + fraction.padEnd(9, "0"));
  return units === 0n || Number(size) === 0 ? undefined : { price: units, size: Number(size) };
}

/** What the venues show to take, by name. */
type Shown = Map<string, ReferenceQuote>;

/** Walks the events of a window and shows what each leaves to take. */
function walk(rows: ReferenceRow[], order: ReferenceOrder, visit: (at: bigint, shown: Shown) => void) {
  const unheard = [...NOT_A_VENUE, ...otherFeeds(rows)];
  const inWindow = rows.filter(({ at, publisher }) =>
    at >= order.from && at <= order.to && !unheard.includes(publisher)
  );
  inWindow.sort((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
  const shown: Shown = new Map();
  const take = (row: ReferenceRow) => {
    const quote = order.side === "buy" ? row.ask : row.bid;
    if (quote) shown.set(NAMES[row.publisher]!, quote);
    else shown.delete(NAMES[row.publisher]!);
  };
  let unfinished = new Map<string, ReferenceRow>();
  for (const [i, row] of inWindow.entries()) {
    const venue = NAMES[row.publisher]!;
    if (row.last) {
      unfinished.delete(venue);
      take(row);
      visit(row.at, shown);
    } else {
      unfinished.set(venue, row);
    }
    if (unfinished.size > 0 && inWindow[i + 1]?.at !== row.at) {
      for (const each of unfinished.values()) take(each);
      unfinished = new Map();
      visit(row.at, shown);
    }
  }
}

/** Publishers of a venue that another one has more rows of, or as many and a lower id. */
function otherFeeds(rows: ReferenceRow[]): number[] {
  const counts = new Map<number, number>();
  for (const { publisher } of rows) counts.set(publisher, (counts.get(publisher) ?? 0) + 1);
  const heard = new Set<string>();
  const busiestFirst = [...counts].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || a - b);
  return busiestFirst.flatMap(([publisher]) => {
    const venue = NAMES[publisher]!;
    if (heard.has(venue)) return [publisher];
    heard.add(venue);
    return [];
  });
}

/** Venues by their lowest publisher id. */
type Ranks = Map<string, number>;

function ranksOf(rows: ReferenceRow[]): Ranks {
  const ranks: Ranks = new Map();
  for (const { publisher } of rows) {
    const venue = NAMES[publisher]!;
    ranks.set(venue, Math.min(publisher, ranks.get(venue) ?? publisher));
  }
  return ranks;
}

/** Best price first; of equal prices the lowest publisher id. */
function byPrice(shown: Shown, side: "buy" | "sell", ranks: Ranks): [string, ReferenceQuote][] {
  return [...shown].sort(([venueA, a], [venueB, b]) => {
    if (a.price === b.price) return ranks.get(venueA)! - ranks.get(venueB)!;
    return (a.price < b.price) === (side === "buy") ? -1 : 1;
  });
}

/** What to take where; `ranked` are the venues that show something, best first. */
type Decide = (
  at: bigint,
  left: number,
  ranked: [venue: string, ReferenceQuote][],
) => [venue: string, shares: number][];

/** What each event of a window leaves to take, best first. */
interface Window {
  ranks: Ranks;
  events: { at: bigint; ranked: [venue: string, ReferenceQuote][] }[];
}

/** Windows by their rows, and by side and times: orders of one window walk along it once. */
const windows = new WeakMap<ReferenceRow[], Map<string, Window>>();

function windowOf(rows: ReferenceRow[], order: ReferenceOrder): Window {
  const key = `${order.side} ${order.from} ${order.to}`;
  const known = windows.get(rows)?.get(key);
  if (known !== undefined) return known;
  const window: Window = { ranks: ranksOf(rows), events: [] };
  walk(rows, order, (at, shown) => {
    window.events.push({ at, ranked: byPrice(shown, order.side, window.ranks) });
  });
  windows.set(rows, (windows.get(rows) ?? new Map<string, Window>()).set(key, window));
  return window;
}

function simulate(rows: ReferenceRow[], order: ReferenceOrder, decide: Decide): ReferenceResult {
  const result: ReferenceResult = { fills: [], left: order.quantity, touch: undefined };
  const { ranks, events } = windowOf(rows, order);
  for (const { at, ranked } of events) {
    result.touch = ranked[0]?.[1].price ?? result.touch;
    const split = decide(at, result.left, ranked);
    for (const [venue, wanted] of split.sort(([a], [b]) => ranks.get(a)! - ranks.get(b)!)) {
      const { price, size } = ranked.find(([name]) => name === venue)![1];
      const shares = Math.min(wanted, size);
      if (shares === 0) continue;
      result.fills.push({ at, venue, price, shares });
      result.left -= shares;
    }
    if (result.left <= 0) break;
  }
  return result;
}

function toBest(ranked: [string, ReferenceQuote][], shares: number): [string, number][] {
  return ranked.slice(0, 1).map(([venue]) => [venue, shares]);
}

export function referenceBestQuote(rows: ReferenceRow[], order: ReferenceOrder): ReferenceResult {
  return simulate(rows, order, (_at, left, ranked) => toBest(ranked, left));
}

/** Whole lots of 100 or nothing; of equal prices the highest publisher id. Without fees. */
export function referenceRouter(rows: ReferenceRow[], order: ReferenceOrder): ReferenceResult {
  return simulate(rows, order, (_at, left, ranked) => {
    if (left % 100 !== 0) return [];
    const prices = new Set(ranked.map(([, { price }]) => price));
    const tiesLastFirst = [...prices].flatMap((price) =>
      ranked.filter(([, quote]) => quote.price === price).reverse()
    );
    let missing = left;
    const split = tiesLastFirst.map(([venue, { size }]): [string, number] => {
      const shares = Math.min(missing, size - size % 100);
      missing -= shares;
      return [venue, shares];
    });
    return missing > 0 ? [] : split;
  });
}

function sliceCount({ from, to }: ReferenceOrder, interval: bigint): number {
  let count = 0;
  for (let at = from; at < to; at += interval) count++;
  return Math.max(1, count);
}

function sliceOf(at: bigint, { from }: ReferenceOrder, interval: bigint, count: number): number {
  return Math.min(count, 1 + Number((at - from) / interval));
}

export function referenceTwap(
  rows: ReferenceRow[],
  order: ReferenceOrder,
  interval: bigint,
): ReferenceResult {
  const count = sliceCount(order, interval);
  const sizes = Array.from({ length: count }, () => Math.floor(order.quantity / count));
  for (let i = 0; i < order.quantity % count; i++) sizes[i]!++;
  let lastSlice = 0;
  return simulate(rows, order, (at, left, ranked) => {
    const slice = sliceOf(at, order, interval, count);
    if (slice === lastSlice) return [];
    lastSlice = slice;
    const target = sizes.slice(0, slice).reduce((sum, size) => sum + size, 0);
    return toBest(ranked, Math.max(0, target - (order.quantity - left)));
  });
}

/** Share-nanoseconds of what was displayed, by interval, are integers: all of it is exact. */
export function referenceVwap(
  rows: ReferenceRow[],
  order: ReferenceOrder,
  interval: bigint,
): ReferenceResult {
  const count = sliceCount(order, interval);
  const seen: [at: bigint, displayed: bigint][] = [];
  // The last seen before the interval: what was seen before that plays no part in it, or in a later one.
  let first = 0;
  const displayedIn = (start: bigint): bigint => {
    const end = start + interval;
    while (first + 1 < seen.length && seen[first + 1]![0] <= start) first++;
    let sum = 0n;
    for (let i = first; i < seen.length; i++) {
      const [at, displayed] = seen[i]!;
      const from = i === 0 || at < start ? start : at;
      const next = seen[i + 1]?.[0] ?? end;
      const to = next < end ? next : end;
      if (to > from) sum += displayed * (to - from);
    }
    return sum;
  };
  const d: bigint[] = [];
  let lastSlice = 0;
  return simulate(rows, order, (at, left, ranked) => {
    const displayed = BigInt(ranked.reduce((sum, [, { size }]) => sum + size, 0));
    const slice = sliceOf(at, order, interval, count);
    let due = 0;
    if (seen.length === 0) seen.push([at, displayed]);
    for (let i = lastSlice + 1; i <= slice; i++) {
      d.push(i <= 2 ? seen[0]![1] * interval : displayedIn(order.from + BigInt(i - 2) * interval));
      // left·d/(d + (n − i)·Σ/i), rounded half up.
      const sum = d.reduce((total, each) => total + each, 0n);
      const over = d[i - 1]! * BigInt(i);
      const under = over + BigInt(count - i) * sum;
      const rest = BigInt(left - due);
      due += under > 0n
        ? Number((2n * rest * over + under) / (2n * under))
        : Math.round(Number(rest) / (count - i + 1));
    }
    lastSlice = slice;
    seen.push([at, displayed]);
    return toBest(ranked, due);
  });
}
