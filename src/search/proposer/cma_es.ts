/** CMA-ES. @module */

import { type Random, seededRandom } from "../../market/random.ts";
import { checkBudget, checkCosts } from "./_checks.ts";
import { diagonalise } from "./_eigen.ts";
import type { Proposer, SearchBudget, Stop } from "./proposer.ts";

/** Standard deviation of the first points about the centre of the box. */
const FIRST_SIGMA = 0.3;
/** Standard deviation along the longest axis at which the points of a batch are all alike. */
const LEAST_SIGMA = 1e-12;
/** From the width of the box on, points are uniform anyway. */
const MOST_SIGMA = 1;
/** Least over greatest eigenvalue: beyond it, doubles tell nothing of the shortest axis. */
const LEAST_EIGENVALUE = 1e-14;
/** Against dividing by a draw of zero. */
const LEAST_SQUARE = 1e-300;

/**
 * The (μ/μ_w, λ) evolution strategy with covariance matrix adaptation: draws each batch from a normal
 * distribution, and moves and shapes the distribution by the ranks of the costs. It follows curved valleys
 * and slanted ellipsoids, and needs no gradient, nor any scale of the costs.
 *
 * Parameters are those of the tutorial's table 1: λ = 4 + ⌊3 ln n⌋ points a batch, negative weights
 * included. The first batch is drawn about the centre of the box.
 *
 * - Boundaries: a coordinate that leaves [0, 1] is reflected back (1.2 becomes 0.8), and the strategy never
 *   knows: it minimises the function mirrored at every border, whose minima are the box's own. One at the
 *   border is approached but hit by rounding only.
 * - Plateaus: equal costs rank by their place in the batch. Where the best 70 % of a batch are equal, the
 *   step grows (tutorial, appendices B and C), at most to the width of the box; where all are, nothing else
 *   changes. So if the costs are all equal, it goes on as a random search, for all its evaluations.
 * - It stops early only if the points of a batch would differ by less than 1e-12: `"converged"`. The last
 *   batch is cut to what is left of the evaluations.
 *
 * Source: Hansen (2016), The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772, figure 6.
 *
 * @throws {RangeError} if parameters or evaluations are no whole numbers from 1.
 *
 * @example
 * ```ts
 * import { cmaEs } from "./cma_es.ts";
 * import { assert } from "@std/assert";
 * const proposer = cmaEs({ dimension: 2, evaluations: 600, seed: 1 });
 * const cost = ([x, y]: Float64Array) => (x! - 0.2) ** 2 + 100 * (x! + y! - 1) ** 2;
 * let best = Infinity;
 * for (let points = proposer.ask(); points; points = proposer.ask()) {
 *   const costs = points.map(cost);
 *   best = Math.min(best, ...costs);
 *   proposer.tell(costs);
 * }
 * assert(best < 1e-10);
 * ```
 */
export function cmaEs(budget: SearchBudget): Proposer {
  checkBudget(budget);
  return new CmaEs(budget);
}

/** What does not change while the strategy runs; names as in the tutorial. */
interface Settings {
  readonly lambda: number;
  readonly mu: number;
  /** Of the ranks, best first; the first μ sum to 1, the others are negative. */
  readonly weights: Float64Array;
  readonly muEff: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cC: number;
  readonly c1: number;
  readonly cMu: number;
  /** Expected length of a standard normal vector. */
  readonly chi: number;
}

