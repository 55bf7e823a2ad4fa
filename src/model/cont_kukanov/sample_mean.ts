/** V as the mean over a fixed sample of outflows, and the problem that it belongs to. @module */

import { ProblemError } from "../problem_error.ts";
import { type AssumptionBounds, boundsOf, checkPenalties, checkTerms } from "./assumptions.ts";
import { sortPairs } from "./_sort_pairs.ts";
import { type MarketTerms, type Penalties, restAt, TAKE, takingCost } from "./model.ts";
import { displayedShares } from "./taking_ladder.ts";

/** An order to place, and what is known about the outflow: a fixed sample of it; whatever the penalties. */
export interface MarketProblem extends MarketTerms {
  /**
   * ξ, a row for each sample, an entry for each venue: shares that left the queue, or would have;
   * `Infinity` where the price went through. Samples weigh the same.
   */
  readonly outflow: Float64Array;
  /**
   * Most shares that may rest at each venue; 0 is a venue not to be posted at.
   *
   * @default S each
   */
  readonly mostPosted?: Float64Array | undefined;
  /**
   * Most shares that may be sent, M + ΣL_k: where it is S, nothing can fill too much.
   *
   * @default without bound
   */
  readonly mostSent?: number | undefined;
  /**
   * Whether only whole shares fill, rest and are taken: all counts but outflows have to be whole then, and
   * those are rounded down.
   *
   * @default false
   */
  readonly whole?: boolean | undefined;
}

/** An order to place at these penalties. */
export interface Problem extends MarketProblem, Penalties {}

/** Part of S within which two share counts are the same: sums of fractions carry rounding. */
const SAME = 1e-9;

/**
 * V(X), the cost of a decision averaged over the samples of a problem: the objective that the solvers
 * minimise. It keeps its columns from problem to problem, so that `load` allocates only what a larger
 * problem needs; the solvers read the columns and change nothing but through `load`.
 */
export class SampleMean {
  /** K. */
  venues = 0;
  /** N. */
  samples = 0;
  /** S. */
  quantity = 0;
  /** λ_u + θ: what a share too few costs. */
  under = 0;
  /** λ_o: what a share too many costs. */
  over = 0;
  /** Share counts that differ by no more are the same. */
  same = 0;
  /** Most shares that a decision may send, `Infinity` without a bound. */
  budget: number = Infinity;
  /** Whether decisions are in whole shares. */
  whole = false;
  /** By place in a decision: its upper bound, shares. */
  most: Float64Array = new Float64Array(16);
  /** By place in a decision: h + r_k, what a filled share earns; 0 for shares taken. */
  credit: Float64Array = new Float64Array(16);
  /** By place in a decision: θ, what a share sent there costs by impact. */
  impact: Float64Array = new Float64Array(16);
  /** Venue by venue, a run of N: the most that a limit order fills in each sample, min((ξ − Q)⁺, bound). */
  reach: Float64Array = new Float64Array(16_384);
  /** The problem at hand. */
  problem!: MarketProblem;
  /** Its penalties. */
  penalties!: Penalties;
  #bounds!: AssumptionBounds;
  #byReach = new Uint32Array(16_384);
  #isSorted = false;
  // Scratch to sort the samples of one venue.
  #keys = new Float64Array(0);
  #cells = new Float64Array(0);

  /**
   * Takes a problem over.
   *
   * @throws {ProblemError} for a violated assumption, or terms and samples that are no numbers to work with.
   */
  load(problem: Problem): void {
    this.prepare(problem);
    this.reprice(problem);
  }

  /**
   * Takes a problem over whose penalties are yet to come: {@linkcode reprice}.
   *
   * @throws {ProblemError} for terms and samples that are no numbers to work with.
   */
  prepare(problem: MarketProblem): void {
    checkTerms(problem);
    const venues = problem.queue.length;
    if (problem.outflow.length === 0 || problem.outflow.length % venues !== 0) {
      throw new ProblemError(
        `Cannot cut ${problem.outflow.length} outflows into samples of ${venues} venues`,
      );
    }
    this.problem = problem;
    this.#bounds = boundsOf(problem, problem.mostPosted);
    this.venues = venues;
    this.samples = problem.outflow.length / venues;
    this.quantity = problem.quantity;
    this.same = SAME * problem.quantity;
    this.budget = problem.mostSent ?? Infinity;
    if (!(this.budget >= 0)) throw new ProblemError(`Cannot send at most ${this.budget} shares`);
    this.whole = problem.whole === true;
    if (this.whole) checkWhole(problem);
    this.#reserve();
    this.#loadBounds(problem);
    this.#loadReach(problem);
  }

