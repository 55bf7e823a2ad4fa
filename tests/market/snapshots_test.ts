import { assertEquals } from "@std/assert";
import { type Random, randomInt, seededRandom } from "../../src/market/random.ts";
import { type SnapshotOptions, Snapshots } from "../../src/market/snapshots.ts";
import { FLAG_LAST, sortByEventTime, type Tape } from "../../src/market/tape.ts";
import { NO_VENUE, venuesOf } from "../../src/market/venues.ts";
import { seeds } from "../_seeds.ts";
import { type Row, tapeOf } from "./_tapes.ts";

const QUOTE: Row = { publisher: 2, flags: FLAG_LAST, bidPx: 9e9, bidSz: 100, askPx: 10e9, askSz: 100 };

/** A snapshot: its time and, by venue, bid, ask, and their sizes. */
type Seen = [ns: number, quotes: number[][]];

function walk(tape: Tape, options: SnapshotOptions = {}): Seen[] {
  const snapshots = new Snapshots(tape, venuesOf(tape), options);
  const { bidPx, askPx, bidSz, askSz } = snapshots.book;
  const seen: Seen[] = [];
  while (snapshots.next()) {
    const quotes = Array.from(bidPx, (bid, venue) => [bid, askPx[venue]!, bidSz[venue]!, askSz[venue]!]);
    seen.push([snapshots.nowNs, quotes]);
  }
  assertEquals(snapshots.count, seen.length);
  return seen;
}

function askSizes(rows: Row[], options: SnapshotOptions = {}): number[][] {
  return walk(tapeOf(rows), options).map(([, quotes]) => quotes.map((quote) => quote[3]!));
}

Deno.test("trap: an event spans rows; only the one flagged 128 is a book to trade against", () => {
  const prints = [421, 231, 221, 121].map((askSz): Row => ({ ...QUOTE, flags: 0, askSz }));
  const rows = [...prints, { ...QUOTE, askSz: 99 }, { ...QUOTE, tsEventNs: 1, askSz: 500 }];
  assertEquals(askSizes(rows), [[99], [500]]);
  assertEquals(askSizes(rows, { at: "first" }), [[421], [500]]);
});

Deno.test("trap: without flags an event ends where ts_event changes", () => {
  const rows = [[0, 1], [0, 2], [5, 3], [6, 4], [6, 5]].map(([tsEventNs, askSz]) => ({
    ...QUOTE,
    flags: 0,
    tsEventNs: tsEventNs!,
    askSz: askSz!,
  }));
  assertEquals(askSizes(rows), [[2], [3], [5]]);
  assertEquals(askSizes(rows, { at: "first" }), [[1], [3], [4]]);
});

Deno.test("trap: without flags, rows of several venues at one time are one event", () => {
  const rows = [[2, 1], [9, 2], [2, 3]].map(([publisher, askSz]) => ({
    ...QUOTE,
    flags: 0,
    publisher: publisher!,
    askSz: askSz!,
  }));
  assertEquals(askSizes(rows), [[3, 2]]);
});

Deno.test("trap: every venue's quote is carried forward", () => {
  const rows = [[2, 1], [9, 2], [43, 3], [9, 4]].map(([publisher, askSz], tsEventNs) => ({
    ...QUOTE,
    tsEventNs,
    publisher: publisher!,
    askSz: askSz!,
  }));
  assertEquals(askSizes(rows), [[1, 0, 0], [1, 2, 0], [1, 2, 3], [1, 4, 3]]);
});

Deno.test("trap: a null ask drops that side of that venue, not the snapshot", () => {
  const rows: Row[] = [
    { ...QUOTE, publisher: 2 },
    { ...QUOTE, publisher: 9, tsEventNs: 1, askPx: NaN, askSz: 0 },
  ];
  const nine = 9e9;
  assertEquals(walk(tapeOf(rows))[1], [1, [[nine, 10e9, 100, 100], [nine, NaN, 100, 0]]]);
});

Deno.test("trap: a quote has an age limit", () => {
  const rows: Row[] = [
    { ...QUOTE, publisher: 2, askSz: 1 },
    { ...QUOTE, publisher: 9, tsEventNs: 5, askSz: 2 },
    { ...QUOTE, publisher: 9, tsEventNs: 6, askSz: 3 },
  ];
  assertEquals(askSizes(rows, { maxQuoteAgeNs: 5 }), [[1, 0], [1, 2], [0, 3]]);
  assertEquals(askSizes(rows, { maxQuoteAgeNs: 0 }), [[1, 0], [0, 2], [0, 3]]);
});

