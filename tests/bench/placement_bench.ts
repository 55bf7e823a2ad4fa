/**
 * Times the Cont & Kukanov solver on seeded instances: the size that a router has, its growth in venues
 * and samples, and its ratio to the paper's approximation, the lower bound and enumeration. Run it by
 * itself to print `name value unit` lines.
 *
 * @module
 */

import { randomInt, seededRandom } from "../../src/market/random.ts";
import { searchLattice } from "../../src/model/cont_kukanov/exhaustive.ts";
import { lowerBound } from "../../src/model/cont_kukanov/lower_bound.ts";
import { exponential } from "../../src/model/cont_kukanov/outflow/exponential.ts";
import { drawSamples, mixedOutflow } from "../../src/model/cont_kukanov/outflow/joint.ts";
import { poisson } from "../../src/model/cont_kukanov/outflow/poisson.ts";
import type { Problem } from "../../src/model/cont_kukanov/sample_mean.ts";
import { Solver } from "../../src/model/cont_kukanov/solver.ts";
import { approximate } from "../../src/model/cont_kukanov/stochastic_approximation.ts";
import { type Figure, formatFigure } from "./figure.ts";

const INSTANCES = 9;
/** The same for every size, so that growth is that of the work. */
const KICKS = 8;

/** Nobody reads it; it keeps the work from being optimised away. */
export let sink = 0;

/** The paper's baseline, at venues that are all alike and closely correlated. */
function baseline(venues: number, samples: number, seed: number): Problem {
  const own = poisson(2200);
  const outflow = mixedOutflow(0.6, own, Array.from({ length: venues }, () => own));
  return {
    quantity: 5000,
    halfSpread: 0.02,
    takeFee: 0.003,
    addRebate: new Float64Array(venues).fill(0.002),
    queue: new Float64Array(venues).fill(2000),
    lambdaUnder: 0.05,
    lambdaOver: 0.05,
    thetaQueue: 0.0005,
    outflow: drawSamples(outflow, samples, seededRandom(seed)),
    whole: true,
  };
}

/** Venues that differ in queue, rebate and outflow, half of which moves with the market. */
function market(venues: number, samples: number, seed: number): Problem {
  const random = seededRandom(seed);
  const own = Array.from({ length: venues }, () => exponential(200 + 3000 * random()));
  const outflow = mixedOutflow(0.5, exponential(1500), own);
  return {
    quantity: 1000 + 100 * randomInt(random, 40),
    halfSpread: 0.005,
    takeFee: 0.003,
    addRebate: Float64Array.from({ length: venues }, () => Math.round(30 * random() - 5) / 1e4),
    queue: Float64Array.from({ length: venues }, () => randomInt(random, 2500)),
    lambdaUnder: 0.008 * (1.05 + 2 * random()),
    lambdaOver: 0.009 * (1.05 + 2 * random()),
    thetaQueue: 0.0005 * random(),
    outflow: drawSamples(outflow, samples, random),
    whole: true,
  };
}

type Make = (venues: number, samples: number, seed: number) => Problem;

/** Median time over the instances, ms. */
function timeMs(make: Make, venues: number, samples: number, work: (problem: Problem) => number): number {
  const problems = Array.from({ length: INSTANCES }, (_, i) => make(venues, samples, i + 1));
  const run = (problem: Problem): number => {
    const start = performance.now();
    sink += work(problem);
    return performance.now() - start;
  };
  problems.forEach(run);
  return problems.map(run).sort((a, b) => a - b)[INSTANCES >> 1]!;
}

/** Times the solver; takes some seconds. */
export function benchPlacement(): Figure[] {
  const solver = new Solver();
  const solve = (problem: Problem): number =>
    solver.solve(problem, new Float64Array(problem.queue.length + 1), { kicks: KICKS });
  const ms = (make: Make, venues: number, samples: number): number => timeMs(make, venues, samples, solve);
  ms(market, 6, 500); // warm up

  const usual = ms(market, 12, 1000);
  const figures: Figure[] = [
    { name: "cont_kukanov_12_venues_1000_samples", value: usual, unit: "ms" },
    { name: "cont_kukanov_12_like_venues_1000_samples", value: ms(baseline, 12, 1000), unit: "ms" },
  ];
  const few = ms(market, 3, 1000);
  const many = ms(market, 24, 1000);
  const small = ms(market, 12, 250);
  const large = ms(market, 12, 8000);
  figures.push(
    { name: "cont_kukanov_3_venues_1000_samples", value: few, unit: "ms" },
    { name: "cont_kukanov_24_venues_1000_samples", value: many, unit: "ms" },
    { name: "cont_kukanov_growth_in_venues", value: Math.log(many / few) / Math.log(24 / 3), unit: "power" },
    { name: "cont_kukanov_12_venues_250_samples", value: small, unit: "ms" },
    { name: "cont_kukanov_12_venues_8000_samples", value: large, unit: "ms" },
    {
      name: "cont_kukanov_growth_in_samples",
      value: Math.log(large / small) / Math.log(8000 / 250),
      unit: "power",
    },
  );

  const bounded = timeMs(market, 12, 1000, (problem) => {
    solver.mean.load(problem);
    return lowerBound(solver.mean).bound;
  });
  const approximated = timeMs(market, 12, 1000, (problem) => approximate({ ...problem, whole: false })[0]!);
  const three = ms(market, 3, 100);
  const enumerated = timeMs(market, 3, 100, (problem) => {
    solver.mean.load(problem);
    return searchLattice(solver.mean, problem.quantity / 20).value;
  });
  figures.push(
    { name: "cont_kukanov_bound_over_solver", value: bounded / usual, unit: "times" },
    { name: "cont_kukanov_paper_mode_over_solver", value: approximated / usual, unit: "times" },
    {
      name: "cont_kukanov_enumeration_in_20_lots_over_solver_3_venues",
      value: enumerated / three,
      unit: "times",
    },
  );
  return figures;
}

if (import.meta.main) {
  const lines = benchPlacement().map((figure) => `${formatFigure(figure)}\n`);
  Deno.stdout.writeSync(new TextEncoder().encode(lines.join("")));
}
