/** Kelley's method of cutting planes: its master problem, and how it is solved. @module */

/** Numbers that are zero but for rounding. */
const ZERO = 1e-11;
const MOST_PIVOTS = 2_000;

/**
 * The master problem of Kelley's method: minimise the largest of some linear functions ("planes") over
 * 0 ≤ x ≤ most, Σx ≤ budget. It is solved in its dual, where a plane is a column: maximise Σαb − most·s
 * − budget·u subject to Σα = 1 and Σα·g + s + u − w = 0 by coordinate, all variables ≥ 0; α mixes planes,
 * s, u and w are the multipliers of the bounds. A plane more leaves the last basis feasible, so that the
 * primal simplex method goes on from there.
 */
export class CuttingPlanes {
  /** The largest plane at the last minimiser. */
  value = -Infinity;
  readonly #most: Float64Array;
  readonly #budget: number;
  /** Coordinates; rows are one for each, and the last for Σα = 1. */
  readonly #size: number;
  readonly #rows: number;
  /** Planes b + g·x. */
  readonly #constants: number[] = [];
  readonly #gradients: Float64Array[] = [];
  /**
   * By row: the column in the basis. Columns: s by coordinate, w by coordinate, u, and then α by plane.
   */
  readonly #basis: Int32Array;
  /** By row: value of the variable in the basis. */
  readonly #amount: Float64Array;
  readonly #inverse: Float64Array;
  readonly #prices: Float64Array;
  readonly #column: Float64Array;
  readonly #entering: Float64Array;

  constructor(most: Float64Array, budget: number) {
    this.#most = most;
    this.#budget = budget;
    this.#size = most.length;
    this.#rows = most.length + 1;
    this.#basis = new Int32Array(this.#rows);
    this.#amount = new Float64Array(this.#rows);
    this.#inverse = new Float64Array(this.#rows ** 2);
    this.#prices = new Float64Array(this.#rows);
    this.#column = new Float64Array(this.#rows);
    this.#entering = new Float64Array(this.#rows);
  }

  /** Adds the plane through `value` at `point` with this gradient. */
  add(value: number, gradient: Float64Array, point: Float64Array): void {
    let constant = value;
    for (let i = 0; i < this.#size; i++) constant -= gradient[i]! * point[i]!;
    this.#constants.push(constant);
    this.#gradients.push(gradient.slice());
    if (this.#constants.length === 1) this.#begin(gradient);
  }

  // The first plane alone, with s or w for the sign of its gradient.
  #begin(gradient: Float64Array): void {
    const last = this.#size;
    this.#basis[last] = this.#columnOfPlane(0);
    this.#amount[last] = 1;
    this.#inverse[last * this.#rows + last] = 1;
    for (let i = 0; i < last; i++) {
      const sign = gradient[i]! < 0 ? 1 : -1;
      this.#basis[i] = sign > 0 ? i : last + i;
      this.#amount[i] = Math.abs(gradient[i]!);
      this.#inverse[i * this.#rows + i] = sign;
      this.#inverse[i * this.#rows + last] = -sign * gradient[i]!;
    }
  }

  #columnOfPlane(plane: number): number {
    return 2 * this.#size + 1 + plane;
  }

