/**
 * Markets for tests of the schedules and placements under market rules: quotes and prints by hand, or
 * generated, or with another future.
 *
 * @module
 */

import { Market } from "../../../src/execution/market.ts";
import type { Schedule } from "../../../src/execution/strategy.ts";
import type { ParentOrder } from "../../../src/execution/parent_order.ts";
import { FeeSchedule } from "../../../src/market/fee_schedule.ts";
import { type Random, randomInt } from "../../../src/market/random.ts";
import { BUY } from "../../../src/market/side.ts";
import { ACTION_TRADE, sortByReceipt, type Tape, TapeBuilder } from "../../../src/market/tape.ts";
import { generateTape } from "../../../src/source/generated.ts";
import { ORIGIN_NS, XNAS } from "../../_tapes.ts";

/** No venue: the FINRA/Nasdaq TRF at Carteret. */
export const OFF_EXCHANGE = 82;

/** Shares printed at 10 dollars: seconds after the origin, how many, where (XNAS by default). */
type Print = readonly [atSeconds: number, shares: number, publisher?: number];

/** Quotes: seconds after the origin, publisher, bid and ask in dollars, shares displayed on both sides. */
export type Quote = readonly [atSeconds: number, publisher: number, bid: number, ask: number, size?: number];

/** A tape of quotes and prints, sorted; a quote of nothing on XNAS at `from` seconds begins it. */
export function tapeOf(
  { quotes = [], prints = [], from = 0 }: {
    quotes?: readonly Quote[];
    prints?: readonly Print[];
    from?: number;
  },
): Tape {
  const builder = new TapeBuilder();
  const next = (at: number, publisher: number): number => {
    const row = builder.next();
    builder.columns.tsEventNs[row] = Math.round(at * 1e9);
    builder.columns.publisher[row] = publisher;
    return row;
  };
  next(from, XNAS);
  for (const [at, publisher, bid, ask, size = 100] of quotes) {
    const row = next(at, publisher);
    const { columns } = builder;
    columns.bidPx[row] = Math.round(bid * 1e9);
    columns.askPx[row] = Math.round(ask * 1e9);
    columns.bidSz[row] = columns.askSz[row] = size;
  }
  for (const [at, shares, publisher = XNAS] of prints) {
    const row = next(at, publisher);
    builder.columns.action[row] = ACTION_TRADE;
    builder.columns.price[row] = 10e9;
    builder.columns.size[row] = shares;
  }
  return sortByReceipt(builder.finish({ originNs: ORIGIN_NS, symbol: "TEST" }));
}

/** The market of a tape, without fees; quotes do not expire, so that nothing depends on the whole of it. */
export function marketOf(tape: Tape, fees: FeeSchedule = FeeSchedule.flat(0, 0)): Market {
  return new Market(tape, fees, { maxQuoteAgeNs: Infinity, referenceVenue: 0 });
}

/** The market of these quotes and prints. */
export function marketWith(rows: Parameters<typeof tapeOf>[0]): Market {
  return marketOf(tapeOf(rows));
}

/** A generated tape in order of receipt. */
export function generated(seed: number, durationSeconds = 120, eventsPerSecond = 20): Tape {
  return sortByReceipt(generateTape({ seed, durationSeconds, eventsPerSecond, venues: 4 }));
}

/** A buy within a window, in seconds after the origin. */
export function orderOf(quantity: number, startSeconds: number, endSeconds: number): ParentOrder {
  return { side: BUY, quantity, startNs: startSeconds * 1e9, endNs: endSeconds * 1e9 };
}

/** The targets of all slices, if each is filled as soon as it is asked for. */
export function targetsOf(schedule: Schedule, order: ParentOrder, market: Market): number[] {
  const run = schedule.begin(order, market);
  let filled = 0;
  return Array.from({ length: run.slices }, (_, slice) => {
    filled = run.target(slice, market.rowsBefore(run.startNs(slice)), filled);
    return filled;
  });
}

/** The tape with other prices, sizes and actions from row `cut` on; times and publishers stay. */
export function withOtherFuture(tape: Tape, cut: number, random: Random): Tape {
  const builder = new TapeBuilder(tape.length);
  const { columns } = builder;
  for (let row = 0; row < tape.length; row++) {
    builder.next();
    for (const name of Object.keys(tape.columns) as (keyof Tape["columns"])[]) {
      columns[name][row] = tape.columns[name][row]!;
    }
    if (row < cut) continue;
    if (random() < 0.3) columns.action[row] = ACTION_TRADE;
    columns.price[row] = 1e7 * (1 + randomInt(random, 50_000));
    columns.size[row] = randomInt(random, 12_000);
    columns.bidPx[row] = 1e7 * (1 + randomInt(random, 50_000));
    columns.askPx[row] = columns.bidPx[row]! + 1e7 * randomInt(random, 9);
  }
  return builder.finish(tape);
}
