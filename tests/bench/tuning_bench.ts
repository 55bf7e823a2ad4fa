/**
 * What a search over 125 points of Cont & Kukanov costs, in orders times points a second: alone (the orders
 * simulated at every point), and through `backtest` as a user runs it, reading the data and scoring included.
 * Both are compared with working every point by itself. Run it by itself to print `name value unit` lines.
 *
 * @module
 */

import { modelPoint, type Point } from "../../src/model/point.ts";
import { modelParameters } from "../../src/model/parameters.ts";
import { Market } from "../../src/execution/market.ts";
import { makeParentOrders } from "../../src/execution/parent_orders.ts";
import { feeSchedule } from "../../src/execution/fee_choice.ts";
import { sortByReceipt } from "../../src/market/tape.ts";
import { seededRandom } from "../../src/market/random.ts";
import { FamilySolver } from "../../src/model/cont_kukanov/family.ts";
import type { Penalties } from "../../src/model/cont_kukanov/model.ts";
import { exponential } from "../../src/model/cont_kukanov/outflow/exponential.ts";
import { drawSamples, mixedOutflow } from "../../src/model/cont_kukanov/outflow/joint.ts";
import type { MarketProblem } from "../../src/model/cont_kukanov/sample_mean.ts";
import { Solver } from "../../src/model/cont_kukanov/solver.ts";
import { evenly } from "../../src/search/grid.ts";
import { OrderRun, type OrderRunSetup } from "../../src/search/order_run.ts";
import { axesOf } from "../../src/search/parameters.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";
import { generateTape } from "../../src/source/generated.ts";
import { type Figure, formatFigure } from "./figure.ts";
import { sorlab } from "./backtest_bench.ts";

const LEVELS = 5;
const ORDERS = 24;
const DURATION_SECONDS = 3600;
const STRATEGY = parseStrategy("twap+cont-kukanov");

/** Nobody reads it; it keeps the work from being optimised away. */
export let sink = 0;

function gridPoints(): Point[] {
  const [over, under, theta] = axesOf(
    modelParameters(["lambdaOver", "lambdaUnder", "thetaQueue"]),
    LEVELS,
    {},
  );
  return over!.values.flatMap((lambdaOver) =>
    under!.values.flatMap((lambdaUnder) =>
      theta!.values.map((thetaQueue) => ({ lambdaOver, lambdaUnder, thetaQueue }))
    )
  );
}

function orderRun(): OrderRun {
  const tape = sortByReceipt(
    generateTape({ seed: 1, durationSeconds: DURATION_SECONDS, eventsPerSecond: 30 }),
  );
  const fees = { kind: "flat", takeDollars: 0.003, addDollars: -0.002 } as const;
  const market = new Market(tape, feeSchedule(fees), {});
  const { orders } = makeParentOrders(market, {
    count: ORDERS,
    sides: "both",
    size: { kind: "shares", shares: 2000 },
    horizonNs: 600e9,
  });
  const setup: OrderRunSetup = {
    fees,
    latencyNs: new Float64Array(market.venues.count).fill(500_000),
    refreshNs: 1e9,
    queue: "risk-averse",
    residual: "cross",
    intervalNs: 30e9,
    participation: 0.1,
    riskAversion: 1e-6,
    step: 100,
    depthTicks: 0,
    adverseSelection: false,
    shortfall: "roll",
    overfill: "refuse",
    orders,
  };
  return new OrderRun(market, setup);
}

