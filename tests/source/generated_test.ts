import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_TRADE,
  FLAG_LAST,
  SIDE_ASK,
  SIDE_BID,
  type Tape,
  TAPE_COLUMNS,
} from "../../src/market/tape.ts";
import { type GenerateOptions, generateTape } from "../../src/source/generated.ts";
import { seeds } from "../_seeds.ts";

/** The defaults, made long enough to measure: some 210,000 rows. */
const tape = generateTape({ durationSeconds: 2000 });
const { columns } = tape;

/** A million events in the long run: what lasts for hundreds of them takes that many to measure well. */
const LONG_SECONDS = seeds(2000, 10_000);
/** How much wider a tolerance for a million events has to be. */
const WIDER = Math.sqrt(10_000 / LONG_SECONDS);
let longTape: Tape | undefined = LONG_SECONDS === 2000 ? tape : undefined;

function madeLong(): Tape {
  return longTape ??= generateTape({ durationSeconds: LONG_SECONDS });
}

function count(condition: (row: number) => boolean, of: Tape = tape): number {
  let rows = 0;
  for (let row = 0; row < of.length; row++) if (condition(row)) rows++;
  return rows;
}

function share(condition: (row: number) => boolean): number {
  return count(condition) / tape.length;
}

/** Values of all rows that meet the condition, sorted. */
function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

function quantile(values: Float64Array, level: number): number {
  return values[Math.floor(level * (values.length - 1))]!;
}

function shareOf(values: Float64Array, condition: (value: number) => boolean): number {
  return values.filter(condition).length / values.length;
}

function assertNear(actual: number, expected: number, tolerance: number, what: string): void {
  assertAlmostEquals(actual, expected, tolerance, `${what}: ${actual}, not ${expected} ± ${tolerance}`);
}

function assertWithin(actual: number, low: number, high: number, what: string): void {
  assert(actual >= low && actual <= high, `${what}: ${actual}, not within ${low} to ${high}`);
}

/** The best of some prices; a call with all of them as its arguments takes several times as long. */
function best(prices: Float64Array, better: (one: number, other: number) => number): number {
  let found = prices[0]!;
  for (let venue = 1; venue < prices.length; venue++) found = better(found, prices[venue]!);
  return found;
}

/** The books of all venues as they are carried forward, with the time until the next row. */
class Carried {
  readonly bids: Float64Array;
  readonly asks: Float64Array;
  readonly #venueOf: Map<number, number>;
  readonly #tape: Tape;

  constructor(of: Tape) {
    const publishers = [...new Set(of.columns.publisher)];
    this.#tape = of;
    this.#venueOf = new Map(publishers.map((id, venue) => [id, venue]));
    this.bids = new Float64Array(publishers.length).fill(-Infinity);
    this.asks = new Float64Array(publishers.length).fill(Infinity);
  }

  /** Calls `visit` after each row, with the best prices of all venues. */
  each(visit: (bid: number, ask: number, lastsNs: number) => void): void {
    const { publisher, bidPx, askPx, tsRecvNs } = this.#tape.columns;
    const { bids, asks } = this;
    const { length } = this.#tape;
    for (let row = 0; row < length; row++) {
      const venue = this.#venueOf.get(publisher[row]!)!;
      bids[venue] = bidPx[row]!;
      asks[venue] = askPx[row]!;
      const nextNs = row + 1 < length ? tsRecvNs[row + 1]! : tsRecvNs[row]!;
      visit(best(bids, Math.max), best(asks, Math.min), nextNs - tsRecvNs[row]!);
    }
  }
}

function bytesOf(of: Tape): Uint8Array[] {
  return TAPE_COLUMNS.map((name) => {
    const { buffer, byteOffset, byteLength } = of.columns[name];
    return new Uint8Array(buffer, byteOffset, byteLength).slice();
  });
}

