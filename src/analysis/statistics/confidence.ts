/** How sure a mean over orders is: its interval, and how many independent horizons there are. @module */

import { horizonCorrelation, longRunRatio, recolouring } from "./correlation.ts";
import { quantile } from "./quantile.ts";
import { type BootstrapMean, bootstrapMeans } from "./stationary_bootstrap.ts";
import { meanOf, type Starts } from "./starts.ts";
import { studentQuantile, Z_80, Z_975 } from "./student.ts";

/** How orders were laid over time, and the seed. */
export interface ConfidenceOptions {
  /** From an order's start to its end, ns. */
  readonly horizonNs: number;
  /** From a start to the next, ns. */
  readonly spacingNs: number;
  /** Time in which the orders that are scored may trade, all folds together, ns. */
  readonly scoredNs: number;
  readonly seed: number;
  /** @default 2000 */
  readonly resamples?: number | undefined;
}

/** Where a mean lies, in the unit of its values. */
export interface MeanInterval {
  /** Its lower end. */
  readonly lower: number;
  /** Its upper end. */
  readonly upper: number;
  /** Of the mean. */
  readonly standardError: number;
  /** Whether it and its siblings hold their true means all at once, 95 times in a hundred. */
  readonly simultaneous: boolean;
}

/** How sure a mean saving is, in the unit of the savings; or why that cannot be told. */
export type Confidence =
  & {
    /** Starts there are. */
    readonly starts: number;
    /** Starts in a block of the bootstrap, on average. */
    readonly meanBlock: number;
    /** Of what one horizon saved with what the next did, 0 to 0.9. */
    readonly correlation: number;
    /** Horizons that the orders span, those that overlap or weigh little not counted twice. */
    readonly horizons: number;
    /** How many independent horizons would tell as much: n_eff. */
    readonly effective: number;
  }
  & (
    | {
      /** 95 %. */
      readonly interval: MeanInterval;
      /** The smallest true saving that four samples like this in five would tell from none. */
      readonly detectable: number;
      readonly reason?: undefined;
      readonly reasonCode?: undefined;
    }
    | {
      readonly interval: null;
      readonly detectable: null;
      readonly reason: string;
      readonly reasonCode: NoIntervalCode;
    }
  );

/** Why there is no interval. */
export const NO_INTERVAL_CODES = ["too-few-horizons", "too-many-left-out"] as const;

/** One of {@linkcode NO_INTERVAL_CODES}. */
export type NoIntervalCode = (typeof NO_INTERVAL_CODES)[number];

/** Orders that share less of their horizon than this are taken not to overlap: rounding makes starts that near. */
const NEGLIGIBLE_OVERLAP = 0.01;

/** Horizons in a block, on average. */
const BLOCK_HORIZONS = 3;

/** Below this, an interval would claim more than so few observations can tell. */
const LEAST_HORIZONS = 20;

/**
 * How sure the weighted mean saving of these starts is: its 95 % interval by the stationary bootstrap, in
 * blocks of 3·⌈horizon/spacing⌉ starts on average, as orders that overlap share their market.
 *
 * Horizons are those that fit into the scored time, but not above the number that the starts span, counted by
 * weight ((Σw)²/Σw², Kish 1965), since five orders in a day, or a thousand of which one holds nearly all the
 * notional, are few. Below 20, interval and detectable saving are `null`, with the reason. n_eff is that number
 * over (1 + ρ)/(1 − ρ), where what a horizon saved goes on into the next (`horizonCorrelation`). It does not
 * decide whether there is an interval: that would leave the series whose ρ came out too low by chance, and
 * cover half of what it promises (53 % at ρ = 0.7 and 39 horizons).
 *
 * The percentile interval of so few is too narrow, and widened about the mean (Hesterberg 2015, What
 * Teachers Should Know About the Bootstrap). With n starts by weight and mean block L, the resamples miss
 * (2L−1)/n of the variance, because deviations are taken from the estimated mean; and what they see is
 * known as if from ν = n(1−r²)/(1+r²), r = 1−1/L, degrees of freedom (those of a spectral estimate with
 * weights rᵏ), so that Student's t replaces the normal quantile. What blocks cut off of a correlation from one
 * horizon to the next comes back by `recolouring`.
 *
 * The smallest detectable saving is (t₀.₉₇₅ + t₀.₈)·standard error, about 2.8 to 3.1 of them: were the true
 * saving that large, a two-sided test at 5 % would find it with a power of 80 %.
 *
 * @throws {RangeError} if a time is not positive.
 *
 * @example
 * ```ts
 * import { confidenceOf } from "./confidence.ts";
 * import { gatherStarts } from "./starts.ts";
 * import { assertEquals } from "@std/assert";
 * const starts = gatherStarts([0, 600e9, 1200e9], [0.1, 0.3, 0.2], [1, 1, 1]);
 * const times = { horizonNs: 600e9, spacingNs: 600e9, scoredNs: 1800e9 };
 * const { interval, reason } = confidenceOf(starts, { ...times, seed: 1 });
 * assertEquals(interval, null);
 * assertEquals(reason, "the orders span 3 independent horizons, where an interval takes 20");
 * ```
 */
