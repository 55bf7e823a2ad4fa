/**
 * What a split costs, in dollars, by the two published cost functions. Costs are signed as payments: a
 * buy pays price + fee, a sell pays fee − price, so a sell's cost is negative and lower is better on
 * both sides.
 *
 * @module
 */

import type { Offers } from "../../../execution/offers.ts";
import { hasPrice, toDollars, UNITS_PER_DOLLAR } from "../../../market/price.ts";
import type { Side } from "../../../market/side.ts";

/**
 * The parameters of a split's cost, none negative. In the linear cost all three are dollars a share; in
 * the quadratic one the λ are dollars a share squared.
 */
export interface SplitParameters {
  /** Price of filling more than the order. */
  readonly lambdaOver: number;
  /** Price of filling less than the order. */
  readonly lambdaUnder: number;
  /** Linear: price of either. Quadratic: price of a share that queues. */
  readonly thetaQueue: number;
}

/** The parts of the linear cost, dollars; `total` = cash − rebate + queueRisk + under + over. */
interface LinearCost {
  /** Paid for what executes, with fees; negative is received. */
  readonly cash: number;
  /** Earned by the shares beyond the displayed size, taken to rest there. */
  readonly rebate: number;
  /** θ·(under + over). */
  readonly queueRisk: number;
  /** λ_under·under. */
  readonly under: number;
  /** λ_over·over. */
  readonly over: number;
  readonly total: number;
}

/**
 * The pseudocode's cost of a split: Σ exe·(side·price + fee) − Σ max(q − exe, 0)·rebate
 * + θ·(under + over) + λ_under·under + λ_over·over, with exe = min(q, displayed size),
 * under = max(Q − Σexe, 0) and over = max(Σexe − Q, 0). Venues without a price are left out.
 *
 * Cash is summed in integers of 1e-9 dollars and is exact below 2^53 of them, 9 million dollars.
 *
 * @param split shares of each venue.
 * @param quantity the order, shares.
 *
 * @example
 * ```ts
 * import { makeOffers } from "../../../execution/offers.ts";
 * import { BUY } from "../../../market/side.ts";
 * import { linearCost } from "./cost.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const offers = makeOffers(1);
 * offers.price[0] = 10e9;
 * offers.size[0] = 200;
 * const parameters = { lambdaOver: 0.4, lambdaUnder: 0.6, thetaQueue: 0.25 };
 * const cost = linearCost(Float64Array.of(200), 300, offers, BUY, parameters);
 * assertEquals(cost, { cash: 2000, rebate: 0, queueRisk: 25, under: 60, over: 0, total: 2085 });
 * ```
 */
export function linearCost(
  split: Float64Array,
  quantity: number,
  offers: Offers,
  side: Side,
  parameters: SplitParameters,
): LinearCost {
  const { price, size, takeFee, addRebate } = offers;
  let executed = 0;
  let cashUnits = 0;
  let rebateUnits = 0;
  for (let venue = 0; venue < offers.count; venue++) {
    if (!hasPrice(price[venue]!)) continue;
    const exe = Math.min(split[venue]!, size[venue]!);
    executed += exe;
    cashUnits += exe * (side * price[venue]! + takeFee[venue]!);
    rebateUnits += Math.max(split[venue]! - exe, 0) * addRebate[venue]!;
  }
  const underShares = Math.max(quantity - executed, 0);
  const overShares = Math.max(executed - quantity, 0);
  const cash = toDollars(cashUnits);
  const rebate = toDollars(rebateUnits);
  const queueRisk = parameters.thetaQueue * (underShares + overShares);
  const under = parameters.lambdaUnder * underShares;
  const over = parameters.lambdaOver * overShares;
  return { cash, rebate, queueRisk, under, over, total: cash - rebate + queueRisk + under + over };
}

/**
 * The formal cost of a split, dollars: Σ p·x + λ_over·max(0, Σx − Q)² + λ_under·max(0, Q − Σx)²
 * + θ·Σ q/(q + x)·x, with p = side·price + fee and Q the order. The publication does not say what the
 * queue q is; here it is the displayed size, as if x joined the queue of what the venue shows. Venues
 * without a price are left out.
 *
 * @param split shares of each venue.
 * @param quantity the order, shares.
 *
 * @example
 * ```ts
 * import { makeOffers } from "../../../execution/offers.ts";
 * import { BUY } from "../../../market/side.ts";
 * import { quadraticCost } from "./cost.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const offers = makeOffers(1);
 * offers.price[0] = 10e9;
 * offers.size[0] = 200;
 * const parameters = { lambdaOver: 0.5, lambdaUnder: 0.5, thetaQueue: 0.25 };
 * assertEquals(quadraticCost(Float64Array.of(200), 300, offers, BUY, parameters), 2000 + 5000 + 25);
 * ```
 */
export function quadraticCost(
  split: Float64Array,
  quantity: number,
  offers: Offers,
  side: Side,
  parameters: SplitParameters,
): number {
  const { price, size, takeFee } = offers;
  let placed = 0;
  let cashUnits = 0;
  let queueing = 0;
  for (let venue = 0; venue < offers.count; venue++) {
    if (!hasPrice(price[venue]!)) continue;
    const shares = split[venue]!;
    placed += shares;
    cashUnits += shares * (side * price[venue]! + takeFee[venue]!);
    queueing += queueingShares(shares, size[venue]!);
  }
  return toDollars(cashUnits) + mismatchPenalty(placed, quantity, parameters) +
    parameters.thetaQueue * queueing;
}

/** q/(q + x)·x: increasing and concave in the shares x, slope 1 at none and 1/4 at the whole queue q. */
export function queueingShares(shares: number, queue: number): number {
  return shares === 0 ? 0 : queue / (queue + shares) * shares;
}

/** λ_over·max(0, placed − Q)² + λ_under·max(0, Q − placed)², dollars: convex in the shares placed. */
export function mismatchPenalty(placed: number, quantity: number, parameters: SplitParameters): number {
  const excess = placed - quantity;
  return (excess > 0 ? parameters.lambdaOver : parameters.lambdaUnder) * excess * excess;
}

/**
 * The same parameters, per share (squared) in units of 1e-9 dollars.
 *
 * @throws {RangeError} if one of them is negative or not finite.
 */
export function parametersInUnits(parameters: SplitParameters): SplitParameters {
  return {
    lambdaOver: checkedUnits("lambdaOver", parameters.lambdaOver),
    lambdaUnder: checkedUnits("lambdaUnder", parameters.lambdaUnder),
    thetaQueue: checkedUnits("thetaQueue", parameters.thetaQueue),
  };
}

function checkedUnits(name: string, dollars: number): number {
  if (!(dollars >= 0 && dollars < Infinity)) {
    throw new RangeError(`Cannot use ${name} ${dollars}: it must be finite and not negative`);
  }
  return dollars * UNITS_PER_DOLLAR;
}
