/**
 * Executions for tests of analysis: written by hand, drawn at random, and simulated.
 *
 * @module
 */

import { BEYOND, CROSSED, FillLog, RESTED, TAKEN, UNWOUND } from "../../src/execution/fill_log.ts";
import { Market } from "../../src/execution/market.ts";
import type { Placement, Schedule } from "../../src/execution/strategy.ts";
import type { ParentOrder } from "../../src/execution/parent_order.ts";
import { type Execution, type MarketRules, Simulator } from "../../src/execution/simulator.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { hasPrice } from "../../src/market/price.ts";
import { type Random, randomInt, seededRandom } from "../../src/market/random.ts";
import { BUY, SELL, type Side } from "../../src/market/side.ts";
import { sortByReceipt, type Tape, TapeBuilder, type TapeColumns } from "../../src/market/tape.ts";
import { US_EQUITY_FEES_CSV } from "../../src/market/us_equity_fees.ts";
import { generateTape } from "../../src/source/generated.ts";
import { randomTape } from "../_tapes.ts";

const DOLLAR = 1e9;

/** A cent, less, and a unit: of that, half the mids lie between units. */
const TICKS = [1e7, 5e5, 1];

/** A fill in words: dollars, seconds after the tape's origin. */
export interface Fill {
  readonly at?: number;
  readonly venue?: number;
  readonly price: number;
  readonly shares: number;
  readonly fee?: number;
  readonly kind?: number;
  readonly mid?: number;
  readonly touch?: number;
}

/** Units of a price in dollars, to the half. */
export function units(dollars: number): number {
  return Math.round(dollars * 2 * DOLLAR) / 2;
}

export function logOf(fills: readonly Fill[]): FillLog {
  const log = new FillLog();
  for (const { at = 0, venue = 0, price, shares, fee = 0, kind = TAKEN, mid = NaN, touch = NaN } of fills) {
    log.add(at * DOLLAR, venue, units(price), shares, units(fee), kind, units(mid), units(touch));
  }
  return log;
}

/** An execution of these fills; the mid at arrival and at the end is 10 dollars unless said otherwise. */
export function executionOf(
  order: Partial<ParentOrder>,
  fills: readonly Fill[],
  { arrivalMid = 10, endMid = 10, unfilled = 0 } = {},
): Execution {
  return {
    order: { side: BUY, quantity: 100, startNs: 0, endNs: 60e9, ...order },
    fills: logOf(fills),
    arrivalMid: units(arrivalMid),
    endMid: units(endMid),
    unfilled,
    decisions: 1,
    restsRefused: 0,
    undefinedMids: 0,
    doubtfulMids: 0,
    refused: new Float64Array(1),
  };
}

const KINDS = [TAKEN, RESTED, CROSSED, BEYOND, UNWOUND];

/** An execution that no market gave: every kind of fill, mids between units, rebates, shares left or too many. */
export function randomExecution(random: Random): Execution {
  const around = (dollars: number): number => Math.round((dollars + random()) * 2 * DOLLAR) / 2;
  const base = random() < 0.1 ? 400_000 : 10 + randomInt(random, 300);
  const log = new FillLog();
  const count = randomInt(random, 40);
  for (let i = 0; i < count; i++) {
    const kind = KINDS[randomInt(random, KINDS.length)]!;
    const shares = (1 + randomInt(random, random() < 0.2 ? 1e6 : 500)) * (kind === UNWOUND ? -1 : 1);
    const price = Math.floor(around(base));
    const fee = randomInt(random, 10e6) - 5e6;
    const timeNs = 1e9 * i + randomInt(random, 1e9);
    log.add(timeNs, randomInt(random, 6), price, shares, fee, kind, around(base), Math.floor(around(base)));
  }
  const unfilled = random() < 0.5 ? 0 : randomInt(random, 400) - 100;
  const side = random() < 0.5 ? BUY : SELL;
  return {
    order: { side, quantity: Math.max(1, log.sharesFilled + unfilled), startNs: 0, endNs: 60e9 },
    fills: log,
    arrivalMid: around(base),
    endMid: around(base),
    unfilled,
    decisions: count,
    restsRefused: 0,
    undefinedMids: 0,
    doubtfulMids: 0,
    refused: new Float64Array(1),
  };
}

/** So many slices of equal length; each should fill its share, rounded up. */
export function slices(count: number): Schedule {
  return {
    name: "slices",
    begin: ({ startNs, endNs, quantity }) => ({
      slices: count,
      startNs: (slice) => startNs + (endNs - startNs) * slice / count,
      target: (slice) => Math.ceil(quantity * (slice + 1) / count),
    }),
  };
}

function placement(
  name: string,
  place: Placement["place"],
  { rests = false, overfills = false } = {},
): Placement {
  return { name, sequential: false, rests, overfills, place };
}

/** Takes all from the lowest venue that shows a price. */
export const takesFirst: Placement = placement("takes-first", ({ offers, quantity }, { take }) => {
  const venue = offers.price.findIndex(hasPrice);
  if (venue >= 0) take[venue] = quantity;
});

/** Takes half where it can, and rests the other half at the highest venue that shows a price. */
export const restsHalf: Placement = placement(
  "rests-half",
  (decision, { take, rest }) => {
    const half = Math.floor(decision.quantity / 2);
    const near = decision.nearQuotes.price.findLastIndex(hasPrice);
    if (near >= 0) rest[near] = half;
    const far = decision.offers.price.findIndex(hasPrice);
    if (far >= 0) take[far] = decision.quantity - half;
  },
  { rests: true },
);

