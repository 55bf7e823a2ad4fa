/** The solver of the Cont & Kukanov problem: descents from several starts. @module */

import { type Random, randomInt, seededRandom } from "../../market/random.ts";
import { Descent } from "./descent.ts";
import { TAKE } from "./model.ts";
import { type Problem, SampleMean } from "./sample_mean.ts";
import type { Slopes } from "./slopes.ts";

/** Options of {@linkcode Solver.solve}. */
export interface SolveOptions {
  /** Decisions to start from; they are left as they are. */
  starts?: readonly Float64Array[];
  /**
   * Whether to start from the usual ones too.
   *
   * @default true
   */
  usualStarts?: boolean;
  /**
   * How often the best decision so far is disturbed and improved again.
   *
   * @default as many as a small problem affords, 8 for a large one
   */
  kicks?: number;
  /**
   * What the disturbances are drawn from.
   *
   * @default 1
   */
  seed?: number;
}

/** Samples times venues that the kicks of a solution may look at, and how many there are at least and most. */
const KICK_CELLS = 100_000;
const LEAST_KICKS = 8;
const MOST_KICKS = 64;
/** Places that a kick draws anew. */
const KICKED_PLACES = 3;

/**
 * Minimises V, the mean cost over a fixed sample of outflows (common random numbers). V is not convex where
 * there are two venues or more, although the paper's Proposition 2 says so: λ_o·(A − S)⁺ is not, because A
 * is concave in the decision. So a descent goes from several starts (all places alike, all taken, all
 * resting; with all taken its first exact line search is the closed form of the best single venue), the
 * best is kicked some times, and moves of many places at once are tried last. The answer is a local
 * minimum along every coordinate and every exchange, certified by {@linkcode Solver.slopes}; that it is
 * the global one is not proven: `lowerBound` says how far away that can be, `searchLattice` how it compares
 * with enumeration.
 *
 * A solver keeps its buffers from problem to problem, is deterministic and not to be shared by workers.
 *
 * @example
 * ```ts
 * import { Solver } from "./solver.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const solver = new Solver();
 * const decision = new Float64Array(3);
 * solver.solve({
 *   quantity: 100,
 *   halfSpread: 0.02,
 *   takeFee: 0.003,
 *   addRebate: Float64Array.of(0.002, 0.002),
 *   queue: Float64Array.of(1000, 500),
 *   lambdaUnder: 0.05,
 *   lambdaOver: 0.05,
 *   thetaQueue: 0.0005,
 *   // Two samples of two venues: 60 shares are sure to fill at the first, 10 at the second.
 *   outflow: Float64Array.of(1060, 510, 1060, 510),
 *   whole: true,
 * }, decision);
 * assertEquals([...decision], [30, 60, 10]);
 * assertEquals(solver.slopes.lowest >= 0, true);
 * ```
 */
export class Solver {
  /** The objective of the problem solved last. */
  readonly mean: SampleMean = new SampleMean();
  #descent = new Descent();
  #trial = new Float64Array(0);

  /** The one-sided derivatives at the decision found last: its certificate. */
  get slopes(): Slopes {
    return this.#descent.slopes;
  }

  /**
   * Writes the best decision found, and returns its V: money relative to buying S shares at the mid.
   *
   * @param decision K + 1 share counts: at {@linkcode TAKE} those to take, then those to rest by venue.
   * @throws {RangeError} for a violated assumption, a problem that is none, or nothing to start from.
   */
  solve(problem: Problem, decision: Float64Array, options: SolveOptions = {}): number {
    const { mean } = this;
    mean.load(problem);
    const places = mean.venues + 1;
    if (decision.length !== places) {
      throw new RangeError(`Cannot write ${places} share counts into a decision of ${decision.length}`);
    }
    if (this.#trial.length !== places) this.#trial = new Float64Array(places);
    let best = Infinity;
    if (options.usualStarts !== false) best = this.#tryUsualStarts(decision);
    for (const start of options.starts ?? []) {
      this.#trial.set(start);
      mean.fit(this.#trial);
      best = this.#improve(decision, best);
    }
    if (best === Infinity) throw new RangeError("Cannot solve without a start");
    this.#kick(decision, best, options);
    return this.#descent.descend(mean, decision);
  }

  #tryUsualStarts(decision: Float64Array): number {
    let best = Infinity;
    eachUsualStart(this.mean, this.#trial, () => best = this.#improve(decision, best));
    return best;
  }

  #kick(decision: Float64Array, found: number, { kicks, seed = 1 }: SolveOptions): void {
    const { mean } = this;
    const affordable = Math.round(KICK_CELLS / (mean.samples * mean.venues));
    const random = seededRandom(seed);
    let best = found;
    for (let kick = kicks ?? Math.max(LEAST_KICKS, Math.min(MOST_KICKS, affordable)); kick > 0; kick--) {
      this.#trial.set(decision);
      disturb(mean, random, this.#trial);
      best = this.#improve(decision, best);
    }
  }

  /** Descends from the trial; if that beats the best so far, writes it. */
  #improve(decision: Float64Array, best: number): number {
    const trial = this.#trial;
    const value = this.#descent.descend(this.mean, trial, { wide: false, rough: true });
    if (value >= best) return best;
    decision.set(trial);
    return value;
  }
}

/** Writes the usual starts, within the bounds, one after the other: all places alike, all taken, all resting. */
export function eachUsualStart(mean: SampleMean, start: Float64Array, visit: () => void): void {
  const { quantity, venues } = mean;
  const begin = (take: number, rest: number): void => {
    start.fill(rest);
    start[TAKE] = take;
    mean.fit(start);
    visit();
  };
  begin(quantity / (venues + 1), quantity / (venues + 1));
  begin(quantity, 0);
  begin(0, quantity / venues);
  if (venues > 1) begin(0, quantity);
}

/** Draws some places of a decision anew. */
export function disturb(mean: SampleMean, random: Random, decision: Float64Array): void {
  for (let i = 0; i < KICKED_PLACES; i++) {
    const place = randomInt(random, mean.venues + 1);
    decision[place] = random() < 0.5 ? 0 : random() * mean.most[place]!;
  }
  mean.fit(decision);
}