Deno.test("generateTape() gives byte-identical tapes for the same seed", () => {
  const options: GenerateOptions = { seed: 42, durationSeconds: 50, venues: [9, 2, 43] };
  const [first, second] = [generateTape(options), generateTape({ ...options })];
  assertEquals(bytesOf(first), bytesOf(second));
  assertEquals([first.originNs, first.symbol], [second.originNs, second.symbol]);
});

Deno.test("generateTape() gives other tapes for other seeds", () => {
  const recvNs = [1, 2, 3].map((seed) => generateTape({ seed, durationSeconds: 1 }).columns.tsRecvNs[50]);
  assertEquals(new Set(recvNs).size, 3);
});

Deno.test("generateTape() takes an undefined option for its default", () => {
  const options: GenerateOptions = { seed: undefined, durationSeconds: 1 };
  assertEquals(bytesOf(generateTape(options)), bytesOf(generateTape({ durationSeconds: 1 })));
});

Deno.test("generateTape() keeps to venues, start, duration, symbol and tick", () => {
  const startNs = 1514903400000000123n;
  const made = generateTape({
    venues: [71, 9, 300],
    eventsPerSecond: 20,
    durationSeconds: 30,
    tick: 5e7,
    price: 157_020_000_000,
    symbol: "BRK.B",
    startNs,
  });
  assertEquals([made.symbol, made.originNs, made.skippedRows], ["BRK.B", 1514851200000000000n, 0]);
  assertEquals([...made.columns.publisher.subarray(0, 3)], [71, 9, 300]);
  const from = Number(startNs - made.originNs);
  for (const times of [made.columns.tsEventNs, made.columns.tsRecvNs]) {
    assertEquals(count((row) => !(times[row]! >= from && times[row]! < from + 30e9), made), 0);
    assertEquals(count((row) => !Number.isInteger(times[row]), made), 0);
  }
  const { bidPx, askPx, price } = made.columns;
  assertEquals(count((row) => [bidPx, askPx, price].some((px) => px[row]! % 5e7 !== 0), made), 0);
  assertWithin(bidPx[0]!, 157e9 - 5 * 5e7, 157e9, "first bid");
});

Deno.test("generateTape() makes the number of events asked for", () => {
  // A trade is two rows or more: prints, then the order that leaves the book.
  assertEquals(count((row) => columns.action[row] !== ACTION_TRADE), 200_000);
  assertWithin(tape.length, 205_000, 216_000, "rows");
});

Deno.test("generateTape() sorts rows by ts_recv, not by ts_event", () => {
  const { tsRecvNs, tsEventNs } = columns;
  assertEquals(count((row) => row > 0 && tsRecvNs[row]! < tsRecvNs[row - 1]!), 0);
  assert(count((row) => row > 0 && tsEventNs[row]! < tsEventNs[row - 1]!) > 50);
  const lastNs = new Map<number, number>();
  const steppedBack = count((row) => {
    const last = lastNs.get(columns.publisher[row]!) ?? 0;
    lastNs.set(columns.publisher[row]!, tsEventNs[row]!);
    return tsEventNs[row]! < last;
  });
  assertEquals(steppedBack, 0, "a venue's own clock");
});

Deno.test("generateTape() receives rows about 166 µs after the event", () => {
  const delaysUs = sorted(Array.from(columns.tsRecvNs, (ns, row) => (ns - columns.tsEventNs[row]!) / 1e3));
  assertNear(quantile(delaysUs, 0.5), 166, 4, "median delay, µs");
  assert(delaysUs[0]! > 0 && quantile(delaysUs, 0.999) > 200);
});

Deno.test("generateTape() never crosses a venue's own book", () => {
  assertEquals(count((row) => !(columns.bidPx[row]! < columns.askPx[row]!)), 0);
  assertEquals(count((row) => columns.bidSz[row] === 0 || columns.askSz[row] === 0), 0);
  // 1 tick: 98 %.
  assertNear(share((row) => columns.askPx[row]! - columns.bidPx[row]! === 1e7), 0.98, 0.01, "one tick");
});

