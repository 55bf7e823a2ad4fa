/**
 * Tapes, strategies and rules for tests of the market rules: written by hand, drawn at random, mirrored,
 * perturbed.
 *
 * @module
 */

import { Market } from "../../src/execution/market.ts";
import type { ChildOrders, Decision, Placement, Schedule } from "../../src/execution/strategy.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { type Execution, type MarketRules, Simulator } from "../../src/execution/simulator.ts";
import { bestVenue } from "../../src/execution/offers.ts";
import type { Splitter } from "../../src/execution/splitter.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import type { LiveQuoteOptions } from "../../src/market/live_quotes.ts";
import { type Random, randomInt } from "../../src/market/random.ts";
import { BUY, SELL } from "../../src/market/side.ts";
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_FILL,
  ACTION_MODIFY,
  ACTION_TRADE,
  sortByReceipt,
  type Tape,
  TapeBuilder,
  type TapeColumns,
} from "../../src/market/tape.ts";
import { FINRA, XNAS, XNYS } from "../market/_rows.ts";
import { type Row, tapeOf } from "../market/_tapes.ts";

/** Its stamp is no whole millisecond, so the tape's clock is fine. */
const FINE: Row = { tsEventNs: 1, publisher: FINRA };

export interface MarketOptions extends LiveQuoteOptions {
  /** Dollars a share, everywhere. @default 0 */
  readonly takeFee?: number;
  readonly addFee?: number;
  /** Leaves the stamps as coarse as they are. @default false */
  readonly coarse?: boolean;
}

/** The market of some rows; its clock is fine whatever the stamps, unless told otherwise. */
export function marketOf(rows: readonly Row[], options: MarketOptions = {}): Market {
  return marketOn(tapeOf(options.coarse ? rows : [FINE, ...rows]), options);
}

export function marketOn(
  tape: Tape,
  { takeFee = 0, addFee = 0, ...options }: MarketOptions = {},
): Market {
  return new Market(sortByReceipt(tape), FeeSchedule.flat(takeFee, addFee), options);
}

/** Slices at these seconds, the last of them the window's end; target by slice. */
export function slices(atSeconds: readonly number[], targets: readonly number[]): Schedule {
  return {
    name: "slices",
    begin: () => ({
      slices: atSeconds.length - 1,
      startNs: (slice) => Math.round(atSeconds[slice]! * 1e9),
      target: (slice) => targets[slice]!,
    }),
  };
}

/** A placement that does what a function says. */
export function placing(
  place: (decision: Decision, orders: ChildOrders) => void,
  { name = "test", sequential = false, rests = false, overfills = false }: Partial<Placement> = {},
): Placement {
  return { name, sequential, rests, overfills, place };
}

/** Takes so many shares at every venue, whatever is displayed. */
export function takes(shares: Readonly<Record<number, number>>): Placement {
  return placing((_, { take }) => {
    for (const [venue, count] of Object.entries(shares)) take[Number(venue)] = count;
  });
}

/** Rests all that is left at this venue. */
export function restsAt(venue: number): Placement {
  return placing(({ quantity }, { rest }) => rest[venue] = quantity, { rests: true });
}

/** What is displayed, the cheapest first. */
export const sweeping: Placement = placing(({ quantity, offers, side }, { take }) => {
  const order = [...take.keys()].filter((venue) => offers.size[venue]! > 0)
    .sort((a, b) => side * (offers.price[a]! - offers.price[b]!) || a - b);
  let left = quantity;
  for (const venue of order) left -= take[venue] = Math.min(left, offers.size[venue]!);
});

/** Sends everything to the one venue with the best price, whatever that displays. */
export const toBest: Splitter = {
  name: "to-best",
  place(quantity, offers, side, split) {
    const venue = bestVenue(offers, side);
    if (venue >= 0) split[venue] = quantity;
  },
};

export interface RunOptions extends Partial<Omit<MarketRules, "latencyNs">> {
  /** @default 0 */
  readonly latencyNs?: number | readonly number[];
}

export function rulesOf(
  market: Market,
  { latencyNs = 0, refreshNs = 1e9, queue = "risk-averse", residual = "cross" }: RunOptions = {},
): MarketRules & { readonly latencyNs: Float64Array } {
  const { count } = market.venues;
  return {
    latencyNs: Float64Array.from(
      { length: count },
      (_, venue) => typeof latencyNs === "number" ? latencyNs : latencyNs[venue]!,
    ),
    refreshNs,
    queue,
    residual,
  };
}

