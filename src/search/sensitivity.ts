/** How much of the costs' variance each parameter explains. @module */

/** Bins of a parameter's values where points form no grid, and points in a bin, at least. */
const MOST_BINS = 10;
const LEAST_IN_BIN = 5;

/**
 * Which share of the costs' variance each parameter explains by itself: its first-order effect, from 0 to 1.
 *
 * - Where the points are a grid (all combinations of some levels of each parameter, each once), η²: the
 *   variance of the mean costs by level over the variance of all costs. It is exactly 0 for a parameter that
 *   changes nothing, but also for one that only turns the sign of what another does. Those of all parameters
 *   sum to 1 where effects add up, and to less where they depend on each other.
 * - Elsewhere values fall into up to 10 bins of about as many points each, 5 or more, and η² is reduced by
 *   what chance would explain: ε² = 1 − (1 − η²)(N − 1)/(N − bins), though not below 0. This is meant for
 *   random points. Those of an adaptive search crowd about the best and drift together, so that it credits
 *   a parameter with what another did; there it is a hint at most.
 *
 * Where costs are all equal there is nothing to explain: 0.
 *
 * Source: Kelley (1935), An unbiased correlation ratio measure, PNAS 21.
 *
 * @param points as many values each, in any units.
 * @param costs of each point, finite.
 *
 * @example
 * ```ts
 * import { sensitivities } from "./sensitivity.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(sensitivities([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 3, 4]), [0.9, 0.1]);
 * ```
 */
export function sensitivities(points: readonly ArrayLike<number>[], costs: ArrayLike<number>): number[] {
  const parameters = Array.from(points[0] ?? []);
  const levels = parameters.map((_, parameter) => levelsOf(points, parameter));
  return formGrid(points, levels)
    ? levels.map((level) => explainedShare(costs, level))
    : levels.map((level) => beyondChance(costs, binned(level)));
}

/** Of each point, the rank of its value among the parameter's distinct values, and how many there are. */
interface Levels {
  readonly of: Uint32Array;
  readonly count: number;
}

function levelsOf(points: readonly ArrayLike<number>[], parameter: number): Levels {
  const values = [...new Set(points.map((point) => point[parameter]!))].sort((a, b) => a - b);
  const rank = new Map(values.map((value, level) => [value, level]));
  return { of: Uint32Array.from(points, (point) => rank.get(point[parameter]!)!), count: values.length };
}

function formGrid(points: readonly ArrayLike<number>[], levels: readonly Levels[]): boolean {
  const combinations = levels.reduce((product, { count }) => product * count, 1);
  if (combinations !== points.length) return false;
  return new Set(points.map((point) => Array.from(point).join())).size === combinations;
}

/** Joins levels into bins; points of one level stay together. */
function binned({ of, count }: Levels): Levels {
  const points = of.length;
  const bins = Math.max(1, Math.min(MOST_BINS, Math.floor(points / LEAST_IN_BIN)));
  const inLevel = new Uint32Array(count);
  for (const level of of) inLevel[level]!++;
  const binOf = new Uint32Array(count);
  let below = 0;
  let bin = -1;
  let place = -1;
  for (let level = 0; level < count; level++) {
    // A level goes where its middle falls; places that no level falls into get no bin.
    const middle = Math.floor((below + inLevel[level]! / 2) / points * bins);
    if (middle !== place) bin++;
    place = middle;
    binOf[level] = bin;
    below += inLevel[level]!;
  }
  return { of: of.map((level) => binOf[level]!), count: bin + 1 };
}

/** η². */
function explainedShare(costs: ArrayLike<number>, { of, count }: Levels): number {
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (const [i, level] of of.entries()) {
    sums[level]! += costs[i]!;
    sizes[level]!++;
  }
  // Less the first level's mean, so that means which are equal to the last bit have a variance of exactly 0.
  const origin = sums[0]! / sizes[0]!;
  const means = sums.map((sum, level) => sum / sizes[level]! - origin);
  const total = variance(
    Float64Array.from(costs, (cost) => cost - origin),
    new Float64Array(of.length).fill(1),
  );
  return total > 0 ? Math.min(1, variance(means, sizes) / total) : 0;
}

/** ε². */
function beyondChance(costs: ArrayLike<number>, bins: Levels): number {
  const points = bins.of.length;
  if (points === bins.count) return 0;
  const left = (1 - explainedShare(costs, bins)) * (points - 1) / (points - bins.count);
  return Math.max(0, 1 - left);
}

function variance(values: Float64Array, sizes: Float64Array): number {
  let size = 0;
  let sum = 0;
  for (const [i, value] of values.entries()) {
    size += sizes[i]!;
    sum += sizes[i]! * value;
  }
  const mean = sum / size;
  return values.reduce((total, value, i) => total + sizes[i]! * (value - mean) ** 2, 0) / size;
}
