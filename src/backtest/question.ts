/** What a back-test is asked, and what holds where nothing else is asked for. @module */

import type { ResidualRule } from "../analysis/paired_saving.ts";
import { type FeeChoice, US_EQUITY_FEES } from "../execution/fee_choice.ts";
import type { OrderLimit, OrderSize } from "../execution/parent_orders.ts";
import type { QueueName } from "../execution/queue/models.ts";
import type { ProposerName } from "../search/proposer/proposer.ts";
import type { StrategySettings } from "../strategy/strategies.ts";
import type { StrategyName } from "../strategy/strategy_name.ts";

/** Which parent orders are worked. */
export interface OrdersQuestion {
  /** Number of parent orders, their starts evenly over the time; an even one with both sides. @default 1 */
  readonly count: number;
  /**
   * An order (or a pair) starts so often from the first mid of each session on, as many as fit, whatever
   * {@linkcode count} says, ns: a tape that still grows moves none of them. @default evenly over the time
   */
  readonly everyNs?: number | undefined;
  /** What to do; with both, every start has a buy and a sell. @default "buy" */
  readonly sides: "buy" | "sell" | "both";
  /** How large each order is. @default 5000 shares */
  readonly size: OrderSize;
  /** The worst price that an order may pay or get: dollars, or relative to the mid when it arrives. @default none */
  readonly limit?: OrderLimit | undefined;
  /**
   * Length of each order, ns.
   *
   * @default `everyNs` where that is given; all the time, of several days the longest, for a single start; else ten
   * minutes, at most half a fold
   */
  readonly horizonNs?: number | undefined;
  /** Part of the time between two starts that all starts come later by, 0 to 1. @default 0 */
  readonly phase?: number | undefined;
  /**
   * When orders may be worked: `regular`, the regular session of US equities by date (of other markets any time),
   * `all`, or hours of every day, such as `10:00-15:30` or `08:00-16:30@Europe/London`. Orders start and end within
   * it, and none spans two days of it.
   *
   * @default "regular"
   */
  readonly session: string;
  /** No order starts before: `13:36:32` (UTC, on the tape's day) or RFC 3339. @default the tape's first row */
  readonly from?: string | undefined;
  /** All orders end by then, written likewise. @default the tape's last row */
  readonly to?: string | undefined;
}

/** How the orders are worked, beside the parameters that are searched. */
export interface StrategyQuestion extends Omit<StrategySettings, "queue" | "profile"> {
  /** The strategy to measure; with `openStrategy`, of a user's own files. @default twap+cont-kukanov; where nothing can rest, twap+static-relative */
  readonly name?: StrategyName | undefined;
  /** Further strategies to measure it against, beside the usual ones; none of them is tuned. @default none */
  readonly compare: readonly StrategyName[];
  /**
   * Name of the comparison that the verdict is about, as artefacts give it.
   *
   * @default the best quote under the same schedule
   */
  readonly primary?: string | undefined;
  /** Of `cont-kukanov`: θ is searched, or learnt by venue from the tape. @default "fixed" */
  readonly impact: "fixed" | "adaptive";
  /** Of `vwap-learnt`: name of the earlier day that its profile is learnt on. */
  readonly volumeProfile?: string | undefined;
}

/** Latencies: one for all venues, and those of some. */
export interface Latencies {
  /** From a decision until it acts, and until its answer is back, ns. */
  readonly usualNs: number;
  /** The same at some venues, by market identifier. */
  readonly byVenue: Readonly<Record<string, number>>;
}

/** Which quotes can be believed. */
export interface QuotesQuestion {
  /** Quotes older than this are dead, ns. @default what the tape is like decides */
  readonly maxAgeNs?: number | undefined;
  /** Market identifier of the venue whose quotes do not expire. @default the one with most quotes */
  readonly referenceVenue?: string | undefined;
  /** Larger prints (auctions, mostly) never count, shares. @default 10_000 */
  readonly maxPrint: number;
  /**
   * How far from the reference venue's touch a price may be, basis points of it, but five ticks at least: beyond, on
   * the far side nothing is taken, on the near side no quote is believed. @default 20
   */
  readonly collarBps: number | "none";
}

/** By which rules orders fill, and what that costs. */
export interface RulesQuestion {
  /** What trading costs. @default the built-in fees of US equity venues, by date */
  readonly fees: FeeChoice;
  /** Other fees, by name: what would each have made of the savings? @default none */
  readonly whatIfFees: Readonly<Record<string, FeeChoice>>;
  /** How long messages take. @default 500 µs at all venues */
  readonly latency: Latencies;
  /** What was taken is there again after its venue showed another price for this long, ns. @default 1e9 */
  readonly refreshNs: number;
  /** What advances a resting order. @default "risk-averse" */
  readonly queue: QueueName;
  /** What is left at the horizon: crossed, or left and priced at the mid. @default "cross" */
  readonly residual: ResidualRule;
  /** Which quotes can be believed. */
  readonly quotes: QuotesQuestion;
}

