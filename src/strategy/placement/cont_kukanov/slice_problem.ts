/** The problem that a slice poses to the Cont & Kukanov model. @module */

import type { Market } from "../../../execution/market.ts";
import type { ChildOrders, Decision } from "../../../execution/strategy.ts";
import { hasPrice, tickOf } from "../../../market/price.ts";
import { opposite } from "../../../market/side.ts";
import { FamilySolver } from "../../../model/cont_kukanov/family.ts";
import { type Penalties, restAt, TAKE } from "../../../model/cont_kukanov/model.ts";
import type { TakingLadder } from "../../../model/cont_kukanov/taking_ladder.ts";
import type { ImpactHistory } from "./impact_history.ts";
import type { OutflowHistory } from "./outflow_history.ts";
import { FEWEST_WINDOWS, OutflowSample } from "./outflow_sample.ts";
import { Rungs } from "./_rungs.ts";

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

/**
 * The problem that one decision poses, parameters aside: put together once, and then solved at the penalties of
 * each point of a search. Money is in 1e-9 dollars a share; a sell is the mirrored buy. One decision after
 * another: the columns are used again.
 */
export class SliceProblem {
  /** Shares that are crossed whatever the parameters. */
  crossed = 0;
  /** Whether the model has a say: there are shares left to decide on, and a live mid. */
  isOpen = false;
  /** Whether there is no live mid. */
  withoutMid = false;
  /** Venues to post at; the model is solved only where there are some. */
  posts = 0;
  /** Whether nothing is posted because too little is known of outflows, or of impact. */
  thinHistory = false;
  /** Venues not posted at, because resting there would not earn (A1). */
  unearning = 0;
  /** h: the live half spread, at least half a tick. */
  halfSpread = NaN;
  /** Half a tick. */
  halfTick = NaN;
  /** f: what the cheapest quote charges. */
  takeFee = NaN;
  /** What the first share costs to take. */
  firstShare = NaN;
  /**
   * In the last of the slices that roll what they miss: what a share costs if all that is due crosses at the end
   * of the horizon; else `-Infinity`.
   */
  crossingPrice = -Infinity;
  /** h + max r: the most that a share earns at rest. */
  mostEarned = NaN;
  /** θ of taking, where impact is learnt. */
  learntImpact: number | undefined;
  #options: ContKukanovOptions;
  #impactHistory: ImpactHistory | undefined;
  #family = new FamilySolver();
  #sample: OutflowSample;
  #rungs: Rungs;
  #ladder!: TakingLadder;
  /** Shares to decide on. */
  #quantity = 0;
  /** By venue of the market: what the mid moves against an order that fills there. */
  #adverse: Float64Array;
  // By venue to post at.
  #venue: Uint16Array;
  #rebate: Float64Array;
  #queue: Float64Array;
  /** By place of an answer: θ, where it is learnt. */
  #impact: Float64Array;
  /** By number of venues to post at. */
  #answers: Float64Array[];

  constructor(market: Market, { outflow, impact }: ContKukanovPast, options: ContKukanovOptions) {
    const venues = market.venues.count;
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

  /** Takes over what a decision knows. */
  look(decision: Decision): void {
    const { mid, quantity, overdue, offers, side } = decision;
    this.crossed = this.#options.shortfall === "cross" ? Math.min(overdue, quantity) : 0;
    this.withoutMid = !hasPrice(mid);
    this.isOpen = quantity > this.crossed && !this.withoutMid;
    this.thinHistory = false;
    this.unearning = 0;
    this.posts = 0;
    this.#quantity = quantity - this.crossed;
    this.#rungs.find(offers, side, mid, decision.takeLimit);
    if (!this.isOpen) return;
    const best = this.#lookAtCosts(decision);
    this.crossingPrice = this.#options.shortfall === "roll" && decision.isLast
      ? this.#rungs.crossingPrice(this.#quantity, tickOf(mid))
      : -Infinity;
    this.#findPosts(decision, best);
    const impact = this.#learnImpact(decision.nowNs);
    if (this.posts > 0) this.#loadFamily(decision.leaves, impact);
  }

  /** What taking costs; returns the best price to rest at. */
  #lookAtCosts({ market, side, mid, offers, rows, nowNs }: Decision): number {
    const best = market.lastTouchPrice(market.touchEntry(rows, nowNs), opposite(side));
    this.halfTick = tickOf(mid) / 2;
    this.halfSpread = Math.max(side * (mid - best), this.halfTick);
    this.takeFee = this.#rungs.count > 0 ? offers.takeFee[this.#rungs.cheapest]! : 0;
    this.#ladder = this.#rungs.ladder(this.crossed);
    this.firstShare = this.#ladder.cost[0] ?? this.halfSpread + this.takeFee;
    return best;
  }

