/** The mean of what clusters, such as days, tell: how sure it is when they are few, unlike, and follow each other. @module */

import { square } from "./elementary.ts";
import { horizonCorrelation, longRunRatio } from "./correlation.ts";
import { meanOf, type Starts } from "./starts.ts";
import { exactStudentQuantile } from "./student.ts";

/** Below this many clusters their correlation cannot be told from chance, and none is counted. */
export const LEAST_FOR_CORRELATION = 10;

/** Below this many clusters, an interval says more of Student's t than of the clusters. */
export const LEAST_CLUSTERS = 4;

/** A weighted mean over clusters in order of time, in the unit of their values. */
export interface ClusteredMean {
  readonly mean: number;
  /** Clusters there are. */
  readonly clusters: number;
  /** Equally weighted clusters that would tell as much: (Σw)²/Σw² (Kish 1965). */
  readonly kish: number;
  /** Of what one cluster came to with what the next did, 0 to 0.9; 0 of fewer than 10. */
  readonly correlation: number;
  /** How many independent clusters of equal weight would tell as much. */
  readonly effective: number;
  /** Of the mean, with what goes on from one cluster into the next. `NaN` of one cluster. */
  readonly standardError: number;
  /** Degrees of freedom that the standard error is known with (Satterthwaite). */
  readonly freedom: number;
  /** From cluster to cluster, whatever the order: the standard deviation of one. */
  readonly deviation: number;
}

/** Two ends. */
export interface Ends {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The weighted mean of clusters, and how sure it is: whatever is correlated within a cluster (twenty symbols on one
 * day) is one observation, and counts once.
 *
 * With p = w/Σw, e = value − mean, the variance is Σ p²e²/(1 − 2p + Σp²): each squared residual is divided by what
 * taking the mean from the same data has made of it, were the clusters equally noisy (CR2 of a mean, Bell & McCaffrey
 * 2002, whose working model is that of independent clusters of one variance). It is unbiased then, and its degrees of
 * freedom are Satterthwaite's under the same model; of equal weights it is s²/n with n − 1. Clusters of unequal noise
 * cost it little. Days are taken to be equally noisy, whatever was traded on them, since what varies from day to day
 * is the market, not the luck of few orders.
 *
 * From ten clusters on, the standard error is multiplied by √((1+ρ)/(1−ρ)), where what a cluster came to goes on into
 * the next (`horizonCorrelation`). Of fewer, ρ̂ is chance, and none is counted: the interval then holds
 * for clusters that are independent.
 *
 * @param clusters in order of time, gathered as starts are; two at least for a standard error.
 *
 * Source: Bell & McCaffrey (2002), Bias reduction in standard errors for linear regression with multi-stage samples;
 * Pustejovsky & Tipton (2018), Small-sample methods for cluster-robust variance estimation.
 *
 * @example
 * ```ts
 * import { clusteredMean } from "./clustered_mean.ts";
 * import { gatherStarts } from "./starts.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * const { mean, standardError, freedom } = clusteredMean(gatherStarts([1, 2, 3], [1, 3, 5], [1, 1, 1]));
 * assertAlmostEquals(mean, 3);
 * assertAlmostEquals(standardError, 2 / Math.sqrt(3)); // of a sample, 2
 * assertAlmostEquals(freedom, 2);
 * ```
 */
export function clusteredMean(clusters: Starts): ClusteredMean {
  const { length, weightedSum, weight } = clusters;
  const mean = meanOf(clusters);
  const total = weight.reduce((sum, each) => sum + each, 0);
  const part = weight.map((each) => each / total);
  const squares = part.reduce((sum, p) => sum + p * p, 0);
  // The weight of each squared residual in the variance.
  const counted = part.map((p) => p * p / (1 - 2 * p + squares));
  let variance = 0;
  for (let i = 0; i < length; i++) variance += counted[i]! * square(weightedSum[i]! / weight[i]! - mean);
  const kish = 1 / squares;
  const correlation = length < LEAST_FOR_CORRELATION ? 0 : horizonCorrelation(clusters, 1);
  const longRun = longRunRatio(correlation);
  return {
    mean,
    clusters: length,
    kish,
    correlation,
    effective: kish / longRun,
    standardError: length < 2 ? NaN : Math.sqrt(variance * longRun),
    freedom: satterthwaite(part, squares, counted),
    deviation: length < 2 ? NaN : Math.sqrt(variance * kish),
  };
}

/**
 * 2E(V)²/Var(V) of V = Σ cᵢeᵢ², where the residuals of clusters with variance 1 have covariance
 * δᵢⱼ − pᵢ − pⱼ + Σp². The double sum over i and j is taken apart into single ones.
 */
function satterthwaite(part: Float64Array, squares: number, counted: Float64Array): number {
  let expected = 0;
  let variance = 0;
  let [c0, c1, c2] = [0, 0, 0];
  for (const [i, c] of counted.entries()) {
    const p = part[i]!;
    const own = 1 - 2 * p + squares;
    expected += c * own;
    // The sum below counts the diagonal as `own - 1`; here it is corrected to `own`.
    variance += c * c * (square(own) - square(own - 1));
    c0 += c;
    c1 += c * p;
    c2 += c * p * p;
  }
  // ΣΣ cᵢcⱼ(Σp² − pᵢ − pⱼ)²
  variance += square(squares * c0) - 4 * squares * c0 * c1 + 2 * c0 * c2 + 2 * square(c1);
  return square(expected) / variance;
}

/**
 * The 95 % interval of a mean; one of so many at once is as wide as it takes for all of them to hold together, by
 * Bonferroni's inequality. It needs no assumption on how they go together, and no resampling, which few days do not
 * bear; of comparisons that go together closely it is a little wider than it would have to be.
 *
 * @param comparisons that are to hold at once. @default 1
 *
 * @example
 * ```ts
 * import { clusteredMean, intervalOfMean } from "./clustered_mean.ts";
 * import { gatherStarts } from "./starts.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * const { lower } = intervalOfMean(clusteredMean(gatherStarts([1, 2, 3], [1, 3, 5], [1, 1, 1])));
 * assertAlmostEquals(lower, 3 - 4.302653 * 2 / Math.sqrt(3), 1e-6);
 * ```
 */
export function intervalOfMean({ mean, standardError, freedom }: ClusteredMean, comparisons = 1): Ends {
  return around(mean, exactStudentQuantile(levelOf(comparisons), freedom) * standardError);
}

/**
 * Where the next cluster will lie, 95 times in a hundred, if it is drawn as these were: what one deviates by, and
 * how sure the mean is.
 */
export function intervalOfNext({ mean, standardError, freedom, deviation }: ClusteredMean): Ends {
  return around(
    mean,
    exactStudentQuantile(levelOf(1), freedom) * Math.sqrt(square(deviation) + square(standardError)),
  );
}

/** Of Student's t, for a two-sided interval of 95 %, one of so many that hold at once. */
export function levelOf(comparisons: number): number {
  return 1 - 0.025 / comparisons;
}

function around(mean: number, reach: number): Ends {
  return { lower: mean - reach, upper: mean + reach };
}
