/**
 * The optimal trajectory of R. Almgren and N. Chriss, "Optimal execution of portfolio transactions",
 * Journal of Risk 3 (2000): X shares are traded in N intervals so that E + λ·Var is least, E being the
 * expected cost of impact and Var the variance of the cost by price moves. Money and time are in any one
 * unit each.
 *
 * @module
 */

/** An order to be worked off, and what the market makes of it. */
export interface AlmgrenChrissTerms {
  /** X: shares. */
  readonly quantity: number;
  /** T: time there is. */
  readonly horizon: number;
  /** N: intervals of equal length τ = T/N. */
  readonly intervals: number;
  /** σ: money a share that the price moves by in √time. */
  readonly volatility: number;
  /** γ: what a share traded moves the price by for good, money a share. */
  readonly permanentImpact: number;
  /** η: what a share per unit of time moves the price by while it trades, money a share. */
  readonly temporaryImpact: number;
  /** ε: fixed cost of a share, such as half the spread and the fee. */
  readonly fixedCost: number;
  /** λ: what a unit of variance is worth in money; 0 trades evenly. */
  readonly riskAversion: number;
}

/** An optimal trajectory. */
interface AlmgrenChrissTrajectory {
  /** x_0 = X, x_1, …, x_N = 0: shares left at the end of each interval. */
  readonly holdings: Float64Array;
  /** κ: urgency; κ·T large trades early. One over time. */
  readonly kappa: number;
  /** κ̃: what κ tends to as the intervals get short. */
  readonly kappaTilde: number;
  /** E: expected cost, money. */
  readonly expectedCost: number;
  /** Var: variance of the cost, money squared. */
  readonly variance: number;
}

/**
 * The trajectory that minimises E + λ·Var. With η̃ = η − γτ/2: κ̃² = λσ²/η̃,
 * κ = arccosh(1 + κ̃²τ²/2)/τ and x_j = X·sinh(κ(T − t_j))/sinh(κT); see {@linkcode expectedCost} and
 * {@linkcode costVariance}.
 *
 * @throws {RangeError} if a term is no number to work with, or η ≤ γτ/2: the intervals are too long then
 *   for the model.
 *
 * @example
 * ```ts
 * import { almgrenChrissTrajectory } from "./almgren_chriss.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { holdings } = almgrenChrissTrajectory({
 *   quantity: 1000,
 *   horizon: 4,
 *   intervals: 4,
 *   volatility: 1,
 *   permanentImpact: 0,
 *   temporaryImpact: 0.01,
 *   fixedCost: 0.02,
 *   riskAversion: 0,
 * });
 * assertEquals([...holdings], [1000, 750, 500, 250, 0]);
 * ```
 */
export function almgrenChrissTrajectory(terms: AlmgrenChrissTerms): AlmgrenChrissTrajectory {
  check(terms);
  const { quantity, horizon, intervals, volatility, riskAversion } = terms;
  const tau = horizon / intervals;
  const eta = netTemporaryImpact(terms);
  const kappaTilde = Math.sqrt(riskAversion * volatility ** 2 / eta);
  // arccosh(1 + y²/2) is 2·arcsinh(y/2), which loses nothing where y is small.
  const kappa = 2 * Math.asinh(kappaTilde * tau / 2) / tau;
  const holdings = Float64Array.from(
    { length: intervals + 1 },
    (_, j) =>
      quantity *
      (kappa === 0 ? (intervals - j) / intervals : sinhRatio(kappa * (horizon - j * tau), kappa * horizon)),
  );
  holdings[intervals] = 0;
  return {
    holdings,
    kappa,
    kappaTilde,
    expectedCost: expectedCost(holdings, terms),
    variance: costVariance(holdings, terms),
  };
}

/**
 * E = γX²/2 + εX + (η̃/τ)·Σn_j²: what any trajectory is expected to cost, n_j being the shares traded in
 * interval j.
 *
 * @param holdings x_0 … x_N.
 */
export function expectedCost(holdings: Float64Array, terms: AlmgrenChrissTerms): number {
  const { quantity, permanentImpact, fixedCost, horizon, intervals } = terms;
  let squares = 0;
  for (let j = 1; j < holdings.length; j++) squares += (holdings[j - 1]! - holdings[j]!) ** 2;
  return permanentImpact * quantity ** 2 / 2 + fixedCost * quantity +
    netTemporaryImpact(terms) * intervals / horizon * squares;
}

/**
 * Var = σ²τ·Σx_j² over j from 1: what price moves add to the cost of any trajectory.
 *
 * @param holdings x_0 … x_N.
 */
export function costVariance(holdings: Float64Array, terms: AlmgrenChrissTerms): number {
  let squares = 0;
  for (let j = 1; j < holdings.length; j++) squares += holdings[j]! ** 2;
  return terms.volatility ** 2 * terms.horizon / terms.intervals * squares;
}

/** η̃ = η − γτ/2. */
function netTemporaryImpact(
  { temporaryImpact, permanentImpact, horizon, intervals }: AlmgrenChrissTerms,
): number {
  return temporaryImpact - permanentImpact * horizon / intervals / 2;
}

/** sinh a / sinh b for 0 ≤ a ≤ b, also where both overflow. */
function sinhRatio(a: number, b: number): number {
  return Math.exp(a - b) * Math.expm1(-2 * a) / Math.expm1(-2 * b);
}

function check(terms: AlmgrenChrissTerms): void {
  const { quantity, horizon, intervals, temporaryImpact } = terms;
  const positive: readonly (keyof AlmgrenChrissTerms)[] = ["quantity", "horizon", "temporaryImpact"];
  for (const name of positive) {
    if (!(terms[name] > 0 && terms[name] < Infinity)) {
      throw new RangeError(`Cannot use ${name} ${terms[name]}: it must be positive and finite`);
    }
  }
  const others: readonly (keyof AlmgrenChrissTerms)[] = [
    "volatility",
    "permanentImpact",
    "fixedCost",
    "riskAversion",
  ];
  for (const name of others) {
    if (!(terms[name] >= 0 && terms[name] < Infinity)) {
      throw new RangeError(`Cannot use ${name} ${terms[name]}: it must be finite and not negative`);
    }
  }
  if (!Number.isSafeInteger(intervals) || intervals < 1) {
    throw new RangeError(
      `Cannot trade ${quantity} shares in ${intervals} intervals: not a whole number from 1`,
    );
  }
  if (!(netTemporaryImpact(terms) > 0)) {
    throw new RangeError(
      `Cannot use temporaryImpact ${temporaryImpact}: it must be above permanentImpact·τ/2, which is ` +
        `${terms.permanentImpact * horizon / intervals / 2}`,
    );
  }
}
