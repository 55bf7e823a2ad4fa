import { hasPrice, NO_PRICE } from "../market/price.ts";
import { BUY, opposite, type Side } from "../market/side.ts";
import { BEYOND, CROSSED, FillLog, TAKEN, UNWOUND } from "./fill_log.ts";
import { Ledger } from "./ledger.ts";
import { type LiveMarket, NO_QUOTE } from "./live_market.ts";
import type { ChildOrders, Decision, MarketStrategy } from "./market_strategy.ts";
import { Marks } from "./marks.ts";
import { makeOffers, type Offers } from "./offers.ts";
import { type QueueModel, RestingOrders } from "./resting_orders.ts";
import type { ParentOrder } from "./schedule.ts";

/** How the market answers. */
export interface MarketRules {
  /** By venue: from a decision until it acts, and again until its answer is back, ns. */
  readonly latencyNs: Float64Array;
  /** How long a venue must show another price before what was taken there is forgotten, ns. */
  readonly refreshNs: number;
  readonly queue: QueueModel;
  /**
   * What becomes of shares left at the end: `cross` sweeps what is displayed; `opportunity` leaves them, to be
   * priced at the mid and never as cash.
   */
  readonly residual: "cross" | "opportunity";
}

/** What became of one parent order under market rules. */
export interface MarketExecution {
  readonly order: ParentOrder;
  /** Of the strategy and of the end of the horizon; their kind tells them apart. */
  readonly fills: FillLog;
  /** Last live mid before the start, 1e-9 dollars (or half of one); `NaN` if there was none. */
  readonly arrivalMid: number;
  /** Live mid at the end of the horizon, else the last defined. */
  readonly endMid: number;
  /** Shares left over in the end: by `opportunity`, or because no venue ever showed a price. */
  readonly unfilled: number;
  /** Times that the placement was asked. */
  readonly decisions: number;
  /** Shares sent to rest that came back, because the venue's touch had moved on. */
  readonly restsRefused: number;
  /** Fills measured against the last defined mid, because just then there was none. */
  readonly undefinedMids: number;
}

/** Prices step by a cent, below a dollar by a hundredth of one. */
const TICK = 1e7;
const SMALL_TICK = 1e5;
const DOLLAR = 1e9;

/**
 * Works parent orders by market rules (docs/measurement.md), one after the other. A decision sees rows
 * received before it and acts after its latency, on what is displayed then; the answer is back after the
 * same latency again, and nothing is decided while one is out. The schedule decides at each slice's start; what came
 * back unfilled goes out again as soon as it is back, as long as the placement finds something. What rests is
 * cancelled so early that the answer is back by the next slice.
 *
 * It is woken by its own decisions, not by the tape: cost follows decisions and fills.
 */
export class MarketSimulator {
  #market: LiveMarket;
  #rules: MarketRules;
  #ledger: Ledger;
  #marks: Marks;
  #resting: RestingOrders;
  #byLatency: readonly number[];
  #slowestNs: number;
  #decision: { -readonly [K in keyof Decision]: Decision[K] };
  #orders: ChildOrders;
  // What an arrival or the final crossing meets.
  #met: Offers;
  #fills = new FillLog();
  #side: Side = BUY;
  #restsRefused = 0;
  #returned = 0;