export function confidenceOf(starts: Starts, options: ConfidenceOptions): Confidence {
  const { common, estimate, reason } = estimateMeans([starts], options)[0]!;
  if (estimate === null) {
    return { ...common, interval: null, detectable: null, reason, reasonCode: "too-few-horizons" };
  }
  const { mean, resampled, missed, widening, standardError, detectable } = estimate;
  const moved = (end: number) => mean + widening * missed * (end - mean);
  const { lower, upper } = resampled;
  const interval = { lower: moved(lower), upper: moved(upper), standardError, simultaneous: false };
  return { ...common, interval, detectable };
}

/**
 * How sure several mean savings over the same starts are, all at once: the intervals hold their true means
 * together 95 times in a hundred. Each is as wide, in its standard errors, as the widest of them has to be, which
 * the same resamples tell (max-t; Westfall & Young 1993), and as {@linkcode confidenceOf} widens one alone.
 *
 * @param family series of the same starts: a column a comparison.
 * @throws {RangeError} if they are not of as many starts, or a time is not positive.
 *
 * @example
 * ```ts
 * import { confidencesOf } from "./confidence.ts";
 * import { gatherStarts } from "./starts.ts";
 * import { assert } from "@std/assert";
 * const at = Array.from({ length: 40 }, (_, i) => i);
 * const family = [2, 3, 5].map((k) => gatherStarts(at, at.map((i) => (i * i * k) % 7), at.map(() => 1)));
 * const times = { horizonNs: 1, spacingNs: 1, scoredNs: 40, seed: 1 };
 * const [three] = confidencesOf(family, times);
 * const [one] = confidencesOf(family.slice(0, 1), times);
 * assert(three!.interval!.upper > one!.interval!.upper);
 * ```
 */
export function confidencesOf(family: readonly Starts[], options: ConfidenceOptions): Confidence[] {
  if (family.some(({ length }) => length !== family[0]!.length)) {
    throw new RangeError("Cannot compare series of different starts");
  }
  const all = estimateMeans(family, options);
  const largest = largestErrors(all.flatMap(({ estimate }) => estimate ?? [])).sort();
  const critical = largest.length > 0 ? quantile(largest, 0.95) : 0;
  return all.map(({ common, estimate, reason }) => {
    if (estimate === null) {
      return { ...common, interval: null, detectable: null, reason, reasonCode: "too-few-horizons" };
    }
    const { mean, standardError, widening, detectable } = estimate;
    const reach = critical * widening * standardError;
    const interval = { lower: mean - reach, upper: mean + reach, standardError, simultaneous: true };
    return { ...common, interval, detectable };
  });
}

/** Of each resample, the largest deviation from its mean that any series has, in standard errors. */
function largestErrors(family: readonly Estimate[]): Float64Array {
  const largest = new Float64Array(family[0]?.resampled.means.length ?? 0);
  for (const { mean, resampled: { means, standardError } } of family) {
    if (standardError === 0) continue; // Both cost the same in every order.
    for (let i = 0; i < means.length; i++) {
      largest[i] = Math.max(largest[i]!, Math.abs(means[i]! - mean) / standardError);
    }
  }
  return largest;
}

