import type { LiveMarket } from "../../execution/live_market.ts";
import type { ChildOrders, Decision, MarketPlacement } from "../../execution/market_strategy.ts";

import { hasPrice, tickOf } from "../../market/price.ts";
import { restAt, TAKE } from "./model.ts";
import { type OutflowHistory, OutflowSample } from "./outflow_history.ts";
import type { Problem } from "./sample_mean.ts";
import { Solver } from "./solver.ts";

/** The model's parameters as multiples of what a share costs at that moment. */
export interface Multipliers {
  /** λ_under, of h + f: above 1, or nothing is ever worth taking (A3). */
  readonly lambdaUnder: number;
  /** λ_over, of max(h + max r, tick/2): above 1, or filling too much pays (A2). */
  readonly lambdaOver: number;
  /** θ, of h. */
  readonly thetaQueue: number;
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

/** How often the model could not be used as it stands. */
export type ModelCounts = {
  /** Slices decided by the model, with somewhere to post. */
  solved: number;
  /** Slices without a live mid: nothing was sent. */
  withoutMid: number;
  /** Slices that posted nothing, because fewer than ten trailing windows are over. */
  thinHistory: number;
  /** Venues not posted at, because resting there would not earn (A1). */
  violatedA1: number;
  /** Slices whose λ_over was raised to its bound (A2). */
  raisedA2: number;
  /** Slices whose λ_under was raised to its bound (A3). */
  raisedA3: number;
};

/** Windows looked back on, at most, and how many it takes to post at all. */
const MOST_WINDOWS = 60;
const FEWEST_WINDOWS = 10;
/** An assumption wants more than its bound. */
const JUST_ABOVE = 1 + 1e-6;
/** The sample is small and slices are many: a few kicks find what there is to find. */
const KICKS = 2;

/**
 * Under market rules: the model of Cont & Kukanov, slice by slice. S is what is due; h the live half
 * spread, at least half a tick; taking goes cheapest first over all displayed quotes (section 2.5); a venue
 * is posted at where its touch is at the best price or within some ticks of it, behind all it displays; its
 * outflow is that of trailing windows of a slice's length. All in 1e-9 dollars a share; a sell is the
 * mirrored buy.
 *
 * What is sent is at most what the parent order has left, unless it may overfill; what a slice fills too
 * much, the next one's target takes off. A venue that violates A1 is not posted at; λ that violate A2 or A3
 * are raised to their bound; both are counted.
 */
export function contKukanov(
  market: LiveMarket,
  history: OutflowHistory,
  multipliers: Multipliers,
  options: ContKukanovOptions,
): MarketPlacement & { readonly counts: ModelCounts } {
  const model = new SliceModel(market, history, multipliers, options);
  return {
    name: "cont-kukanov",
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
  #solver = new Solver();
  #sample: OutflowSample;
  /** Venues to post at: the first `#posted` entries. */
  #venues: Uint16Array;
  #posted = 0;
  #rebate: Float64Array;
  #queue: Float64Array;
  /** Venues to take from, cheapest first: the first `#rungs` entries. */
  #cheapest: Uint16Array;
  #rungs = 0;
  #rungCost: Float64Array;
  #rungShares: Float64Array;
  #answers: Float64Array[];

  constructor(
    market: LiveMarket,
    history: OutflowHistory,
    multipliers: Multipliers,
    options: ContKukanovOptions,
  ) {
    const venues = market.venues.count;
    this.#multipliers = multipliers;
    this.#options = options;
    this.#sample = new OutflowSample(history, MOST_WINDOWS);
    this.#venues = new Uint16Array(venues);
    this.#rebate = new Float64Array(venues);
    this.#queue = new Float64Array(venues);
    this.#cheapest = new Uint16Array(venues);
    this.#rungCost = new Float64Array(venues);
    this.#rungShares = new Float64Array(venues);
    this.#answers = Array.from({ length: venues + 1 }, (_, posted) => new Float64Array(posted + 1));
  }

  place(decision: Decision, orders: ChildOrders): void {
    const { mid, quantity, overdue } = decision;
    if (!hasPrice(mid)) {
      this.counts.withoutMid++;
      return;
    }
    const crossed = this.#options.shortfall === "cross" ? Math.min(overdue, quantity) : 0;
    this.#findRungs(decision);
    const answer = this.#decide(decision, quantity - crossed, crossed);
    let left = crossed + answer[TAKE]!;
    for (let rung = 0; rung < this.#rungs && left > 0; rung++) {
      const venue = this.#cheapest[rung]!;
      orders.take[venue] = Math.min(left, decision.offers.size[venue]!);
      left -= orders.take[venue]!;
    }
    for (let i = 0; i < this.#posted; i++) orders.rest[this.#venues[i]!] = answer[restAt(i)]!;
  }

  /** What the model says of `quantity` shares, when `before` shares of the displayed are crossed already. */
  #decide(decision: Decision, quantity: number, before: number): Float64Array {
    const { market, mid, nowNs, leaves } = decision;
    const tick = tickOf(mid);
    const touch = market.touch(decision.rows, nowNs);
    const halfSpread = Math.max(market.live.touchAsk[touch]! - market.live.touchBid[touch]!, tick) / 2;
    const takeFee = this.#rungs > 0 ? decision.offers.takeFee[this.#cheapest[0]!]! : 0;
    this.#findPosts(decision, halfSpread);
    const ladder = this.#ladderFrom(before);
    const taking = halfSpread + takeFee;
    const least = ladder.cost[0] ?? taking;
    const raisedA3 = this.#multipliers.lambdaUnder * taking <= least;
    const lambdaUnder = raisedA3 ? bound(least) : this.#multipliers.lambdaUnder * taking;
    if (raisedA3) this.counts.raisedA3++;
    const answer = this.#answers[this.#posted]!;
    answer.fill(0);
    if (quantity <= 0) return answer;
    if (this.#posted === 0) {
      answer[TAKE] = Math.min(quantity, worthTaking(ladder, lambdaUnder));
      return answer;
    }
    const dearest = halfSpread + this.#greatestRebate();
    const wanted = this.#multipliers.lambdaOver * Math.max(dearest, tick / 2);
    const bounds = Math.max(dearest, -least);
    if (wanted <= bounds) this.counts.raisedA2++;
    const problem: Problem = {
      quantity,
      halfSpread,
      takeFee,
      addRebate: this.#rebate.subarray(0, this.#posted),
      queue: this.#queue.subarray(0, this.#posted),
      ladder,
      lambdaUnder,
      lambdaOver: wanted <= bounds ? bound(bounds) : wanted,
      thetaQueue: this.#multipliers.thetaQueue * halfSpread,
      outflow: this.#sample.outflow.subarray(0, this.#sample.samples * this.#posted),
      mostSent: this.#options.overfill === "allow" ? undefined : leaves - before,
      whole: true,
    };
    this.counts.solved++;
    this.#solver.solve(problem, answer, { kicks: KICKS });
    return answer;

    function bound(value: number): number {
      // Away from zero on either side of it.
      return value + Math.abs(value) * (JUST_ABOVE - 1) + 1;
    }
  }

  /** Venues to take from, cheapest all-in first; of equal ones the lowest index. */
  #findRungs({ offers, side, mid }: Decision): void {
    this.#rungs = 0;
    for (let venue = 0; venue < offers.count; venue++) {
      if (!(offers.size[venue]! > 0)) continue;
      const cost = side * (offers.price[venue]! - mid) + offers.takeFee[venue]!;
      let at = this.#rungs++;
      for (; at > 0 && this.#rungCost[at - 1]! > cost; at--) {
        this.#rungCost[at] = this.#rungCost[at - 1]!;
        this.#cheapest[at] = this.#cheapest[at - 1]!;
      }
      this.#rungCost[at] = cost;
      this.#cheapest[at] = venue;
    }
    for (let rung = 0; rung < this.#rungs; rung++) {
      this.#rungShares[rung] = offers.size[this.#cheapest[rung]!]!;
    }
  }

  /** The rungs as the model wants them, without the first shares. */
  #ladderFrom(before: number): { shares: Float64Array; cost: Float64Array } {
    let below = 0;
    let first = 0;
    for (let rung = 0; rung < this.#rungs; rung++) {
      below += this.#rungShares[rung]!;
      this.#rungShares[rung] = below - before;
      if (below <= before) first = rung + 1;
    }
    return {
      shares: this.#rungShares.subarray(first, this.#rungs),
      cost: this.#rungCost.subarray(first, this.#rungs),
    };
  }

