/**
 * Tapes whose outflow is known, so that the best split is: quotes never change, and what is printed at the
 * bids within ten seconds is drawn from a distribution. The back-test has to find that split from ninety
 * trailing windows, and to pay what the model says it costs. Distributions and optima are those of
 * Cont & Kukanov, section 5, or their closed form.
 *
 * @module
 */

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { RESTED, TAKEN } from "../../../../src/execution/fill_log.ts";
import { Market } from "../../../../src/execution/market.ts";
import type { Placement } from "../../../../src/execution/strategy.ts";
import { Simulator } from "../../../../src/execution/simulator.ts";
import { FeeSchedule } from "../../../../src/market/fee_schedule.ts";
import { type Random, seededRandom } from "../../../../src/market/random.ts";
import { BUY } from "../../../../src/market/side.ts";
import { cost, type Terms } from "../../../../src/model/cont_kukanov/model.ts";
import { solveOneVenue } from "../../../../src/model/cont_kukanov/one_venue.ts";
import { exponential } from "../../../../src/model/cont_kukanov/outflow/exponential.ts";
import {
  independentOutflow,
  type JointOutflow,
  mixedOutflow,
  spreadSamples,
} from "../../../../src/model/cont_kukanov/outflow/joint.ts";
import { poisson } from "../../../../src/model/cont_kukanov/outflow/poisson.ts";
import { OutflowHistory } from "../../../../src/strategy/placement/cont_kukanov/outflow_history.ts";
import { contKukanov } from "../../../../src/strategy/placement/cont_kukanov/placement.ts";
import { SampleMean } from "../../../../src/model/cont_kukanov/sample_mean.ts";
import { Solver } from "../../../../src/model/cont_kukanov/solver.ts";
import { twap } from "../../../../src/strategy/schedule/twap.ts";
import { rulesOf } from "../../../execution/_market.ts";
import { seeds } from "../../../_seeds.ts";
import { ARCX, print, quote, XNAS, XNYS } from "../../../market/_rows.ts";
import { tapeOf } from "../../../market/_tapes.ts";

const PUBLISHERS = [XNAS, XNYS, ARCX];
const SLICE_SECONDS = 10;
const SLICE_NS = SLICE_SECONDS * 1e9;
/** Worked in each test. */
const SLICES = seeds(120, 600);
/** Draws of ninety windows that the solver is asked beside a tape. */
const DRAWS = seeds(30, 300);
/** Of the solver in each of these: as the placement has it, and as well as it can. */
const KICKS = seeds(0, 64);
/** Sixty windows that begin every five seconds. */
const WARM_UP_SLICES = 31;
const UNITS = 1e9;

/** The paper's baseline: a spread of 4 cents at 100 dollars, dollars a share. */
const TAKE_FEE = 0.003;
const HALF_SPREAD = 0.02;
const PENALTIES = { lambdaUnder: 0.05, lambdaOver: 0.05, thetaQueue: 0.0005 };
const REBATE = 0.002;
const MULTIPLIERS = {
  lambdaUnder: PENALTIES.lambdaUnder / (HALF_SPREAD + TAKE_FEE),
  lambdaOver: PENALTIES.lambdaOver / (HALF_SPREAD + REBATE),
  thetaQueue: PENALTIES.thetaQueue / HALF_SPREAD,
};

function termsOf(quantity: number, queue: readonly number[]): Terms {
  return {
    ...PENALTIES,
    quantity,
    halfSpread: HALF_SPREAD,
    takeFee: TAKE_FEE,
    addRebate: new Float64Array(queue.length).fill(REBATE),
    queue: Float64Array.from(queue),
  };
}

interface KnownMarket {
  readonly queue: readonly number[];
  /** Outflows of half a slice, by venue; those of any two halves are independent. */
  drawHalf(random: Random): number[];
  /** Outflow of a slice, of the same distribution as two halves. */
  readonly outflow: JointOutflow;
}

