/** Options of `sorlab judge`. @module */

import { DEFAULTS } from "../backtest/question.ts";
import { durationText } from "../market/duration.ts";
import { backtestOptions } from "./backtest_options.ts";
import { feeOptions } from "./fees.ts";
import { duration, type Option, parseDuration, quiet, text, type Values } from "./options.ts";
import { pageOptions } from "./page_options.ts";
import { at } from "./question_options.ts";
import { searchOptions } from "./search.ts";
import { tapeOptions } from "./tape_options.ts";

/** What stands for the rules of a back-test, where conditions of its options ask for them. */
export const JUDGE_RULES = { rules: "market" } as const;

/** Options of `sorlab judge`. */
export const judgeOptions = {
  fills: text("FILE", "the fills: CSV, plain, .gz or .zst; Parquet; Arrow; or a FIX log"),
  parents: text("FILE", "the parent orders: order, side, quantity, start, end, limit (made from the fills)"),
  orders: text(
    "FILE",
    "the child orders, to measure the simulator by: child, venue, side, price, shares, time, until",
  ),
  fillsLayout: text(
    "FILE",
    'what these files call things: {"columns": {"price": "Px"}, "venues": {"NSDQ": "XNAS"}, "kinds": {"X": "taken"}}',
  ),
  clockOffset: signedDuration(
    "what is to be added to the fills' times to get the tape's: -250ms, 1.5s (found by matching fills to prints)",
  ),
  calibrate: calibrate(
    "fit the queue model's share of cancels ahead to the first half of --orders, test it on the other",
  ),
  ...tapeOptions,
  seed: at("search.seed", { ...tapeOptions.seed, help: "number that intervals are drawn from" }),
  compare: {
    ...backtestOptions.compare,
    help: "strategies to compare with, not tuned (twap+best-quote, immediate+best-quote, vwap+best-quote, " +
      "twap+sweep, twap+join)",
  },
  // Handed to the judgement itself: a back-test's plan knows other comparisons.
  primary: at(
    "strategy.primary",
    text("NAME", "the comparison that the verdict is about (the first)"),
    () => undefined,
  ),
  interval: at(
    "strategy.intervalNs",
    duration(DEFAULTS.strategy.intervalNs, "length of a slice of the strategies compared with"),
  ),
  latency: backtestOptions.latency,
  queue: backtestOptions.queue,
  refresh: backtestOptions.refresh,
  referenceVenue: backtestOptions.referenceVenue,
  collar: backtestOptions.collar,
  maxPrint: backtestOptions.maxPrint,
  maxQuoteAge: backtestOptions.maxQuoteAge,
  participation: backtestOptions.participation,
  riskAversion: backtestOptions.riskAversion,
  ...feeOptions,
  workers: searchOptions.workers,
  out: text(
    "FILE",
    "write the artefact here too; - is standard output alone (report_YYYYMMDD_HHMMSS.json, UTC)",
  ),
  format: backtestOptions.format,
  noFile: backtestOptions.noFile,
  ...pageOptions,
  quiet,
};

/** What the user asked for. */
export type JudgeValues = Values<typeof judgeOptions>;

/** A length of time in nanoseconds that may be below nothing. */
export function signedDuration(help: string): Option<number | undefined> {
  return {
    placeholder: "TIME",
    help,
    fallback: undefined,
    shown: (ns) => `${ns < 0 ? "-" : ""}${durationText(Math.abs(ns))}`,
    read(given) {
      const sign = given.startsWith("-") ? -1 : 1;
      return 0 + sign * parseDuration(given.replace(/^[+-]/, ""), { min: 0, max: 86_400e9 });
    },
  };
}

function calibrate(help: string): Option<"queue" | undefined> {
  return {
    placeholder: "queue",
    help,
    fallback: undefined,
    read(given) {
      if (given !== "queue") throw new Error("use queue");
      return given;
    },
  };
}