  /** Venues to post at, and what the past says of them. */
  #findPosts({ nearSide, side, market, nowNs }: Decision, halfSpread: number): void {
    this.#posted = 0;
    if (market.live.beforeTrades) return;
    let best = NaN;
    for (let venue = 0; venue < nearSide.count; venue++) {
      const price = nearSide.price[venue]!;
      if (hasPrice(price) && !(side * price <= side * best)) best = price;
    }
    for (let venue = 0; venue < nearSide.count; venue++) {
      const price = nearSide.price[venue]!;
      if (!(side * (best - price) <= this.#options.depthTicks * tickOf(best))) continue;
      this.#venues[this.#posted] = venue;
      this.#queue[this.#posted] = nearSide.size[venue]!;
      this.#rebate[this.#posted++] = nearSide.addRebate[venue]!;
    }
    if (this.#posted === 0) return;
    this.#sample.take(side, nowNs, this.#venues, this.#posted);
    if (this.#sample.samples < FEWEST_WINDOWS) {
      this.counts.thinHistory++;
      this.#posted = 0;
      return;
    }
    if (this.#options.adverseSelection) {
      const adverse = this.#sample.adverseMove(side, nowNs, this.#venues, this.#posted);
      if (hasPrice(adverse)) { for (let i = 0; i < this.#posted; i++) this.#rebate[i]! -= adverse; }
    }
    this.#dropUnearning(side, nowNs, halfSpread);
  }

  /** A1: resting must earn. */
  #dropUnearning(side: Decision["side"], nowNs: number, halfSpread: number): void {
    let kept = 0;
    for (let i = 0; i < this.#posted; i++) {
      if (!(this.#rebate[i]! + halfSpread > 0)) continue;
      this.#venues[kept] = this.#venues[i]!;
      this.#queue[kept] = this.#queue[i]!;
      this.#rebate[kept++] = this.#rebate[i]!;
    }
    if (kept === this.#posted) return;
    this.counts.violatedA1 += this.#posted - kept;
    this.#posted = kept;
    if (kept > 0) this.#sample.take(side, nowNs, this.#venues, kept);
  }

  #greatestRebate(): number {
    let greatest = -Infinity;
    for (let i = 0; i < this.#posted; i++) greatest = Math.max(greatest, this.#rebate[i]!);
    return greatest;
  }
}

/** Shares that are cheaper to take than to miss: all the model has to say where nothing can rest. */
function worthTaking(
  { shares, cost }: { shares: Float64Array; cost: Float64Array },
  lambdaUnder: number,
): number {
  let worth = 0;
  for (let rung = 0; rung < cost.length && cost[rung]! < lambdaUnder; rung++) worth = shares[rung]!;
  return worth;
}