/** The market of such a tape, and by slice what is printed in it. */
function printSlices({ queue, drawHalf }: KnownMarket, slices: number, seed: number) {
  const random = seededRandom(seed);
  const publishers = PUBLISHERS.slice(0, queue.length);
  const lastRow = quote(slices * SLICE_SECONDS, XNAS, [99.98, queue[0]!], [100.02, 100_000]);
  const rows = publishers.map((publisher, venue) =>
    quote(0, publisher, [99.98, queue[venue]!], [100.02, 100_000])
  );
  const outflow = Array.from({ length: slices }, () => new Float64Array(queue.length));
  for (let half = 0; half < 2 * slices; half++) {
    // Of no whole millisecond, so that the clock is fine.
    const at = (half + 0.5) * SLICE_SECONDS / 2 + 1e-9;
    for (const [venue, drawn] of drawHalf(random).entries()) {
      const size = Math.round(drawn);
      rows.push(print(at, publishers[venue]!, 99.98, size));
      outflow[half >> 1]![venue]! += size;
    }
  }
  const fees = FeeSchedule.flat(TAKE_FEE, -REBATE);
  const market = new Market(tapeOf([...rows, lastRow]), fees, { maxPrint: 1e9 });
  assertEquals(market.live.resolutionNs, 1);
  return { market, outflow };
}

interface Slice {
  /** Shares due. */
  readonly quantity: number;
  /** Shares taken, then shares at rest by venue. */
  readonly decision: Float64Array;
  /** What it cost against the mid, penalties included, dollars. */
  readonly realised: number;
  /** v(X, ξ) of its decision and what was printed in it, dollars. */
  readonly modelled: number;
}

interface Work {
  /** Shares due in each slice. */
  readonly quantity: number;
  readonly slices: number;
  /** How many of them make a parent order: with one, every slice is due the same. */
  readonly slicesAnOrder?: number;
  readonly seed: number;
}