/** Table 1 of the tutorial. */
function settingsOf(n: number): Settings {
  const lambda = 4 + Math.floor(3 * Math.log(n));
  const mu = Math.floor(lambda / 2);
  const raw = Float64Array.from({ length: lambda }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1));
  const muEff = effectiveSize(raw.subarray(0, mu));
  const muEffMinus = effectiveSize(raw.subarray(mu));
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  const cMu = Math.min(1 - c1, 2 * (0.25 + muEff + 1 / muEff - 2) / ((n + 2) ** 2 + muEff));
  const cSigma = (muEff + 2) / (n + muEff + 5);
  const negative = Math.min(
    1 + c1 / cMu,
    1 + 2 * muEffMinus / (muEff + 2),
    (1 - c1 - cMu) / (n * cMu),
  );
  const sumPlus = raw.reduce((sum, w) => sum + Math.max(0, w), 0);
  const sumMinus = raw.reduce((sum, w) => sum + Math.max(0, -w), 0);
  return {
    lambda,
    mu,
    weights: raw.map((w) => w >= 0 ? w / sumPlus : negative * w / sumMinus),
    muEff,
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    cC: (4 + muEff / n) / (n + 4 + 2 * muEff / n),
    c1,
    cMu,
    chi: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** (Σw)²/Σw². */
function effectiveSize(weights: Float64Array): number {
  const sum = weights.reduce((total, w) => total + w, 0);
  return sum * sum / weights.reduce((total, w) => total + w * w, 0);
}

class CmaEs implements Proposer {
  readonly name = "cma-es";
  readonly dimension: number;
  readonly #settings: Settings;
  readonly #random: Random;
  #left: number;
  #stopped: Stop | undefined;

  // The distribution: normal, about #mean, of covariance σ²·C, C = B·D²·Bᵀ; matrices by rows. C is scaled so
  // that its greatest eigenvalue is 1: σ is the standard deviation along the longest axis.
  readonly #mean: Float64Array;
  #sigma = FIRST_SIGMA;
  readonly #covariance: Float64Array;
  readonly #axes: Float64Array;
  readonly #lengths: Float64Array;
  /** Evolution path of the step size, p_σ. */
  readonly #sigmaPath: Float64Array;
  /** Evolution path of the covariance, p_c. */
  readonly #path: Float64Array;
  #generation = 0;

  // The batch: a row of n for each point.
  /** Standard normal draws, z. */
  readonly #draws: Float64Array;
  /** Steps from the mean in units of σ, y = B·D·z. */
  readonly #steps: Float64Array;
  #batch: Float64Array[];

  // Scratch.
  readonly #step: Float64Array;
  readonly #turned: Float64Array;
  readonly #matrix: Float64Array;

  constructor({ dimension: n, evaluations, seed }: SearchBudget) {
    this.dimension = n;
    this.#settings = settingsOf(n);
    this.#random = seededRandom(seed);
    this.#left = evaluations;
    const { lambda } = this.#settings;
    this.#mean = new Float64Array(n).fill(0.5);
    this.#covariance = identity(n);
    this.#axes = identity(n);
    this.#lengths = new Float64Array(n).fill(1);
    this.#sigmaPath = new Float64Array(n);
    this.#path = new Float64Array(n);
    this.#draws = new Float64Array(lambda * n);
    this.#steps = new Float64Array(lambda * n);
    this.#step = new Float64Array(n);
    this.#turned = new Float64Array(n);
    this.#matrix = new Float64Array(n * n);
    this.#batch = this.#sample();
  }

  get stopped(): Stop | undefined {
    return this.#stopped;
  }

  ask(): readonly Float64Array[] | undefined {
    return this.#batch.length > 0 ? this.#batch : undefined;
  }

  tell(costs: ArrayLike<number>): void {
    checkCosts(costs, this.#batch.length);
    this.#left -= costs.length;
    if (this.#left > 0) this.#adapt(costs);
    if (this.#left === 0) this.#stopped = "complete";
    else if (this.#sigma < LEAST_SIGMA) this.#stopped = "converged";
    this.#batch = this.#stopped === undefined ? this.#sample() : [];
  }

  #sample(): Float64Array[] {
    const n = this.dimension;
    const length = Math.min(this.#settings.lambda, this.#left);
    for (let i = 0; i < length * n; i++) this.#draws[i] = standardNormal(this.#random);
    const points: Float64Array[] = [];
    for (let k = 0; k < length; k++) points.push(this.#pointOf(k * n));
    return points;
  }

  /** The point whose draw begins there. */
  #pointOf(at: number): Float64Array {
    const n = this.dimension;
    const [axes, lengths, z, y] = [this.#axes, this.#lengths, this.#draws, this.#steps];
    const point = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      // y = B·D·z.
      let sum = 0;
      for (let k = 0; k < n; k++) sum += axes[i * n + k]! * lengths[k]! * z[at + k]!;
      y[at + i] = sum;
      point[i] = reflect(this.#mean[i]! + this.#sigma * sum);
    }
    return point;
  }

  /** C^(−1/2)·y = B·D⁻¹·Bᵀ·y. */
  #whiten(y: Float64Array, white: Float64Array): void {
    const n = this.dimension;
    white.fill(0);
    for (let k = 0; k < n; k++) {
      let along = 0;
      for (let i = 0; i < n; i++) along += this.#axes[i * n + k]! * y[i]!;
      along /= this.#lengths[k]!;
      for (let i = 0; i < n; i++) white[i]! += this.#axes[i * n + k]! * along;
    }
  }

  #adapt(costs: ArrayLike<number>): void {
    const { lambda, cSigma, dSigma } = this.#settings;
    const ranked = rank(costs);
    const costAt = (place: number): number => costs[ranked[place]!]!;
    // Equal costs tell nothing: learning from their order would only make the distribution drift.
    if (costAt(0) !== costAt(lambda - 1)) this.#learn(ranked);
    if (costAt(0) === costAt(Math.ceil(0.7 * lambda) - 1)) this.#sigma *= Math.exp(0.2 + cSigma / dSigma);
    this.#sigma = Math.min(this.#sigma, MOST_SIGMA);
  }

  /** From selection on, figure 6 of the tutorial. */
  #learn(ranked: readonly number[]): void {
    const n = this.dimension;
    const { mu, weights, muEff, cSigma, dSigma, cC, chi } = this.#settings;
    this.#generation++;

    const step = this.#step.fill(0);
    for (let k = 0; k < mu; k++) {
      for (let i = 0; i < n; i++) step[i]! += weights[k]! * this.#steps[ranked[k]! * n + i]!;
    }
    for (let i = 0; i < n; i++) this.#mean[i]! += this.#sigma * step[i]!;

    this.#whiten(step, this.#turned);
    const sigmaGain = Math.sqrt(cSigma * (2 - cSigma) * muEff);
    let square = 0;
    for (let i = 0; i < n; i++) {
      const p = (1 - cSigma) * this.#sigmaPath[i]! + sigmaGain * this.#turned[i]!;
      this.#sigmaPath[i] = p;
      square += p * p;
    }
    const length = Math.sqrt(square);

    // Where the step size is about to grow fast, the covariance waits.
    const expected = Math.sqrt(1 - (1 - cSigma) ** (2 * this.#generation)) * chi;
    const steady = length / expected < 1.4 + 2 / (n + 1);
    const gain = steady ? Math.sqrt(cC * (2 - cC) * muEff) : 0;
    for (let i = 0; i < n; i++) this.#path[i] = (1 - cC) * this.#path[i]! + gain * step[i]!;

    this.#shape(ranked, steady ? 0 : cC * (2 - cC));
    this.#decompose();
    this.#sigma *= Math.exp(Math.min(1, cSigma / dSigma * (length / chi - 1)));
  }

  /** Rank-one and rank-μ update of the covariance. */
  #shape(ranked: readonly number[], lost: number): void {
    const n = this.dimension;
    const { lambda, weights, c1, cMu } = this.#settings;
    const keep = 1 + c1 * lost - c1 - cMu * weights.reduce((sum, w) => sum + w, 0);
    for (let i = 0; i < this.#covariance.length; i++) this.#covariance[i]! *= keep;
    this.#addOuter(this.#path, c1);
    for (let k = 0; k < lambda; k++) {
      const at = ranked[k]! * n;
      let weight = weights[k]!;
      // However long a bad step was, it takes away no more than keeps the matrix positive definite.
      if (weight < 0) weight *= n / Math.max(squaredLength(this.#draws.subarray(at, at + n)), LEAST_SQUARE);
      this.#addOuter(this.#steps.subarray(at, at + n), cMu * weight);
    }
  }

  /** C += factor·v·vᵀ. */
  #addOuter(v: Float64Array, factor: number): void {
    const n = this.dimension;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) this.#covariance[i * n + j]! += factor * (v[i]! * v[j]!);
    }
  }

  /** Finds B and D, and hands the scale of C on to σ, which changes no point: it would drift out of range. */
  #decompose(): void {
    const n = this.dimension;
    this.#matrix.set(this.#covariance);
    diagonalise(this.#matrix, this.#axes, n);
    let least = Infinity;
    let most = 0;
    for (let i = 0; i < n; i++) {
      least = Math.min(least, this.#matrix[i * n + i]!);
      most = Math.max(most, this.#matrix[i * n + i]!);
    }
    const lift = Math.max(0, LEAST_EIGENVALUE * most - least);
    const scale = Math.sqrt(most + lift);
    for (let i = 0; i < n; i++) {
      this.#lengths[i] = Math.sqrt(this.#matrix[i * n + i]! + lift) / scale;
      this.#covariance[i * n + i]! += lift;
      this.#path[i]! /= scale;
    }
    for (let i = 0; i < n * n; i++) this.#covariance[i]! /= scale * scale;
    this.#sigma *= scale;
  }
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, i) => i % (n + 1) === 0 ? 1 : 0);
}

function squaredLength(v: Float64Array): number {
  return v.reduce((sum, value) => sum + value * value, 0);
}

/** Indices, the least cost first; equal ones in their order. */
function rank(costs: ArrayLike<number>): number[] {
  const less = (a: number, b: number): number =>
    costs[a]! < costs[b]! ? -1 : costs[a]! > costs[b]! ? 1 : a - b;
  return Array.from({ length: costs.length }, (_, i) => i).sort(less);
}

/** The place in [0, 1] of a coordinate in a line of boxes, each the mirror image of its neighbours. */
function reflect(x: number): number {
  const inTwo = Math.abs(x) % 2;
  return inTwo > 1 ? 2 - inTwo : inTwo;
}

/** A draw from the standard normal distribution (Box & Muller). */
function standardNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
