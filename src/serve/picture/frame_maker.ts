/** Frames: what is there at a moment, and what has happened since the frame before. @module */

import { BPS, toDollars } from "../../market/price.ts";
import type { Market } from "../../execution/market.ts";
import { sideName } from "../../market/side.ts";
import type {
  Attribution,
  ChildOrder,
  Decision,
  Fill,
  Frame,
  OrderProgress,
  StrategyCost,
  StrategyProgress,
} from "../frames.ts";
import type { Happened, KnownFill, LastDecision, OpenOrder, PaperTrading } from "../trading/paper_trading.ts";
import type { WorkedOrder } from "../trading/desk.ts";
import { columnAt, dollars, ladderAt, touchAt } from "./book.ts";
import { reasonsOf } from "./reasons.ts";
import { tradesBetween } from "./trades.ts";

/** Fills of a frame, at most. */
export const MOST_FILLS = 200;

/** What a frame says of the run; how the view itself is, is added by those who show it. */
export type Picture = Omit<Frame, "run" | "frame" | "merged" | "playback" | "health">;

/** Makes the frames of one run. */
export class FrameMaker {
  #trading: PaperTrading;
  /** Rows that the frame before has shown. */
  #rows: number;
  #fills: KnownFill[] = [];
  #fillsLeftOut = 0;
  #ended: OpenOrder[] = [];

  /** @param rows that need not be told of, as they were before the run. */
  constructor(trading: PaperTrading, rows: number) {
    this.#trading = trading;
    this.#rows = rows;
  }

  /** Notes what happened, for the next frame. */
  note({ fills, ended }: Happened): void {
    for (const fill of fills) {
      if (this.#fills.length < MOST_FILLS) this.#fills.push(fill);
      else this.#fillsLeftOut++;
    }
    this.#ended.push(...ended);
    if (this.#ended.length > MOST_ENDED) this.#ended = this.#ended.slice(-MOST_ENDED);
  }

  /** The picture of a moment, after so many rows; the next one tells what comes after it. */
  make(market: Market, rows: number, nowNs: number): Picture {
    const trading = this.#trading;
    const picture = {
      nowNs,
      touch: touchAt(market, rows, nowNs),
      ladder: ladderAt(market, rows, nowNs),
      column: columnAt(market, rows, nowNs),
      trades: tradesBetween(market, this.#rows, rows),
      fills: this.#fills.map((known) => fillOf(known, market)),
      fillsLeftOut: this.#fillsLeftOut,
      orders: [
        ...this.#ended.map((order) => progressOf(order, { ended: true })),
        ...trading.open.map((order) => progressOf(order, { ended: false })),
      ],
      decision: trading.decision === undefined ? null : decisionOf(trading.decision, market, nowNs),
      costs: costsOf(trading),
      attribution: attributionOf(trading),
    };
    this.#rows = Math.max(rows, this.#rows);
    this.#fills = [];
    this.#fillsLeftOut = 0;
    this.#ended = [];
    return picture;
  }
}

/** Orders that ended, of a frame, at most. */
const MOST_ENDED = 20;

function fillOf({ open, strategy, fill }: KnownFill, { venues }: Market): Fill {
  return {
    order: open.number,
    side: sideName(open.order.side),
    strategy,
    timeNs: fill.timeNs,
    venue: fill.venue === null ? -1 : venues.names.indexOf(fill.venue),
    price: fill.price,
    shares: fill.shares,
    kind: fill.kind,
    fee: fill.fee,
  };
}

function progressOf(
  { number, order, worked, shown }: OpenOrder,
  { ended }: { readonly ended: boolean },
): OrderProgress {
  return {
    order: number,
    side: sideName(order.side),
    quantity: order.quantity,
    startNs: order.startNs,
    endNs: order.endNs,
    arrivalMid: dollars(worked[0]!.arrivalMid),
    ended,
    strategies: worked.map((each, i) => strategyProgress(each, shown[i]!, order.side)),
  };
}

function strategyProgress({ fills, arrivalMid }: WorkedOrder, shown: number, side: number): StrategyProgress {
  let filled = 0;
  let cash = 0;
  let fees = 0;
  for (let i = 0; i < shown; i++) {
    const { shares, price, fee } = fills[i]!;
    filled += shares;
    cash += shares * price;
    fees += fee;
  }
  if (filled === 0) return { filled, averagePrice: null, costBps: null };
  const arrival = filled * toDollars(arrivalMid);
  const cost = (side * (cash - arrival) + fees) / arrival * BPS;
  return { filled, averagePrice: cash / filled, costBps: Number.isNaN(cost) ? null : cost };
}

function decisionOf({ open, made }: LastDecision, { venues, tape }: Market, nowNs: number): Decision {
  return {
    order: open.number,
    side: sideName(open.order.side),
    index: made.index,
    timeNs: made.nowNs,
    untilNs: made.untilNs,
    quantity: made.quantity,
    overdue: made.overdue,
    leaves: made.leaves,
    isLast: made.isLast,
    takeLimit: dollars(made.takeLimit),
    children: made.children.map((sent): ChildOrder => ({
      venue: sent.venue,
      kind: sent.kind,
      shares: sent.shares,
      filled: filledOf(sent.child, open.worked[0]!, nowNs),
      price: dollars(sent.price),
      displayed: sent.displayed,
      fee: toDollars(sent.fee),
    })),
    why: reasonsOf(made, venues.names, tape.originNs),
  };
}

function filledOf(child: number, { fills }: WorkedOrder, nowNs: number): number {
  return fills.reduce(
    (sum, fill) => fill.child === child && fill.timeNs <= nowNs ? sum + fill.shares : sum,
    0,
  );
}

function costsOf({ tally, primary }: PaperTrading): StrategyCost[] {
  return tally.costs().map(({ orders, shares, compared, costBps, saving }, i) => ({
    orders,
    shares,
    costBps,
    compared,
    savingBps: saving && saving.total,
    interval: i === primary ? tally.interval() : null,
  }));
}

function attributionOf({ tally, primary }: PaperTrading): Attribution | null {
  const saving = tally.costs()[primary]?.saving ?? null;
  return saving && { against: primary, savingBps: saving.total, parts: saving.parts };
}
