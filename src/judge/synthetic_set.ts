/** A router's fills whose truth is known, made by the simulator itself. @module */

import { measureOrder, type OrderMeasure } from "../analysis/order_measure.ts";
import type { Plan } from "../backtest/plan.ts";
import { marketOf, parentOrdersOf } from "../backtest/on_tape.ts";
import { setupOf } from "../backtest/run.ts";
import { BEYOND, type FillLog, NO_CHILD, RESTED, TAKEN } from "../execution/fill_log.ts";
import { type LatencyModel, latencyModel } from "../execution/latency.ts";
import { type Market, NO_QUOTE } from "../execution/market.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import { Simulator } from "../execution/simulator.ts";
import type { ChildOrders, Decision, Placement, Strategy } from "../execution/strategy.ts";
import { hasPrice, NO_PRICE } from "../market/price.ts";
import { seededRandom } from "../market/random.ts";
import { BUY, opposite, type Side } from "../market/side.ts";
import { ACTION_TRADE, FLAG_LAST, SIDE_ASK, SIDE_BID, type Tape, TapeBuilder } from "../market/tape.ts";
import { firstPoint } from "../model/point.ts";
import { parametersOf, type StrategyName } from "../strategy/strategy_name.ts";
import { StrategyMaker } from "../strategy/strategy_maker.ts";
import { worstQuote } from "./worst_quote.ts";

/** How a set is made, beside the question that says which orders, and by which rules they fill. */
export interface SetOptions {
  /** Who routes; `bad` takes from the dearest venue within the limits. @default twap+join */
  readonly router?: StrategyName | "bad" | undefined;
  /** The tape's clock less the router's, ns. @default 0 */
  readonly clockOffsetNs?: number | undefined;
  /** By how much the router's stamps miss its own clock, at most, either way, ns. @default 0 */
  readonly jitterNs?: number | undefined;
  /** What the jitter is drawn from. @default 1 */
  readonly seed?: number | undefined;
}

/** A fill of the set, by the tape's clock. */
interface SetFill {
  readonly order: number;
  readonly child: number;
  /** ns after the tape's origin. */
  readonly timeNs: number;
  readonly side: Side;
  readonly venue: number;
  readonly price: number;
  readonly shares: number;
  readonly kind: number;
  /** A share's, 1e-9 dollars. */
  readonly fee: number;
  /** What the stamp misses, ns. */
  readonly jitterNs: number;
  /** Row of the tape, without own prints, that its print comes before. */
  readonly beforeRow: number;
}

/** A child order of the set, by the tape's clock. */
interface SetChild {
  readonly order: number;
  readonly venue: number;
  readonly side: Side;
  /** 1e-9 dollars. */
  readonly price: number;
  readonly shares: number;
  readonly sentNs: number;
  readonly reachedNs: number;
  readonly untilNs: number;
  readonly takes: boolean;
}

/** A set whose truth is known. */
export interface FillSet {
  /** The tape, with the router's own prints on it. */
  readonly tape: Tape;
  readonly market: Market;
  readonly orders: readonly ParentOrder[];
  readonly fills: readonly SetFill[];
  readonly children: readonly SetChild[];
  /** The generating run's own measures, by order. */
  readonly measures: readonly OrderMeasure[];
  /** The tape's clock less the router's, ns. */
  readonly clockOffsetNs: number;
}

/**
 * Works a question's orders by a router and writes down what a real one would know: fills and child orders. Each fill
 * is printed on the tape, at the moment it came about, just before the row that caused it; quotes stay as they were.
 * What was priced beyond the displayed size was no fill, and stays unfilled.
 *
 * @throws {QuestionError} as a back-test would.
 */
