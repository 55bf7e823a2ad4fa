/** The simulator: a parent order and a strategy in, its fills out. @module */

import { hasPrice, NO_PRICE } from "../market/price.ts";
import { BUY, opposite, type Side } from "../market/side.ts";
import { clearChildOrders, makeChildOrders } from "./child_orders.ts";
import { CROSSED, FillLog, TAKEN, UNWOUND } from "./fill_log.ts";
import { FinalCrossing } from "./final_crossing.ts";
import { type LatencyModel, latencyModel, type LatencyNs } from "./latency.ts";
import { Ledger } from "./ledger.ts";
import { type Market, NO_QUOTE } from "./market.ts";
import type { ChildOrders, Decision, NearQuotes, Placement, Schedule, Strategy } from "./strategy.ts";
import { Marks } from "./marks.ts";
import { makeLadder, makeOffers, type Offers } from "./offers.ts";
import { PriceLimits } from "./price_limits.ts";
import type { QueueName } from "./queue/models.ts";
import { RestingOrders } from "./resting_orders.ts";
import type { ParentOrder } from "./parent_order.ts";

/** How the market answers. */
export interface MarketRules {
  /** From a decision until it acts at a venue, and again until its answer is back. */
  readonly latencyNs: LatencyNs;
  /** How long a venue must show other prices before what was taken there is forgotten, ns. */
  readonly refreshNs: number;
  /** What stands ahead of what rests. */
  readonly queue: QueueName;
  /**
   * What becomes of shares left at the end: `cross` sweeps what is displayed; `opportunity` leaves them, to be
   * priced at the mid and never as cash.
   */
  readonly residual: "cross" | "opportunity";
}

/** What became of one parent order. */
export interface Execution {
  readonly order: ParentOrder;
  /** Of the strategy and of the end of the horizon; their kind tells them apart. */
  readonly fills: FillLog;
  /** Last live mid before the start, 1e-9 dollars (or half of one); `NaN` if there was none. */
  readonly arrivalMid: number;
  /** Live mid at the end of the horizon, else the last defined. */
  readonly endMid: number;
  /**
   * Shares left over in the end: by `opportunity`, or because no venue ever showed a price. Negative are shares
   * filled too much for which that holds.
   */
  readonly unfilled: number;
  /** Times that the placement was asked. */
  readonly decisions: number;
  /** Shares sent to rest that came back, because the venue's best price had changed meanwhile. */
  readonly restsRefused: number;
  /** By venue: shares sent to take that came back because the price was beyond the limit. Holds until the next run. */
  readonly refused: Float64Array;
  /** Fills measured against the last defined mid, because just then there was none. */
  readonly undefinedMids: number;
  /** Fills whose mid the last print puts in doubt: see `Marks`. */
  readonly doubtfulMids: number;
}

/** What is known of a placement before it decides. */
type PlacementTraits = Omit<Placement, "place">;

/** A strategy whose placement is asked by whoever drives the simulator. */
interface StepwiseStrategy {
  readonly schedule: Schedule;
  readonly placement: PlacementTraits;
}

/** A decision to be made, and room for its child orders, all zero. The same objects at every decision. */
export interface OpenDecision {
  readonly decision: Decision;
  readonly orders: ChildOrders;
}

/**
 * Works parent orders, one after the other. A decision sees rows received before it and
 * acts after its venue's latency, on what is displayed then; the answer is back after the same latency
 * again, and nothing is decided while one is out. The schedule decides at each slice's start; what came
 * back goes out again as soon as it is back, as long as there was something for it to find. What rests is
 * cancelled so early that the answer is back by the next slice. At the horizon's end, what is left crosses
 * ({@linkcode FinalCrossing}), once the slowest venue can be reached.
 *
 * The bias: no other trader responds to these orders, so what they would do to the prices that follow is not
 * in the result. It grows with the part of the volume that they are.
 *
 * The simulator is woken by its own decisions, not by the tape: cost follows decisions and fills.
 *
 * @example
 * ```ts
 * import { Market } from "./market.ts";
 * import { taking } from "./strategy.ts";
 * import { Simulator } from "./simulator.ts";
 * import { FeeSchedule } from "../market/fee_schedule.ts";
 * import { TapeBuilder } from "../market/tape.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * const quote = { tsEventNs: 1, publisher: 2, bidPx: 9e9, bidSz: 100, askPx: 10e9, askSz: 200 };
 * const row = builder.next();
 * for (const [name, value] of Object.entries(quote)) builder.columns[name as "bidPx"][row] = value;
 * const tape = builder.finish({ originNs: 0n, symbol: "" });
 * const market = new Market(tape, FeeSchedule.flat(0.003, 0), {});
 * const simulator = new Simulator(market, {
 *   latencyNs: 500_000,
 *   refreshNs: 1e9,
 *   queue: "risk-averse",
 *   residual: "cross",
 * });
 * const order = { side: 1, quantity: 300, startNs: 1e9, endNs: 2e9 } as const;
 * const atOnce = { slices: 1, startNs: (slice: number) => slice === 0 ? 1e9 : 2e9, target: () => 300 };
 * const { fills } = simulator.run(order, {
 *   schedule: { name: "at once", begin: () => atOnce },
 *   placement: taking({ name: "all", place: (quantity, _offers, _side, split) => split.fill(quantity) }),
 * });
 * // 200 are displayed; the other 100 cross at the end, a tick worse.
 * assertEquals([...fills.shares.subarray(0, 2)], [200, 100]);
 * assertEquals([...fills.price.subarray(0, 2)], [10e9, 10.01e9]);
 * assertEquals([...fills.timeNs.subarray(0, 2)], [1.0005e9, 2.0005e9]);
 * ```
 */