  constructor(market: LiveMarket, rules: MarketRules) {
    const venues = market.venues.count;
    this.#market = market;
    this.#rules = rules;
    this.#ledger = new Ledger(market, rules.refreshNs);
    this.#marks = new Marks(market);
    this.#resting = new RestingOrders(market, this.#marks, rules.queue);
    this.#byLatency = Array.from({ length: venues }, (_, venue) => venue)
      .sort((a, b) => rules.latencyNs[a]! - rules.latencyNs[b]! || a - b);
    this.#slowestNs = Math.max(...rules.latencyNs);
    this.#orders = {
      take: new Float64Array(venues),
      takeLimit: new Float64Array(venues),
      rest: new Float64Array(venues),
    };
    this.#met = offersOf(market);
    this.#decision = {
      market,
      side: BUY,
      nowNs: NaN,
      rows: 0,
      untilNs: NaN,
      quantity: 0,
      overdue: 0,
      leaves: 0,
      offers: offersOf(market),
      nearSide: offersOf(market),
      mid: NaN,
    };
  }

  /**
   * Works one order. The same log of fills is used by every run, so it holds until the next.
   *
   * @throws {RangeError} if the placement's child orders are no shares, or too many.
   */
  run(order: ParentOrder, { schedule, placement }: MarketStrategy): MarketExecution {
    const { side, quantity } = order;
    this.#begin(side);
    const fills = this.#fills;
    const startRows = this.#market.rowsBefore(order.startNs);
    const arrivalMid = this.#market.lastMid(this.#market.touch(startRows, order.startNs));
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
      // What this slice fills pays for what is overdue first.
      const overdueUntil = Math.min(quantity, lastTarget);
      lastTarget = target;
      while (due > 0 && nowNs < untilNs) {
        this.#decision.overdue = Math.max(0, overdueUntil - fills.sharesFilled);
        this.#look(nowNs, untilNs, due, quantity - fills.sharesFilled - this.#resting.shares);
        const { take, takeLimit, rest } = this.#orders;
        take.fill(0);
        takeLimit.fill(NaN);
        rest.fill(0);
        placement.place(this.#decision, this.#orders);
        decisions++;
        this.#check(placement.name, placement.overfills);
        const before = fills.sharesFilled;
        const restedBefore = this.#resting.shares;
        nowNs = this.#send(nowNs, untilNs);
        due -= fills.sharesFilled - before + this.#resting.shares - restedBefore;
        readyNs = nowNs;
        const goesOn = this.#returned > 0 || (placement.sequential && fills.sharesFilled > before);
        if (!goesOn) break;
      }
      this.#resting.finish(fills);
    }
    const endNs = this.#market.arrivalNs(Math.max(order.endNs, readyNs) + this.#slowestNs);
    const unfilled = this.#finish(quantity - fills.sharesFilled, endNs);
    if (placement.rests) fills.sortByTime();
    const endRows = this.#market.rowsBefore(order.endNs);
    return {
      order,
      fills,
      arrivalMid,
      endMid: this.#market.lastMid(this.#market.touch(endRows, order.endNs)),
      unfilled,
      decisions,
      restsRefused: this.#restsRefused,
      undefinedMids: this.#marks.undefinedCount,
    };
  }

  #begin(side: Side): void {
    this.#side = side;
    this.#fills.clear();
    this.#ledger.begin(side);
    this.#resting.begin(side);
    this.#restsRefused = 0;
    this.#marks.undefinedCount = 0;
  }

  /** Fills in what the decision knows. */
  #look(nowNs: number, untilNs: number, quantity: number, leaves: number): void {
    const decision = this.#decision;
    const rows = this.#market.rowsBefore(nowNs);
    decision.side = this.#side;
    decision.nowNs = nowNs;
    decision.untilNs = untilNs;
    decision.rows = rows;
    decision.quantity = quantity;
    decision.leaves = leaves;
    decision.mid = this.#market.midOf(this.#market.touch(rows, nowNs));
    const { offers, nearSide } = decision;
    for (let venue = 0; venue < offers.count; venue++) {
      const row = this.#market.liveRow(venue, rows, nowNs);
      this.#show(offers, venue, row, rows, nowNs);
      nearSide.price[venue] = row === NO_QUOTE ? NO_PRICE : this.#market.nearPrice(row, this.#side);
      nearSide.size[venue] = hasPrice(nearSide.price[venue]!) ? this.#market.nearSize(row, this.#side) : 0;
    }
  }

  /** Writes what a venue has left to take. */
  #show(offers: Offers, venue: number, row: number, rows: number, timeNs: number): void {
    const price = row === NO_QUOTE ? NO_PRICE : this.#market.farPrice(row, this.#side);
    const left = hasPrice(price)
      ? this.#ledger.left(venue, price, this.#market.farSize(row, this.#side), rows, timeNs)
      : 0;
    offers.price[venue] = left > 0 ? price : NO_PRICE;
    offers.size[venue] = left;
  }

  #check(name: string, overfills: boolean): void {
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

  /** Sends the child orders; returns when all answers are back. */
  #send(nowNs: number, untilNs: number): number {
    const { take, takeLimit, rest } = this.#orders;
    // Without latency too, the next decision sees the rows that this one met.
    let answeredNs = nowNs + this.#market.live.resolutionNs;
    this.#returned = 0;
    for (const venue of this.#byLatency) {
      if (take[venue] === 0 && rest[venue] === 0) continue;
      const latencyNs = this.#rules.latencyNs[venue]!;
      const atNs = this.#market.arrivalNs(nowNs + latencyNs);
      const rows = this.#market.rowsThrough(atNs);
      if (take[venue]! > 0) {
        this.#returned += take[venue]! - this.#take(venue, take[venue]!, takeLimit[venue]!, rows, atNs);
      }
      if (rest[venue]! > 0) {
        const price = this.#decision.nearSide.price[venue]!;
        const rested = this.#resting.add(venue, price, rest[venue]!, rows, atNs, untilNs - latencyNs);
        if (!rested) this.#restsRefused += rest[venue]!;
      }
      answeredNs = Math.max(answeredNs, atNs + latencyNs);
    }
    return answeredNs;
  }

  /** A child order that takes arrives; returns the shares that it fills. */
  #take(venue: number, shares: number, limit: number, rows: number, atNs: number): number {
    const row = this.#market.liveRow(venue, rows, atNs);
    if (row === NO_QUOTE) return 0;
    const price = this.#market.farPrice(row, this.#side);
    if (!hasPrice(price) || this.#side * price > this.#side * limit) return 0;
    const left = this.#ledger.left(venue, price, this.#market.farSize(row, this.#side), rows, atNs);
    const filled = Math.min(shares, left);
    if (filled > 0) this.#fill(venue, price, filled, rows, atNs, TAKEN);
    return filled;
  }

  #fill(venue: number, price: number, shares: number, rows: number, atNs: number, kind: number): void {
    this.#marks.look(rows, atNs, this.#side);
    this.#ledger.take(venue, price, shares, rows);
    const fee = this.#market.fees.takeFee[venue]!;
    this.#fills.add(atNs, venue, price, shares, fee, kind, this.#marks.mid, this.#marks.touch);
  }

  /** The end of the horizon; returns the shares that stay unfilled. */
  #finish(leaves: number, atNs: number): number {
    if (leaves < 0) return this.#unwind(-leaves, atNs);
    if (leaves === 0 || this.#rules.residual === "opportunity") return leaves;
    return this.#cross(leaves, atNs, CROSSED, 1);
  }

  /** Shares filled too much go back, on the other side. */
  #unwind(shares: number, atNs: number): number {
    this.#side = opposite(this.#side);
    this.#ledger.begin(this.#side);
    const left = this.#cross(shares, atNs, UNWOUND, -1);
    return left === 0 ? 0 : -left;
  }

  /**
   * Sweeps what is displayed, cheapest all-in first; what exceeds it is priced a tick worse for each
   * further multiple of all that is displayed. Returns the shares that no price was ever shown for.
   */
  #cross(shares: number, atNs: number, kind: number, sign: 1 | -1): number {
    const rows = this.#market.rowsThrough(atNs);
    const { takeFee } = this.#market.fees;
    const met = this.#met;
    const side = this.#side;
    let displayed = 0;
    for (let venue = 0; venue < met.count; venue++) {
      const row = this.#market.liveRow(venue, rows, atNs);
      this.#show(met, venue, row, rows, atNs);
      if (row !== NO_QUOTE && hasPrice(this.#market.farPrice(row, side))) {
        displayed += this.#market.farSize(row, side);
      }
    }
    this.#marks.look(rows, atNs, side);
    const { mid, touch } = this.#marks;
    let left = shares;
    let worst = touch;
    let lastVenue = 0;
    for (let venue = cheapest(met, side); left > 0 && venue >= 0; venue = cheapest(met, side)) {
      const filled = Math.min(left, met.size[venue]!);
      const price = met.price[venue]!;
      this.#fills.add(atNs, venue, price, sign * filled, takeFee[venue]!, kind, mid, touch);
      left -= filled;
      if (side * price > side * worst) worst = price;
      lastVenue = venue;
      met.size[venue] = 0;
    }
    if (left === 0 || !hasPrice(worst)) return left;
    // Whole multiples of the displayed size, each a tick worse than the one before: a mean price of whole ticks
    // and one more, so that the sum is exact in two fills.
    const rung = displayed > 0 ? displayed : left;
    const whole = Math.floor(left / rung);
    const tickShares = rung * whole * (whole + 1) / 2 + (left - whole * rung) * (whole + 1);
    const ticks = Math.floor(tickShares / left);
    const oneMore = tickShares - ticks * left;
    for (const [part, more] of [[left - oneMore, ticks], [oneMore, ticks + 1]] as const) {
      if (part === 0) continue;
      const price = Math.max(SMALL_TICK, worst + side * more * tickOf(worst));
      this.#fills.add(atNs, lastVenue, price, sign * part, takeFee[lastVenue]!, BEYOND, mid, touch);
    }
    return 0;
  }
}

function offersOf({ venues, fees }: LiveMarket): Offers {
  return { ...makeOffers(venues.count), takeFee: fees.takeFee, addRebate: fees.addRebate };
}

function isShares(shares: number): boolean {
  return shares >= 0 && Number.isSafeInteger(shares);
}

/** The least price step, 1e-9 dollars. */
export function tickOf(price: number): number {
  return price < DOLLAR ? SMALL_TICK : TICK;
}

/** The venue that is cheapest to take from, fees included; the lowest index of equal ones; -1 if none has any left. */
export function cheapest(offers: Offers, side: number): number {
  let best = -1;
  let bestCost = Infinity;
  for (let venue = 0; venue < offers.count; venue++) {
    const cost = side * offers.price[venue]! + offers.takeFee[venue]!;
    if (cost < bestCost && offers.size[venue]! > 0) {
      best = venue;
      bestCost = cost;
    }
  }
  return best;
}