Deno.test("generateTape() hardly ever locks and never crosses the consolidated book", () => {
  let crossed = 0;
  let locked = 0;
  new Carried(madeLong()).each((bid, ask) => {
    if (bid > ask) crossed++;
    if (bid === ask) locked++;
  });
  // Crossed under .02 %, locked about 1 %.
  assertEquals(crossed, 0);
  assertNear(locked / madeLong().length, 0.01, 0.004 * WIDER, "locked");
});

Deno.test("generateTape() has each venue at the best bid as often as was measured", () => {
  const carried = new Carried(madeLong());
  const atBid = new Float64Array(6);
  const atAsk = new Float64Array(6);
  let allNs = 0;
  let likePrimaryNs = 0;
  carried.each((bid, ask, lastsNs) => {
    allNs += lastsNs;
    for (let venue = 0; venue < 6; venue++) {
      if (carried.bids[venue] === bid) atBid[venue]! += lastsNs;
      if (carried.asks[venue] === ask) atAsk[venue]! += lastsNs;
      if (venue > 0 && carried.bids[venue] === carried.bids[0]) likePrimaryNs += lastsNs / 5;
    }
  });
  const expected = [0.51, 0.22, 0.16, 0.10, 0.10, 0.06];
  for (const [venue, target] of expected.entries()) {
    const tolerance = (0.02 + 0.05 * target) * WIDER;
    assertNear(atBid[venue]! / allNs, target, tolerance, `best bid, venue ${venue}`);
    assertNear(atAsk[venue]! / allNs, target, tolerance, `best ask, venue ${venue}`);
  }
  // Quotes equal to the primary's: 13 to 40 %.
  assertWithin(likePrimaryNs / allNs, 0.13, 0.4, "bids equal to the primary's");
});

Deno.test("generateTape() adds, cancels and trades as often as was measured", () => {
  assertNear(share((row) => columns.action[row] === ACTION_ADD), 0.54, 0.01, "adds");
  assertNear(share((row) => columns.action[row] === ACTION_CANCEL), 0.40, 0.01, "cancels");
  assertNear(share((row) => columns.action[row] === ACTION_TRADE), 0.06, 0.005, "trades");
  const last = new Map<number, string>();
  const changed = count((row) => {
    const { bidPx, askPx, bidSz, askSz } = columns;
    const level = `${bidPx[row]} ${askPx[row]} ${bidSz[row]} ${askSz[row]}`;
    const before = last.get(columns.publisher[row]!);
    last.set(columns.publisher[row]!, level);
    return level !== before;
  });
  assertNear(changed / tape.length, 0.28, 0.01, "rows that change level 1");
});

Deno.test("generateTape() displays sizes as was measured", () => {
  const sizes = sorted([...columns.bidSz, ...columns.askSz]);
  assertNear(shareOf(sizes, (size) => size < 100), 0.27, 0.02, "odd lots");
  assertNear(shareOf(sizes, (size) => size === 100), 0.35, 0.04, "exactly 100");
  assertEquals([0.5, 0.95].map((level) => quantile(sizes, level)), [100, 500]);
  assertWithin(quantile(sizes, 0.99), 1400, 1800, "q99 (1,600)");
});

Deno.test("generateTape() trades sizes as was measured", () => {
  const sizes = sorted([...columns.size].filter((_, row) => columns.action[row] === ACTION_TRADE));
  assertNear(shareOf(sizes, (size) => size < 100), 0.45, 0.02, "odd lots");
  assertNear(shareOf(sizes, (size) => size === 100), 0.42, 0.02, "exactly 100");
  assertEquals([0.5, 0.95].map((level) => quantile(sizes, level)), [100, 200]);
  assertWithin(quantile(sizes, 0.99), 500, 800, "q99 (700)");
});