Deno.test("trap: of publishers of one exchange, one tells its quote", () => {
  const rows = [2, 81, 66].map((publisher, tsEventNs) => ({
    ...QUOTE,
    publisher,
    tsEventNs,
    askSz: 10 + tsEventNs,
  }));
  assertEquals(askSizes(rows), [[10]]);
});

Deno.test("Snapshots passes over publishers that are no venue, but their time ends an event", () => {
  const rows: Row[] = [
    { ...QUOTE, flags: 0, askSz: 1 },
    { ...QUOTE, publisher: 17, tsEventNs: 1, askSz: 2 },
    { ...QUOTE, flags: 0, tsEventNs: 2, askSz: 3 },
  ];
  assertEquals(askSizes(rows), [[1], [3]]);
});

Deno.test("Snapshots stops at its limit", () => {
  const rows = [0, 1, 2].map((tsEventNs) => ({ ...QUOTE, tsEventNs }));
  assertEquals([0, 1, 2, 3, 9].map((limit) => askSizes(rows, { limit }).length), [0, 1, 2, 3, 3]);
});

/** Rows at clustered times, some flagged, of venues and others, out of order. */
function randomTape(random: Random, flagged: number): Tape {
  const publishers = [2, 81, 9, 43, 17, 95];
  const rows = Array.from({ length: 2 + randomInt(random, 40) }, (_, row): Row => ({
    tsEventNs: randomInt(random, 12),
    publisher: row === 0 ? 2 : publishers[randomInt(random, publishers.length)]!,
    flags: random() < flagged ? FLAG_LAST | 2 : 2,
    bidPx: random() < 0.1 ? NaN : 1 + randomInt(random, 9),
    askPx: random() < 0.1 ? NaN : 5 + randomInt(random, 9),
    bidSz: randomInt(random, 1000),
    askSz: randomInt(random, 1000),
  }));
  return sortByEventTime(tapeOf(rows));
}

/**
 * The definition, literally: of the rows at one time, every flagged one is an event, and what a venue has
 * after its last flagged row is part of one event more.
 */
function reference(tape: Tape, { at = "last", maxQuoteAgeNs = Infinity }: SnapshotOptions): Seen[] {
  const { tsEventNs, publisher, flags, bidPx, askPx, bidSz, askSz } = tape.columns;
  const venues = venuesOf(tape);
  const times = [...new Set(tsEventNs)];
  const events: number[][] = [];
  for (const time of times) {
    const rows = [...tsEventNs.keys()]
      .filter((row) => tsEventNs[row] === time && venues.of(publisher[row]!) !== NO_VENUE);
    const before = (row: number) =>
      rows.findLast((r) => r < row && publisherVenue(r) === publisherVenue(row));
    const publisherVenue = (row: number) => venues.of(publisher[row]!);
    const isFlagged = (row: number) => (flags[row]! & FLAG_LAST) !== 0;
    if (at === "first") {
      events.push(
        ...rows.filter((row) => isFlagged(before(row) ?? -1) || before(row) === undefined).map((r) => [r]),
      );
      continue;
    }
    events.push(...rows.filter(isFlagged).map((row) => [row]));
    const last = Array.from(
      { length: venues.count },
      (_, v) => rows.findLast((row) => publisherVenue(row) === v),
    );
    const unfinished = last.filter((row): row is number => row !== undefined && !isFlagged(row));
    if (unfinished.length > 0) events.push(unfinished);
  }
  const quotes = Array.from({ length: venues.count }, () => [NaN, NaN, 0, 0]);
  const quotedNs = new Float64Array(venues.count).fill(-Infinity);
  return events.map((rows): Seen => {
    const now = tsEventNs[rows[0]!]!;
    for (const row of rows) {
      const venue = venues.of(publisher[row]!);
      quotes[venue] = [bidPx[row]!, askPx[row]!, bidSz[row]!, askSz[row]!];
      quotedNs[venue] = now;
    }
    return [
      now,
      quotes.map((quote, venue) => now - quotedNs[venue]! > maxQuoteAgeNs ? [NaN, NaN, 0, 0] : quote),
    ];
  });
}

Deno.test("Snapshots agrees with the definition on random tapes", () => {
  const random = seededRandom(7);
  for (let i = 0; i < seeds(60, 1500); i++) {
    const tape = randomTape(random, [0, 0.5, 0.9, 1][i % 4]!);
    const options: SnapshotOptions = {
      at: i % 3 === 0 ? "first" : "last",
      ...(i % 5 === 0 ? { maxQuoteAgeNs: randomInt(random, 6) } : {}),
    };
    assertEquals(walk(tape, options), reference(tape, options), `case ${i}`);
  }
});
