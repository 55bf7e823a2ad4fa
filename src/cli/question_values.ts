/** Values of a back-test's question: how they are written on the command line, and read there. @module */

import { LIMITS, MOST_PART, ORDER_LIMITS } from "../backtest/limits.ts";
import { DEFAULTS, type Latencies, type QuotesQuestion, USUAL_STRATEGY } from "../backtest/question.ts";
import type { OrderLimit, OrderSize } from "../execution/parent_orders.ts";
import { durationText } from "../market/duration.ts";
import { parseSession, sessionText } from "../market/session.ts";
import { EXEC, type NamedRouter, type StrategyPart } from "../strategy/external/router.ts";
import { PLACEMENT_NAMES, SCHEDULE_NAMES } from "../strategy/strategies.ts";
import { parseNamed, type StrategyName } from "../strategy/strategy_name.ts";
import { type Option, parseDuration, parseNumber } from "./options.ts";

/** `--order-size`: shares, or a part of what is displayed or traded. */
export function orderSize(help: string): Option<OrderSize> {
  return {
    placeholder: "N|X%displayed|X%traded",
    help,
    fallback: DEFAULTS.orders.size,
    shown: orderSizeText,
    alias: "max-shares",
    read(given) {
      const part = /^(\d+(?:\.\d+)?|\.\d+)%(displayed|traded)$/.exec(given);
      if (part) {
        const percent = Number(part[1]);
        if (!(percent > 0 && percent <= 100 * MOST_PART)) {
          throw new Error(`must be more than 0% and at most ${100 * MOST_PART}%`);
        }
        return { kind: part[2] as "displayed" | "traded", part: percent / 100 };
      }
      if (!/^[+-]?\d+$/.test(given)) {
        throw new Error("not a whole number, nor a part such as 5%traded or 50%displayed");
      }
      return { kind: "shares", shares: parseNumber(given, LIMITS["orders.size"]) };
    },
  };
}

/** The size as it is written. */
export function orderSizeText(size: OrderSize): string {
  if (size.kind === "shares") return String(size.shares);
  // 7 % of something is .07 of it, which times 100 is a little more than 7.
  return `${Number((size.part * 100).toPrecision(12))}%${size.kind}`;
}

/** `--session`, as {@linkcode parseSession} reads it. */
export function session(help: string): Option<string> {
  return {
    placeholder: "regular|all|HH:MM-HH:MM[@ZONE]",
    help,
    fallback: DEFAULTS.orders.session,
    read: (given) => sessionText(parseSession(given)),
  };
}

/** `--limit`: a price, or basis points. */
export function orderLimit(help: string): Option<OrderLimit | undefined> {
  return {
    placeholder: "PRICE|Xbps",
    help,
    fallback: undefined,
    read(given) {
      const bps = bpsOf(given);
      if (bps !== undefined) return { kind: "bps", bps: parseNumber(bps, ORDER_LIMITS.bps) };
      if (!/\d/.test(given)) throw new Error("not a price such as 157.50, nor basis points such as 20bps");
      return { kind: "price", dollars: parseNumber(given, ORDER_LIMITS.price) };
    },
  };
}

/** The limit as it is written. */
export function orderLimitText(limit: OrderLimit): string {
  return limit.kind === "bps" ? `${limit.bps}bps` : String(limit.dollars);
}

type Collar = QuotesQuestion["collarBps"];

/** `--collar`: basis points, or none. */
export function collar(help: string): Option<Collar> {
  return {
    placeholder: "Xbps|none",
    help,
    fallback: DEFAULTS.rules.quotes.collarBps,
    shown: collarText,
    read(given) {
      if (given === "none") return given;
      const bps = bpsOf(given);
      if (bps === undefined) throw new Error("not basis points such as 20bps, nor none");
      return parseNumber(bps, LIMITS["rules.quotes.collarBps"]);
    },
  };
}

/** The collar as it is written. */
export function collarText(collarBps: Collar): string {
  return collarBps === "none" ? collarBps : `${collarBps}bps`;
}

/** What stands before `bps`; `undefined` where that is not there. */
function bpsOf(given: string): string | undefined {
  return given.endsWith("bps") ? given.slice(0, -"bps".length) : undefined;
}