Deno.test("generateTape() spaces events with heavy tails", () => {
  const gapsUs = sorted(
    Array.from(columns.tsRecvNs.subarray(1), (ns, i) => (ns - columns.tsRecvNs[i]!) / 1e3),
  );
  // q25 40 µs; median .5 ms to .6 s by stock, q99 200 to 1,200 times as much in the slower ones.
  assertNear(quantile(gapsUs, 0.25), 40, 12, "q25, µs");
  assertWithin(quantile(gapsUs, 0.5), 500, 600_000, "median, µs");
  assertWithin(quantile(gapsUs, 0.99) / quantile(gapsUs, 0.5), 80, 1200, "q99 in medians");
  assertWithin(shareOf(gapsUs, (gap) => gap === 0), 0.06, 0.2, "gaps of zero");
});

Deno.test("generateTape() bunches events as was measured", () => {
  const bursts = [0, 0, 0, 0, 0];
  let size = 0;
  let all = 0;
  let lastNs = -Infinity;
  for (let row = 0; row < tape.length; row++) {
    if (columns.action[row] === ACTION_TRADE) continue;
    if (columns.tsRecvNs[row]! - lastNs >= 1e6 && size > 0) {
      bursts[Math.min(size, 5) - 1]!++;
      all++;
      size = 0;
    }
    size++;
    lastNs = columns.tsRecvNs[row]!;
  }
  // Gaps under 1 ms; the published shares add up to 101 %.
  const expected = [0.71, 0.16, 0.06, 0.03, 0.05];
  for (const [i, target] of expected.entries()) {
    assertNear(bursts[i]! / all, target, 0.015, `bursts of ${i + 1}`);
  }
});

/** What is wrong with the trade whose first print is at `row`, if anything. */
function tradeFault(row: number): string | undefined {
  const { action, side, flags, price, size, publisher, bidPx, askPx, bidSz, askSz } = columns;
  const buys = side[row] === SIDE_BID;
  const [px, shown] = buys ? [askPx, askSz] : [bidPx, bidSz];
  let end = row;
  let left = shown[row]!;
  for (; action[end] === ACTION_TRADE; end++) {
    if (publisher[end] !== publisher[row] || side[end] !== side[row]) return "another venue or side";
    if (price[end] !== px[row] || px[end] !== px[row]) return "not at the touch";
    if (shown[end] !== left) return "not the book before the print";
    left -= size[end]!;
  }
  const prints = end - row;
  for (let print = row; print < end; print++) {
    if ((flags[print] === 0) !== (prints > 1)) return "wrong flags";
  }
  if (action[end] !== ACTION_CANCEL || !(flags[end]! & FLAG_LAST)) return "no row that ends it";
  if (side[end] !== (buys ? SIDE_ASK : SIDE_BID) || size[end] !== size[end - 1]) return "another order left";
  if (columns.tsEventNs[end] !== columns.tsEventNs[row]) return "another time";
  if (left === 0) return (px[end]! > px[row]!) === buys && px[end] !== px[row] ? undefined : "no next level";
  return left > 0 && shown[end] === left && px[end] === px[row] ? undefined : "not the shares that remain";
}

Deno.test("generateTape() prints trades at the touch, with the book before each print", () => {
  let trades = 0;
  let several = 0;
  let buys = 0;
  for (let row = 0; row < tape.length; row++) {
    if (columns.action[row] !== ACTION_TRADE || columns.action[row - 1] === ACTION_TRADE) continue;
    assertEquals(tradeFault(row), undefined, `trade in row ${row}`);
    trades++;
    if (columns.flags[row] === 0) several++;
    if (columns.side[row] === SIDE_BID) buys++;
  }
  assertNear(several / trades, 0.23, 0.04, "trades of several prints");
  assertNear(buys / trades, 0.5, 0.03, "bought");
});

Deno.test("generateTape() flags all rows but such prints as the last of an event", () => {
  const odd = count((row) =>
    columns.flags[row] !== 130 && !(columns.flags[row] === 0 && columns.action[row] === ACTION_TRADE)
  );
  assertEquals(odd, 0);
});