export function makeFillSet(tape: Tape, { question }: Plan, options: SetOptions = {}): FillSet {
  const { router = { schedule: "twap", placement: "join" }, clockOffsetNs = 0, jitterNs = 0, seed = 1 } =
    options;
  const market = marketOf(tape, question.rules);
  const { orders } = parentOrdersOf(question, market);
  const setup = setupOf(question, market, { orders }, {});
  const maker = new StrategyMaker(market, setup);
  const simulator = new Simulator(market, { ...setup, residual: "cross" });
  const { schedule, placement } = strategyOf(router, maker);
  const latency = latencyModel(setup.latencyNs);
  const random = seededRandom(seed);
  const fills: SetFill[] = [];
  const children: SetChild[] = [];
  const measures: OrderMeasure[] = [];
  for (const [number, order] of orders.entries()) {
    const sent = new ChildBook(market, order, number, latency);
    const execution = simulator.run(order, { schedule, placement: watching(placement, sent) });
    dropBeyond(execution.fills);
    const real = execution.fills;
    measures.push(measureOrder({ ...execution, unfilled: order.quantity - real.sharesFilled }, market));
    for (let i = 0; i < real.length; i++) {
      fills.push({
        order: number,
        child: children.length + sent.childOf(real, i),
        timeNs: real.timeNs[i]!,
        side: order.side,
        venue: real.venue[i]!,
        price: real.price[i]!,
        shares: real.shares[i]!,
        kind: real.kind[i]!,
        fee: real.fee[i]!,
        jitterNs: Math.round((2 * random() - 1) * jitterNs),
        beforeRow: causeOf(real, i, order.side, market),
      });
    }
    children.push(...sent.children);
  }
  return { tape: withPrints(market, fills), market, orders, fills, children, measures, clockOffsetNs };
}

function strategyOf(router: StrategyName | "bad", maker: StrategyMaker): Strategy {
  if (router !== "bad") return maker.make(router, firstPoint(parametersOf(router)));
  const { schedule } = maker.make({ schedule: "twap", placement: "best-quote" }, {});
  return { schedule, placement: worstQuote };
}

/** The same placement, whose child orders are written down. */
function watching(placement: Placement, book: ChildBook): Placement {
  return {
    ...placement,
    place(decision, orders) {
      placement.place(decision, orders);
      book.note(decision, orders);
    },
  };
}

/** The child orders of one parent order. */
class ChildBook {
  readonly children: SetChild[] = [];
  #market: Market;
  #order: ParentOrder;
  #number: number;
  #latency: LatencyModel;

  constructor(market: Market, order: ParentOrder, number: number, latency: LatencyModel) {
    this.#market = market;
    this.#order = order;
    this.#number = number;
    this.#latency = latency;
  }

  /** Writes down what a decision sends: what comes to rest, where it does. */
  note(
    { nowNs, untilNs, nearQuotes, takeLimit: worst }: Decision,
    { take, takeLimit, rest }: ChildOrders,
  ): void {
    const { side, limit = NO_PRICE } = this.#order;
    for (let venue = 0; venue < take.length; venue++) {
      const reachedNs = this.#market.arrivalNs(nowNs + this.#latency.outNs(venue));
      const times = { sentNs: nowNs, reachedNs };
      if (take[venue]! > 0) {
        const own = takeLimit[venue]!;
        const price = Math.round(hasPrice(own) ? side * Math.min(side * own, side * worst) : worst);
        this.#add({ venue, price, shares: take[venue]!, untilNs: reachedNs, takes: true, ...times });
      }
      const price = nearQuotes.price[venue]!;
      const cancelNs = untilNs - this.#latency.backNs(venue);
      if (rest[venue]! === 0 || side * price > side * limit || reachedNs >= cancelNs) continue;
      const row = this.#market.liveRow(venue, this.#market.rowsThrough(reachedNs), reachedNs);
      if (row === NO_QUOTE || this.#market.restPrice(row, side) !== price) continue;
      this.#add({ venue, price, shares: rest[venue]!, untilNs: cancelNs, takes: false, ...times });
    }
  }

  /**
   * The child order that a fill is of, known by when and to which venue it was sent: a decision sends a venue at most
   * one that takes and one that rests. A crossing at the end of the horizon is a child order of its own.
   */
  childOf(fills: FillLog, i: number): number {
    const [timeNs, venue] = [fills.timeNs[i]!, fills.venue[i]!];
    if (fills.child[i] === NO_CHILD) {
      const [price, shares] = [fills.price[i]!, fills.shares[i]!];
      return this.#add({
        venue,
        price,
        shares,
        takes: true,
        sentNs: timeNs,
        reachedNs: timeNs,
        untilNs: timeNs,
      });
    }
    const sentNs = fills.sentNs(i);
    const takes = fills.kind[i] === TAKEN;
    const index = this.children.findIndex((child) =>
      child.sentNs === sentNs && child.venue === venue && child.takes === takes
    );
    if (index < 0) throw new RangeError(`Fill ${i} is of a child order that was not written down`);
    return index;
  }

  #add(child: Omit<SetChild, "order" | "side">): number {
    return this.children.push({ ...child, order: this.#number, side: this.#order.side }) - 1;
  }
}

