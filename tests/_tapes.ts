/**
 * Tapes for tests: written by hand, drawn at random, mirrored, perturbed.
 *
 * @module
 */

import { type Random, randomInt, seededRandom } from "../src/market/random.ts";
import { FLAG_LAST, type Tape, TapeBuilder } from "../src/market/tape.ts";
import { openTape } from "../src/source/open_tape.ts";

/** 2024-08-01T00:00:00Z. */
export const ORIGIN_NS = 1722470400000000000n;

/** Lowest publisher ids first, so that their venue indices are 0, 1, 2. */
export const XNAS = 2;
export const XNYS = 9;
export const ARCX = 43;

/** Price in dollars and shares; `null` is no quote. */
export type Level = readonly [price: number, size: number] | null;

/** A row of a tape: seconds after its origin, who, best bid, best ask, whether it ends its event. */
export type Row = readonly [atSeconds: number, publisher: number, bid: Level, ask: Level, last?: boolean];

export function tapeOf(...rows: Row[]): Tape {
  const builder = new TapeBuilder();
  for (const [at, publisher, bid, ask, last = true] of rows) {
    const row = builder.next();
    const { columns } = builder;
    columns.tsEventNs[row] = Math.round(at * 1e9);
    columns.publisher[row] = publisher;
    columns.flags[row] = last ? FLAG_LAST : 0;
    if (bid) {
      columns.bidPx[row] = Math.round(bid[0] * 1e9);
      columns.bidSz[row] = bid[1];
    }
    if (ask) {
      columns.askPx[row] = Math.round(ask[0] * 1e9);
      columns.askSz[row] = ask[1];
    }
  }
  return builder.finish({ originNs: ORIGIN_NS, symbol: "TEST" });
}

/** `tests/testdata/three_venues.csv`: seven events on XNAS, XNYS and ARCX in 3 minutes and a half. */
export function threeVenues(): Promise<Tape> {
  return openTape(new URL("testdata/three_venues.csv", import.meta.url).pathname);
}

/** Runs `body` on `count` seeds; a failure names the seed that repeats it. */
export function forSeeds(
  firstSeed: number,
  count: number,
  body: (random: Random, seed: number) => void,
): void {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    try {
      body(seededRandom(seed), seed);
    } catch (error) {
      throw new Error(`Failed at seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}

// Two ids of XNAS, and one of an off-exchange publisher: no venue.
const PUBLISHERS = [2, 66, 9, 43, 5, 17];

/**
 * A tape unlike any market: bids and asks unrelated, few prices (so ties, locks and crosses), sides and
 * whole venues that show nothing, odd lots, events of several rows, many rows at one time.
 */
export function randomTape(random: Random, mostRows = 80): Tape {
  const publishers = PUBLISHERS.slice(0, 1 + randomInt(random, PUBLISHERS.length));
  const rows = 1 + randomInt(random, mostRows);
  const nullShare = random() < 0.2 ? 0.8 : 0.1;
  const allLast = random() < 0.5;
  const level = (): Level => {
    if (random() < nullShare) return null;
    const lots = 100 * (1 + randomInt(random, 8));
    return [100 + randomInt(random, 5) / 100, random() < 0.5 ? lots : 1 + randomInt(random, 400)];
  };
  let at = random() < 0.5 ? 0 : randomInt(random, 100);
  const made: Row[] = [];
  for (let i = 0; i < rows; i++) {
    if (random() < 0.7) at += random() < 0.1 ? randomInt(random, 300) : randomInt(random, 20_000) / 1000;
    // The first is a venue: a tape must have one.
    const publisher = i === 0 ? 2 : publishers[randomInt(random, publishers.length)]!;
    made.push([at, publisher, level(), level(), allLast || random() < 0.6]);
  }
  return tapeOf(...made);
}

function copy(tape: Tape, change: (columns: TapeBuilder["columns"], row: number) => void): Tape {
  const builder = new TapeBuilder(tape.length);
  for (let row = 0; row < tape.length; row++) {
    builder.next();
    for (const name of Object.keys(tape.columns) as (keyof Tape["columns"])[]) {
      builder.columns[name][row] = tape.columns[name][row]!;
    }
    change(builder.columns, row);
  }
  return builder.finish(tape);
}

/** The tape with bids and asks exchanged, prices mirrored around `aroundUnits`. */
export function mirrored(tape: Tape, aroundUnits: number): Tape {
  const { bidPx, askPx, bidSz, askSz } = tape.columns;
  return copy(tape, (columns, row) => {
    columns.bidPx[row] = 2 * aroundUnits - askPx[row]!;
    columns.askPx[row] = 2 * aroundUnits - bidPx[row]!;
    columns.bidSz[row] = askSz[row]!;
    columns.askSz[row] = bidSz[row]!;
  });
}

/** The tape with other times, flags and quotes from row `cut` on; who quotes, and the last time, stay. */
export function perturbedFrom(tape: Tape, cut: number, random: Random): Tape {
  const { tsEventNs } = tape.columns;
  const fromNs = tsEventNs[cut]!;
  const endNs = tsEventNs[tape.length - 1]!;
  const times = Array.from(
    { length: tape.length - cut },
    () => fromNs + Math.floor(random() * (endNs - fromNs)),
  );
  times.sort((a, b) => a - b);
  times[0] = fromNs;
  times[times.length - 1] = endNs;
  return copy(tape, (columns, row) => {
    if (row < cut) return;
    columns.tsEventNs[row] = times[row - cut]!;
    columns.flags[row] = random() < 0.6 ? FLAG_LAST : 0;
    for (const [price, size] of [["bidPx", "bidSz"], ["askPx", "askSz"]] as const) {
      const shown = random() < 0.9;
      columns[price][row] = shown ? 99e9 + 1e7 * randomInt(random, 300) : NaN;
      columns[size][row] = shown ? 1 + randomInt(random, 3000) : 0;
    }
  });
}
