/** Crossed random effects: how far days differ, how far symbols do, and what is left. @module */

import { ln, square } from "./elementary.ts";
import { cholesky, dot, solve } from "./_cholesky.ts";
import { type Crossed, type CrossedSums, sumCrossed } from "./crossed.ts";

/** The model value = mean + row + column + rest, fitted; variances in the square of the values' unit. */
interface CrossedEffects {
  /** What rows and columns drawn at random have in the mean, each weighted by what it tells. */
  readonly mean: number;
  readonly standardError: number;
  /** Variance between rows. */
  readonly row: number;
  /** Variance between columns. */
  readonly column: number;
  /** Variance of the rest of an observation of precision 1. */
  readonly rest: number;
  /** −2·ln of the restricted likelihood, but for what no variance changes. */
  readonly deviance: number;
}

/** Rounds of looking for the best ratio of one variance, then of the other. */
const MOST_ROUNDS = 60;
/** A round that gains less has found the minimum. */
const NEGLIGIBLE_GAIN = 1e-11;
/** The ratios of standard deviations are looked for up to here: what is beyond has no rest to speak of. */
const GREATEST_RATIO = 1e4;

/**
 * Fits crossed random effects by restricted maximum likelihood (REML), which makes up for the mean being estimated.
 *
 * Profiled as lme4 does it (Bates et al. 2015, eq. 39): for given ratios θ of the standard deviations of rows and
 * columns to that of the rest, mean and rest have closed forms, and the determinant of what remains is that of
 * I + ΛZ'WZΛ, of which one block, of rows or columns, is diagonal. Ratios are then found one after the other by golden
 * section. Negative variances are zero.
 *
 * @param known the rest's variance at precision 1, where that is known, as in a meta-analysis: precisions are then the
 * inverse variances, and `known` is 1.
 * @throws {RangeError} if there are fewer than two observations.
 *
 * @example
 * ```ts
 * import { crossedEffects } from "./crossed_effects.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * // Two days of two symbols: a balanced design, where REML is the analysis of variance.
 * const { mean, row, column, rest } = crossedEffects({
 *   rows: 2, columns: 2,
 *   value: Float64Array.of(1, 2, 5, 7),
 *   row: Int32Array.of(0, 0, 1, 1),
 *   column: Int32Array.of(0, 1, 0, 1),
 *   precision: Float64Array.of(1, 1, 1, 1),
 * });
 * assertAlmostEquals(mean, 3.75);
 * assertAlmostEquals(rest, 0.25, 1e-6);
 * assertAlmostEquals(row, (20.25 - 0.25) / 2, 1e-4); // (mean square − rest)/symbols
 * assertAlmostEquals(column, (2.25 - 0.25) / 2, 1e-4);
 * ```
 */
export function crossedEffects(observations: Crossed, known?: number): CrossedEffects {
  const count = observations.value.length;
  if (count < 2) throw new RangeError(`Cannot tell effects from ${count} observations`);
  const sums = sumCrossed(observations);
  const at = (row: number, column: number): CrossedEffects => fitAt(row, column, sums, count, known);
  // An effect that no two observations share, or all do, cannot be told from the rest, or from the mean.
  const [mayRow, mayColumn] = [observations.rows > 1, observations.columns > 1];
  let [row, column] = [0, 0];
  let best = at(row, column);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = best.deviance;
    if (mayRow) row = leastAt((ratio) => at(ratio, column).deviance);
    if (mayColumn) column = leastAt((ratio) => at(row, ratio).deviance);
    best = at(row, column);
    if (Math.abs(before - best.deviance) < NEGLIGIBLE_GAIN) break;
  }
  return best;
}