export function run(
  market: Market,
  order: ParentOrder,
  schedule: Schedule,
  placement: Placement,
  options?: RunOptions,
): Execution {
  return new Simulator(market, rulesOf(market, options)).run(order, { schedule, placement });
}

export const KINDS = ["taken", "rested", "crossed", "beyond", "unwound"] as const;

/** Fills as [seconds after midnight, venue's name, dollars, shares, kind]. */
export function fillsOf(
  { fills }: Execution,
  { venues }: Market,
): [at: number, venue: string, price: number, shares: number, kind: string][] {
  return Array.from({ length: fills.length }, (_, i) => [
    fills.timeNs[i]! / 1e9,
    venues.names[fills.venue[i]!]!,
    fills.price[i]! / 1e9,
    fills.shares[i]!,
    KINDS[fills.kind[i]!]!,
  ]);
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[randomInt(random, values.length)]!;
}

const TICK = 1e7;
const AROUND = 100e9;

// Two ids of XNAS, one that no directory knows, and two that are no venue.
const PUBLISHERS = [2, 9, 43, 66, 5, 999, FINRA, 59];

/**
 * A tape as bad as they come: venues that fall silent and leave ghosts, prices that flicker, one-sided and
 * crossed books, prints at, through and inside the touch, off exchange and of auction size, many rows at one
 * time, stamps of nanoseconds or whole milliseconds, of receipt or not; some tell only the book before trades.
 */
export function randomMarketTape(random: Random, mostRows = 120): Tape {
  const rows: Row[] = [];
  const publishers = PUBLISHERS.slice(0, 1 + randomInt(random, PUBLISHERS.length));
  const isTbbo = random() < 0.15;
  const isCoarse = random() < 0.3;
  const stamps = pick(random, ["event", "receipt", "both"]);
  const nullShare = pick(random, [0.02, 0.1, 0.4]);
  const wide = pick(random, [1, 3, 6]);
  const restless = pick(random, [0.02, 0.1, 0.4]);
  const tradeShare = pick(random, [0.2, 0.5]);
  const gaps = pick(random, [[0, 1, 2e5, 6e5, 3e6], [0, 1e6, 4e8, 1e9], [0, 3, 5e5, 4e7, 7e8, 1e9, 3e9]]);
  const size = () => random() < 0.5 ? 100 * (1 + randomInt(random, 6)) : 1 + randomInt(random, 400);
  let now = randomInt(random, 3) * 1e9;
  let middle = AROUND;
  const count = 1 + randomInt(random, mostRows);
  for (let i = 0; i < count; i++) {
    const gap = pick(random, gaps);
    now += isCoarse ? Math.ceil(gap / 1e6) * 1e6 : random() < 0.5 ? gap : Math.floor(gap * random());
    if (random() < restless) middle += TICK * (randomInt(random, 2 * wide + 1) - wide);
    // The first is a venue: a tape must have one.
    const publisher = i === 0 ? 2 : publishers[Math.floor(publishers.length * random() ** 2)]!;
    const bid = middle - TICK * (randomInt(random, wide + 1) - (random() < 0.1 ? 2 : 0));
    // Now and then a stub, or a typing error.
    const stray = random() < 0.05 ? TICK * (randomInt(random, 41) - 20) : 0;
    const ask = bid + TICK * (random() < 0.05 ? -1 : randomInt(random, wide + 1)) + stray;
    const hasBid = random() >= nullShare;
    const hasAsk = random() >= nullShare;
    const isTrade = isTbbo || random() < tradeShare;
    const last = rows.findLast((row) => row.publisher === publisher);
    const shown = isTrade && !isTbbo && last && random() < 0.8 ? last : {
      bidPx: hasBid ? bid : NaN,
      askPx: hasAsk ? ask : NaN,
      // Sizes without a price, and prices without a size, are no quotes either.
      bidSz: hasBid !== random() < 0.02 ? size() : 0,
      askSz: hasAsk !== random() < 0.02 ? size() : 0,
    };
    const { bidPx = NaN, askPx = NaN } = shown;
    const at = pick(random, [
      bidPx,
      askPx,
      bidPx,
      askPx,
      (bidPx + askPx) / 2,
      bidPx - TICK,
      askPx + TICK,
      NaN,
    ]);
    rows.push({
      publisher,
      tsEventNs: stamps === "receipt" ? now - randomInt(random, 3) * 1e6 : now,
      tsRecvNs: stamps === "event" || (stamps === "both" && random() < 0.3) ? NaN : now,
      action: isTrade
        ? (random() < 0.9 ? ACTION_TRADE : ACTION_FILL)
        : pick(random, [ACTION_ADD, ACTION_CANCEL, ACTION_MODIFY]),
      price: isTrade ? Math.round(at) : NaN,
      size: isTrade ? (random() < 0.05 ? 20_000 : size()) : 0,
      bidPx,
      askPx,
      bidSz: shown.bidSz ?? 0,
      askSz: shown.askSz ?? 0,
    });
  }
  // Files are not always in order.
  if (random() < 0.3) {
    for (let i = 0; i + 1 < rows.length; i += 2 + randomInt(random, 5)) {
      [rows[i], rows[i + 1]] = [rows[i + 1]!, rows[i]!];
    }
  }
  return tapeOf(rows);
}

