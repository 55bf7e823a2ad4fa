/** The values that settings may have. @module */

import type { OrderLimit } from "../execution/parent_orders.ts";
import type { CompleteQuestion, Setting } from "./question.ts";
import { PARAMETER_NAMES, type ParameterName } from "../model/parameters.ts";
import { refusal } from "../search/question_error.ts";
import { nameOf } from "./question_error.ts";

/** The least and the greatest value of a number. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  /** Whether fractions are no values. */
  readonly whole?: boolean;
}

const LENGTH_NS: Limits = { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true };
const SHARES: Limits = { min: 1, max: 1e9, whole: true };
const PENALTY: Limits = { min: 0, max: 1e6 };

/** Part of what is displayed or traded that an order may be, at most. */
export const MOST_PART = 1e4;

/** What a limit of the orders may be: above 0, and exact in 1e-9 dollars, or so many basis points of the mid. */
export const ORDER_LIMITS = {
  price: { min: 1e-9, max: 9e6 },
  bps: { min: -9999, max: 1e4 },
} as const satisfies Record<OrderLimit["kind"], Limits>;

/** The limits of all settings that are numbers; of sizes those of the shares, of latencies those of each. */
export const LIMITS = {
  // Each order takes some 10 kB of memory a strategy.
  "orders.count": { min: 1, max: 50_000, whole: true },
  "orders.everyNs": { min: 1e6, max: Number.MAX_SAFE_INTEGER, whole: true },
  "orders.size": SHARES,
  "orders.horizonNs": LENGTH_NS,
  "orders.phase": { min: 0, max: 1 },
  "strategy.intervalNs": LENGTH_NS,
  "strategy.participation": { min: 0.0001, max: 1 },
  "strategy.riskAversion": { min: 0, max: 1e6 },
  "strategy.step": SHARES,
  "strategy.depthTicks": { min: 0, max: 1000, whole: true },
  "rules.latency": { min: 0, max: 60e9, whole: true },
  "rules.refreshNs": LENGTH_NS,
  "rules.quotes.maxAgeNs": LENGTH_NS,
  "rules.quotes.maxPrint": SHARES,
  "rules.quotes.collarBps": { min: 0, max: 1e4 },
  "search.evaluations": { min: 1, max: 1e7, whole: true },
  "search.seed": { min: 0, max: 0xffffffff, whole: true },
  "search.levels": { min: 1, max: 1000, whole: true },
  ...(Object.fromEntries(PARAMETER_NAMES.map((name) => [`search.axes.${name}`, PENALTY])) as Record<
    `search.axes.${ParameterName}`,
    Limits
  >),
  "search.folds": { min: 1, max: 1000, whole: true },
} as const satisfies Partial<Record<Setting, Limits>>;

/** @throws {QuestionError} naming the first value that is beyond its limits. */
export function checkLimits(question: CompleteQuestion): void {
  for (const [setting, limits] of Object.entries(LIMITS) as [Setting, Limits][]) {
    for (const value of numbersOf(setting, question)) {
      const fault = faultOf(value, limits);
      if (fault !== undefined) throw refusal`${nameOf(setting)} ${value}: ${fault}`;
    }
  }
  const { size, limit } = question.orders;
  if (size.kind !== "shares" && !(size.part > 0 && size.part <= MOST_PART)) {
    throw refusal`${nameOf("orders.size")} ${size.part}: must be more than 0 and at most ${MOST_PART}`;
  }
  if (limit !== undefined) {
    const value = limit.kind === "price" ? limit.dollars : limit.bps;
    const fault = faultOf(value, ORDER_LIMITS[limit.kind]);
    if (fault !== undefined) throw refusal`${nameOf("orders.limit")} ${value}: ${fault}`;
  }
}

function numbersOf(setting: Setting, question: CompleteQuestion): readonly number[] {
  const { orders: { size }, rules: { latency, quotes: { collarBps } } } = question;
  if (setting === "orders.size") return size.kind === "shares" ? [size.shares] : [];
  if (setting === "rules.quotes.collarBps") return collarBps === "none" ? [] : [collarBps];
  if (setting === "rules.latency") return [latency.usualNs, ...Object.values(latency.byVenue)];
  const value = setting.split(".").reduce<unknown>(
    (group, name) => (group as Record<string, unknown>)[name],
    question,
  );
  return value === undefined ? [] : [value].flat() as number[];
}

function faultOf(value: number, { min, max, whole }: Limits): string | undefined {
  if (Number.isNaN(value)) return "not a number";
  if (value < min) return `must be at least ${min}`;
  if (value > max) return `must be at most ${max}`;
  return whole && !Number.isInteger(value) ? "not a whole number" : undefined;
}
