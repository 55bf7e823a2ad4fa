import { type Random, randomInt, seededRandom } from "../../../src/market/random.ts";
import { cost } from "../../../src/model/cont_kukanov/model.ts";
import type { Problem } from "../../../src/model/cont_kukanov/sample_mean.ts";
import { makeLadder } from "../../../src/model/cont_kukanov/taking_ladder.ts";

/** Runs `body` on `count` seeds; a failure names the seed that repeats it. */
export function forSeeds(
  firstSeed: number,
  count: number,
  body: (random: Random, seed: number) => void,
): void {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    try {
      body(seededRandom(seed), seed);
    } catch (error) {
      throw new Error(`Failed at seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
}

export interface Shape {
  mostVenues: number;
  mostSamples: number;
  mostShares: number;
}

/**
 * A problem in whole shares that holds the assumptions: few distinct counts, so that samples often fill
 * exactly the order; infinite outflows, bounds, ladders and orders that may not overfill among them.
 */
export function randomProblem(random: Random, { mostVenues, mostSamples, mostShares }: Shape): Problem {
  const venues = 1 + randomInt(random, mostVenues);
  const samples = 1 + randomInt(random, mostSamples);
  const quantity = 1 + randomInt(random, mostShares);
  const halfSpread = 0.005 * (1 + random());
  const takeFee = 0.003 * (random() - 0.2);
  const addRebate = Float64Array.from({ length: venues }, () => Math.round(random() * 30 - 5) / 1e4);
  const taking = halfSpread + takeFee;
  const shares = (most: number): Float64Array =>
    Float64Array.from({ length: venues }, () => randomInt(random, most + 1));
  return {
    quantity,
    halfSpread,
    takeFee,
    addRebate,
    queue: shares(Math.ceil(mostShares / 2)),
    thetaQueue: random() < 0.2 ? 0 : 0.001 * random(),
    lambdaUnder: taking * (1.01 + 2 * random()),
    lambdaOver: (halfSpread + Math.max(...addRebate)) * (1.01 + 3 * random()),
    outflow: Float64Array.from(
      { length: samples * venues },
      () => random() < 0.1 ? Infinity : randomInt(random, Math.ceil(1.5 * mostShares)),
    ),
    mostSent: random() < 0.8 ? undefined : quantity,
    mostPosted: random() < 0.7 ? undefined : shares(mostShares),
    ladder: random() < 0.7 ? undefined : makeLadder(
      Array.from({ length: 1 + randomInt(random, 4) }, (_, rung) => ({
        size: 1 + randomInt(random, mostShares),
        cost: taking * (1 + 0.3 * rung),
      })),
    ),
    whole: true,
    impact: random() < 0.7
      ? undefined
      : Float64Array.from({ length: venues + 1 }, () => Math.round(random() * 40) / 1e4),
  };
}

/** V as the mean of v, sample by sample. */
export function meanCost(problem: Problem, decision: Float64Array): number {
  const venues = problem.queue.length;
  const samples = problem.outflow.length / venues;
  let sum = 0;
  for (let sample = 0; sample < samples; sample++) {
    sum += cost(decision, problem, problem.outflow.subarray(sample * venues, (sample + 1) * venues));
  }
  return sum / samples;
}

/** A decision within the bounds of a problem, whole unless asked otherwise. */
export function randomDecision(random: Random, problem: Problem): Float64Array {
  const { quantity, ladder, mostPosted } = problem;
  const most = [Math.min(quantity, ladder === undefined ? Infinity : ladder.shares.at(-1) ?? 0)];
  for (let venue = 0; venue < problem.queue.length; venue++) {
    most.push(Math.min(quantity, mostPosted?.[venue] ?? Infinity));
  }
  let left = problem.mostSent ?? Infinity;
  return Float64Array.from(most, (bound) => {
    const shares = randomInt(random, Math.min(bound, left) + 1);
    left -= shares;
    return shares;
  });
}

/** The baseline of the paper. */
export const BASELINE = {
  quantity: 1000,
  halfSpread: 0.02,
  takeFee: 0.003,
  addRebate: Float64Array.of(0.002),
  queue: Float64Array.of(2000),
  lambdaUnder: 0.05,
  lambdaOver: 0.05,
  thetaQueue: 0.0005,
};