/** How parameters are searched. */
export interface SearchQuestion {
  /** What proposes the points to try. @default "grid" */
  readonly method: ProposerName;
  /** Points that random search and CMA-ES may try, each fold. @default 125 */
  readonly evaluations: number;
  /** What random search, CMA-ES and the bootstrap draw from. @default 1 */
  readonly seed: number;
  /** Points on each axis of a grid. @default 5 */
  readonly levels: number;
  /** Values of a parameter to try instead of its usual range; a parameter without an entry has that. */
  readonly axes: Readonly<Record<string, readonly number[] | undefined>>;
  /** Parts of the time to walk forward over; with 1, all orders are tuned on and scored. @default 1 */
  readonly folds: number;
}

/** A question in which nothing is left open but what the tape decides. */
export interface CompleteQuestion {
  /** Which parent orders are worked. */
  readonly orders: OrdersQuestion;
  /** How they are worked. */
  readonly strategy: StrategyQuestion;
  /** By which rules they fill. */
  readonly rules: RulesQuestion;
  /** How parameters are searched. */
  readonly search: SearchQuestion;
}

/** Some of the settings of a group; the others stand at their defaults. */
export type Asked<Group> = { readonly [Name in keyof Group]?: Group[Name] | undefined };

/**
 * One question to one tape: which parent orders, worked how, by which rules, tuned how. It is plain data: through
 * JSON it stays the same.
 */
export interface Question {
  /** Which parent orders are worked. */
  readonly orders?: Asked<OrdersQuestion> | undefined;
  /** How they are worked. */
  readonly strategy?: Asked<StrategyQuestion> | undefined;
  /** By which rules they fill. */
  readonly rules?:
    | Asked<Omit<RulesQuestion, "quotes">> & { readonly quotes?: Asked<QuotesQuestion> | undefined }
    | undefined;
  /** How parameters are searched. */
  readonly search?: Asked<SearchQuestion> | undefined;
}

/** A setting by its place in a question. */
export type Setting =
  | `orders.${keyof OrdersQuestion}`
  | `strategy.${keyof StrategyQuestion}`
  | `rules.${Exclude<keyof RulesQuestion, "quotes">}`
  | `rules.quotes.${keyof QuotesQuestion}`
  | `search.${Exclude<keyof SearchQuestion, "axes">}`
  | `search.axes.${string}`;

/** The strategy that is measured where none is asked for. */
export const USUAL_STRATEGY: StrategyName = { schedule: "twap", placement: "cont-kukanov" };
/** The same on tapes on which nothing can rest. */
export const WITHOUT_RESTING: StrategyName = { schedule: "twap", placement: "static-relative" };

/** What holds where nothing else is asked for. */
export const DEFAULTS: CompleteQuestion = {
  orders: { count: 1, sides: "buy", size: { kind: "shares", shares: 5000 }, session: "regular" },
  strategy: {
    compare: [],
    impact: "fixed",
    intervalNs: 30e9,
    participation: 0.1,
    riskAversion: 1e-3,
    step: 100,
    depthTicks: 0,
    adverseSelection: false,
    shortfall: "roll",
    overfill: "refuse",
  },
  rules: {
    fees: US_EQUITY_FEES,
    whatIfFees: {},
    latency: { usualNs: 500e3, byVenue: {} },
    refreshNs: 1e9,
    queue: "risk-averse",
    residual: "cross",
    quotes: { maxPrint: 10_000, collarBps: 20 },
  },
  search: { method: "grid", evaluations: 125, seed: 1, levels: 5, axes: {}, folds: 1 },
};

/** The question with its gaps filled by {@linkcode DEFAULTS}. */
export function completeQuestion({ orders, strategy, rules, search }: Question): CompleteQuestion {
  return {
    orders: filled(orders, DEFAULTS.orders),
    strategy: filled(strategy, DEFAULTS.strategy),
    rules: {
      ...filled<Omit<RulesQuestion, "quotes">>(rules, DEFAULTS.rules),
      quotes: filled(rules?.quotes, DEFAULTS.rules.quotes),
    },
    search: { ...filled(search, DEFAULTS.search), axes: filled(search?.axes, DEFAULTS.search.axes) },
  };
}

function filled<Group extends object>(asked: Asked<Group> | undefined, defaults: Group): Group {
  const given = Object.entries(asked ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}
