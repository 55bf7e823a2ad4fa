import type { Market } from "../../../execution/market.ts";
import type { ChildOrders, Decision, Placement } from "../../../execution/strategy.ts";
import { hasPrice, tickOf } from "../../../market/price.ts";
import { opposite } from "../../../market/side.ts";
import type { ImpactHistory } from "./impact_history.ts";
import { restAt, TAKE } from "../../../model/cont_kukanov/model.ts";
import type { OutflowHistory } from "./outflow_history.ts";
import { FEWEST_WINDOWS, OutflowSample } from "./outflow_sample.ts";
import { Rungs } from "./_rungs.ts";
import { Solver } from "../../../model/cont_kukanov/solver.ts";
import type { TakingLadder } from "../../../model/cont_kukanov/taking_ladder.ts";

/** The model's parameters as multiples of what a share costs at that moment. */
export interface Multipliers {
  /** λ_under, of h + f: above 1, or nothing is ever worth taking (A3). */
  readonly lambdaUnder: number;
  /** λ_over, of max(h + max r, tick/2): above 1, or filling too much pays (A2). */
  readonly lambdaOver: number;
  /** θ, of h; it does not matter where impact is learnt. */
  readonly thetaQueue: number;
}

/** What the placement learns from: the tape's past. */
export interface ContKukanovPast {
  /** Of windows as long as the schedule's slices, and of as many ticks as the options say. */
  readonly outflow: OutflowHistory;
  /**
   * Learns θ of each venue.
   *
   * @default θ is the same everywhere, a multiple of h
   */
  readonly impact?: ImpactHistory | undefined;
}

/** How the placement works, beside the parameters. */
export interface ContKukanovOptions {
  /** How far from the best price a venue's touch may be to post there, ticks. */
  readonly depthTicks: number;
  /** Whether trailing moves of the mid against resting orders come off the rebate. */
  readonly adverseSelection: boolean;
  /** What a slice left: crossed at the next slice's start, or rolled into what that slice decides on. */
  readonly shortfall: "roll" | "cross";
  /** Whether more may be sent than the parent order has left. */
  readonly overfill: "refuse" | "allow";
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
  for (const [name, value] of Object.entries(multipliers)) {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} is ${value}: not a multiple`);
  }
  const model = new SliceModel(market, past, multipliers, options);
  return {
    name: past.impact === undefined ? "cont-kukanov" : "cont-kukanov-adaptive",
    sequential: false,
    rests: true,
    overfills: options.overfill === "allow",
    counts: model.counts,
    place: (decision, orders) => model.place(decision, orders),
  };
}

/** One slice after another; its columns are used again. */
class SliceModel {
  readonly counts: ModelCounts = {
    solved: 0,
    withoutMid: 0,
    thinHistory: 0,
    violatedA1: 0,
    raisedA2: 0,
    raisedA3: 0,
  };
  #multipliers: Multipliers;
  #options: ContKukanovOptions;
  #impactHistory: ImpactHistory | undefined;
  #solver = new Solver();
  #sample: OutflowSample;
  #rungs: Rungs;
  /** By venue of the market: what the mid moves against an order that fills there. */
  #adverse: Float64Array;
  // Venues to post at: the first `#posts` entries.
  #posts = 0;
  #venue: Uint16Array;
  #rebate: Float64Array;
  #queue: Float64Array;
  /** By place of a decision: θ, where it is learnt. */
  #impact: Float64Array;
  /** By number of venues to post at. */
  #answers: Float64Array[];

  constructor(
    market: Market,
    { outflow, impact }: ContKukanovPast,
    multipliers: Multipliers,
    options: ContKukanovOptions,
  ) {
    const venues = market.venues.count;
    this.#multipliers = multipliers;
    this.#options = options;
    this.#impactHistory = impact;
    this.#sample = new OutflowSample(outflow, venues);
    this.#rungs = new Rungs(venues);
    this.#adverse = new Float64Array(venues);
    this.#venue = new Uint16Array(venues);
    this.#rebate = new Float64Array(venues);
    this.#queue = new Float64Array(venues);
    this.#impact = new Float64Array(venues + 1);
    this.#answers = Array.from({ length: venues + 1 }, (_, posts) => new Float64Array(posts + 1));
  }