/** Takes out what was priced beyond the displayed size: nobody sold it. */
function dropBeyond(fills: FillLog): void {
  const { timeNs, venue, price, shares, fee, kind, mid, touch, child } = fills;
  const columns = [timeNs, venue, price, shares, fee, kind, mid, touch, child];
  let kept = 0;
  for (let i = 0; i < fills.length; i++) {
    if (kind[i] === BEYOND) {
      fills.sharesFilled -= shares[i]!;
      continue;
    }
    for (const column of columns) column[kept] = column[i]!;
    kept++;
  }
  fills.length = kept;
}

/** The row that a fill's own print comes before: that which filled it at rest, else the first after its arrival. */
function causeOf(
  { timeNs, venue, kind, mid, touch }: FillLog,
  i: number,
  side: Side,
  market: Market,
): number {
  const atNs = timeNs[i]!;
  const end = market.rowsThrough(atNs);
  if (kind[i] !== RESTED) return end;
  const { clockNs } = market.live;
  const { publisher } = market.tape.columns;
  let row = end - 1;
  for (; row > 0 && clockNs[row - 1] === atNs; row--);
  for (; row < end; row++) {
    if (market.venues.of(publisher[row]!) !== venue[i]) continue;
    const entry = market.touchEntry(row, atNs);
    if (market.lastMid(entry) === mid[i] && market.lastTouchPrice(entry, side) === touch[i]) return row;
  }
  throw new RangeError("A fill at rest has no row that caused it");
}

/** The market's tape with a print for each fill. */
function withPrints(market: Market, fills: readonly SetFill[]): Tape {
  const { tape, venues } = market;
  const inserted = fills.toSorted((a, b) => a.beforeRow - b.beforeRow || a.timeNs - b.timeNs);
  const lastRow = new Int32Array(venues.count).fill(-1);
  const builder = new TapeBuilder(tape.length + fills.length);
  let next = 0;
  for (let row = 0; row <= tape.length; row++) {
    for (; next < inserted.length && inserted[next]!.beforeRow === row; next++) {
      addPrint(builder, inserted[next]!, lastRow[inserted[next]!.venue]!, row, tape);
    }
    if (row === tape.length) break;
    builder.copy(tape.columns, row);
    const venue = venues.of(tape.columns.publisher[row]!);
    if (venue >= 0) lastRow[venue] = row;
  }
  return builder.finish({ originNs: tape.originNs, symbol: tape.symbol, notes: tape.notes });
}

/** Adds a fill's print before a row of the tape; the quotes it repeats are its venue's last. */
function addPrint(
  builder: TapeBuilder,
  { timeNs, price, shares, side, kind, beforeRow }: SetFill,
  quoted: number,
  row: number,
  { columns, length }: Tape,
): void {
  const at = builder.next();
  const print = builder.columns;
  // Rows received at once go by the venue's stamp: no earlier than that before, no later than that behind.
  const neighbour = kind === RESTED ? Math.min(row, length - 1) : beforeRow - 1;
  const isTied = Number.isNaN(columns.tsRecvNs[neighbour]!) || columns.tsRecvNs[neighbour] === timeNs;
  print.tsEventNs[at] = isTied ? columns.tsEventNs[neighbour]! : timeNs;
  print.tsRecvNs[at] = Number.isNaN(columns.tsRecvNs[neighbour]!) ? NaN : timeNs;
  print.publisher[at] = columns.publisher[quoted]!;
  print.action[at] = ACTION_TRADE;
  const aggressor = kind === RESTED ? opposite(side) : side;
  print.side[at] = aggressor === BUY ? SIDE_BID : SIDE_ASK;
  print.flags[at] = FLAG_LAST;
  print.price[at] = price;
  print.size[at] = shares;
  print.bidPx[at] = columns.bidPx[quoted]!;
  print.askPx[at] = columns.askPx[quoted]!;
  print.bidSz[at] = columns.bidSz[quoted]!;
  print.askSz[at] = columns.askSz[quoted]!;
}