/** What the ratios of standard deviations lead to. */
function fitAt(
  rowRatio: number,
  columnRatio: number,
  { byRow, byColumn, cells, ...sums }: CrossedSums,
  count: number,
  known: number | undefined,
): CrossedEffects {
  const [rows, columns] = [byRow.precision.length, byColumn.precision.length];
  // M = I + ΛZ'WZΛ: its diagonal blocks, and the one between them.
  const own = byRow.precision.map((each) => 1 + square(rowRatio) * each);
  const schur = new Float64Array(columns * columns);
  const cross = rowRatio * columnRatio;
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += cells[r * columns + i]! * cells[r * columns + j]! / own[r]!;
      schur[i * columns + j] = (i === j ? 1 + square(columnRatio) * byColumn.precision[i]! : 0) -
        square(cross) * sum;
    }
  }
  const factor = cholesky(schur, columns);
  if (factor === null) return { ...NOWHERE };
  // M⁻¹Λv for a vector v = (rows, columns), as its two parts.
  const reduced = (ofRows: Float64Array, ofColumns: Float64Array): readonly [Float64Array, Float64Array] => {
    const a = ofRows.map((each) => rowRatio * each);
    const right = ofColumns.map((each, c) => {
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += cells[r * columns + c]! * a[r]! / own[r]!;
      return columnRatio * each - cross * sum;
    });
    const x = solve(factor, right);
    const y = a.map((each, r) => {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += cells[r * columns + c]! * x[c]!;
      return (each - cross * sum) / own[r]!;
    });
    return [y, x];
  };
  const ones = reduced(byRow.precision, byColumn.precision);
  const values = reduced(byRow.value, byColumn.value);
  /** a'V⁻¹b·rest: what W gives, less what the effects take. */
  const form = (plain: number, of: Marginals, [ofRows, ofColumns]: Marginals): number =>
    plain - rowRatio * dot(of[0], ofRows) - columnRatio * dot(of[1], ofColumns);
  const ofOnes: Marginals = [byRow.precision, byColumn.precision];
  const ofValues: Marginals = [byRow.value, byColumn.value];
  const information = form(sums.precision, ofOnes, ones);
  const mean = form(sums.value, ofOnes, values) / information;
  const residual = Math.max(0, form(sums.square, ofValues, values) - square(mean) * information);
  const rest = known ?? residual / (count - 1);
  const logDeterminant = own.reduce((sum, each) => sum + ln(each), factor.logDeterminant) -
    sums.logPrecision;
  const logScale = (count - 1) * ln(rest);
  return {
    mean,
    standardError: Math.sqrt(rest / information),
    row: square(rowRatio) * rest,
    column: square(columnRatio) * rest,
    rest,
    deviance: logDeterminant + ln(information) + logScale + residual / rest,
  };
}

type Marginals = readonly [rows: Float64Array, columns: Float64Array];

/** Where rounding has left no positive definite matrix: no minimum. */
const NOWHERE: CrossedEffects = {
  mean: NaN,
  standardError: NaN,
  row: NaN,
  column: NaN,
  rest: NaN,
  deviance: Infinity,
};

const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Shrinks an interval to 2·10⁻⁹ of itself. */
const SECTIONS = 42;

/** Where a function from 0 on, with one minimum, is least. */
function leastAt(deviance: (ratio: number) => number): number {
  let high = 1;
  while (high < GREATEST_RATIO && deviance(2 * high) < deviance(high)) high *= 2;
  let [from, to] = [0, 2 * high];
  let [left, right] = [to - GOLDEN * (to - from), from + GOLDEN * (to - from)];
  let [atLeft, atRight] = [deviance(left), deviance(right)];
  for (let i = 0; i < SECTIONS; i++) {
    if (atLeft <= atRight) {
      [to, right, atRight] = [right, left, atLeft];
      left = to - GOLDEN * (to - from);
      atLeft = deviance(left);
    } else {
      [from, left, atLeft] = [left, right, atRight];
      right = from + GOLDEN * (to - from);
      atRight = deviance(right);
    }
  }
  const found = (from + to) / 2;
  return deviance(0) <= deviance(found) ? 0 : found;
}
