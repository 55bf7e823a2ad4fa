/** Heterogeneity: whether rows, such as days, differ by more than the rest of each observation explains. @module */

import { rootOf } from "./_root.ts";
import { cholesky, dot, solve } from "./_cholesky.ts";
import { chiSquareQuantile } from "./chi_square.ts";
import type { Ends } from "./clustered_mean.ts";
import { type Crossed, sumCrossed } from "./crossed.ts";

/** How far rows differ, once what columns differ by is taken out. */
interface Heterogeneity {
  /** Cochran's Q: squared differences over what the rest alone would make of them. */
  readonly q: number;
  /** What Q would be about without differences. */
  readonly freedom: number;
  /** Of what rows seem to differ by, the part that is not the rest's: I², 0 to 1 (Higgins & Thompson 2002). */
  readonly share: number;
  /** The variance between rows by moments, as DerSimonian and Laird (1986) estimate it. */
  readonly variance: number;
  /** The 95 % interval of the variance between rows. */
  readonly interval: Ends;
}

/**
 * How far rows differ, given the variance of the rest: Q, I², the variance by moments, and its interval by the
 * Q-profile: the variances τ² at which Q(τ²) is neither improbably large nor small as a χ².
 *
 * Columns' effects are taken out by least squares: with C = diag(row precisions) − N·diag(column precisions)⁻¹·N', and
 * r the rows' sums less what their columns explain, the rows' effects are a = C⁺r, of variance τ²I + restC⁺, so that
 * Q(τ²) = r'(τ²C + rest·I)⁻¹a is χ² (Harville & Fenech 1985; of one column, Viechtbauer 2007, eq. 8). It is
 * exact for normal effects and a rest that is known; heavy tails make it too narrow.
 *
 * @param rest variance of an observation of precision 1.
 * @returns `null` if rows cannot be told from columns, since no chain of shared columns joins them all.
 *
 * @example
 * ```ts
 * import { heterogeneity } from "./heterogeneity.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * // A meta-analysis: a row each, one column, precision the inverse variance.
 * const found = heterogeneity({
 *   rows: 3, columns: 1,
 *   value: Float64Array.of(0, 2, 4), row: Int32Array.of(0, 1, 2), column: new Int32Array(3),
 *   precision: Float64Array.of(1, 1, 1),
 * }, 1)!;
 * assertAlmostEquals(found.q, 8);
 * assertAlmostEquals(found.share, 0.75);
 * assertAlmostEquals(found.variance, 3);
 * ```
 */
export function heterogeneity(observations: Crossed, rest: number): Heterogeneity | null {
  const { rows, columns } = observations;
  const { byRow, byColumn, cells } = sumCrossed(observations);
  const freedom = rows - 1;
  const left = Float64Array.from(byRow.value);
  const c = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    c[i * rows + i] = byRow.precision[i]!;
    for (let k = 0; k < columns; k++) {
      const share = cells[i * columns + k]! / byColumn.precision[k]!;
      left[i]! -= share * byColumn.value[k]!;
      for (let j = 0; j < rows; j++) c[i * rows + j]! -= share * cells[j * columns + k]!;
    }
  }
  const trace = byRow.precision.reduce((sum, each) => sum + each, 0);
  const connected = cholesky(c.map((each) => each + trace / (rows * rows)), rows);
  if (freedom < 1 || rest <= 0 || connected === null) return null;
  const effects = solve(connected, left);
  const profile = (variance: number): number => {
    const matrix = c.map((each, i) => variance * each + (i % (rows + 1) === 0 ? rest : 0));
    return dot(left, solve(cholesky(matrix, rows)!, effects));
  };
  const q = profile(0);
  return {
    q,
    freedom,
    share: q > freedom ? (q - freedom) / q : 0,
    variance: Math.max(0, rest * (q - freedom) / traceOf(c, rows)),
    interval: {
      lower: whereFalls(profile, chiSquareQuantile(0.975, freedom)),
      upper: whereFalls(profile, chiSquareQuantile(0.025, freedom)),
    },
  };
}

function traceOf(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += matrix[i * (size + 1)]!;
  return sum;
}

/** Where a function that falls from 0 on comes to a level; 0 if it is below it there already. */
function whereFalls(falling: (x: number) => number, level: number): number {
  if (falling(0) <= level) return 0;
  let high = 1;
  while (falling(high) > level) high *= 2;
  return rootOf((x) => level - falling(x), 0, high);
}