/** A mean, and what its resamples tell of it. */
interface Estimate {
  readonly mean: number;
  readonly resampled: BootstrapMean;
  /** What the resamples' spread is to be multiplied by. */
  readonly missed: number;
  /** What a normal quantile is to be multiplied by. */
  readonly widening: number;
  readonly standardError: number;
  readonly detectable: number;
}

type Estimated =
  & { readonly common: Pick<Confidence, "starts" | "meanBlock" | "correlation" | "horizons" | "effective"> }
  & (
    | { readonly estimate: Estimate; readonly reason?: undefined }
    | { readonly estimate: null; readonly reason: string }
  );

/** What there is to say of a series before its resamples. */
interface Sample {
  readonly starts: Starts;
  /** Starts by weight. */
  readonly size: number;
  readonly overlap: number;
  readonly common: Estimated["common"];
}

/** Of each series, all of the same starts. */
function estimateMeans(family: readonly Starts[], options: ConfidenceOptions): Estimated[] {
  const samples = family.map((starts) => sampleOf(starts, options));
  const enough = samples.filter(({ common }) => common.horizons >= LEAST_HORIZONS);
  const { seed, resamples } = options;
  const resampled = enough.length === 0 ? [] : bootstrapMeans(enough.map(({ starts }) => starts), {
    meanBlock: enough[0]!.common.meanBlock,
    seed,
    resamples,
  });
  return samples.map((sample) => {
    const { common } = sample;
    const at = enough.indexOf(sample);
    if (at >= 0) return { common, estimate: estimateOf(sample, resampled[at]!) };
    const reason =
      `the orders span ${common.horizons} independent horizons, where an interval takes ${LEAST_HORIZONS}`;
    return { common, estimate: null, reason };
  });
}

function sampleOf(starts: Starts, { horizonNs, spacingNs, scoredNs }: ConfidenceOptions): Sample {
  for (const [name, timeNs] of Object.entries({ horizonNs, spacingNs, scoredNs })) {
    if (!(timeNs > 0 && timeNs < Infinity)) throw new RangeError(`Cannot take ${timeNs} for ${name}`);
  }
  const overlap = Math.max(1, Math.ceil(horizonNs / spacingNs - NEGLIGIBLE_OVERLAP));
  const meanBlock = BLOCK_HORIZONS * overlap;
  const size = sizeByWeight(starts);
  const spanned = Math.floor((size + overlap - 1) / overlap);
  const horizons = Math.min(spanned, Math.floor(scoredNs / horizonNs));
  const correlation = horizonCorrelation(starts, overlap);
  const effective = Math.floor(horizons / longRunRatio(correlation));
  const common = { starts: starts.length, meanBlock, correlation, horizons, effective };
  return { starts, size, overlap, common };
}

function estimateOf({ starts, size, overlap, common }: Sample, resampled: BootstrapMean): Estimate {
  const { meanBlock, correlation } = common;
  // From 20 horizons on, n is above 19·overlap, and 2L − 1 below 6·overlap.
  const missed = recolouring(correlation, meanBlock, overlap) / Math.sqrt(1 - (2 * meanBlock - 1) / size);
  const decay = 1 - 1 / meanBlock;
  const freedom = size * (1 - decay ** 2) / (1 + decay ** 2);
  const t = studentQuantile(Z_975, freedom);
  const standardError = missed * resampled.standardError;
  const detectable = (t + studentQuantile(Z_80, freedom)) * standardError;
  return { mean: meanOf(starts), resampled, missed, widening: t / Z_975, standardError, detectable };
}

/** The number of equally weighted starts that would tell as much, to the nearest. */
function sizeByWeight({ length, weight }: Starts): number {
  let sum = 0;
  let squares = 0;
  for (const w of weight) {
    sum += w;
    squares += w * w;
  }
  return length > 0 ? Math.round(sum * sum / squares) : 0;
}
