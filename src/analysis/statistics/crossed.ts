/** Observations that belong to two crossed groupings, such as days and symbols. @module */

import { ln } from "./elementary.ts";

/** Observations by row and column: a study's tapes by day and symbol. Not every cell need have one. */
export interface Crossed {
  readonly rows: number;
  readonly columns: number;
  readonly value: Float64Array;
  /** Row of each. */
  readonly row: Int32Array;
  /** Column of each. */
  readonly column: Int32Array;
  /** What the rest's variance of each is divided by, positive: such as orders that a tape's saving is the mean of. */
  readonly precision: Float64Array;
}

/** The same, rows for columns. */
export function transposed({ rows, columns, row, column, ...same }: Crossed): Crossed {
  return { ...same, rows: columns, columns: rows, row: column, column: row };
}

/** Sums that the observations come into an estimate by, each weighted by its precision. */
export interface CrossedSums {
  readonly byRow: Marginal;
  readonly byColumn: Marginal;
  /** Precision of each cell, row by row. */
  readonly cells: Float64Array;
  readonly precision: number;
  readonly value: number;
  readonly square: number;
  /** Σ ln precision. */
  readonly logPrecision: number;
}

/** Sums of each row, or of each column. */
interface Marginal {
  readonly precision: Float64Array;
  readonly value: Float64Array;
}

/** Sums up, in the order of the observations. */
export function sumCrossed({ rows, columns, value, row, column, precision }: Crossed): CrossedSums {
  const marginal = (size: number): Marginal => ({
    precision: new Float64Array(size),
    value: new Float64Array(size),
  });
  const [byRow, byColumn] = [marginal(rows), marginal(columns)];
  const cells = new Float64Array(rows * columns);
  const sums = { precision: 0, value: 0, square: 0, logPrecision: 0 };
  for (const [i, y] of value.entries()) {
    const [w, r, c] = [precision[i]!, row[i]!, column[i]!];
    byRow.precision[r]! += w;
    byRow.value[r]! += w * y;
    byColumn.precision[c]! += w;
    byColumn.value[c]! += w * y;
    cells[r * columns + c]! += w;
    sums.precision += w;
    sums.value += w * y;
    sums.square += w * y * y;
    sums.logPrecision += ln(w);
  }
  return { byRow, byColumn, cells, ...sums };
}
