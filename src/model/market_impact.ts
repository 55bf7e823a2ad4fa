/**
 * The impact of a large order by R. Almgren, C. Thum, E. Hauptmann and H. Li, "Direct estimation of equity
 * market impact", Risk 18 (2005), fitted to 700,000 US orders. X shares are traded evenly over a time T, in
 * days; V is the average daily volume, Θ the shares outstanding and σ the daily volatility. All results are
 * in the unit of σ, such as basis points, and have the sign of X: a buy moves the price up.
 *
 * @module
 */

/** γ: the coefficient of permanent impact. */
const PERMANENT_COEFFICIENT = 0.314;

/** η: the coefficient of temporary impact. */
const TEMPORARY_COEFFICIENT = 0.142;

/** An order, relative to what the market trades. */
interface ImpactTerms {
  /** σ: daily volatility, in the unit that the impact is to be in. */
  readonly volatility: number;
  /** X/V: the order as a part of a day's volume; negative is a sell. */
  readonly dayFraction: number;
  /** T: how long it is traded, as a part of a trading day. */
  readonly days: number;
  /** Θ/V: shares outstanding over a day's volume. */
  readonly inverseTurnover: number;
}

/**
 * I = 0.314·σ·(X/V)·(Θ/V)^¼: how far the price has moved for good when the order is done.
 *
 * @example
 * ```ts
 * import { permanentImpact } from "./market_impact.ts";
 * import { assertAlmostEquals } from "@std/assert";
 * const ibm = { volatility: 157, dayFraction: 0.1, days: 0.1, inverseTurnover: 263.374 };
 * assertAlmostEquals(permanentImpact(ibm), 19.86, 0.005); // basis points
 * ```
 */
export function permanentImpact({ volatility, dayFraction, inverseTurnover }: ImpactTerms): number {
  return PERMANENT_COEFFICIENT * volatility * dayFraction * inverseTurnover ** 0.25;
}

/** K = 0.142·σ·|X/(V·T)|^0.6: what trading at that pace adds while it lasts. */
export function temporaryImpact(
  { volatility, dayFraction, days }: Omit<ImpactTerms, "inverseTurnover">,
): number {
  return TEMPORARY_COEFFICIENT * volatility * Math.sign(dayFraction) * Math.abs(dayFraction / days) ** 0.6;
}

/** J = I/2 + K: what the order is expected to cost against the price before it. */
export function realisedImpact(terms: ImpactTerms): number {
  return permanentImpact(terms) / 2 + temporaryImpact(terms);
}