/** Rests all of it at every venue, and takes it too: what fills too much is unwound. */
export const overfills: Placement = placement(
  "overfills",
  ({ offers, nearQuotes, quantity }, { take, rest }) => {
    for (let venue = 0; venue < offers.count; venue++) {
      if (hasPrice(nearQuotes.price[venue]!)) rest[venue] = quantity;
      if (hasPrice(offers.price[venue]!)) take[venue] = quantity;
    }
  },
  { rests: true, overfills: true },
);

export const PLACEMENTS: readonly Placement[] = [takesFirst, restsHalf, overfills];

export const FEES: FeeSchedule = FeeSchedule.parse(US_EQUITY_FEES_CSV, "us_equity_fees");

/** Rules without latency, unless said otherwise. */
export function rulesFor(market: Market, rules: Partial<MarketRules> = {}): MarketRules {
  const latencyNs = new Float64Array(market.venues.count).fill(5e5);
  return { latencyNs, refreshNs: 1e9, queue: "risk-averse", residual: "cross", ...rules };
}

/** A generated market with trades, or one unlike any. */
export function randomMarket(random: Random, seed: number): Market {
  const tape = random() < 0.6
    ? generateTape({
      seed,
      venues: 1 + randomInt(random, 5),
      eventsPerSecond: 40,
      durationSeconds: 20,
      price: random() < 0.3 ? 0.8e9 : 224.5e9,
      tick: TICKS[randomInt(random, TICKS.length)]!,
    })
    : randomTape(random);
  return new Market(sortByReceipt(tape), FEES, {});
}

/** An order somewhere on the tape, at times for more than it ever shows. */
export function randomOrder(market: Market, random: Random): ParentOrder {
  const { clockNs } = market.live;
  const [firstNs, lastNs] = [clockNs[0]!, clockNs[clockNs.length - 1]!];
  const startNs = Math.floor(firstNs + random() * (lastNs - firstNs) * 0.6) - (random() < 0.1 ? 1e9 : 0);
  const endNs = startNs + Math.ceil((lastNs - startNs) * (0.2 + 0.8 * random())) + 1e6;
  const quantity = 1 + randomInt(random, random() < 0.3 ? 20_000 : 1500);
  return { side: random() < 0.5 ? BUY : SELL, quantity, startNs, endNs };
}

/** Simulated executions of random orders on random markets, each handed to `check` with all that made it. */
export function forExecutions(
  firstSeed: number,
  count: number,
  check: (execution: Execution, market: Market, random: Random) => void,
): void {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = seededRandom(seed);
    const market = randomMarket(random, seed);
    for (const residual of ["cross", "opportunity"] as const) {
      const simulator = new Simulator(market, rulesFor(market, { residual }));
      for (const placement of PLACEMENTS) {
        const order = randomOrder(market, random);
        const execution = simulator.run(order, { schedule: slices(1 + randomInt(random, 5)), placement });
        try {
          check(execution, market, random);
        } catch (error) {
          const which = `seed ${seed}, ${residual}, ${placement.name}`;
          throw new Error(`Failed at ${which}: ${(error as Error).message}`, { cause: error });
        }
      }
    }
  }
}

/** A tape with bids and asks exchanged, all prices mirrored around `aroundUnits`. */
export function mirrored(tape: Tape, aroundUnits: number): Tape {
  const builder = new TapeBuilder(tape.length);
  const from = tape.columns;
  for (let row = 0; row < tape.length; row++) {
    builder.next();
    for (const name of Object.keys(from) as (keyof TapeColumns)[]) {
      builder.columns[name][row] = from[name][row]!;
    }
    builder.columns.price[row] = 2 * aroundUnits - from.price[row]!;
    builder.columns.bidPx[row] = 2 * aroundUnits - from.askPx[row]!;
    builder.columns.askPx[row] = 2 * aroundUnits - from.bidPx[row]!;
    builder.columns.bidSz[row] = from.askSz[row]!;
    builder.columns.askSz[row] = from.bidSz[row]!;
  }
  return builder.finish(tape);
}

/** The other side of an order. */
export function otherSide(order: ParentOrder): ParentOrder {
  return { ...order, side: -order.side as Side };
}

/** A print or a quote of a venue: seconds, publisher, then what it tells; dollars. */
type MarketRow =
  | readonly [at: number, publisher: number, bid: number, ask: number]
  | readonly [at: number, publisher: number, print: { readonly price: number; readonly size: number }];

/** A market of these rows, 1000 shares displayed everywhere; quotes do not expire, and nothing costs a fee. */
export function marketOfRows(...rows: MarketRow[]): Market {
  const builder = new TapeBuilder();
  for (const [at, publisher, bidOrPrint, ask] of rows) {
    const row = builder.next();
    const { columns } = builder;
    columns.tsEventNs[row] = Math.round(at * DOLLAR);
    columns.publisher[row] = publisher;
    if (typeof bidOrPrint === "object") {
      columns.action[row] = 84; // a trade
      columns.price[row] = units(bidOrPrint.price);
      columns.size[row] = bidOrPrint.size;
      continue;
    }
    columns.bidPx[row] = units(bidOrPrint);
    columns.askPx[row] = units(ask!);
    columns.bidSz[row] = hasPrice(bidOrPrint) ? 1000 : 0;
    columns.askSz[row] = hasPrice(ask!) ? 1000 : 0;
  }
  const tape = builder.finish({ originNs: 1722470400000000000n, symbol: "TEST" });
  return new Market(tape, FeeSchedule.flat(0, 0), { maxQuoteAgeNs: Infinity });
}
