/** One run of a live view: how far it has come, and the orders that are worked meanwhile. @module */

import type { Plan } from "../backtest/plan.ts";
import type { OrderFills } from "../backtest/fills.ts";
import type { Market } from "../execution/market.ts";
import type { Feed, TapeWindow } from "./feed.ts";
import { FrameMaker, type Picture } from "./picture/frame_maker.ts";
import { PaperTrading } from "./trading/paper_trading.ts";

/** How a run begins. */
interface RunOptions {
  /** Number of the run, from 1. */
  readonly number: number;
  /** Where it begins, ns after the tape's origin; before the tape is with its first row. */
  readonly fromNs: number;
  /** Gets the fills of orders that nothing can change any more. */
  readonly onSettled: ((fills: readonly OrderFills[]) => void) | undefined;
}

/** A run: one question to one tape, from a moment on. */
export class Run {
  readonly number: number;
  /** The feed's tape that it is of. */
  readonly tape: number;
  readonly trading: PaperTrading;
  /** The moment that it has come to, at most the last row's. */
  nowNs: number;
  /** Rows until then. */
  rows: number;
  /** Whether it has come to the end of a tape that is whole. */
  hasEnded = false;
  /** Pictures so far. */
  pictures = 0;
  #feed: Feed;
  #market: Market;
  #maker: FrameMaker;

  /**
   * @throws {QuestionError} if the feed does not tell enough for the question.
   * @throws {DataError} if it has no mid.
   */
  constructor(feed: Feed, plan: Plan, { number, fromNs, onSettled }: RunOptions) {
    this.#feed = feed;
    this.#market = feed.market(plan.question.rules);
    this.trading = new PaperTrading(this.#market, within(plan, feed.window), {
      fromNs,
      stillComing: feed.stillComing,
      onSettled,
    });
    this.number = number;
    this.tape = feed.tape;
    this.nowNs = Math.max(fromNs, this.firstNs);
    this.rows = this.#market.rowsThrough(this.nowNs);
    this.#maker = new FrameMaker(this.trading, this.rows);
  }

  /** The market that it goes by. */
  get market(): Market {
    return this.#market;
  }

  /** Time of the first row. */
  get firstNs(): number {
    return this.#market.live.clockNs[0]!;
  }

  /** Time of the last row so far. */
  get lastNs(): number {
    return this.#market.live.clockNs.at(-1)!;
  }

  /** Until when it can go on by now; `Infinity` where no more rows can follow. */
  get endNs(): number {
    return this.#feed.stillComing ? this.#feed.knownNs : Infinity;
  }

  /** Time of the row that comes next; `Infinity` where there is none yet. */
  get nextNs(): number {
    return this.#market.live.clockNs[this.rows] ?? Infinity;
  }

  /** Part of the tape's time that is over. */
  get position(): number {
    const spanNs = this.lastNs - this.firstNs;
    return spanNs > 0 ? (this.nowNs - this.firstNs) / spanNs : 1;
  }

  /** Takes over rows that have come. */
  grow(market: Market): void {
    this.#market = market;
    this.trading.grow(market, this.#feed);
  }

  /** Goes on by so many rows, as far as they are known; whether there is something to show. */
  step(rows: number): boolean {
    const { clockNs } = this.#market.live;
    const end = this.rows + rows;
    return this.advance(end < clockNs.length ? clockNs[end - 1]! : this.endNs);
  }

  /** Goes on to a moment, as far as it is known; whether there is something to show. */
  advance(wantedNs: number): boolean {
    const endsHere = !this.#feed.stillComing && wantedNs >= this.lastNs;
    // What the last row's time leaves open comes out once no more rows can follow.
    const toNs = endsHere ? Infinity : Math.min(wantedNs, this.endNs);
    if (!(toNs > this.nowNs) || this.hasEnded) return false;
    const happened = this.trading.advance(toNs);
    this.#maker.note(happened);
    const before = this.rows;
    this.nowNs = Math.min(toNs, this.lastNs);
    this.rows = this.#market.rowsThrough(this.nowNs);
    this.hasEnded = endsHere;
    return this.rows > before || happened.fills.length > 0 || endsHere;
  }

  /** The picture of the moment; the next one tells what comes after it. */
  picture(): Picture {
    this.pictures++;
    return this.#maker.make(this.#market, this.rows, this.nowNs);
  }
}

/** The plan for a tape that was cut. */
function within({ question, ...plan }: Plan, window: TapeWindow): Plan {
  return { ...plan, question: { ...question, orders: { ...question.orders, ...window } } };
}