Deno.test("generateTape() works with one venue and with many", () => {
  for (const venues of [1, 2, 16, Array.from({ length: 64 }, (_, i) => 200 + i)]) {
    const made = generateTape({ venues, durationSeconds: seeds(40, 100), seed: 9 });
    const expected = typeof venues === "number" ? venues : venues.length;
    assertEquals(new Set(made.columns.publisher).size, expected);
    let crossed = 0;
    new Carried(made).each((bid, ask) => {
      if (bid > ask) crossed++;
    });
    assertEquals(crossed, 0, `${expected} venues`);
  }
});

Deno.test("generateTape() works at extreme rates", () => {
  assertEquals(generateTape({ eventsPerSecond: 1e-3, durationSeconds: 1 }).length, 1);
  const dense = generateTape({ eventsPerSecond: 1e5, durationSeconds: 1 });
  const { tsRecvNs } = dense.columns;
  assertNear((tsRecvNs.at(-1)! - tsRecvNs[0]!) / 1e9, 1, 0.01, "seconds");
  assertNotEquals(tsRecvNs[dense.length >> 1], tsRecvNs.at(-1));
});

Deno.test("generateTape() keeps prices positive and exact at their bounds", () => {
  const cheap = generateTape({ price: 32e7, durationSeconds: 1000, venues: 2 });
  const [low, high] = [cheap.columns.bidPx, cheap.columns.price].map((px) =>
    Math.min(...px.subarray(0, 1e5))
  );
  assert(low! > 0 && high! > 0);
  const tick = 2 ** 40;
  const dear = generateTape({ tick, price: tick * 8000, durationSeconds: 100 });
  assertEquals(count((row) => !Number.isSafeInteger(dear.columns.askPx[row]), dear), 0);
});

const IMPOSSIBLE: [GenerateOptions, string][] = [
  [{ venues: 0 }, "0 venues"],
  [{ venues: 17 }, "17 venues"],
  [{ venues: 2.5 }, "2.5 venues"],
  [{ venues: NaN }, "NaN venues"],
  [{ venues: [] }, "0 venues"],
  [{ venues: [2, 9, 2] }, "publisher 2 twice"],
  [{ venues: [65_536] }, "publisher 65536"],
  [{ venues: [-1] }, "publisher -1"],
  [{ venues: [17] }, "publisher 17: it is off-exchange"],
  [{ venues: [95] }, "publisher 95: it is anonymised"],
  [{ eventsPerSecond: 0 }, "0 events per second"],
  [{ eventsPerSecond: -5 }, "-5 events per second"],
  [{ eventsPerSecond: NaN }, "NaN events per second"],
  [{ eventsPerSecond: Infinity }, "Infinity events per second"],
  [{ eventsPerSecond: 1e9 }, "600000000000 events"],
  [{ durationSeconds: 0 }, "0 seconds"],
  [{ durationSeconds: 86_401 }, "86401 seconds"],
  [{ durationSeconds: NaN }, "NaN seconds"],
  [{ seed: 1.5 }, "seed 1.5"],
  [{ seed: NaN }, "seed NaN"],
  [{ tick: 0 }, "tick 0"],
  [{ tick: -1e7 }, "tick -10000000"],
  [{ tick: 0.01 }, "tick 0.01"],
  [{ price: 0 }, "around 0"],
  [{ price: 31e7 }, "around 310000000"],
  [{ price: 224.5e9 + 0.5 }, "around 224500000000.5"],
  [{ price: NaN }, "around NaN"],
  [{ price: 2 ** 53 - 1 }, "around 9007199254740991"],
  [{ symbol: "" }, '""'],
  [{ symbol: "A,B" }, '"A,B"'],
  [{ startNs: -1n }, "-1 ns"],
  [{ startNs: 2n ** 63n }, "9223372036854775808 ns"],
];

Deno.test("generateTape() refuses impossible options and names the value", () => {
  for (const [options, named] of IMPOSSIBLE) {
    assertThrows(() => generateTape(options), RangeError, named);
  }
});
