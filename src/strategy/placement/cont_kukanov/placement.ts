/** The Cont & Kukanov placement: the model splits each slice, for the market of that moment. @module */

import type { Market } from "../../../execution/market.ts";
import {
  alone,
  type ChildOrders,
  type Decision,
  type Placement,
  type PlacementFamily,
} from "../../../execution/strategy.ts";
import { type ContKukanovOptions, type ContKukanovPast, SliceProblem } from "./slice_problem.ts";

export type { ContKukanovOptions, ContKukanovPast } from "./slice_problem.ts";

/** The model's parameters as multiples of what a share costs at that moment. */
export interface Multipliers {
  /** λ_under, of h + f: above 1, or nothing is ever worth taking (A3). */
  readonly lambdaUnder: number;
  /** λ_over, of max(h + max r, tick/2): above 1, or filling too much pays (A2). */
  readonly lambdaOver: number;
  /** θ, of h; it does not matter where impact is learnt. */
  readonly thetaQueue: number;
}

/** How often the model decided, or could not be used as it stands. */
export type ModelCounts = {
  /** Decisions by the model, with somewhere to post. */
  solved: number;
  /** Decisions without a live mid: nothing was sent but what had to be crossed. */
  withoutMid: number;
  /** Decisions to post nothing, because fewer than ten trailing windows tell of outflows, or of impact. */
  thinHistory: number;
  /** Venues not posted at, because resting there would not earn (A1), summed over the decisions. */
  violatedA1: number;
  /** Decisions for which λ_over was raised to its bound (A2). */
  raisedA2: number;
  /** Decisions for which λ_under was raised to its bound (A3). */
  raisedA3: number;
};

/** An assumption wants more than its bound. */
const JUST_ABOVE = 1e-6;

/**
 * The model of Cont & Kukanov, slice by slice. All in 1e-9 dollars a share; a sell is the
 * mirrored buy.
 * - S is what is due; h the live half spread, at least half a tick.
 * - Taking goes cheapest first over all displayed quotes (section 2.5 of the paper); f is the cheapest one's.
 * - A venue is posted at where its touch is at the best price, or within some ticks of it. Q_k is all that it
 *   displays; r_k its rebate, and what a fill there is cheaper than at the best price; what trailing moves of
 *   the mid cost comes off, if that is asked for. ξ is the outflow of trailing windows of a slice's length.
 * - θ is a multiple of h, or learnt by venue for as many shares as are due; taking has that of the cheapest
 *   venue, and so have shares that are missed.
 * - What is sent is at most what the parent order has left, unless it may overfill. What a slice fills too
 *   much, the next one's target takes off; what it leaves, the next one decides on again, or crosses first.
 * - What the last slice misses crosses at the end of the horizon, together with all that was rolled up to then. So
 *   where shortfalls roll, λ_under of that slice is at least what a share costs on average if all that is due
 *   crosses at the quotes of the decision: a sweep, and a tick worse than the worst of them for each time that what
 *   exceeds them is as much as they display.
 * - A venue that violates A1 is not posted at; λ that violate A2 or A3 are raised to their bounds. Both are
 *   counted.
 *
 * @throws {RangeError} if a multiplier is negative or not finite.
 *
 * @example
 * ```ts
 * import { contKukanov } from "./placement.ts";
 * import { OutflowHistory } from "./outflow_history.ts";
 * import { Market } from "../../../execution/market.ts";
 * import { Simulator } from "../../../execution/simulator.ts";
 * import { FeeSchedule } from "../../../market/fee_schedule.ts";
 * import { BUY } from "../../../market/side.ts";
 * import { twap } from "../../schedule/twap.ts";
 * import { generateTape } from "../../../source/generated.ts";
 * import { assertEquals } from "@std/assert";
 * const market = new Market(generateTape({ durationSeconds: 400 }), FeeSchedule.flat(0.003, -0.002), {});
 * const queue = "risk-averse";
 * const outflow = new OutflowHistory(market, { lengthNs: 10e9, depthTicks: 0, queue });
 * const placement = contKukanov(
 *   market,
 *   { outflow },
 *   { lambdaUnder: 2, lambdaOver: 1.5, thetaQueue: 0.1 },
 *   { depthTicks: 0, adverseSelection: false, shortfall: "roll", overfill: "refuse" },
 * );
 * const latencyNs = new Float64Array(market.venues.count).fill(5e5);
 * const simulator = new Simulator(market, { latencyNs, refreshNs: 1e9, queue, residual: "cross" });
 * const startNs = market.live.clockNs[0]! + 300e9;
 * const order = { side: BUY, quantity: 600, startNs, endNs: startNs + 60e9 };
 * const { fills } = simulator.run(order, { schedule: twap(10e9), placement });
 * assertEquals([fills.sharesFilled, placement.counts.thinHistory], [600, 0]);
 * ```
 */