/** Strategies of the parts that are built in. */
const STRATEGIES = SCHEDULE_NAMES.flatMap((schedule) =>
  PLACEMENT_NAMES.map((placement) => `${schedule}+${placement}`)
);

/** A strategy, its parts built in or routers of the user's own. */
export function strategy(help: string): Option<StrategyName<NamedRouter> | undefined> {
  return { placeholder: "S+P", words: STRATEGIES, help, fallback: undefined, read: parseNamed };
}

/** Strategies with commas between. */
export function strategies(help: string): Option<readonly StrategyName<NamedRouter>[]> {
  return {
    placeholder: "S+P,…",
    words: STRATEGIES,
    help,
    fallback: [],
    read: (given) => strategyTexts(given).map((text) => parseNamed(text.trim())),
  };
}

/** Cuts a list of strategies at its commas, but for those within the command of a program. */
function strategyTexts(given: string): string[] {
  const texts: string[] = [];
  for (const part of given.split(",")) {
    const last = texts.at(-1);
    const isWithin = last?.includes(`+${EXEC}`) === true && !/^\s*[^\s+]+\+/.test(part);
    if (isWithin) texts[texts.length - 1] = `${last},${part}`;
    else texts.push(part);
  }
  return texts;
}

/** Names with commas between. */
export function names(help: string): Option<readonly string[]> {
  return {
    placeholder: "NAME,…",
    help,
    fallback: [],
    read: (given) => given.split(",").map((name) => name.trim()),
  };
}

/** `--schedule`, `--placement`: one part of the strategy, beside the usual other one. */
export function namedPart<Part extends StrategyPart>(
  part: Part,
  read: (text: string) => StrategyName<NamedRouter>[Part],
): Option<StrategyName<NamedRouter>[Part] | undefined> {
  const other = part === "schedule" ? USUAL_STRATEGY.placement : USUAL_STRATEGY.schedule;
  const help =
    `the strategy's ${part}, a name or a file of your own; the other part is ${other} or given likewise`;
  const words = part === "schedule" ? SCHEDULE_NAMES : PLACEMENT_NAMES;
  return { placeholder: "NAME|FILE", words, help, fallback: undefined, read };
}

/** Files with commas between. */
export function files(help: string): Option<readonly string[]> {
  return {
    placeholder: "FILE,…",
    help,
    fallback: [],
    read(given) {
      const paths = given.split(",").map((path) => path.trim());
      if (paths.includes("")) throw new Error("names a file that has no name");
      if (new Set(paths).size < paths.length) throw new Error("names a file twice");
      return paths;
    },
  };
}

/** `--latency`: one of all venues, and others by venue. */
export function latencies(help: string): Option<Latencies> {
  return {
    placeholder: "TIME,MIC=TIME,…",
    help,
    fallback: DEFAULTS.rules.latency,
    shown: latencyText,
    read(given) {
      let usualNs: number | undefined;
      const byVenue: Record<string, number> = {};
      for (const part of given.split(",")) {
        const [value = "", venue, ...more] = part.split("=").map((text) => text.trim()).toReversed();
        if (venue === "" || more.length > 0) throw new Error(`${JSON.stringify(part)} is no MIC=TIME`);
        if (/^(\d+(\.\d+)?|\.\d+)$/.test(value) && Number(value) > 0) {
          throw new Error(`has no unit: ${value}us or ${value}ms?`);
        }
        const ns = parseDuration(value, LIMITS["rules.latency"]);
        const there = venue === undefined ? usualNs : byVenue[venue];
        if (there !== undefined) throw new Error(`has two latencies of ${venue ?? "all venues"}`);
        if (venue === undefined) usualNs = ns;
        else byVenue[venue] = ns;
      }
      return { usualNs: usualNs ?? DEFAULTS.rules.latency.usualNs, byVenue };
    },
  };
}

/** The latencies as they are written. */
export function latencyText({ usualNs, byVenue }: Latencies): string {
  const some = Object.entries(byVenue).map(([venue, ns]) => `,${venue}=${durationText(ns)}`);
  return `${durationText(usualNs)}${some.join("")}`;
}
