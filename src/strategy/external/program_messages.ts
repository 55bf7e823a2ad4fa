/** What a router that is a program is asked, and what it answers: JSON, a line a message. @module */

import type { Market } from "../../execution/market.ts";
import type { ChildOrders } from "../../execution/strategy.ts";
import type { OpenDecision } from "../../execution/simulator.ts";
import type { Point } from "../../model/point.ts";
import type { Side } from "../../market/side.ts";
import { RouterFault } from "./fault.ts";
import { valuesFor } from "./instance.ts";
import type { ProgramRouter } from "./router.ts";

/** The first message of all; the program answers with what it declares, as a module's default export does. */
export interface OpenMessage {
  readonly type: "open";
  /** Of these messages. */
  readonly version: 1;
}

/** Decisions to be made, of several orders: they depend on nothing but what stands here. */
interface DecideMessage {
  readonly type: "decide";
  /** Market identifiers by venue index: all lists of a decision have an entry for each. */
  readonly venues: readonly string[];
  /** Index of the venue that prices are held against. */
  readonly reference_venue: number;
  readonly decisions: readonly AskedDecision[];
}

/** A decision as a program is asked it: a `Decision` without the market. `null` where a price is missing. */
interface AskedDecision {
  /** Index of the parent order. */
  readonly order: number;
  /** Which decision of the order it is, from 0. */
  readonly index: number;
  readonly side: Side;
  readonly now_ns: number;
  readonly until_ns: number;
  readonly is_last: boolean;
  readonly quantity: number;
  readonly overdue: number;
  readonly leaves: number;
  readonly mid: number | null;
  readonly take_limit: number | null;
  readonly offers: {
    readonly price: readonly (number | null)[];
    readonly size: readonly number[];
    readonly take_fee: readonly number[];
    readonly add_rebate: readonly number[];
  };
  readonly near_quotes: { readonly price: readonly (number | null)[]; readonly size: readonly number[] };
  /** Values of the parameters that the program declared. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** An open decision, and whose it is. */
export interface ProgramQuestion {
  readonly open: OpenDecision;
  /** Index of the parent order. */
  readonly order: number;
  readonly point: Point;
}

/** Beyond any price: what JSON has in the place of infinity. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** The message that asks some decisions. */
export function decideMessage(
  router: ProgramRouter,
  { venues, live }: Market,
  questions: readonly ProgramQuestion[],
): DecideMessage {
  return {
    type: "decide",
    venues: venues.names,
    reference_venue: live.referenceVenue,
    decisions: questions.map((question) => asked(router, question)),
  };
}

function asked(router: ProgramRouter, { open: { decision }, order, point }: ProgramQuestion): AskedDecision {
  const { offers, nearQuotes } = decision;
  return {
    order,
    index: decision.index,
    side: decision.side,
    now_ns: decision.nowNs,
    until_ns: decision.untilNs,
    is_last: decision.isLast,
    quantity: decision.quantity,
    overdue: decision.overdue,
    leaves: decision.leaves,
    // JSON writes what is no number as null.
    mid: decision.mid,
    take_limit: Math.max(-NO_LIMIT, Math.min(NO_LIMIT, decision.takeLimit)),
    offers: {
      price: [...offers.price],
      size: [...offers.size],
      take_fee: [...offers.takeFee],
      add_rebate: [...offers.addRebate],
    },
    near_quotes: { price: [...nearQuotes.price], size: [...nearQuotes.size] },
    parameters: valuesFor(router, point),
  };
}

/** Longest part of an answer that a message shows. */
const SHOWN = 80;

/**
 * Writes the child orders that a program answered.
 *
 * @throws {RouterFault} naming order and decision, if it is no such answer.
 */
export function acceptAnswer(
  router: ProgramRouter,
  { venues: { names } }: Market,
  questions: readonly ProgramQuestion[],
  answer: unknown,
): void {
  const [first] = questions;
  const place = { order: first?.order, decision: first?.open.decision.index };
  const { type, orders } = (answer ?? {}) as Record<string, unknown>;
  if (type !== "decided" || !Array.isArray(orders)) {
    const text = JSON.stringify(answer).slice(0, SHOWN);
    throw new RouterFault(router.text, `answered ${text}: not {"type":"decided","orders":[…]}`, place);
  }
  if (orders.length !== questions.length) {
    throw new RouterFault(router.text, `answered ${orders.length} of ${questions.length} decisions`, place);
  }
  for (const [i, { open, order }] of questions.entries()) {
    const fail = (reason: string): never => {
      throw new RouterFault(router.text, reason, { order, decision: open.decision.index });
    };
    write(open.orders, orders[i], names, router, fail);
    const sum = sumOf(open.orders.take) + sumOf(open.orders.rest);
    if (sum > open.decision.leaves && !router.traits.overfills) {
      fail(`sent ${sum} shares where ${open.decision.leaves} are left`);
    }
  }
}

function write(
  orders: ChildOrders,
  answer: unknown,
  venues: readonly string[],
  router: ProgramRouter,
  fail: (reason: string) => never,
): void {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    fail(`answered ${JSON.stringify(answer).slice(0, SHOWN)} for a decision: not {"take":[…]}`);
  }
  const { take = [], rest = [], take_limit = [], ...others } = answer as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    fail(`answered ${JSON.stringify(unknown)}: an answer has take, take_limit and rest`);
  }
  const lists = { take, rest, take_limit };
  for (const [name, list] of Object.entries(lists)) {
    if (!Array.isArray(list) || (list.length !== 0 && list.length !== venues.length)) {
      fail(`answered a ${name} that is no list of ${venues.length} numbers, one a venue`);
    }
  }
  for (const [venue, name] of venues.entries()) {
    const taken = sharesIn(take as unknown[], venue, `be taken at ${name}`, fail);
    const rested = sharesIn(rest as unknown[], venue, `rest at ${name}`, fail);
    if (rested > 0 && !router.traits.rests) {
      fail(`sent ${rested} shares to rest at ${name}, and does not declare "rests": true`);
    }
    const limit = (take_limit as unknown[])[venue] ?? null;
    if (limit !== null && typeof limit !== "number") fail(`answered a limit that is no number at ${name}`);
    orders.take[venue] = taken;
    orders.rest[venue] = rested;
    orders.takeLimit[venue] = limit === null ? NaN : limit as number;
  }
}

function sharesIn(
  list: readonly unknown[],
  venue: number,
  what: string,
  fail: (reason: string) => never,
): number {
  if (list.length === 0) return 0;
  const shares = list[venue];
  if (typeof shares === "number" && shares >= 0 && Number.isSafeInteger(shares)) return shares;
  return fail(`sent ${JSON.stringify(shares)} shares to ${what}`);
}

function sumOf(shares: Float64Array): number {
  return shares.reduce((sum, each) => sum + each, 0);
}