  #profit(column: number): number {
    if (column < this.#size) return -this.#most[column]!;
    if (column < 2 * this.#size) return 0;
    if (column === 2 * this.#size) return -this.#budget;
    return this.#constants[column - this.#columnOfPlane(0)]!;
  }

  /** Writes the minimiser of the largest plane. */
  minimise(point: Float64Array): void {
    for (let pivot = 0; pivot < MOST_PIVOTS; pivot++) {
      this.#findPrices();
      const column = this.#mostViolated();
      if (column < 0 || !this.#enter(column)) break;
    }
    this.#findPrices();
    for (let i = 0; i < this.#size; i++) point[i] = Math.min(this.#most[i]!, Math.max(0, -this.#prices[i]!));
    this.value = this.#prices[this.#size]!;
  }

  #findPrices(): void {
    const rows = this.#rows;
    this.#prices.fill(0);
    for (let row = 0; row < rows; row++) {
      const profit = this.#profit(this.#basis[row]!);
      if (profit === 0) continue;
      for (let i = 0; i < rows; i++) this.#prices[i]! += profit * this.#inverse[row * rows + i]!;
    }
  }

  /** The column whose constraint on x = −prices is violated most; −1 if none is. */
  #mostViolated(): number {
    const size = this.#size;
    const prices = this.#prices;
    let column = -1;
    let most = ZERO;
    let sum = 0;
    const look = (candidate: number, excess: number): void => {
      if (!(excess > most)) return;
      column = candidate;
      most = excess;
    };
    for (let i = 0; i < size; i++) {
      sum -= prices[i]!;
      look(i, -prices[i]! - this.#most[i]!);
      look(size + i, prices[i]!);
    }
    look(2 * size, sum - this.#budget);
    for (let plane = 0; plane < this.#constants.length; plane++) {
      const gradient = this.#gradients[plane]!;
      let value = this.#constants[plane]!;
      for (let i = 0; i < size; i++) value -= gradient[i]! * prices[i]!;
      look(this.#columnOfPlane(plane), value - prices[size]!);
    }
    return column;
  }

  /** Exchanges a basic variable for that of a column; `false` if none limits it. */
  #enter(column: number): boolean {
    const rows = this.#rows;
    this.#writeColumn(column);
    const entering = this.#entering;
    let leaving = -1;
    let step = Infinity;
    for (let row = 0; row < rows; row++) {
      let change = 0;
      for (let i = 0; i < rows; i++) change += this.#inverse[row * rows + i]! * this.#column[i]!;
      entering[row] = change;
      if (change <= ZERO) continue;
      const ratio = this.#amount[row]! / change;
      if (ratio < step) [leaving, step] = [row, ratio];
    }
    if (leaving < 0) return false;
    const pivot = entering[leaving]!;
    for (let i = 0; i < rows; i++) this.#inverse[leaving * rows + i]! /= pivot;
    for (let row = 0; row < rows; row++) {
      if (row === leaving) continue;
      this.#amount[row] = Math.max(0, this.#amount[row]! - step * entering[row]!);
      for (let i = 0; i < rows; i++) {
        this.#inverse[row * rows + i]! -= entering[row]! * this.#inverse[leaving * rows + i]!;
      }
    }
    this.#amount[leaving] = step;
    this.#basis[leaving] = column;
    return true;
  }

  #writeColumn(column: number): void {
    const size = this.#size;
    this.#column.fill(0);
    if (column < size) this.#column[column] = 1;
    else if (column < 2 * size) this.#column[column - size] = -1;
    else if (column === 2 * size) this.#column.fill(1, 0, size);
    else {
      this.#column.set(this.#gradients[column - this.#columnOfPlane(0)]!);
      this.#column[size] = 1;
    }
  }

  /**
   * A number that the largest plane is nowhere below within the bounds, from the mix of planes found last.
   * Any mix proves one, whatever rounding did to this one.
   */
  bound(): number {
    const mix = new Float64Array(this.#size);
    let constant = 0;
    let total = 0;
    for (let row = 0; row < this.#rows; row++) {
      const plane = this.#basis[row]! - this.#columnOfPlane(0);
      const weight = this.#amount[row]!;
      if (plane < 0 || weight <= 0) continue;
      total += weight;
      constant += weight * this.#constants[plane]!;
      for (let i = 0; i < this.#size; i++) mix[i]! += weight * this.#gradients[plane]![i]!;
    }
    let lowest = constant;
    let left = this.#budget;
    const falling = Array.from(mix.keys()).filter((i) => mix[i]! < 0).sort((a, b) => mix[a]! - mix[b]!);
    for (const i of falling) {
      const share = Math.min(left, this.#most[i]!);
      lowest += mix[i]! * share;
      left -= share;
    }
    return lowest / total;
  }
}