  place(decision: Decision, orders: ChildOrders): void {
    const { mid, quantity, overdue, offers, side } = decision;
    const crossed = this.#options.shortfall === "cross" ? Math.min(overdue, quantity) : 0;
    this.#rungs.find(offers, side, mid);
    this.#posts = 0;
    let taken = crossed;
    if (!hasPrice(mid)) this.counts.withoutMid++;
    else if (quantity > crossed) {
      const answer = this.#decide(decision, crossed);
      taken += answer[TAKE]!;
      for (let i = 0; i < this.#posts; i++) orders.rest[this.#venue[i]!] = answer[restAt(i)]!;
    }
    this.#rungs.take(taken, orders);
  }

  /** What the model says of the shares due, when some of them are crossed already. */
  #decide(decision: Decision, crossed: number): Float64Array {
    const { market, side, mid, offers, leaves, rows, nowNs } = decision;
    const quantity = decision.quantity - crossed;
    const halfTick = tickOf(mid) / 2;
    const best = market.lastTouchPrice(market.touchEntry(rows, nowNs), opposite(side));
    const halfSpread = Math.max(side * (mid - best), halfTick);
    const takeFee = this.#rungs.count > 0 ? offers.takeFee[this.#rungs.cheapest]! : 0;
    const ladder = this.#rungs.ladder(crossed);
    const lambdaUnder = this.#lambdaUnder(halfSpread + takeFee, ladder.cost[0] ?? halfSpread + takeFee);
    this.#findPosts(decision, best, halfSpread);
    const impact = this.#learnImpact(quantity, decision.nowNs);
    const answer = this.#answers[this.#posts]!;
    if (this.#posts === 0) {
      answer[TAKE] = Math.min(quantity, worthTaking(ladder, lambdaUnder));
      return answer;
    }
    this.counts.solved++;
    this.#solver.solve(
      {
        quantity,
        halfSpread,
        takeFee,
        addRebate: this.#rebate.subarray(0, this.#posts),
        queue: this.#queue.subarray(0, this.#posts),
        ladder,
        lambdaUnder,
        lambdaOver: this.#lambdaOver(halfSpread, halfTick, ladder.cost[0] ?? halfSpread + takeFee),
        thetaQueue: impact === undefined ? this.#multipliers.thetaQueue * halfSpread : impact[TAKE]!,
        impact,
        outflow: this.#sample.outflow.subarray(0, this.#sample.samples * this.#posts),
        mostSent: this.#options.overfill === "allow" ? undefined : leaves - crossed,
        whole: true,
      },
      answer,
      // The sample is small and slices are many: on real days kicks never found anything better.
      { kicks: 0 },
    );
    return answer;
  }

  /** A multiple of h + f (where f is a rebate beyond h, so much more than it); A3: more than taking costs. */
  #lambdaUnder(taking: number, firstShare: number): number {
    const wanted = taking + (this.#multipliers.lambdaUnder - 1) * Math.abs(taking);
    if (wanted > firstShare) return wanted;
    this.counts.raisedA3++;
    return justAbove(firstShare);
  }

  /** A2: more than the dearest fill earns, and than taking does. */
  #lambdaOver(halfSpread: number, halfTick: number, firstShare: number): number {
    let greatest = -Infinity;
    for (let i = 0; i < this.#posts; i++) greatest = Math.max(greatest, halfSpread + this.#rebate[i]!);
    const wanted = this.#multipliers.lambdaOver * Math.max(greatest, halfTick);
    const bound = Math.max(greatest, -firstShare);
    if (wanted > bound) return wanted;
    this.counts.raisedA2++;
    return justAbove(bound);
  }

  /** Finds the venues to post at, and what the past says of them. */
  #findPosts(decision: Decision, best: number, halfSpread: number): void {
    const { nearQuotes: { count, price, size, addRebate }, side, nowNs } = decision;
    const depth = this.#options.depthTicks * tickOf(best);
    if (this.#options.adverseSelection) this.#sample.adverseMoves(side, nowNs, this.#adverse);
    let unearning = 0;
    for (let venue = 0; venue < count; venue++) {
      const behind = side * (best - price[venue]!);
      if (!(behind <= depth)) continue;
      const rebate = addRebate[venue]! + behind - this.#adverse[venue]!;
      if (!(halfSpread + rebate > 0)) {
        unearning++;
        continue;
      }
      this.#venue[this.#posts] = venue;
      this.#queue[this.#posts] = size[venue]!;
      this.#rebate[this.#posts++] = rebate;
    }
    this.counts.violatedA1 += unearning;
    if (this.#posts === 0) return;
    this.#sample.take(side, nowNs, this.#venue, this.#queue, this.#posts);
    if (this.#sample.samples < FEWEST_WINDOWS) this.#postNothing();
  }

  /** θ by place, where it is learnt. Without it nothing is posted, as without outflows. */
  #learnImpact(quantity: number, nowNs: number): Float64Array | undefined {
    const history = this.#impactHistory;
    if (history === undefined || this.#posts === 0) return undefined;
    for (let i = 0; i < this.#posts; i++) {
      this.#impact[restAt(i)] = history.impact(this.#venue[i]!, quantity, nowNs);
    }
    this.#impact[TAKE] = this.#rungs.count > 0
      ? history.impact(this.#rungs.cheapest, quantity, nowNs)
      : this.#impact[restAt(0)]!;
    const impact = this.#impact.subarray(0, restAt(this.#posts));
    // It is known of all venues, or of none.
    if (!hasPrice(impact[TAKE]!)) this.#postNothing();
    return impact;
  }

  #postNothing(): void {
    this.counts.thinHistory++;
    this.#posts = 0;
  }
}

/** Shares that are cheaper to take than to miss: all the model has to say where nothing can rest. */
function worthTaking({ shares, cost }: TakingLadder, lambdaUnder: number): number {
  let worth = 0;
  for (let rung = 0; rung < cost.length && cost[rung]! < lambdaUnder; rung++) worth = shares[rung]!;
  return worth;
}

/** More than a bound that may be 0 or less, in 1e-9 dollars. */
function justAbove(bound: number): number {
  return bound + Math.abs(bound) * JUST_ABOVE + 1;
}
