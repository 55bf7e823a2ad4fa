/** A proposer of points that are known beforehand. @module */

import { checkCosts } from "./_checks.ts";
import type { Proposer, ProposerName, Stop } from "./proposer.ts";

/** Points in a batch, at most: few enough to hold, enough to keep workers busy. */
const BATCH = 1024;

/** Proposes points that do not depend on any cost. */
export class Listed implements Proposer {
  readonly name: ProposerName;
  readonly dimension: number;
  readonly #count: number;
  readonly #pointAt: (index: number) => Float64Array;
  #told = 0;
  #batch: Float64Array[];

  /** @param pointAt called once for each index, in order. */
  constructor(
    name: ProposerName,
    dimension: number,
    count: number,
    pointAt: (index: number) => Float64Array,
  ) {
    this.name = name;
    this.dimension = dimension;
    this.#count = count;
    this.#pointAt = pointAt;
    this.#batch = this.#next();
  }

  get stopped(): Stop | undefined {
    return this.#told === this.#count ? "complete" : undefined;
  }

  ask(): readonly Float64Array[] | undefined {
    return this.#batch.length > 0 ? this.#batch : undefined;
  }

  tell(costs: ArrayLike<number>): void {
    checkCosts(costs, this.#batch.length);
    this.#told += this.#batch.length;
    this.#batch = this.#next();
  }

  #next(): Float64Array[] {
    const length = Math.min(BATCH, this.#count - this.#told);
    return Array.from({ length }, (_, i) => this.#pointAt(this.#told + i));
  }
}
