import type { Market } from "../../execution/market.ts";
import type { Schedule, SlicePlan } from "../../execution/strategy.ts";
import type { ParentOrder } from "../../execution/parent_order.ts";
import { TRADING_DAY_NS } from "../../market/time.ts";
import { type AlmgrenChrissTerms, almgrenChrissTrajectory } from "../../model/almgren_chriss.ts";
import { equalTarget, sliced, Slices } from "./slices.ts";
import { type TrailingMarket, trailingMarket } from "./trailing_market.ts";

/** Almgren & Chriss under market rules. */
interface AlmgrenChrissSchedule extends Schedule {
  begin(order: ParentOrder, market: Market): AlmgrenChrissPlan;
}

/** The plan of one order. */
interface AlmgrenChrissPlan extends SlicePlan {
  /** What the trajectory was drawn from; `undefined` where the past was too short, and slices are equal. */
  readonly past: TrailingMarket | undefined;
}

/**
 * Under market rules: the trajectory of Almgren & Chriss over the order's slices, from volatility, spread
 * and volume before its start ({@linkcode trailingMarket}). What a slice could not fill, the next one
 * catches up. An order whose past is too short for that, at the start of a tape, trades in equal slices,
 * as one without risk aversion does, and its plan says so: `past` is `undefined`.
 *
 * @param intervalNs length of a slice, ns; a shorter last one counts as whole.
 * @param riskAversion λ, one over dollars: what a dollar squared of variance is worth. 0 is equal slices.
 * @throws {RangeError} if λ is negative or not finite.
 *
 * @example
 * ```ts
 * import { almgrenChriss } from "./almgren_chriss.ts";
 * import { Market } from "../../execution/market.ts";
 * import { FeeSchedule } from "../../market/fee_schedule.ts";
 * import { SELL } from "../../market/side.ts";
 * import { generateTape } from "../../source/generated.ts";
 * import { assert } from "@std/assert";
 * const tape = generateTape({ durationSeconds: 120 });
 * const market = new Market(tape, FeeSchedule.flat(0.003, 0.002), {});
 * const startNs = tape.columns.tsEventNs[0]! + 60e9;
 * const order = { side: SELL, quantity: 1000, startNs, endNs: startNs + 50e9 };
 * const plan = almgrenChriss(5e9, 0.1).begin(order, market);
 * assert(plan.past!.volatility > 0);
 * assert(plan.target(0, 0, 0) > 100); // earlier than ten equal slices
 * ```
 */
export function almgrenChriss(intervalNs: number, riskAversion: number): AlmgrenChrissSchedule {
  if (!(riskAversion >= 0 && riskAversion < Infinity)) {
    throw new RangeError(`The risk aversion must be finite and not negative, not ${riskAversion}`);
  }
  return {
    name: "almgren-chriss",
    begin(order, market) {
      const { quantity, startNs } = order;
      const slices = new Slices(order, intervalNs);
      const past = trailingMarket(market, startNs, intervalNs);
      if (past === undefined) {
        return { ...sliced(slices, (slice) => equalTarget(quantity, slices.count, slice)), past };
      }
      const terms = almgrenChrissTerms(
        past,
        quantity,
        slices.count,
        TRADING_DAY_NS / intervalNs,
        riskAversion,
      );
      const { holdings } = almgrenChrissTrajectory(terms);
      return { ...sliced(slices, (slice) => quantity - Math.round(holdings[slice + 1]!)), past };
    },
  };
}

/**
 * The model's terms by the recipe of the authors' own example, in dollars and slices: a tenth of a day's
 * volume moves the price by a spread for good; trading at the pace of a hundredth of the market's moves it
 * by a spread meanwhile; a share costs half a spread.
 */
export function almgrenChrissTerms(
  { volatility, spread, dailyShares }: TrailingMarket,
  quantity: number,
  slices: number,
  slicesPerDay: number,
  riskAversion: number,
): AlmgrenChrissTerms {
  return {
    quantity,
    horizon: slices,
    intervals: slices,
    volatility,
    permanentImpact: spread / (0.1 * dailyShares),
    temporaryImpact: spread / (0.01 * dailyShares / slicesPerDay),
    fixedCost: spread / 2,
    riskAversion,
  };
}