/** Best of a few runs, seconds: the others were disturbed. */
function seconds(repeats: number, body: () => void): number {
  let best = Infinity;
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    body();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function benchOrders(): Figure[] {
  const run = orderRun();
  const points = gridPoints();
  const simulate = (together: readonly Point[]): void => {
    const results = run.simulate({
      strategy: STRATEGY,
      points: together,
      first: 0,
      end: ORDERS,
      wantsMeasures: false,
    });
    for (const { costs } of results) sink += costs[0]!;
  };
  const shared = seconds(5, () => simulate(points));
  const alone = seconds(2, () => points.forEach((point) => simulate([point])));
  return [
    { name: "tuning_orders_times_points", value: ORDERS * points.length / shared, unit: "order points/s" },
    { name: "tuning_point_by_point_over_together", value: alone / shared, unit: "times" },
  ];
}

/** The problem of a slice: a few venues, as many samples as a placement has. */
function sliceProblem(venues: number, seed: number): MarketProblem {
  const random = seededRandom(seed);
  const own = Array.from({ length: venues }, () => exponential(100 + 600 * random()));
  return {
    quantity: 100,
    halfSpread: 0.005,
    takeFee: 0.003,
    addRebate: Float64Array.from({ length: venues }, () => Math.round(30 * random()) / 1e4),
    queue: Float64Array.from({ length: venues }, () => Math.round(600 * random())),
    outflow: drawSamples(mixedOutflow(0.5, exponential(300), own), 60, random),
    whole: true,
  };
}

function benchSolver(): Figure[] {
  const penalties: Penalties[] = gridPoints().map(modelPoint).map((
    { lambdaOver, lambdaUnder, thetaQueue },
  ) => ({
    lambdaUnder: 0.008 * lambdaUnder,
    lambdaOver: 0.008 * lambdaOver,
    thetaQueue: 0.005 * thetaQueue,
  }));
  const solver = new Solver();
  const family = new FamilySolver();
  return evenly(1, 5, 3).flatMap((venues) => {
    const problems = Array.from({ length: 8 }, (_, seed) => sliceProblem(venues, seed + 1));
    const decision = new Float64Array(venues + 1);
    const clear = seconds(3, () => {
      for (const problem of problems) {
        for (const each of penalties) {
          sink += solver.solve({ ...problem, ...each }, decision, { kicks: 0 });
        }
      }
    });
    const together = seconds(3, () => {
      for (const problem of problems) {
        family.load(problem);
        for (const each of penalties) {
          family.solve(each, decision);
          sink += decision[0]!;
        }
      }
    });
    const solved = problems.length * penalties.length;
    return [
      { name: `tuning_solver_${venues}_venues`, value: solved / together, unit: "decisions/s" },
      {
        name: `tuning_solver_one_by_one_over_together_${venues}_venues`,
        value: clear / together,
        unit: "times",
      },
    ];
  });
}

/** The same study by the command: 30 orders tuned on at 125 points, and what surrounds that. */
async function benchCommand(): Promise<Figure> {
  const folder = await Deno.makeTempDir({ prefix: "sorlab bench " });
  try {
    const data = `${folder}/day.csv`;
    const day = ["--duration", String(DURATION_SECONDS), "--rate", "30"];
    await sorlab("generate", ...day, "--quiet", "--out", data);
    const study = [
      "--orders",
      "40",
      "--side",
      "both",
      "--order-size",
      "2000",
      "--folds",
      "5",
      "--horizon",
      "5m",
    ];
    const args = [...study, "--grid", String(LEVELS), "--workers", "1", "--no-file", "--quiet"];
    const start = performance.now();
    const { search } = JSON.parse(await sorlab("backtest", "--data", data, ...args));
    const taken = (performance.now() - start) / 1000;
    const trained = search.folds.at(-1).orders_tuned_on;
    return {
      name: "tuning_backtest_orders_times_points",
      value: trained * LEVELS ** 3 / taken,
      unit: "order points/s",
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Times the search of Cont & Kukanov's parameters; takes half a minute. */
export async function benchTuning(): Promise<Figure[]> {
  return [...benchSolver(), ...benchOrders(), await benchCommand()];
}

if (import.meta.main) {
  const lines = (await benchTuning()).map((figure) => `${formatFigure(figure)}\n`);
  Deno.stdout.writeSync(new TextEncoder().encode(lines.join("")));
}