export function contKukanov(
  market: Market,
  past: ContKukanovPast,
  multipliers: Multipliers,
  options: ContKukanovOptions,
): Placement & { readonly counts: ModelCounts } {
  return alone(contKukanovFamily(market, past, [multipliers], options));
}

/**
 * The same placement with each of these parameters: what they make of a decision is worked out once.
 *
 * @throws {RangeError} if a multiplier is negative or not finite.
 */
export function contKukanovFamily(
  market: Market,
  past: ContKukanovPast,
  multipliers: readonly Multipliers[],
  options: ContKukanovOptions,
): PlacementFamily<Placement & { readonly counts: ModelCounts }> {
  const problem = new SliceProblem(market, past, options);
  const members = multipliers.map((own) => {
    for (const [name, value] of Object.entries(own)) {
      if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} is ${value}: not a multiple`);
    }
    const member = new Member(problem, own);
    return {
      name: past.impact === undefined ? "cont-kukanov" : "cont-kukanov-adaptive",
      sequential: false,
      rests: true,
      overfills: options.overfill === "allow",
      counts: member.counts,
      place: (_decision: Decision, orders: ChildOrders) => member.place(orders),
    };
  });
  return { members, look: (decision) => problem.look(decision) };
}

/** The placement with one set of parameters. */
class Member {
  readonly counts: ModelCounts = {
    solved: 0,
    withoutMid: 0,
    thinHistory: 0,
    violatedA1: 0,
    raisedA2: 0,
    raisedA3: 0,
  };
  #problem: SliceProblem;
  #multipliers: Multipliers;
  #penalties = { lambdaUnder: 0, lambdaOver: 0, thetaQueue: 0 };

  constructor(problem: SliceProblem, multipliers: Multipliers) {
    this.#problem = problem;
    this.#multipliers = multipliers;
  }

  /** Places what the problem looked at last. */
  place(orders: ChildOrders): void {
    const problem = this.#problem;
    this.#count();
    if (!problem.isOpen) return problem.cross(orders);
    const penalties = this.#penalties;
    penalties.lambdaUnder = this.#lambdaUnder();
    penalties.lambdaOver = problem.posts > 0 ? this.#lambdaOver() : 0;
    penalties.thetaQueue = problem.learntImpact ?? this.#multipliers.thetaQueue * problem.halfSpread;
    problem.solve(penalties, orders);
  }

  #count(): void {
    const { withoutMid, thinHistory, unearning, posts } = this.#problem;
    if (withoutMid) this.counts.withoutMid++;
    if (thinHistory) this.counts.thinHistory++;
    if (posts > 0) this.counts.solved++;
    this.counts.violatedA1 += unearning;
  }

  /**
   * A multiple of h + f (where f is a rebate beyond h, so much more than it), and what it costs to cross at the end;
   * A3: more than taking costs.
   */
  #lambdaUnder(): number {
    const { halfSpread, takeFee, firstShare, crossingPrice } = this.#problem;
    const taking = halfSpread + takeFee;
    const multiple = taking + (this.#multipliers.lambdaUnder - 1) * Math.abs(taking);
    const wanted = Math.max(multiple, crossingPrice);
    if (wanted > firstShare) return wanted;
    this.counts.raisedA3++;
    return justAbove(firstShare);
  }

  /** A2: more than the dearest fill earns, and than taking does. */
  #lambdaOver(): number {
    const { mostEarned, halfTick, firstShare } = this.#problem;
    const wanted = this.#multipliers.lambdaOver * Math.max(mostEarned, halfTick);
    const bound = Math.max(mostEarned, -firstShare);
    if (wanted > bound) return wanted;
    this.counts.raisedA2++;
    return justAbove(bound);
  }
}

/** More than a bound that may be 0 or less, in 1e-9 dollars. */
function justAbove(bound: number): number {
  return bound + Math.abs(bound) * JUST_ABOVE + 1;
}
