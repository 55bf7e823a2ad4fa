/** Cholesky's factor of a symmetric matrix, and what is solved with it. @module */

import { ln } from "./elementary.ts";

/** Of the largest diagonal: a pivot below it is zero but for rounding. */
const NEGLIGIBLE = 1e-11;

/** A lower triangle, row by row, in a square of `size`. */
interface Factor {
  readonly size: number;
  readonly lower: Float64Array;
  /** Of the matrix. */
  readonly logDeterminant: number;
}

/** @returns `null` if the matrix, of which the lower triangle is read, is not positive definite. */
export function cholesky(matrix: Float64Array, size: number): Factor | null {
  const lower = Float64Array.from(matrix);
  let greatest = 0;
  for (let i = 0; i < size; i++) greatest = Math.max(greatest, matrix[i * size + i]!);
  let logDeterminant = 0;
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = lower[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      if (i > j) {
        lower[i * size + j] = sum / lower[j * size + j]!;
        continue;
      }
      if (!(sum > NEGLIGIBLE * greatest)) return null;
      lower[j * size + j] = Math.sqrt(sum);
      logDeterminant += ln(sum);
    }
  }
  return { size, lower, logDeterminant };
}

/** x with Ax = b. */
export function solve({ size, lower }: Factor, b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * size + k]! * x[k]!;
    x[i] = sum / lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < size; k++) sum -= lower[k * size + i]! * x[k]!;
    x[i] = sum / lower[i * size + i]!;
  }
  return x;
}

/** Σ aᵢbᵢ. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
