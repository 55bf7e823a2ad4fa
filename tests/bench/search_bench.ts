/**
 * What grid, random search and CMA-ES find with the same budget: 125 evaluations of three parameters, a grid
 * of 5 levels each. Every seed puts the minimum, 0, elsewhere, so that none of them is favoured; printed is
 * the median over seeds of the least cost found. Run it by itself to print `name value unit` lines.
 *
 * @module
 */

import { type Random, seededRandom } from "../../src/market/random.ts";
import { evenly } from "../../src/search/grid.ts";
import { cmaEs } from "../../src/search/proposer/cma_es.ts";
import { gridProposer } from "../../src/search/proposer/grid.ts";
import type { Proposer } from "../../src/search/proposer/proposer.ts";
import { randomProposer } from "../../src/search/proposer/random.ts";
import { type Figure, formatFigure } from "./figure.ts";

type Cost = (point: Float64Array) => number;

const BUDGET = { dimension: 3, evaluations: 125 };
const LEVELS = evenly(0, 1, 5);
const SEEDS = 101;

const proposers: ((seed: number) => Proposer)[] = [
  () => gridProposer([LEVELS, LEVELS, LEVELS]),
  (seed) => randomProposer({ ...BUDGET, seed }),
  (seed) => cmaEs({ ...BUDGET, seed }),
];

/** By name, a function of the unit box for each place of its minimum. */
const functions: Record<string, (minimum: Float64Array) => Cost> = {
  bowl: (minimum) => (point) => point.reduce((sum, x, i) => sum + (x - minimum[i]!) ** 2, 0),
  /** Steps as executions make them, and the last parameter changes nothing. */
  plateau: (minimum) => ([x, y]) =>
    Math.floor(200 * ((x! - minimum[0]!) ** 2 + (y! - minimum[1]!) ** 2)) / 200,
  /** A box 15 wide, as usual. */
  rosenbrock: (minimum) => (point) => {
    const [x, y, z] = point.map((value, i) => 1 + 15 * (value - minimum[i]!));
    return 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2 + 100 * (z! - y! ** 2) ** 2 + (1 - y!) ** 2;
  },
};

function leastCost(proposer: Proposer, cost: Cost): number {
  let least = Infinity;
  for (let points = proposer.ask(); points !== undefined; points = proposer.ask()) {
    const costs = points.map(cost);
    least = Math.min(least, ...costs);
    proposer.tell(costs);
  }
  return least;
}

function uniform(random: Random): Float64Array {
  return Float64Array.from({ length: BUDGET.dimension }, random);
}

/** Compares the searches; takes less than a second. */
export function benchSearch(): Figure[] {
  return Object.entries(functions).flatMap(([name, make]) =>
    proposers.map((propose) => {
      const costs = Array.from(
        { length: SEEDS },
        // Another seed than the search's own, which might begin on the minimum.
        (_, seed) => leastCost(propose(seed), make(uniform(seededRandom(1000 + seed)))),
      );
      costs.sort((a, b) => a - b);
      return {
        name: `search_${name}_${propose(0).name.replace("-", "_")}_125_evaluations`,
        value: costs[SEEDS >> 1]!,
        unit: "median_least_cost",
      };
    })
  );
}

if (import.meta.main) {
  const lines = benchSearch().map((figure) => `${formatFigure(figure)}\n`);
  Deno.stdout.writeSync(new TextEncoder().encode(lines.join("")));
}