export class Simulator {
  #market: Market;
  #rules: MarketRules;
  #ledger: Ledger;
  #marks: Marks;
  #resting: RestingOrders;
  #crossing: FinalCrossing;
  #latency: LatencyModel;
  /** Venues, the nearest first. */
  #byLatency: readonly number[];
  #decision: { -readonly [K in keyof Decision]: Decision[K] };
  #orders: ChildOrders;
  /** The same two, handed out at every decision. */
  #open: OpenDecision;
  #fills = new FillLog();
  #side: Side = BUY;
  #parentLimit = NO_PRICE;
  /** Of the decision: worst and best price to take at. */
  #limits: PriceLimits;
  /** Of an arrival: what is too good to be believed. */
  #arrivalLimits: PriceLimits;
  #restsRefused = 0;
  #refused: Float64Array;
  // Of the last child orders: shares taken, those that came back, and when all answers were there.
  #taken = 0;
  #returned = 0;
  #answeredNs = 0;

  /** @throws {RangeError} if the queue model does not fit the tape, or a latency is none. */
  constructor(market: Market, rules: MarketRules) {
    const venues = market.venues.count;
    this.#market = market;
    this.#rules = rules;
    this.#ledger = new Ledger(market, rules.refreshNs);
    this.#marks = new Marks(market, this.#fills);
    this.#resting = new RestingOrders(market, this.#ledger, this.#marks, rules.queue);
    this.#crossing = new FinalCrossing(market, this.#ledger, this.#marks);
    this.#limits = new PriceLimits(market);
    this.#arrivalLimits = new PriceLimits(market);
    this.#refused = new Float64Array(venues);
    const latency = this.#latency = latencyModel(rules.latencyNs);
    this.#byLatency = Array.from({ length: venues }, (_, venue) => venue)
      .sort((a, b) => latency.outNs(a) - latency.outNs(b) || a - b);
    this.#orders = makeChildOrders(venues);
    this.#decision = {
      market,
      index: 0,
      side: BUY,
      nowNs: NaN,
      rows: 0,
      untilNs: NaN,
      quantity: 0,
      overdue: 0,
      isLast: false,
      leaves: 0,
      offers: offersOf(market),
      ladder: market.levels === 1 ? undefined : makeLadder(venues, market.levels, market.fees.takeFee),
      nearQuotes: nearQuotesOf(market),
      mid: NaN,
      takeLimit: NaN,
    };
    this.#open = { decision: this.#decision, orders: this.#orders };
  }

  /**
   * Works one order. The same log of fills is used by every run, so it holds until the next.
   *
   * @throws {RangeError} if the placement's child orders are no shares, or too many, or may rest on a tape
   * that tells the book only before trades.
   */
  run(order: ParentOrder, strategy: Strategy): Execution {
    const { placement } = strategy;
    const steps = this.work(order, strategy);
    let step = steps.next();
    while (!step.done) {
      placement.place(step.value.decision, step.value.orders);
      step = steps.next();
    }
    return step.value;
  }

  /**
   * Works one order decision by decision, for a placement that answers elsewhere: whenever it yields, whoever drives
   * it writes the child orders. A simulator works one order at a time.
   *
   * @throws {RangeError} as {@linkcode Simulator.run} does.
   */
  *work(
    order: ParentOrder,
    { schedule, placement }: StepwiseStrategy,
  ): Generator<OpenDecision, Execution, void> {
    const { quantity } = order;
    if (placement.rests && this.#market.live.beforeTrades) {
      throw new RangeError(
        `${placement.name} cannot rest on this tape: it has a row per trade and no quotes between them`,
      );
    }
    this.#begin(order);
    const fills = this.#fills;
    const startRows = this.#market.rowsBefore(order.startNs);
    const arrivalMid = this.#market.lastMid(this.#market.touchEntry(startRows, order.startNs));
    const plan = schedule.begin(order, this.#market);
    let decisions = 0;
    let readyNs = order.startNs;
    let lastTarget = 0;
    for (let slice = 0; slice < plan.slices && fills.sharesFilled < quantity; slice++) {
      const untilNs = plan.startNs(slice + 1);
      let nowNs = Math.max(readyNs, plan.startNs(slice));
      if (nowNs >= untilNs) continue; // the last answer took longer than the slice
      const target = plan.target(slice, this.#market.rowsBefore(nowNs), fills.sharesFilled);
      let due = Math.min(quantity, target) - fills.sharesFilled;
      // Fills of this slice count towards the shares overdue from earlier slices first.
      const overdueUntil = Math.min(quantity, lastTarget);
      lastTarget = target;
      this.#decision.isLast = slice === plan.slices - 1;
      while (due > 0 && nowNs < untilNs) {
        // Shares at rest count as at work: filled or not, they are not due again.
        const before = fills.sharesFilled + this.#resting.shares;
        this.#decision.overdue = Math.max(0, overdueUntil - before);
        this.#decision.index = decisions++;
        this.#look(nowNs, untilNs, due, quantity - before);
        clearChildOrders(this.#orders);
        yield this.#open;
        this.#check(placement);
        this.#send(nowNs, untilNs);
        due -= fills.sharesFilled + this.#resting.shares - before;
        nowNs = readyNs = this.#answeredNs;
        if (this.#returned === 0 && !(placement.sequential && this.#taken > 0)) break;
      }
      this.#resting.finish();
    }
    const endNs = this.#market.arrivalNs(Math.max(order.endNs, readyNs) + this.#latency.slowestNs);
    const unfilled = this.#finish(quantity - fills.sharesFilled, endNs);
    if (placement.rests) fills.sortByTime();
    const endRows = this.#market.rowsBefore(order.endNs);
    return {
      order,
      fills,
      arrivalMid,
      endMid: this.#market.lastMid(this.#market.touchEntry(endRows, order.endNs)),
      unfilled,
      decisions,
      restsRefused: this.#restsRefused,
      refused: this.#refused,
      undefinedMids: this.#marks.undefinedMids,
      doubtfulMids: this.#marks.doubtfulMids,
    };
  }

  #begin({ side, limit = NO_PRICE }: ParentOrder): void {
    this.#side = side;
    this.#parentLimit = limit;
    this.#fills.clear();
    this.#ledger.begin(side);
    this.#resting.begin(side);
    this.#restsRefused = 0;
    this.#refused.fill(0);
    this.#marks.begin();
  }

  /** Fills in what the decision knows. */
  #look(nowNs: number, untilNs: number, quantity: number, leaves: number): void {
    const decision = this.#decision;
    const market = this.#market;
    const rows = market.rowsBefore(nowNs);
    decision.side = this.#side;
    decision.nowNs = nowNs;
    decision.untilNs = untilNs;
    decision.rows = rows;
    decision.quantity = quantity;
    decision.leaves = leaves;
    decision.mid = market.midOf(market.touchEntry(rows, nowNs));
    this.#limits.look(rows, nowNs, this.#side, this.#parentLimit);
    decision.takeLimit = this.#limits.worst;
    const { offers, nearQuotes } = decision;
    for (let venue = 0; venue < offers.count; venue++) {
      const row = market.liveRow(venue, rows, nowNs);
      this.#resting.work(venue, rows);
      this.#ledger.show(offers, venue, row, rows);
      if (!this.#limits.believes(offers.price[venue]!)) hide(offers, venue);
      nearQuotes.price[venue] = row === NO_QUOTE ? NO_PRICE : market.restPrice(row, this.#side);
      nearQuotes.size[venue] = hasPrice(nearQuotes.price[venue]!) ? market.nearSize(row, this.#side) : 0;
      if (decision.ladder !== undefined) this.#lookDeeper(decision.ladder, venue, row, rows);
    }
  }

  /** Fills in what a venue displays at all levels; what is beyond the limits is left out. */
  #lookDeeper(ladder: Offers, venue: number, row: number, rows: number): void {
    const { levels, venues: { count } } = this.#market;
    for (let level = 0; level < levels; level++) {
      const entry = level * count + venue;
      this.#ledger.showLevel(ladder, entry, venue, row, level, rows);
      if (!this.#limits.allows(ladder.price[entry]!)) hide(ladder, entry);
    }
  }

  #check({ name, overfills }: PlacementTraits): void {
    const { take, rest } = this.#orders;
    let sum = 0;
    for (let venue = 0; venue < take.length; venue++) {
      if (!isShares(take[venue]!) || !isShares(rest[venue]!)) {
        throw new RangeError(`${name} sent ${take[venue]} and ${rest[venue]} shares to one venue`);
      }
      sum += take[venue]! + rest[venue]!;
    }
    if (sum > this.#decision.leaves && !overfills) {
      throw new RangeError(`${name} sent ${sum} shares where ${this.#decision.leaves} are left`);
    }
  }

  /** Sends the child orders and waits for all answers. */
  #send(nowNs: number, untilNs: number): void {
    const { take, takeLimit, rest } = this.#orders;
    const { offers, nearQuotes } = this.#decision;
    const { resolutionNs } = this.#market.live;
    this.#answeredNs = nowNs;
    this.#taken = 0;
    this.#returned = 0;
    for (const venue of this.#byLatency) {
      if (take[venue] === 0 && rest[venue] === 0) continue;
      const backNs = this.#latency.backNs(venue);
      const atNs = this.#market.arrivalNs(nowNs + this.#latency.outNs(venue));
      const rows = this.#market.rowsThrough(atNs);
      this.#resting.work(venue, rows);
      if (take[venue]! > 0) {
        const limit = takeLimit[venue]!;
        const filled = this.#take(venue, take[venue]!, limit, rows, atNs, this.#fills.send(nowNs));
        this.#taken += filled;
        // What did not fill goes out again only where the decision had seen something to take: sent where
        // nothing was displayed within its limit, it would come back for ever.
        const price = offers.price[venue]!;
        const wasThere = offers.size[venue]! > 0 && !this.#isWorse(price, limit) &&
          !this.#limits.refuses(price);
        if (wasThere) this.#returned += take[venue]! - filled;
      }
      if (rest[venue]! > 0) {
        const price = nearQuotes.price[venue]!;
        const child = this.#fills.send(nowNs);
        if (this.#isWorse(price, this.#parentLimit)) this.#refused[venue]! += rest[venue]!;
        else if (!this.#resting.add(venue, price, rest[venue]!, rows, atNs, untilNs - backNs, child)) {
          this.#restsRefused += rest[venue]!;
          if (hasPrice(price)) this.#returned += rest[venue]!;
        }
      }
      // Venues go by latency, so the last answer is the latest. It takes a tick of the tape's clock at least:
      // without latency too, the next decision sees the rows that this one met.
      this.#answeredNs = atNs + Math.max(backNs, resolutionNs);
    }
  }

  /** A child order that takes arrives, and walks the book up to its limit; returns the shares that it fills. */
  #take(
    venue: number,
    shares: number,
    limit: number,
    rows: number,
    atNs: number,
    child: number,
  ): number {
    const row = this.#market.liveRow(venue, rows, atNs);
    if (row === NO_QUOTE) return 0;
    this.#arrivalLimits.look(rows, atNs, this.#side);
    let filled = 0;
    for (let level = 0; level < this.#market.levels && filled < shares; level++) {
      const price = this.#market.levelPrice(row, this.#side, level);
      if (!hasPrice(price) || this.#isWorse(price, limit)) break;
      if (this.#limits.refuses(price)) {
        this.#refused[venue]! += shares - filled;
        break;
      }
      if (!this.#arrivalLimits.believes(price)) continue;
      const displayed = this.#market.levelSize(row, this.#side, level);
      const taken = Math.min(shares - filled, this.#ledger.left(venue, price, displayed, rows));
      if (taken === 0) continue;
      this.#ledger.take(venue, price, taken, rows);
      this.#marks.look(rows, atNs, this.#side);
      this.#marks.log(atNs, venue, price, taken, this.#market.fees.takeFee[venue]!, TAKEN, child);
      filled += taken;
    }
    return filled;
  }

  #isWorse(price: number, limit: number): boolean {
    return this.#side * price > this.#side * limit;
  }

  /** The end of the horizon; returns the shares that stay unfilled. */
  #finish(leaves: number, atNs: number): number {
    if (leaves === 0 || (leaves > 0 && this.#rules.residual === "opportunity")) return leaves;
    if (leaves > 0) return this.#crossing.cross(leaves, this.#side, 1, atNs, CROSSED, this.#parentLimit);
    // Shares filled too much go back, on the other side.
    const back = opposite(this.#side);
    this.#ledger.begin(back);
    return 0 - this.#crossing.cross(-leaves, back, -1, atNs, UNWOUND);
  }
}

function hide({ price, size }: Offers, venue: number): void {
  price[venue] = NO_PRICE;
  size[venue] = 0;
}

function offersOf({ venues, fees }: Market): Offers {
  return { ...makeOffers(venues.count), takeFee: fees.takeFee, addRebate: fees.addRebate };
}

function nearQuotesOf({ venues: { count }, fees: { addRebate } }: Market): NearQuotes {
  return { count, price: new Float64Array(count).fill(NO_PRICE), size: new Float64Array(count), addRebate };
}

function isShares(shares: number): boolean {
  return shares >= 0 && Number.isSafeInteger(shares);
}
