/**
 * How many trailing windows Cont–Kukanov's placement should look back on, and how much they should overlap:
 * what its decisions cost beyond those that know the law, where outflow is simulated, and what they cost in the
 * windows that followed on a real day. It is no part of `deno task bench`:
 * `deno run -A tests/bench/outflow_sample_bench.ts [DAY.csv FROM TO]` prints tables, in per cent of S·(h + f); FROM
 * and TO are in UTC, and windows are looked back on before FROM.
 *
 * @module
 */

import { Market } from "../../src/execution/market.ts";
import { FeeSchedule } from "../../src/market/fee_schedule.ts";
import { hasPrice, tickOf } from "../../src/market/price.ts";
import { type Random, seededRandom } from "../../src/market/random.ts";
import { BUY, opposite, SELL, type Side } from "../../src/market/side.ts";
import { sortByReceipt } from "../../src/market/tape.ts";
import { cost, type Terms } from "../../src/model/cont_kukanov/model.ts";
import { Solver } from "../../src/model/cont_kukanov/solver.ts";
import { openTape } from "../../src/source/open_tape.ts";
import { OutflowHistory } from "../../src/strategy/placement/cont_kukanov/outflow_history.ts";
import { OutflowSample } from "../../src/strategy/placement/cont_kukanov/outflow_sample.ts";

/** Windows that begin within one; lengths looked back on. */
const STARTS = [1, 2, 4, 8];
const LENGTHS = [5, 10, 20, 30, 45, 60, 90, 120, 240];
/** What is compared with: windows that begin within one, and lengths looked back on. */
const USUAL = { starts: 2, length: 30 };
const FEE = 0.003;
const REBATE = 0.002;
const SLICE_NS = 30e9;
const QUANTITIES = [25, 100, 400];

const solver = new Solver();

/** λ_u 2, λ_o 1.5 and θ .1, in the multiples that the placement is given. */
function termsOf(quantity: number, halfSpread: number, queue: Float64Array): Terms {
  return {
    quantity,
    halfSpread,
    takeFee: FEE,
    addRebate: new Float64Array(queue.length).fill(REBATE),
    queue,
    lambdaUnder: 2 * (halfSpread + FEE),
    lambdaOver: 1.5 * (halfSpread + REBATE),
    thetaQueue: 0.1 * halfSpread,
  };
}

function decide(terms: Terms, outflow: Float64Array): Float64Array {
  const decision = new Float64Array(terms.queue.length + 1);
  solver.solve({ ...terms, outflow, whole: true }, decision, { kicks: 4 });
  return decision;
}

