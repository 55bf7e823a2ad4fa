import { bootstrapMean, type MeanInterval } from "./stationary_bootstrap.ts";
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

/** How sure a mean saving is, in the unit of the savings; or why that cannot be told. */
export type Confidence =
  & {
    /** Starts there are. */
    readonly starts: number;
    /** Starts in a block of the bootstrap, on average. */
    readonly meanBlock: number;
    /** Independent horizons, at most: n_eff. */
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
export const NO_INTERVAL_CODES = ["too-few-horizons"] as const;

/** One of {@linkcode NO_INTERVAL_CODES}. */
export type NoIntervalCode = (typeof NO_INTERVAL_CODES)[number];

/** Orders that share less of their horizon than this are taken not to overlap: rounding makes starts that near. */
const NEGLIGIBLE_OVERLAP = 0.01;

/** Below this, an interval would claim more than so few observations can tell. */
const LEAST_EFFECTIVE = 20;

/**
 * How sure the weighted mean saving of these starts is: its 95 % interval by the stationary bootstrap, in
 * blocks of 2·⌈horizon/spacing⌉ starts on average, as orders that overlap share their market.
 *
 * n_eff is the number of horizons that fit into the scored time, but not above the number that the starts
 * span, counted by weight ((Σw)²/Σw², Kish 1965): five orders in a day, or a thousand of which one holds
 * nearly all the notional, are few. Below 20, interval and detectable saving are `null`, with the reason.
 *
 * The percentile interval of so few is too narrow, and widened about the mean (Hesterberg 2015, What
 * Teachers Should Know About the Bootstrap). With n starts by weight and mean block L, the resamples miss
 * (2L−1)/n of the variance, because deviations are taken from the estimated mean; and what they see is
 * known as if from ν = n(1−r²)/(1+r²), r = 1−1/L, degrees of freedom (those of a spectral estimate with
 * weights rᵏ), so that Student's t replaces the normal quantile. Its bias: the interval covers 94 to 95 %
 * where horizons are independent and do not overlap, and 91 to 93 % where they overlap; where savings of
 * one horizon go on into the next, it stays too narrow (84 %, if their autocorrelation is .5).
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
  const { horizonNs, spacingNs, scoredNs, seed, resamples } = options;
  for (const [name, timeNs] of Object.entries({ horizonNs, spacingNs, scoredNs })) {
    if (!(timeNs > 0 && timeNs < Infinity)) throw new RangeError(`Cannot take ${timeNs} for ${name}`);
  }
  const overlap = Math.max(1, Math.ceil(horizonNs / spacingNs - NEGLIGIBLE_OVERLAP));
  const meanBlock = 2 * overlap;
  const size = sizeByWeight(starts);
  const spanned = Math.floor((size + overlap - 1) / overlap);
  const effective = Math.min(spanned, Math.floor(scoredNs / horizonNs));
  const common = { starts: starts.length, meanBlock, effective };
  if (effective < LEAST_EFFECTIVE) {
    const reason =
      `the orders span ${effective} independent horizons, where an interval takes ${LEAST_EFFECTIVE}`;
    return { ...common, interval: null, detectable: null, reason, reasonCode: "too-few-horizons" };
  }
  const { lower, upper, standardError: seen } = bootstrapMean(starts, { meanBlock, seed, resamples });
  const mean = meanOf(starts);
  // From 20 on, n is above 19·overlap, and 2L − 1 below 4·overlap.
  const missed = 1 / Math.sqrt(1 - (2 * meanBlock - 1) / size);
  const decay = 1 - 1 / meanBlock;
  const freedom = size * (1 - decay ** 2) / (1 + decay ** 2);
  const t = studentQuantile(Z_975, freedom);
  const widening = missed * t / Z_975;
  const standardError = missed * seen;
  return {
    ...common,
    interval: {
      lower: mean + widening * (lower - mean),
      upper: mean + widening * (upper - mean),
      standardError,
    },
    detectable: (t + studentQuantile(Z_80, freedom)) * standardError,
  };
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