  /** Finds the venues to post at, and what the past says of them. */
  #findPosts(decision: Decision, best: number): void {
    const { nearQuotes: { count, price, size, addRebate }, side, nowNs } = decision;
    const depth = this.#options.depthTicks * tickOf(best);
    if (this.#options.adverseSelection) this.#sample.adverseMoves(side, nowNs, this.#adverse);
    this.mostEarned = -Infinity;
    for (let venue = 0; venue < count; venue++) {
      const behind = side * (best - price[venue]!);
      if (!(behind <= depth)) continue;
      const rebate = addRebate[venue]! + behind - this.#adverse[venue]!;
      if (!(this.halfSpread + rebate > 0)) {
        this.unearning++;
        continue;
      }
      this.mostEarned = Math.max(this.mostEarned, this.halfSpread + rebate);
      this.#venue[this.posts] = venue;
      this.#queue[this.posts] = size[venue]!;
      this.#rebate[this.posts++] = rebate;
    }
    if (this.posts === 0) return;
    this.#sample.take(side, nowNs, this.#venue, this.#queue, this.posts);
    if (this.#sample.samples < FEWEST_WINDOWS) this.#postNothing();
  }

  /** θ by place, where it is learnt. Without it nothing is posted, as without outflows. */
  #learnImpact(nowNs: number): Float64Array | undefined {
    const history = this.#impactHistory;
    this.learntImpact = undefined;
    if (history === undefined || this.posts === 0) return undefined;
    for (let i = 0; i < this.posts; i++) {
      this.#impact[restAt(i)] = history.impact(this.#venue[i]!, this.#quantity, nowNs);
    }
    this.#impact[TAKE] = this.#rungs.count > 0
      ? history.impact(this.#rungs.cheapest, this.#quantity, nowNs)
      : this.#impact[restAt(0)]!;
    this.learntImpact = this.#impact[TAKE]!;
    const impact = this.#impact.subarray(0, restAt(this.posts));
    // θ is learnt of all venues or of none.
    if (!hasPrice(this.learntImpact)) this.#postNothing();
    return impact;
  }

  #postNothing(): void {
    this.thinHistory = true;
    this.posts = 0;
  }

  #loadFamily(leaves: number, impact: Float64Array | undefined): void {
    this.#family.load({
      quantity: this.#quantity,
      halfSpread: this.halfSpread,
      takeFee: this.takeFee,
      addRebate: this.#rebate.subarray(0, this.posts),
      queue: this.#queue.subarray(0, this.posts),
      ladder: this.#ladder,
      impact,
      outflow: this.#sample.outflow.subarray(0, this.#sample.samples * this.posts),
      mostSent: this.#options.overfill === "allow" ? undefined : leaves - this.crossed,
      whole: true,
    });
  }

  /** Writes the child orders that are best at these penalties, beside what is crossed anyway. */
  solve(penalties: Penalties, orders: ChildOrders): void {
    let taken = this.#worthTaking(penalties.lambdaUnder);
    if (this.posts > 0) {
      const answer = this.#answers[this.posts]!;
      this.#family.solve(penalties, answer);
      taken = answer[TAKE]!;
      for (let i = 0; i < this.posts; i++) orders.rest[this.#venue[i]!] = answer[restAt(i)]!;
    }
    this.#rungs.take(this.crossed + taken, orders);
  }

  /** Writes the child orders that cross what has to be crossed. */
  cross(orders: ChildOrders): void {
    this.#rungs.take(this.crossed, orders);
  }

  /** Shares that are cheaper to take than to miss: all the model has to say where nothing can rest. */
  #worthTaking(lambdaUnder: number): number {
    const { shares, cost } = this.#ladder;
    let worth = 0;
    for (let rung = 0; rung < cost.length && cost[rung]! < lambdaUnder; rung++) worth = shares[rung]!;
    return Math.min(this.#quantity, worth);
  }
}