function meanCost(decision: Float64Array, terms: Terms, outflow: Float64Array): number {
  const venues = terms.queue.length;
  let sum = 0;
  for (let row = 0; row < outflow.length; row += venues) {
    sum += cost(decision, terms, outflow.subarray(row, row + venues));
  }
  return sum / (outflow.length / venues);
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A law of trades at some venues; time is in windows. */
interface Law {
  readonly name: string;
  /** Trades a window, by venue. */
  readonly rates: readonly number[];
  /** Standard deviation of the logarithm of a factor that all rates share, and how long half of it lasts. */
  readonly volatility: number;
  readonly halfLife: number;
}

const LAWS: readonly Law[] = [
  { name: "steady", rates: [2, 4, 8], volatility: 0, halfLife: 1 },
  { name: "half an hour's swings", rates: [2, 4, 8], volatility: 0.7, halfLife: 60 },
  { name: "five minutes' swings", rates: [2, 4, 8], volatility: 0.7, halfLife: 10 },
];
/** A window has so many steps of time; its beginning falls on one. */
const STEPS = 8;
const DRAWS = 2000;
const INSTANCES = 150;

/** Goes on by one step: writes the shares that trade at each venue, and returns the factor after it. */
function advance(
  { rates, volatility, halfLife }: Law,
  factor: number,
  random: Random,
  shares: number[],
): number {
  const keeps = 2 ** (-1 / (halfLife * STEPS));
  const next = keeps * factor + Math.sqrt(1 - keeps ** 2) * volatility * normal(random);
  for (const [venue, rate] of rates.entries()) {
    shares[venue] = 0;
    const busy = rate * Math.exp(next - volatility ** 2 / 2) / STEPS;
    // Most trades are small, some of hundreds of shares.
    for (let at = exponential(random); at < busy; at += exponential(random)) {
      shares[venue]! += Math.ceil(100 * exponential(random));
    }
  }
  return next;
}

function exponential(random: Random): number {
  return -Math.log(1 - random());
}

/** What a decision costs beyond one that knows the law, by starts a window and lengths looked back on. */
function simulatedLosses(law: Law, seed: number): number[][] {
  const random = seededRandom(seed);
  const venues = law.rates.length;
  const shares = new Array<number>(venues).fill(0);
  let factor = law.volatility * normal(random);
  const steps = (Math.max(...LENGTHS) + 1) * STEPS;
  const printed = Array.from({ length: steps + 1 }, () => new Array<number>(venues).fill(0));
  for (let step = 0; step < steps; step++) {
    factor = advance(law, factor, random, shares);
    for (let venue = 0; venue < venues; venue++) {
      printed[step + 1]![venue] = printed[step]![venue]! + shares[venue]!;
    }
  }
  const windows = (count: number, starts: number): Float64Array =>
    Float64Array.from({ length: count * venues }, (_, i) => {
      const end = steps - Math.floor(i / venues) * STEPS / starts;
      return printed[end]![i % venues]! - printed[end - STEPS]![i % venues]!;
    });
  const ahead = new Float64Array(DRAWS * venues);
  for (let draw = 0; draw < DRAWS; draw++) {
    let state = factor;
    for (let step = 0; step < STEPS; step++) {
      state = advance(law, state, random, shares);
      for (let venue = 0; venue < venues; venue++) ahead[draw * venues + venue]! += shares[venue]!;
    }
  }
  const quantity = QUANTITIES[seed % QUANTITIES.length]!;
  const queue = Float64Array.from(law.rates, (rate) => Math.round(100 * rate * (0.2 + 1.3 * random())));
  const terms = termsOf(quantity, 0.005, queue);
  const least = meanCost(decide(terms, ahead), terms, ahead);
  const unit = quantity * (terms.halfSpread + terms.takeFee);
  return STARTS.map((starts) =>
    LENGTHS.map((length) => {
      const decision = decide(terms, windows((length - 1) * starts + 1, starts));
      return 100 * (meanCost(decision, terms, ahead) - least) / unit;
    })
  );
}

/** What decisions cost in the windows that followed on a day, in the order of time. */
function costsOnDay(
  market: Market,
  [fromNs, toNs]: readonly [number, number],
  starts: number,
  length: number,
) {
  const history = new OutflowHistory(market, {
    lengthNs: SLICE_NS,
    depthTicks: 0,
    queue: "risk-averse",
    startsAWindow: starts,
  });
  const sample = new OutflowSample(history, market.venues.count, (length - 1) * starts + 1);
  const costs: number[] = [];
  // One window after another, the same for all.
  for (let window = 0; window < history.windows; window += starts) {
    if (history.startNs(window) < fromNs || history.startNs(window) >= toNs) continue;
    let sum = 0;
    let known = 0;
    for (const side of [BUY, SELL] as const) {
      for (const quantity of QUANTITIES) {
        const own = costOf(market, history, sample, window, side, quantity);
        if (!hasPrice(own)) continue;
        sum += own;
        known++;
      }
    }
    costs.push(known > 0 ? 100 * sum / known : 0);
  }
  return costs;
}

/** Mean cost beyond the usual's, and its standard error. */
function dayTable(market: Market, window: readonly [number, number]): string {
  const usual = costsOnDay(market, window, USUAL.starts, USUAL.length);
  const cells = STARTS.map((starts) =>
    LENGTHS.map((length) => {
      const beyond = costsOnDay(market, window, starts, length).map((cost, i) => cost - usual[i]!);
      const mean = beyond.reduce((sum, value) => sum + value, 0) / beyond.length;
      const squares = beyond.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return `${mean.toFixed(2)}±${(Math.sqrt(squares) / beyond.length).toFixed(2)}`;
    })
  );
  return table(
    `${usual.length} windows of the day: cost beyond that of ${USUAL.starts} a window, ${USUAL.length} lengths`,
    cells,
  );
}

/** In parts of S·(h + f), in the very window; `NaN` where nothing could rest when it began. */
function costOf(
  market: Market,
  history: OutflowHistory,
  sample: OutflowSample,
  window: number,
  side: Side,
  quantity: number,
): number {
  const nowNs = history.startNs(window);
  const rows = market.rowsThrough(nowNs);
  const touch = market.touchEntry(rows, nowNs);
  const mid = market.midOf(touch);
  const venues = [...market.venues.names.keys()].filter((venue) => history.couldRest(side, window, venue));
  if (!hasPrice(mid) || venues.length === 0) return NaN;
  const queue = Float64Array.from(
    venues,
    (venue) => market.nearSize(market.liveRow(venue, rows, nowNs), side),
  );
  const best = market.lastTouchPrice(touch, opposite(side));
  const halfSpread = Math.max(side * (mid - best), tickOf(mid) / 2) / 1e9;
  const terms = termsOf(quantity, halfSpread, queue);
  sample.take(side, nowNs, Uint16Array.from(venues), queue, venues.length);
  const decision = decide(terms, sample.outflow.slice(0, sample.samples * venues.length));
  const followed = Float64Array.from(
    venues,
    (venue, i) => history.outflow(side, window, venue, queue[i]!),
  );
  return cost(decision, terms, followed) / (quantity * (halfSpread + FEE));
}

function table(title: string, cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row, i) => [`${STARTS[i]} a window`, ...row]);
  const lines = [["lengths", ...LENGTHS.map(String)], ...rows];
  return [title, ...lines.map((line) => line.map((text) => text.padStart(12)).join("")), ""].join("\n");
}

function meansOf(tables: readonly number[][][]): string[][] {
  return STARTS.map((_, i) =>
    LENGTHS.map((_, j) =>
      (tables.reduce((sum, values) => sum + values[i]![j]!, 0) / tables.length).toFixed(2)
    )
  );
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) {
  for (const law of LAWS) {
    const losses = Array.from({ length: INSTANCES }, (_, seed) => simulatedLosses(law, seed + 1));
    print(table(`${law.name}: cost beyond that of who knows the law`, meansOf(losses)));
  }
  const [day, from, to] = Deno.args;
  if (day !== undefined) {
    const tape = sortByReceipt(await openTape(day));
    const market = new Market(tape, FeeSchedule.flat(FEE, -REBATE), {});
    const offset = (text: string): number => Number(BigInt(Date.parse(text)) * 1_000_000n - tape.originNs);
    print(dayTable(market, [offset(from!), offset(to!)]));
  }
}
