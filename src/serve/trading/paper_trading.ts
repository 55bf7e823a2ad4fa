/** Paper trading: a sequence of parent orders, worked as the market becomes known. @module */

import type { FillFacts } from "../../analysis/fill_figures.ts";
import { MARKOUT_SECONDS } from "../../analysis/markouts.ts";
import type { OrderFills } from "../../backtest/fills.ts";
import { parentOrdersOf, planOn } from "../../backtest/on_tape.ts";
import type { Plan } from "../../backtest/plan.ts";
import { setupOf } from "../../backtest/run.ts";
import type { Market } from "../../execution/market.ts";
import type { ParentOrder } from "../../execution/parent_order.ts";
import { DataError } from "../../market/data_error.ts";
import { NS_PER_SECOND } from "../../market/time.ts";
import { firstPoint, type Point } from "../../model/point.ts";
import { mainAmong } from "../../search/comparison.ts";
import { settlingNs } from "../../search/order_run.ts";
import { refusal } from "../../search/question_error.ts";
import { nameOf } from "../../backtest/question_error.ts";
import { ownRouters, parametersOf, strategyText } from "../../strategy/strategy_name.ts";
import type { MadeDecision } from "./decisions.ts";
import { Desk, type WorkedOrder, type WorkingStrategy } from "./desk.ts";
import { Tally } from "./tally.ts";

/** Longest time after a fill at which a markout looks at the market. */
const LAST_MARKOUT_NS = Math.max(...MARKOUT_SECONDS) * NS_PER_SECOND;

/** A parent order that has begun. */
export interface OpenOrder {
  /** Its number among the back-test's orders of the same question, from 0. */
  readonly number: number;
  readonly order: ParentOrder;
  /** By strategy; fills after the moment shown are provisional. */
  readonly worked: readonly WorkedOrder[];
  /** By strategy: how many fills have been shown. */
  readonly shown: readonly number[];
}

/** A fill that has just become known. */
export interface KnownFill {
  readonly open: OpenOrder;
  /** Index of its strategy. */
  readonly strategy: number;
  readonly fill: FillFacts;
}

/** What happened between two moments. */
export interface Happened {
  /** In order of time within an order and a strategy. */
  readonly fills: readonly KnownFill[];
  /** Orders that ended. */
  readonly ended: readonly OpenOrder[];
}

/** How paper trading begins. */
interface PaperTradingOptions {
  /** Orders that start earlier are left out, ns after the tape's origin. @default none */
  readonly fromNs?: number | undefined;
  /** Whether more rows follow. @default false */
  readonly stillComing?: boolean | undefined;
  /** Gets every order's fills once nothing about them can change, markouts included. */
  readonly onSettled?: ((fills: readonly OrderFills[]) => void) | undefined;
}

/** A decision of the measured strategy, and the order that it works. */
export interface LastDecision {
  readonly open: OpenOrder;
  readonly made: MadeDecision;
}

interface Open extends OpenOrder {
  worked: readonly WorkedOrder[];
  readonly shown: number[];
  isEnded: boolean;
}

/**
 * Works the parent orders of a question one after the other, by the measured strategy and all that it is compared
 * with, and tells what becomes known as time goes on. It is the back-test's own simulator on as much of the market as
 * is known: whatever it tells, {@linkcode runBacktest} finds on the whole tape, fill by fill, as long as both make the
 * same of what only a whole tape can tell (see `settle.ts`).
 */
export class PaperTrading {
  /** The measured one first. */
  readonly strategies: readonly WorkingStrategy[];
  /** Index of the one that the headline is about. */
  readonly primary: number;
  readonly tally: Tally;
  #plan: Plan;
  #onSettled: PaperTradingOptions["onSettled"];
  #market: Market;
  #stillComing: boolean;
  #desk: Desk;
  #settlingNs: number;
  #orders: readonly ParentOrder[];
  /** Number of the next order to begin. */
  #next: number;
  #open: Open[] = [];
  #decision: LastDecision | undefined;
  #nowNs = -Infinity;