/** A tape on which orders that rest have something to wait for: sizes come and go, and much is printed. */
export function queueTape(random: Random, rowCount = 150): Tape {
  const rows: Row[] = [];
  const venues = [XNAS, XNYS].slice(0, 1 + randomInt(random, 2)).map((publisher) => ({
    publisher,
    bidPx: AROUND,
    askPx: AROUND + TICK * (1 + randomInt(random, 2)),
    bidSz: 100,
    askSz: 100,
  }));
  const restless = pick(random, [0, 0.03, 0.1]);
  const gap = pick(random, [3e5, 3e6, 3e7]);
  let now = 1;
  for (let i = 0; i < rowCount; i++) {
    if (random() < 0.9) now += Math.floor(gap * random());
    const shown = pick(random, venues);
    const isPrint = i >= venues.length && random() < 0.5;
    if (i < venues.length) Object.assign(shown, venues[i]);
    else if (random() < restless) {
      const step = TICK * (random() < 0.5 ? 1 : -1);
      shown.bidPx += step;
      if (random() < 0.8) shown.askPx += step;
    }
    if (!isPrint) {
      shown.bidSz = 1 + randomInt(random, random() < 0.5 ? 60 : 300);
      shown.askSz = 1 + randomInt(random, random() < 0.5 ? 60 : 300);
    }
    const { bidPx, askPx } = shown;
    rows.push({
      tsEventNs: now,
      ...shown,
      ...(random() < 0.03 ? { bidPx: NaN, bidSz: 0 } : {}),
      ...(isPrint
        ? {
          action: ACTION_TRADE,
          price: pick(random, [bidPx, askPx, bidPx, askPx, bidPx - TICK, askPx + TICK, bidPx + TICK / 2]),
          size: 1 + randomInt(random, random() < 0.7 ? 60 : 600),
        }
        : {}),
    });
  }
  return tapeOf(rows);
}

/** A schedule of a few slices whose targets come out of the blue, though not below what they were. */
export function randomSchedule(random: Random): Schedule {
  const parts = Array.from({ length: 1 + randomInt(random, 5) }, () => random());
  const isWhole = random() < 0.5;
  return {
    name: "random",
    begin({ quantity, startNs, endNs }) {
      const starts = parts.map((part) => startNs + part * (endNs - startNs)).sort((a, b) => a - b);
      starts[0] = startNs;
      const targets = parts.map((part) => Math.round(part * quantity)).sort((a, b) => a - b);
      return {
        slices: parts.length,
        startNs: (slice) =>
          slice === parts.length ? endNs : isWhole ? Math.round(starts[slice]!) : starts[slice]!,
        target: (slice, rows, filled) =>
          Math.min(quantity, targets[slice]! + (rows + filled) % 3 * Math.floor(quantity / 10)),
      };
    },
  };
}

/**
 * A placement that sends child orders of all kinds and sizes, some of them in vain. It draws anew at every
 * decision, so that a fresh one of the same seed does the same where it sees the same.
 */
export function randomPlacement(random: Random): Placement {
  const rests = random() < 0.5;
  const overfills = rests && random() < 0.3;
  const takes = rests && random() < 0.5 ? 0.1 : 0.6;
  const isSane = random() < 0.5;
  const seldom = random() < 0.3;
  return placing(({ side, quantity, leaves, offers, nearQuotes }, orders) => {
    let left = overfills ? 2 * quantity : random() < 0.5 ? quantity : leaves;
    const send = (column: Float64Array, venue: number, shares: number) => {
      column[venue] = Math.max(0, Math.min(left, shares));
      left -= column[venue]!;
    };
    for (let venue = 0; venue < offers.count; venue++) {
      if (seldom && random() < 0.8) continue;
      const most = isSane ? offers.size[venue]! : Math.max(offers.size[venue]!, randomInt(random, 400));
      if (random() < takes) send(orders.take, venue, random() < 0.5 ? most : randomInt(random, most + 1));
      if (random() < 0.3) {
        orders.takeLimit[venue] = offers.price[venue]! + side * TICK * (randomInt(random, 4) - 1);
      }
      if (!rests || random() < 0.2) continue;
      if (isSane && Number.isNaN(nearQuotes.price[venue]!)) continue;
      send(orders.rest, venue, 1 + randomInt(random, random() < 0.5 ? 100 : 800));
    }
  }, { rests, overfills, sequential: random() < 0.3 });
}

