/** The stationary bootstrap of Politis & Romano: resampling in blocks of random length. @module */

import { type Random, randomInt, seededRandom } from "../../market/random.ts";
import { quantile } from "./quantile.ts";
import type { Starts } from "./starts.ts";

/** How to resample. */
interface BootstrapOptions {
  /** Starts in a block, on average; 1 takes them as independent. */
  readonly meanBlock: number;
  readonly seed: number;
  /** @default 2000 */
  readonly resamples?: number | undefined;
  /** Share of intervals that are to cover the truth. @default 0.95 */
  readonly confidence?: number | undefined;
}

/** What resampling says about a weighted mean, in the unit of its values. */
export interface BootstrapMean {
  readonly lower: number;
  readonly upper: number;
  readonly standardError: number;
  /**
   * The resamples' means, in the order they were drawn. Which starts a resample holds depends on the seed, the
   * mean block and the number of starts alone, so that series of the same starts are resampled together.
   */
  readonly means: Float64Array;
}

const RESAMPLES = 2000;
const CONFIDENCE = 0.95;

/**
 * The stationary bootstrap of a weighted mean, Σ weightedSum / Σ weight: a resample joins blocks of
 * neighbouring starts, each from a random start on and of geometric length, until it is as long as the
 * series, whose end is followed by its beginning. So what a start shares with its neighbours is kept. The
 * interval lies between percentiles of the resamples' means.
 *
 * Its bias: the resamples vary too little where starts depend on each other beyond a block, or are few. At
 * equal weights their variance is known, that of the lag window (1 − k/n)rᵏ + (k/n)rⁿ⁻ᵏ, r = 1 − 1/meanBlock,
 * on the autocovariances (lemma 1 of the paper). `confidenceOf` makes up for few starts.
 *
 * Source: Politis & Romano (1994), The Stationary Bootstrap, JASA 89, section 2.
 *
 * @throws {RangeError} if there are no starts, a mean block is below 1, there are fewer than two
 * resamples, or the confidence is not between 0 and 1.
 *
 * @example
 * ```ts
 * import { gatherStarts } from "./starts.ts";
 * import { bootstrapMean } from "./stationary_bootstrap.ts";
 * import { assert } from "@std/assert";
 * const savings = [0.2, -0.1, 0.4, 0.3, 0.1, -0.2, 0.5, 0.2];
 * const starts = gatherStarts(savings.map((_, i) => i), savings, savings.map(() => 1000));
 * const { lower, upper } = bootstrapMean(starts, { meanBlock: 2, seed: 1 });
 * assert(lower < 0.175 && 0.175 < upper);
 * ```
 */
export function bootstrapMean(starts: Starts, options: BootstrapOptions): BootstrapMean {
  return bootstrapMeans([starts], options)[0]!;
}

/**
 * {@linkcode bootstrapMean} of several series of the same starts, each as if it were alone. They are resampled
 * together, as drawing takes longer than adding.
 *
 * @throws {RangeError} as `bootstrapMean` does, or if the series are not of as many starts.
 */
export function bootstrapMeans(family: readonly Starts[], options: BootstrapOptions): BootstrapMean[] {
  const { meanBlock, seed, resamples = RESAMPLES, confidence = CONFIDENCE } = options;
  const length = family[0]?.length ?? 0;
  if (length === 0) throw new RangeError("Cannot resample no starts");
  if (family.some((starts) => starts.length !== length)) {
    throw new RangeError("Cannot resample different starts together");
  }
  if (!(meanBlock >= 1)) throw new RangeError(`Cannot make blocks of ${meanBlock} starts`);
  if (!Number.isSafeInteger(resamples) || resamples < 2) {
    throw new RangeError(`Cannot draw ${resamples} resamples`);
  }
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`Cannot be confident to ${confidence}`);
  const tail = (1 - confidence) / 2;
  return resampledMeans(family, meanBlock, resamples, seed).map((means) => {
    const sorted = means.toSorted();
    return {
      lower: quantile(sorted, tail),
      upper: quantile(sorted, 1 - tail),
      standardError: standardDeviation(sorted),
      means,
    };
  });
}

/** By series, the means of the resamples. */
function resampledMeans(
  family: readonly Starts[],
  meanBlock: number,
  resamples: number,
  seed: number,
): Float64Array[] {
  const random = seededRandom(seed);
  const drawn = new Int32Array(family[0]!.length);
  const means = family.map(() => new Float64Array(resamples));
  for (let resample = 0; resample < resamples; resample++) {
    drawStarts(drawn, 1 / meanBlock, random);
    for (let i = 0; i < family.length; i++) means[i]![resample] = meanOver(family[i]!, drawn);
  }
  return means;
}

/** Draws which starts a resample holds. */
function drawStarts(drawn: Int32Array, jump: number, random: Random): void {
  const { length } = drawn;
  let at = randomInt(random, length);
  drawn[0] = at;
  for (let i = 1; i < length; i++) {
    if (random() < jump) at = randomInt(random, length);
    else if (++at === length) at = 0;
    drawn[i] = at;
  }
}

function meanOver({ weightedSum, weight }: Starts, drawn: Int32Array): number {
  let sum = weightedSum[drawn[0]!]!;
  let weights = weight[drawn[0]!]!;
  for (let i = 1; i < drawn.length; i++) {
    sum += weightedSum[drawn[i]!]!;
    weights += weight[drawn[i]!]!;
  }
  return sum / weights;
}

function standardDeviation(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