  /**
   * @throws {QuestionError} if the market does not tell enough for the question, or a parameter has several values.
   * @throws {DataError} if the market has no mid.
   */
  constructor(market: Market, plan: Plan, options: PaperTradingOptions = {}) {
    const { fromNs = -Infinity, stillComing = false, onSettled } = options;
    const { strategy, others } = planOn(market, plan);
    const named = [["router", strategy] as const, ...Object.entries(others)];
    this.strategies = named.map(([name, strategy], i) => {
      if (ownRouters(strategy).length > 0) {
        throw refusal`${nameOf("strategy.name")} ${
          strategyText(strategy)
        }: the live view runs strategies that are built in; the back-test runs a router of your own`;
      }
      const point = firstPoint(parametersOf(strategy));
      return { name, strategy, point: i === 0 ? pointOf(plan, point) : point };
    });
    this.#plan = plan;
    this.#onSettled = onSettled;
    this.#market = market;
    this.#stillComing = stillComing;
    this.#desk = this.#makeDesk();
    const { orders, horizonNs, spacingNs } = parentOrdersOf(plan.question, market, { stillComing });
    this.#orders = orders;
    this.#next = orders.findIndex(({ startNs }) => startNs >= fromNs);
    if (this.#next < 0) this.#next = orders.length;
    const latency = setupOf(plan.question, market, { orders: [] }, {}).latencyNs;
    this.#settlingNs = settlingNs(latency, market.live.resolutionNs);
    const main = mainAmong(strategy, others, plan.question.strategy.primary);
    this.primary = this.strategies.findIndex(({ name }) => name === main);
    this.tally = new Tally({
      strategies: this.strategies.length,
      primary: this.primary,
      residual: plan.question.rules.residual,
      horizonNs,
      spacingNs: spacingNs > 0 ? spacingNs : horizonNs,
      seed: plan.question.search.seed,
    });
  }

  /** Orders that have begun and have not ended. */
  get open(): readonly OpenOrder[] {
    return this.#open.filter(({ isEnded }) => !isEnded);
  }

  /** The measured strategy's last decision, and its order; `undefined` before the first. */
  get decision(): LastDecision | undefined {
    return this.#decision;
  }

  /**
   * Goes on with a market of more rows, the first of which are those of the one before.
   *
   * @param how whether yet more follow.
   */
  grow(market: Market, { stillComing }: { readonly stillComing: boolean }): void {
    this.#market = market;
    this.#stillComing = stillComing;
    this.#desk = this.#makeDesk();
    this.#orders = ordersOn(market, this.#plan, stillComing);
    // Of a tape that has ended, orders are left out whose window it does not fill.
    this.#open = this.#open.filter(({ number }) => number < this.#orders.length);
    for (const open of this.#open) open.worked = this.#desk.work(open.order);
  }

  /**
   * Goes on to a moment, and tells what became known.
   *
   * @param nowNs all rows until it must be known; `Infinity` once there are no more.
   */
  advance(nowNs: number): Happened {
    this.#nowNs = nowNs;
    for (; this.#next < this.#orders.length; this.#next++) {
      const order = this.#orders[this.#next]!;
      if (order.startNs > nowNs) break;
      const worked = this.#desk.work(order);
      this.#open.push({ number: this.#next, order, worked, shown: worked.map(() => 0), isEnded: false });
    }
    const fills: KnownFill[] = [];
    const ended: OpenOrder[] = [];
    for (const open of this.#open) {
      if (open.isEnded) continue;
      takeKnown(open, nowNs, fills);
      if (nowNs < open.order.endNs + this.#settlingNs) continue;
      open.isEnded = true;
      ended.push(open);
      this.tally.add(open.worked.map(({ compared }) => compared));
    }
    for (const open of this.#open) this.#noteDecision(open);
    this.#settle(nowNs);
    return { fills, ended };
  }

  #noteDecision(open: Open): void {
    const made = open.worked[0]!.decisions.findLast(({ nowNs }) => nowNs <= this.#nowNs);
    if (made === undefined || made.nowNs < (this.#decision?.made.nowNs ?? -Infinity)) return;
    this.#decision = { open, made };
  }

  #settle(nowNs: number): void {
    const isSettled = ({ isEnded, order }: Open): boolean =>
      isEnded && (!this.#stillComing || nowNs >= order.endNs + this.#settlingNs + LAST_MARKOUT_NS);
    if (!this.#open.some(isSettled)) return;
    for (const { number, order, worked } of this.#open.filter(isSettled)) {
      this.#onSettled?.(worked.map(({ figures }, i) => ({
        order: number,
        strategy: this.strategies[i]!.name,
        side: order.side,
        fills: figures!,
      })));
    }
    this.#open = this.#open.filter((open) => !isSettled(open));
  }

  #makeDesk(): Desk {
    return new Desk(
      this.#market,
      setupOf(this.#plan.question, this.#market, { orders: [] }, {}),
      this.strategies,
      { measuresFills: this.#onSettled !== undefined },
    );
  }
}

function takeKnown(open: Open, nowNs: number, into: KnownFill[]): void {
  for (const [strategy, { fills }] of open.worked.entries()) {
    for (let i = open.shown[strategy]!; i < fills.length && fills[i]!.timeNs <= nowNs; i++) {
      into.push({ open, strategy, fill: fills[i]! });
      open.shown[strategy] = i + 1;
    }
  }
}

/** The parent orders of a market; none where it is too short for any. */
function ordersOn(market: Market, { question }: Plan, stillComing: boolean): readonly ParentOrder[] {
  try {
    return parentOrdersOf(question, market, { stillComing }).orders;
  } catch (error) {
    if (error instanceof DataError) return [];
    throw error;
  }
}

/** @throws {QuestionError} if a parameter has several values: nothing is searched here. */
function pointOf({ question: { search: { axes } } }: Plan, first: Point): Point {
  const given = Object.entries(axes).flatMap(([name, values]) => {
    if (values === undefined) return [];
    if (values.length === 1) return [[name, values[0]!] as const];
    throw refusal`${nameOf(`search.axes.${name}`)} ${
      values.join(",")
    }: the live view searches no parameters; give one value`;
  });
  return { ...first, ...Object.fromEntries(given) };
}
