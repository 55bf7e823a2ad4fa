/** Reference numbers of two venues with exponential outflows. @module */

import { interiorShortProbability, interiorShortProbabilityBeyond } from "../model/cont_kukanov/interior.ts";
import { exponential } from "../model/cont_kukanov/outflow/exponential.ts";
import { restAt } from "../model/cont_kukanov/model.ts";
import type { SampleMean } from "../model/cont_kukanov/sample_mean.ts";
import { Solver } from "../model/cont_kukanov/solver.ts";
import { baselineTerms } from "./baseline.ts";
import { about, type Check, type Group } from "./check.ts";

/** Quantiles of either venue's outflow; samples are all pairs of them. */
const QUANTILES = 512;
/** Of a coarse sample, whose optimum is where the fine one's is looked for. */
const FEW_QUANTILES = 32;
const QUANTITY = 4500;
/** V is flat around its minimum: shares are known less well than dollars. */
const TOLERANCE = { shares: 3, dollars: 0.001, probability: 0.0005, condition: 0.002 };

interface Case {
  readonly name: string;
  readonly queue: readonly number[];
  readonly means: readonly number[];
  readonly decision: readonly number[];
  readonly dollars: number;
  /** P(A < S), where it is given: as computed there, else as the condition says. */
  readonly short?: number;
}

const CASES: readonly Case[] = [
  {
    name: "venues alike",
    queue: [500, 500],
    means: [2200, 2200],
    decision: [610.842, 3571.939, 3571.939],
    dollars: 45.738,
    short: 0.7313,
  },
  {
    name: "venues that differ",
    queue: [400, 600],
    means: [2200, 2500],
    decision: [280.990, 3878.998, 3810.174],
    dollars: 39.504,
  },
];

/** Two venues with exponential outflows, where the paper's smooth conditions hold. */
export const interior: Group = {
  title: "Two venues, interior optima",
  *run() {
    for (const each of CASES) yield* checkCase(each);
  },
};

function checkCase({ name, queue, means, decision, dollars, short }: Case): Check[] {
  const terms = { ...baselineTerms(QUANTITY, 2), queue: Float64Array.from(queue) };
  const solver = new Solver();
  const found = new Float64Array(3);
  solver.solve({ ...terms, outflow: pairsOfQuantiles(means, FEW_QUANTILES) }, found, { kicks: 0 });
  // A sample as fine as this one takes too long from the usual starts.
  const starts = [found.slice()];
  const value = solver.solve(
    { ...terms, outflow: pairsOfQuantiles(means, QUANTILES) },
    found,
    { starts, usualStarts: false, kicks: 0 },
  );
  // V has kinks at its minimum over a sample, so that probabilities are taken at the printed decision.
  const shortBeyond = shortProbabilities(solver.mean, Float64Array.from(decision));
  return [
    ...decision.map((shares, place) =>
      about(`${place === 0 ? "M*" : `L*_${place}`}, ${name}`, shares, found[place]!, TOLERANCE.shares)
    ),
    about(`V(X*) in dollars, ${name}`, dollars, value, TOLERANCE.dollars),
    about(
      `P(A < S), ${name}`,
      short ?? interiorShortProbability(terms),
      shortBeyond.always,
      TOLERANCE.probability,
    ),
    ...shortBeyond.venues.map(({ beyond, short }, venue) =>
      about(
        `P(A < S | ξ_${venue + 1} > Q + L), ${name}: the condition`,
        interiorShortProbabilityBeyond(terms, venue, beyond),
        short,
        TOLERANCE.condition,
      )
    ),
  ];
}

interface ShortProbabilities {
  /** P(A < S). */
  readonly always: number;
  /** By venue: P(ξ > Q + L), and P(A < S) where that is so. */
  readonly venues: readonly { readonly beyond: number; readonly short: number }[];
}

function shortProbabilities(mean: SampleMean, decision: Float64Array): ShortProbabilities {
  const { samples, reach, quantity } = mean;
  const filled = new Float64Array(samples);
  mean.fill(decision, filled);
  const isShort = (sample: number): number => filled[sample]! < quantity ? 1 : 0;
  let always = 0;
  for (let sample = 0; sample < samples; sample++) always += isShort(sample) / samples;
  const venues = Array.from({ length: mean.venues }, (_, venue) => {
    let beyond = 0;
    let short = 0;
    for (let sample = 0; sample < samples; sample++) {
      if (reach[venue * samples + sample]! <= decision[restAt(venue)]!) continue;
      beyond++;
      short += isShort(sample);
    }
    return { beyond: beyond / samples, short: short / beyond };
  });
  return { always, venues };
}

function pairsOfQuantiles([first, second]: readonly number[], count: number): Float64Array {
  const quantiles = [exponential(first!), exponential(second!)].map(({ quantile }) =>
    Float64Array.from({ length: count }, (_, i) => quantile((i + 0.5) / count))
  );
  const pairs = new Float64Array(2 * count ** 2);
  for (let i = 0; i < pairs.length / 2; i++) {
    pairs[2 * i] = quantiles[0]![Math.floor(i / count)]!;
    pairs[2 * i + 1] = quantiles[1]![i % count]!;
  }
  return pairs;
}