/** A placement that rests here and there, and takes too much, so that it is soon asked again. */
export function patientPlacement(random: Random): Placement {
  return placing(({ quantity, offers }, { take, rest }) => {
    let left = quantity;
    const send = (column: Float64Array, venue: number, shares: number) => {
      column[venue] = Math.min(left, shares);
      left -= column[venue]!;
    };
    for (let venue = 0; venue < offers.count; venue++) {
      if (random() < 0.7) send(rest, venue, 1 + randomInt(random, 150));
      if (random() < 0.7) send(take, venue, randomInt(random, offers.size[venue]! + 2));
    }
  }, { rests: true });
}

/** An order somewhere on, before or after the tape. */
export function randomParent(tape: Tape, random: Random): ParentOrder {
  const { tsEventNs } = tape.columns;
  const firstNs = tsEventNs[0]!;
  const lastNs = tsEventNs[tape.length - 1]!;
  const lengthNs = Math.max(1e6, lastNs - firstNs);
  const times = [firstNs + (0.6 * random() - 0.1) * lengthNs, firstNs + (0.3 + 0.8 * random()) * lengthNs]
    .map((ns) => random() < 0.5 ? Math.round(ns) : Math.round(ns / 1e6) * 1e6).sort((a, b) => a - b);
  return {
    side: random() < 0.5 ? BUY : SELL,
    quantity: 1 + randomInt(random, random() < 0.7 ? 800 : 8000),
    startNs: times[0]!,
    endNs: times[1]! + 1,
    ...(random() < 0.2 ? { limit: AROUND + TICK * (randomInt(random, 21) - 10) } : {}),
  };
}

const LATENCIES = [0, 1, 5e5, 5e5, 3e6, 7e8];

export function randomRun(market: Market, random: Random): RunOptions {
  const isConstant = random() < 0.4;
  const constant = pick(random, LATENCIES);
  const { beforeTrades, resolutionNs } = market.live;
  return {
    latencyNs: market.venues.names.map(() => isConstant ? constant : pick(random, LATENCIES)),
    refreshNs: pick(random, [1e9, 1e9, 1e8, 0]),
    queue: !beforeTrades && resolutionNs === 1 && random() < 0.5
      ? pick(random, ["prorata", "cancels-ahead:0.25"] as const)
      : "risk-averse",
    residual: random() < 0.8 ? "cross" : "opportunity",
  };
}

export function randomOptions(random: Random): LiveQuoteOptions {
  return {
    maxQuoteAgeNs: random() < 0.3 ? pick(random, [5e5, 5e8, 60e9]) : undefined,
    referenceVenue: random() < 0.2 ? 0 : undefined,
    maxPrint: random() < 0.3 ? 250 : undefined,
    collarBps: random() < 0.6 ? pick(random, [1, 5, 20.5]) : undefined,
  };
}

/** The placement, with nothing left to rest: for tapes that tell the book only before trades. */
export function withoutRests(placement: Placement): Placement {
  return {
    ...placement,
    rests: false,
    place(decision, orders) {
      placement.place(decision, orders);
      orders.rest.fill(0);
    },
  };
}

/** A copy of a tape, row by row. */
export function changed(
  tape: Tape,
  change: (columns: TapeBuilder["columns"], row: number) => void,
): Tape {
  const builder = new TapeBuilder(tape.length);
  for (let row = 0; row < tape.length; row++) {
    builder.next();
    for (const name of Object.keys(tape.columns) as (keyof TapeColumns)[]) {
      builder.columns[name][row] = tape.columns[name][row]!;
    }
    change(builder.columns, row);
  }
  return builder.finish(tape);
}

/** The tape with bids and asks exchanged, prices mirrored around `aroundUnits`. */
export function mirrored(tape: Tape, aroundUnits: number): Tape {
  const { bidPx, askPx, bidSz, askSz, price } = tape.columns;
  return changed(tape, (columns, row) => {
    columns.price[row] = 2 * aroundUnits - price[row]!;
    columns.bidPx[row] = 2 * aroundUnits - askPx[row]!;
    columns.askPx[row] = 2 * aroundUnits - bidPx[row]!;
    columns.bidSz[row] = askSz[row]!;
    columns.askSz[row] = bidSz[row]!;
  });
}
