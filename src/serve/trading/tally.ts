/** What the strategies' orders cost so far, and what the measured one saved. @module */

import {
  type Attribution,
  type AttributionBps,
  attributionBps,
  poolAttributions,
  savingAttribution,
} from "../../analysis/attribution.ts";
import { halfUnitsToDollars } from "../../analysis/half_units.ts";
import { type ComparedOrder, pairedSaving, type ResidualRule } from "../../analysis/paired_saving.ts";
import { confidenceOf } from "../../analysis/statistics/confidence.ts";
import { gatherStarts } from "../../analysis/statistics/starts.ts";
import { tooManyLeftOut } from "../../analysis/verdict.ts";

/** What the interval of the saving is computed from, beside the savings. */
interface TallyOptions {
  /** How many strategies there are, the measured one included, which is the first. */
  readonly strategies: number;
  /** Index of the one that the headline is about. */
  readonly primary: number;
  readonly residual: ResidualRule;
  readonly horizonNs: number;
  readonly spacingNs: number;
  readonly seed: number;
}

/** What a strategy's orders came to. */
interface Tallied {
  readonly orders: number;
  readonly shares: number;
  readonly costBps: number | null;
  /** Orders that the saving is of. */
  readonly compared: number;
  /** What the measured strategy saves on it. */
  readonly saving: AttributionBps | null;
}

/** By this part more orders have to have ended before the interval is computed anew. */
const WORTH_ANEW = 0.02;

/**
 * Adds up orders as they end. Like the back-test, it compares an order only where every comparison can be made on it,
 * and gives no interval where more than a few cannot.
 */
export class Tally {
  #options: TallyOptions;
  #orders = 0;
  #leftOut = 0;
  #shares: number[];
  #costs: Attribution[];
  #savings: Attribution[];
  #startNs: number[] = [];
  #endNs = NaN;
  #bps: number[] = [];
  #weights: number[] = [];
  #interval: readonly [number, number] | null = null;
  #intervalOf = 0;

  constructor(options: TallyOptions) {
    this.#options = options;
    const none = (): Attribution => poolAttributions([]);
    this.#shares = new Array<number>(options.strategies).fill(0);
    this.#costs = Array.from({ length: options.strategies }, none);
    this.#savings = Array.from({ length: options.strategies }, none);
  }

  /** Takes an order in that has ended, as each strategy worked it; orders come by their start. */
  add(worked: readonly ComparedOrder[]): void {
    const [router] = worked;
    this.#orders++;
    for (const [i, { attribution, order, unfilled }] of worked.entries()) {
      this.#shares[i]! += order.quantity - unfilled;
      if (attribution !== null) this.#costs[i] = poolAttributions([this.#costs[i]!, attribution]);
    }
    const { primary, residual } = this.#options;
    const pairs = worked.map((other) => pairedSaving(router!, other, residual).bps);
    if (pairs.includes(null)) {
      this.#leftOut++;
      return;
    }
    for (const [i, { attribution }] of worked.entries()) {
      const saving = savingAttribution(router!.attribution!, attribution!);
      this.#savings[i] = poolAttributions([this.#savings[i]!, saving]);
    }
    this.#startNs.push(router!.order.startNs);
    this.#endNs = router!.order.endNs;
    this.#bps.push(pairs[primary]!);
    this.#weights.push(halfUnitsToDollars(router!.attribution!.notional));
  }

  /** What they came to, by strategy. */
  costs(): Tallied[] {
    return this.#shares.map((shares, i) => {
      const cost = this.#costs[i]!;
      const saving = this.#savings[i]!;
      return {
        orders: this.#orders,
        shares,
        compared: this.#bps.length,
        costBps: cost.notional > 0n ? attributionBps(cost).total : null,
        saving: i > 0 && saving.notional > 0n ? attributionBps(saving) : null,
      };
    });
  }

  /** The 95 % interval of the saving on the primary comparison; `null` where there are too few orders for one. */
  interval(): readonly [number, number] | null {
    const compared = this.#bps.length;
    if (compared - this.#intervalOf > WORTH_ANEW * this.#intervalOf) {
      this.#intervalOf = compared;
      this.#interval = this.#computeInterval();
    }
    return this.#interval;
  }

  #computeInterval(): readonly [number, number] | null {
    const { horizonNs, spacingNs, seed } = this.#options;
    if (tooManyLeftOut({ leftOut: this.#leftOut, scored: this.#orders })) return null;
    const starts = gatherStarts(this.#startNs, this.#bps, this.#weights);
    const scoredNs = this.#endNs - this.#startNs[0]!;
    const { interval } = confidenceOf(starts, { horizonNs, spacingNs, scoredNs, seed });
    return interval === null ? null : [interval.lower, interval.upper];
  }
}
