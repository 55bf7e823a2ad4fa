/**
 * A small back-test: a generated tape on which parameters matter, short orders, all
 * strategies.
 *
 * @module
 */

import { Market } from "../../src/execution/market.ts";
import { sortByReceipt, type Tape } from "../../src/market/tape.ts";
import type { LiveQuoteOptions } from "../../src/market/live_quotes.ts";
import { type FeeChoice, feeSchedule } from "../../src/execution/fee_choice.ts";
import type { LabOptions } from "../../src/search/lab.ts";
import {
  type OrderRunSetup,
  settlingNs,
  type SimulationResult,
  type SimulationTask,
} from "../../src/search/order_run.ts";
import { axesOf, type SearchSettings } from "../../src/search/parameters.ts";
import { makeParentOrders, type OrdersWanted } from "../../src/execution/parent_orders.ts";
import { evaluateHere, type Work } from "../../src/search/pool.ts";
import type { SimulationJob } from "../../src/search/simulation_job.ts";
import { simulationsOf } from "../../src/search/simulations.ts";
import { PLACEMENT_NAMES, SCHEDULE_NAMES } from "../../src/strategy/strategies.ts";
import { parametersOf, parseStrategy, type StrategyName } from "../../src/strategy/strategy_name.ts";
import { generateTape } from "../../src/source/generated.ts";

const SECOND = 1e9;

/** Quotes do not expire, so that nothing depends on the whole tape. */
const STEADY: LiveQuoteOptions = { maxQuoteAgeNs: Infinity, referenceVenue: 0 };

const tapes = new Map<string, Tape>();

/**
 * Five venues for five minutes, sorted by receipt; no stamp is a whole millisecond. Tests that ask for the same share it,
 * and leave it as it is.
 */
export function makeTape(seed = 3, durationSeconds = 300): Tape {
  const key = `${seed} ${durationSeconds}`;
  const made = { seed, durationSeconds, eventsPerSecond: 40, venues: 5, price: 20e9 };
  if (!tapes.has(key)) tapes.set(key, sortByReceipt(generateTape(made)));
  return tapes.get(key)!;
}

export const FEES: FeeChoice = { kind: "flat", takeDollars: 0.003, addDollars: -0.002 };

const usualMarkets = new WeakMap<Tape, Market>();

/** The market of a tape, shared by the tests that ask for the usual one. */
export function marketOf(tape: Tape, options: LiveQuoteOptions = STEADY, fees = FEES): Market {
  const make = (): Market => new Market(tape, feeSchedule(fees), options);
  if (options !== STEADY || fees !== FEES) return make();
  if (!usualMarkets.has(tape)) usualMarkets.set(tape, make());
  return usualMarkets.get(tape)!;
}

/** Every pair of a schedule and a placement, but for the profile that one schedule takes. */
export const PAIRS: readonly StrategyName[] = SCHEDULE_NAMES
  .filter((schedule) => schedule !== "vwap-learnt")
  .flatMap((schedule) => PLACEMENT_NAMES.map((placement) => ({ schedule, placement })));

/** Pairs of 400 shares, twelve seconds long, in slices of two. */
export const WANTED: OrdersWanted = {
  count: 24,
  sides: "both",
  size: { kind: "shares", shares: 400 },
  horizonNs: 12 * SECOND,
};

/** A market, its orders, and how they are worked. */
export interface Bench {
  readonly market: Market;
  readonly job: SimulationJob;
  readonly work: Work<SimulationTask, readonly SimulationResult[]>;
  readonly setup: OrderRunSetup;
  readonly notional: Float64Array;
}

export function benchOf(
  tape: Tape = makeTape(),
  { wanted = WANTED, options = STEADY, ...changes }: Partial<OrderRunSetup> & {
    readonly wanted?: OrdersWanted;
    readonly options?: LiveQuoteOptions;
  } = {},
): Bench {
  const market = marketOf(tape, options);
  const { orders, notional } = makeParentOrders(market, wanted);
  const setup: OrderRunSetup = {
    fees: FEES,
    latencyNs: 1e6,
    refreshNs: SECOND,
    queue: "risk-averse",
    residual: "cross",
    intervalNs: 2 * SECOND,
    participation: 0.1,
    riskAversion: 1e-3,
    step: 100,
    depthTicks: 1,
    adverseSelection: false,
    shortfall: "roll",
    overfill: "refuse",
    orders,
    ...changes,
  };
  const { columns, originNs } = tape;
  const job = { columns, originNs, live: market.live, setup };
  return { market, setup, notional, job, work: simulationsOf(job) };
}

export const GRID: SearchSettings = { method: "grid", evaluations: 1, seed: 1 };

/** Tunes a strategy and compares it with the baselines, unless something else is asked for. */
export function questionOf(
  { market, setup, work, notional }: Bench,
  { strategy = "twap+static-relative", levels = 4, ...changes }: Partial<Omit<LabOptions, "strategy">> & {
    readonly strategy?: string;
    readonly levels?: number;
  } = {},
): LabOptions {
  const name = parseStrategy(strategy);
  return {
    strategy: name,
    others: { best_ask: parseStrategy("immediate+best-quote"), twap: parseStrategy("twap+best-quote") },
    orders: setup.orders,
    notional,
    axes: axesOf(parametersOf(name), levels, {}),
    settings: GRID,
    folds: 3,
    settlingNs: settlingNs(setup.latencyNs, market.live.resolutionNs),
    evaluate: evaluateHere(work),
    ...changes,
  };
}