  /**
   * Gives the problem at hand penalties, or others.
   *
   * @throws {ProblemError} for an assumption that they violate.
   */
  reprice(penalties: Penalties): void {
    checkPenalties(penalties, this.#bounds);
    const { lambdaUnder, lambdaOver, thetaQueue } = penalties;
    this.penalties = penalties;
    this.under = lambdaUnder + thetaQueue;
    this.over = lambdaOver;
    const { impact } = this.problem;
    for (let place = 0; place <= this.venues; place++) this.impact[place] = impact?.[place] ?? thetaQueue;
  }

  /** Venue by venue, a run of N: the cells of `reach` in ascending order of it. */
  get byReach(): Uint32Array {
    if (!this.#isSorted) this.#sort();
    return this.#byReach;
  }

  #sort(): void {
    const { venues, samples, reach } = this;
    if (this.#byReach.length < reach.length) this.#byReach = new Uint32Array(reach.length);
    if (this.#keys.length < samples) {
      this.#keys = new Float64Array(samples);
      this.#cells = new Float64Array(samples);
    }
    for (let venue = 0; venue < venues; venue++) {
      const run = venue * samples;
      for (let sample = 0; sample < samples; sample++) {
        this.#keys[sample] = reach[run + sample]!;
        this.#cells[sample] = run + sample;
      }
      sortPairs(this.#keys, this.#cells, samples);
      for (let sample = 0; sample < samples; sample++) this.#byReach[run + sample] = this.#cells[sample]!;
    }
    this.#isSorted = true;
  }

  #reserve(): void {
    if (this.most.length <= this.venues) {
      this.most = new Float64Array(2 * this.venues + 1);
      this.credit = new Float64Array(2 * this.venues + 1);
      this.impact = new Float64Array(2 * this.venues + 1);
    }
    const cells = this.venues * this.samples;
    if (this.reach.length < cells) this.reach = new Float64Array(Math.max(cells, 2 * this.reach.length));
  }

  #loadBounds(problem: MarketProblem): void {
    const { ladder, mostPosted, halfSpread, addRebate } = problem;
    const { most, credit, quantity } = this;
    most[TAKE] = ladder === undefined ? quantity : Math.min(quantity, displayedShares(ladder));
    credit[TAKE] = 0;
    for (let venue = 0; venue < this.venues; venue++) {
      const bound = mostPosted?.[venue] ?? quantity;
      if (!(bound >= 0)) throw new ProblemError(`Cannot post at most ${bound} shares at venue ${venue}`);
      most[restAt(venue)] = Math.min(quantity, bound);
      credit[restAt(venue)] = halfSpread + addRebate[venue]!;
    }
  }

  #loadReach({ outflow, queue }: MarketProblem): void {
    const { venues, samples, most, reach, whole } = this;
    for (let venue = 0; venue < venues; venue++) {
      const bound = most[restAt(venue)]!;
      const ahead = queue[venue]!;
      const run = venue * samples;
      for (let sample = 0; sample < samples; sample++) {
        const left = outflow[sample * venues + venue]!;
        if (!(left >= 0)) throw new ProblemError(`Cannot use an outflow of ${left} at venue ${venue}`);
        const reached = Math.min(bound, Math.max(0, left - ahead));
        reach[run + sample] = whole ? Math.floor(reached) : reached;
      }
    }
    this.#isSorted = false;
  }

  /** Brings a decision within the bounds, by scaling it down where it sends too many shares. */
  fit(decision: Float64Array): void {
    let sent = 0;
    for (let place = 0; place <= this.venues; place++) {
      decision[place] = Math.min(this.most[place]!, Math.max(0, decision[place]!));
      sent += decision[place]!;
    }
    const scale = sent > this.budget ? this.budget / sent : 1;
    for (let place = 0; place <= this.venues; place++) {
      decision[place] = this.whole ? Math.floor(decision[place]! * scale) : decision[place]! * scale;
    }
  }

  /** Writes A(X, ξ) of every sample. */
  fill(decision: Float64Array, filled: Float64Array): void {
    filled.fill(decision[TAKE]!, 0, this.samples);
    for (let venue = 0; venue < this.venues; venue++) {
      this.refill(filled, restAt(venue), 0, decision[restAt(venue)]!);
    }
  }

  #filledBy(decision: Float64Array): Float64Array {
    const filled = new Float64Array(this.samples);
    this.fill(decision, filled);
    return filled;
  }

  /** Brings A(X, ξ) of every sample up to date, where a place has other shares than before. */
  refill(filled: Float64Array, place: number, before: number, after: number): void {
    const { samples, reach } = this;
    if (before === after) return;
    if (place === TAKE) {
      for (let sample = 0; sample < samples; sample++) filled[sample]! += after - before;
      return;
    }
    const run = (place - restAt(0)) * samples;
    for (let sample = 0; sample < samples; sample++) {
      const reached = reach[run + sample]!;
      filled[sample]! += Math.min(after, reached) - Math.min(before, reached);
    }
  }

  /**
   * V(X): money relative to buying S shares at the mid.
   *
   * @param filled A(X, ξ) of every sample, if it is at hand.
   */
  value(decision: Float64Array, filled: Float64Array = this.#filledBy(decision)): number {
    const { venues, samples, reach, credit, impact, quantity, under, over } = this;
    let cost = takingCost(this.problem, decision[TAKE]!) + impact[TAKE]! * decision[TAKE]!;
    let earned = 0;
    for (let venue = 0; venue < venues; venue++) {
      const resting = decision[restAt(venue)]!;
      if (resting === 0) continue;
      cost += impact[restAt(venue)]! * resting;
      const run = venue * samples;
      let shares = 0;
      for (let sample = 0; sample < samples; sample++) shares += Math.min(resting, reach[run + sample]!);
      earned += credit[restAt(venue)]! * shares;
    }
    let missed = 0;
    let excess = 0;
    for (let sample = 0; sample < samples; sample++) {
      const rest = quantity - filled[sample]!;
      missed += Math.max(0, rest);
      excess += Math.max(0, -rest);
    }
    return cost + (under * missed + over * excess - earned) / samples;
  }
}

function checkWhole({ quantity, queue, ladder, mostPosted, mostSent = 0 }: MarketProblem): void {
  const check = (what: string, shares: number): void => {
    if (!Number.isInteger(shares)) {
      throw new ProblemError(`Cannot use ${what} of ${shares} shares: not whole`);
    }
  };
  check("an order", quantity);
  if (mostSent < Infinity) check("a bound", mostSent);
  queue.forEach((shares) => check("a queue", shares));
  ladder?.shares.forEach((shares) => check("a rung", shares));
  mostPosted?.forEach((shares) => check("a bound", shares));
}
