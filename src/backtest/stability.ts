/** Set-ups as good as a back-test's own, on the same tape: does its saving keep its sign? @module */

import { type FeeChoice, feeSchedule } from "../execution/fee_choice.ts";
import { Market } from "../execution/market.ts";
import type { OrderSize } from "../execution/parent_orders.ts";
import { DataError } from "../market/data_error.ts";
import { compareAll, mainOf } from "../search/comparison.ts";
import type { Outcome, StabilityFinding } from "../search/outcome.ts";
import { QuestionError } from "../search/question_error.ts";
import { planOn } from "./on_tape.ts";
import { type Plan, planBacktest } from "./plan.ts";
import type { CompleteQuestion, OrdersQuestion } from "./question.ts";
import { type BacktestOptions, runOn } from "./run.ts";

/** A set-up as good as the one asked for. */
export interface Variant {
  /** How it differs, in a few words. */
  readonly name: string;
  /** The question that it asks instead, of one whose horizon is known. */
  readonly change: (question: CompleteQuestion) => CompleteQuestion;
}

const FREE: FeeChoice = { kind: "flat", takeDollars: 0, addDollars: 0 };

/** The set-ups, each a change of one thing that nobody has a reason to choose just so. */
export const VARIANTS: readonly Variant[] = [
  // The moment at which orders happen to start.
  { name: "starts a third of a spacing later", change: orders((asked) => ({ phase: later(asked, 1 / 3) })) },
  {
    name: "starts two thirds of a spacing later",
    change: orders((asked) => ({ phase: later(asked, 2 / 3) })),
  },
  // How finely the schedule cuts time.
  { name: "slices half as long", change: slices(1 / 2) },
  { name: "slices twice as long", change: slices(2) },
  // How many orders there are, so also how far they overlap.
  { name: "half as many orders", change: orders((asked) => ({ count: times(asked, 1 / 2) })) },
  { name: "half as many orders again", change: orders((asked) => ({ count: times(asked, 3 / 2) })) },
  // How much each of them wants.
  { name: "orders half as large", change: orders(({ size }) => ({ size: scaled(size, 1 / 2) })) },
  { name: "orders twice as large", change: orders(({ size }) => ({ size: scaled(size, 2) })) },
  // How much time each of them has.
  {
    name: "a horizon two thirds as long",
    change: orders(({ horizonNs }) => ({ horizonNs: Math.ceil(horizonNs! * 2 / 3) })),
  },
  // What is left where neither fees nor rebates are there to route by.
  { name: "no fees", change: (question) => ({ ...question, rules: { ...question.rules, fees: FREE } }) },
];

function orders(change: (asked: OrdersQuestion) => Partial<OrdersQuestion>): Variant["change"] {
  return (question) => ({ ...question, orders: { ...question.orders, ...change(question.orders) } });
}

function slices(factor: number): Variant["change"] {
  return (question) => {
    const intervalNs = Math.ceil(question.strategy.intervalNs * factor);
    return { ...question, strategy: { ...question.strategy, intervalNs } };
  };
}

function later({ phase = 0 }: OrdersQuestion, part: number): number {
  return (phase + part) % 1;
}

/** So many times the orders, in pairs where they are. */
function times({ count, sides }: OrdersQuestion, factor: number): number {
  const together = sides === "both" ? 2 : 1;
  return together * Math.max(1, Math.round(factor * count / together));
}

function scaled(size: OrderSize, factor: number): OrderSize {
  return size.kind === "shares"
    ? { ...size, shares: Math.max(1, Math.round(factor * size.shares)) }
    : { ...size, part: factor * size.part };
}

/** What a stability run takes, beside what a back-test takes. */
export interface StabilityOptions extends BacktestOptions {
  /** Told how many variants were run, of how many. */
  readonly onVariant?: ((done: number, total: number) => void) | undefined;
}

/**
 * Runs a back-test again in all {@linkcode VARIANTS}, tuning included, against its primary comparison alone. The
 * outcome then knows what each of them saved, and its verdict calls fragile what changes its sign.
 *
 * @param plan that the outcome came of.
 * @returns the outcome with what was found.
 *
 * @example
 * ```ts
 * import { planBacktest } from "./plan.ts";
 * import { runBacktest } from "./run.ts";
 * import { VARIANTS, withStability } from "./stability.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { assertEquals } from "@std/assert";
 * const plan = planBacktest({
 *   orders: { count: 4, size: { kind: "shares", shares: 200 }, horizonNs: 10e9 },
 *   strategy: { name: { schedule: "twap", placement: "sweep" }, intervalNs: 2e9 },
 * });
 * const outcome = await runBacktest(generateTape({ durationSeconds: 60 }), plan);
 * const { stability } = await withStability(outcome, plan);
 * assertEquals(stability!.map(({ variant }) => variant), VARIANTS.map(({ name }) => name));
 * ```
 */
export async function withStability(
  outcome: Outcome,
  { question }: Plan,
  { onVariant, ...options }: StabilityOptions = {},
): Promise<Outcome> {
  const primary = mainOf(outcome);
  const { horizonNs } = outcome.parentOrders;
  const { strategy, rules } = question;
  const base: CompleteQuestion = {
    ...question,
    orders: { ...question.orders, horizonNs },
    strategy: { ...strategy, primary },
    rules: { ...rules, whatIfFees: {} },
  };
  const stability: StabilityFinding[] = [];
  for (const { name, change } of VARIANTS) {
    stability.push({ variant: name, ...await savingOf(change(base), outcome.market, options) });
    onVariant?.(stability.length, VARIANTS.length);
  }
  return { ...outcome, stability };
}

/** What a question's strategy saves on its primary comparison; some variants a tape has no room for. */
async function savingOf(
  question: CompleteQuestion,
  { tape, venues, live }: Market,
  options: BacktestOptions,
): Promise<Omit<StabilityFinding, "variant">> {
  try {
    const market = new Market(tape, feeSchedule(question.rules.fees), { venues }, live);
    const plan = planBacktest(question);
    const onTape = planOn(market, plan);
    const primary = question.strategy.primary!;
    const others = { [primary]: onTape.others[primary]! };
    const outcome = await runOn(market, plan, { ...onTape, others }, options);
    const { saving, verdict } = compareAll(outcome).all[primary]!;
    // With too many orders left out, not even the sign of the saving can be trusted.
    if (saving === null || verdict.code === "too-many-left-out") {
      return { savingBps: null, interval: null, reason: saving?.confidence.reason ?? verdict.text };
    }
    const { interval, reason } = saving.confidence;
    return { savingBps: saving.bps.total, interval, reason };
  } catch (error) {
    if (!(error instanceof QuestionError || error instanceof DataError)) throw error;
    return { savingBps: null, interval: null, reason: error.message };
  }
}