function workSlices(known: KnownMarket, { quantity, slices, slicesAnOrder = 1, seed }: Work): Slice[] {
  const { market, outflow } = printSlices(known, slices + WARM_UP_SLICES, seed);
  const history = new OutflowHistory(market, { lengthNs: SLICE_NS, depthTicks: 0, queue: "risk-averse" });
  // With one slice nothing is left to send but what is due, and the model is to be free.
  const overfill = slicesAnOrder === 1 ? "allow" : "refuse";
  const options = { depthTicks: 0, adverseSelection: false, shortfall: "roll", overfill } as const;
  const placement = contKukanov(market, { outflow: history }, MULTIPLIERS, options);
  const sent: { quantity: number; decision: Float64Array; slice: number }[] = [];
  const watched: Placement = {
    ...placement,
    place(decision, orders) {
      placement.place(decision, orders);
      const taken = orders.take.reduce((sum, shares) => sum + shares);
      const slice = Math.round(decision.nowNs / SLICE_NS);
      sent.push({ quantity: decision.quantity, decision: Float64Array.of(taken, ...orders.rest), slice });
    },
  };
  const simulator = new Simulator(market, rulesOf(market, { residual: "opportunity" }));
  const worked: Slice[] = [];
  for (let first = WARM_UP_SLICES; first < WARM_UP_SLICES + slices; first += slicesAnOrder) {
    const order = {
      side: BUY,
      quantity: quantity * slicesAnOrder,
      startNs: first * SLICE_NS,
      endNs: (first + slicesAnOrder) * SLICE_NS,
    };
    sent.length = 0;
    const { fills, arrivalMid } = simulator.run(order, {
      schedule: twap(SLICE_NS),
      placement: watched,
    });
    for (const { quantity, decision, slice } of sent) {
      let paid = 0;
      let filled = 0;
      for (let i = 0; i < fills.length; i++) {
        // What was filled too much goes back in the end: the model prices that by λ_over.
        const isSent = fills.kind[i] === TAKEN || fills.kind[i] === RESTED;
        if (!isSent || Math.floor(fills.timeNs[i]! / SLICE_NS) !== slice) continue;
        filled += fills.shares[i]!;
        paid += fills.shares[i]! * (fills.price[i]! - arrivalMid + fills.fee[i]!) / UNITS;
      }
      const missed = Math.max(0, quantity - filled);
      const shown = decision.reduce((sum, shares) => sum + shares);
      const { lambdaUnder, lambdaOver, thetaQueue } = PENALTIES;
      worked.push({
        quantity,
        decision,
        realised: paid + thetaQueue * (shown + missed) + lambdaUnder * missed +
          lambdaOver * Math.max(0, filled - quantity),
        modelled: cost(decision, termsOf(quantity, known.queue), outflow[slice]!),
      });
    }
  }
  assertEquals(placement.counts.solved, worked.length);
  return worked;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean, and its standard error where the values have nothing to do with each other. */
function estimate(values: readonly number[]): { mean: number; error: number } {
  const centre = mean(values);
  const squares = values.reduce((sum, each) => sum + (each - centre) ** 2, 0);
  return { mean: centre, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** V under the true distribution, dollars. */
class TrueCost {
  #known: KnownMarket;
  #outflow: Float64Array;
  #means = new Map<number, SampleMean>();

  constructor(known: KnownMarket) {
    this.#known = known;
    this.#outflow = spreadSamples(known.outflow, 16_383);
  }

  of(quantity: number, decision: Float64Array): number {
    const objective = this.#means.get(quantity) ?? new SampleMean();
    if (!this.#means.has(quantity)) {
      objective.load({ ...termsOf(quantity, this.#known.queue), outflow: this.#outflow });
      this.#means.set(quantity, objective);
    }
    const filled = new Float64Array(objective.samples);
    objective.fill(decision, filled);
    return objective.value(decision, filled);
  }
}

/** Shares at a place of the decisions on so many windows that have nothing to do with each other. */
interface Drawn {
  readonly mean: number;
  /** Standard deviation of one of them. */
  readonly deviation: number;
}

/** Decisions of the solver on ninety windows drawn straight from the halves, no tape between, by place. */
function drawnDecisions(known: KnownMarket, quantity: number, rounds: number, seed: number): Drawn[] {
  const random = seededRandom(seed);
  const solver = new Solver();
  const venues = known.queue.length;
  const decided = Array.from({ length: venues + 1 }, (): number[] => []);
  const decision = new Float64Array(venues + 1);
  for (let round = 0; round < rounds; round++) {
    const halves = Array.from({ length: 91 }, () => known.drawHalf(random).map(Math.round));
    const outflow = Float64Array.from(
      { length: 90 * venues },
      (_, cell) => {
        const [window, venue] = [Math.floor(cell / venues), cell % venues] as const;
        return halves[window]![venue]! + halves[window + 1]![venue]!;
      },
    );
    solver.solve({ ...termsOf(quantity, known.queue), outflow, whole: true }, decision, { kicks: KICKS });
    decision.forEach((shares, place) => decided[place]!.push(shares));
  }
  return decided.map((shares) => {
    const centre = mean(shares);
    const squares = shares.reduce((sum, each) => sum + (each - centre) ** 2, 0);
    return { mean: centre, deviation: Math.sqrt(squares / (rounds - 1)) };
  });
}

/** Holds what was paid to the model; returns the mean V of the decisions. */
function assertPaidAsModelled(truth: TrueCost, worked: readonly Slice[]): number {
  for (const { realised, modelled } of worked) assertAlmostEquals(realised, modelled, 1e-6);
  const expected = worked.map(({ quantity, decision }) => truth.of(quantity, decision));
  const surprise = estimate(worked.map(({ realised }, i) => realised - expected[i]!));
  assert(
    Math.abs(surprise.mean) < 3 * surprise.error,
    `${surprise.mean} ± ${surprise.error} dollars beside V`,
  );
  return mean(expected);
}

/**
 * Holds the mean decision to what ninety windows let one find, within sampling error, and to the optimum
 * within a part of the order.
 */
function assertDecided(
  worked: readonly Slice[],
  drawn: readonly Drawn[],
  best: readonly number[],
  { within }: { within: number },
): void {
  for (const [place, shares] of best.entries()) {
    const decided = mean(worked.map(({ decision }) => decision[place]!));
    const { mean: expected, deviation } = drawn[place]!;
    // A window is in sight of the next 45 slices: so many slices tell as much as one draw.
    const error = deviation * Math.hypot(Math.sqrt(45 / worked.length), 1 / Math.sqrt(DRAWS));
    const message = `place ${place}: ${decided} ± ${error}, drawn ${expected}, best ${shares}`;
    assertAlmostEquals(decided, expected, 3 * error, message);
    assertAlmostEquals(decided, shares, within * worked[0]!.quantity, message);
  }
}

/** A normal number, by Box & Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const half = poisson(1100);
const onePoisson: KnownMarket = {
  queue: [2000],
  drawHalf: (random) => [half.quantile(random())],
  outflow: independentOutflow([poisson(2200)]),
};

Deno.test("contKukanov() finds the closed form of one venue on a tape of Poisson outflow, and pays its V", () => {
  const worked = workSlices(onePoisson, { quantity: 1000, slices: SLICES, seed: 1 });
  const { take, rest } = solveOneVenue(termsOf(1000, [2000]), poisson(2200));
  assertEquals([take, rest], [786, 214]);
  assertDecided(worked, drawnDecisions(onePoisson, 1000, DRAWS, 1), [take, rest], { within: 0.01 });
  const truth = new TrueCost(onePoisson);
  const paid = assertPaidAsModelled(truth, worked);
  const best = truth.of(1000, Float64Array.of(take, rest));
  assert(paid >= best && paid < 1.01 * best, `${paid} dollars, ${best} at best`);
});

Deno.test("contKukanov() pays V slice by slice where shortfalls roll within an order", () => {
  const worked = workSlices(onePoisson, { quantity: 1000, slices: SLICES, slicesAnOrder: 20, seed: 2 });
  assert(worked.some(({ quantity }) => quantity > 1000) && worked.length === SLICES);
  assertPaidAsModelled(new TrueCost(onePoisson), worked);
});

Deno.test("contKukanov() finds the split over two venues of exponential outflow, and pays its V", () => {
  const known: KnownMarket = {
    queue: [500, 500],
    // Half the sum of the squares of two normal numbers is exponential.
    drawHalf: (random) => [normal(random) ** 2 * 1100, normal(random) ** 2 * 1100],
    outflow: independentOutflow([exponential(2200), exponential(2200)]),
  };
  const worked = workSlices(known, { quantity: 4500, slices: SLICES, seed: 3 });
  // The optimum of the interior: of a tail that ninety windows hardly see.
  const best = [610.842, 3571.939, 3571.939];
  assertDecided(worked, drawnDecisions(known, 4500, DRAWS, 3), best, { within: 0.08 });
  const truth = new TrueCost(known);
  const paid = assertPaidAsModelled(truth, worked);
  assertAlmostEquals(truth.of(4500, Float64Array.from(best)), 45.738, 0.1);
  assert(paid > 45.7 && paid < 49.5, `${paid} dollars, 45.738 at best`);
});

Deno.test("contKukanov() finds the split over three venues whose outflows move together, and pays its V", () => {
  const known: KnownMarket = {
    queue: [2000, 2000, 2000],
    drawHalf: (random) => {
      const common = 0.6 * half.quantile(random());
      return [0, 1, 2].map(() => common + 0.4 * half.quantile(random()));
    },
    outflow: mixedOutflow(0.6, poisson(2200), [poisson(2200), poisson(2200), poisson(2200)]),
  };
  const worked = workSlices(known, { quantity: 1000, slices: SLICES, seed: 4 });
  // Cents a share: −0.074 at the optimum.
  assertDecided(worked, drawnDecisions(known, 1000, DRAWS, 4), [366, 217, 217, 217], { within: 0.01 });
  const paid = assertPaidAsModelled(new TrueCost(known), worked);
  assert(paid > -0.745 && paid < -0.6, `${paid} dollars, −0.74 at best`);
});
