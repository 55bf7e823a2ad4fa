/** What one task of a study leaves behind: the sums of its tape that pooling takes, and the tape's own figures. @module */

import * as v from "valibot";
import { type Parts, partsOf } from "../analysis/attribution.ts";
import type { ComparisonKind } from "../search/comparison.ts";
import type { Point } from "../model/point.ts";
import { sealed, unsealed } from "./sealed_json.ts";

/** What the first key of a part's file says. */
export const PART_FORMAT = "sorlab-part-1";

/** A part is never larger than this, so that some ten thousand of them fit where they are merged. */
export const MOST_PART_BYTES = 1_000_000;

/** What every part says, whether its task went well or not. */
interface PartHead {
  /** {@linkcode PART_FORMAT}. */
  readonly format: typeof PART_FORMAT;
  /** Version of sorlab that made it; parts of two versions are not pooled. */
  readonly version: string;
  /**
   * Id of the task, which names the part's file: digest of the question and of what the input is. A study that days
   * are added to keeps the parts that it has.
   */
  readonly task: string;
}

/** The part of a task that went well. */
export interface MeasuredPart extends PartHead {
  readonly status: "measured";
  /** The tape that was measured on. */
  readonly tape: PartTape;
  /** What was asked, as far as it shapes the sums; the same in all parts of a study. */
  readonly measured: PartQuestion;
  /** The orders that were worked, compared or not. */
  readonly orders: PartOrders;
  /**
   * Starts in each block of consecutive starts, in order of time. A block is at least as long as an order, so that
   * orders overlap with those of neighbouring blocks at most. With `--per-order` there is a block for every start.
   */
  readonly blocks: readonly number[];
  /** The distinct runs of all orders by the strategy that is tuned, in the order of the first point of each. */
  readonly runs: readonly PartRun[];
  /** For each point of the grid, the index of its run: points that worked all orders alike share one. */
  readonly runAt: readonly number[];
  /** The distinct sets of orders that a run could be compared on. */
  readonly compared: readonly ComparedOrders[];
}

/** The part of a task that its input made fail; run again, it would fail again. */
export interface FailedPart extends PartHead {
  readonly status: "failed";
  /** What the task's input is called. */
  readonly input: string;
  /** Exit code that `sorlab backtest` ends with on it: 2 for a question the tape cannot answer, 3 for bad data. */
  readonly exitCode: number;
  /** Why, in a line. */
  readonly reason: string;
}

/** What a task left behind. */
export type Part = MeasuredPart | FailedPart;

/** A tape, as pooling knows it. */
export interface PartTape {
  /** Date (UTC) on which the first window of its session begins, such as `2024-07-01`. */
  readonly day: string;
  /** Instrument; empty where the file names none. */
  readonly symbol: string;
  /** The feed, such as `DBEQ.BASIC`, of its first publisher; empty where the directory does not know it. */
  readonly dataset: string;
  /** Digest of its rows, as artefacts give it. */
  readonly digest: string;
  /** Rows. */
  readonly rows: number;
  /** The windows that the orders lie in, RFC 3339. */
  readonly session: readonly { readonly from: string; readonly to: string }[];
  /** Venues that can be routed to, by market identifier. */
  readonly venues: readonly string[];
  /** Mean quoted spread of the live touch over its session, weighted by time, bps of the mid; `null` without one. */
  readonly spreadBps: number | null;
  /** Root of the summed squares of the live mid's five-minute returns over its session, bps; `null` without any. */
  readonly volatilityBps: number | null;
}

/** What was measured, by which points, against what. */
export interface PartQuestion {
  /** The strategy that is tuned, as `--strategy` takes it. */
  readonly strategy: string;
  /** What becomes of shares left at the horizon. */
  readonly residual: "cross" | "opportunity";
  /** Names of the parameters that are tuned; none leaves one point, the empty one. */
  readonly parameters: readonly string[];
  /** The points of the grid, in the order they are tried: the values of the parameters. */
  readonly points: readonly (readonly number[])[];
  /** The strategies it is compared with, by the names of artefacts. */
  readonly comparisons: Readonly<Record<string, PartComparison>>;
  /** Name of the comparison that the verdict is about. */
  readonly main: string;
}

/** A strategy that the tuned one is compared with. */
export interface PartComparison {
  /** As `--compare` takes it. */
  readonly strategy: string;
  /** `routing` where both go by the same schedule: only then the saving says something of routing. */
  readonly kind: ComparisonKind;
}

/** The orders of a tape. */
interface PartOrders {
  /** Parent orders that were worked. */
  readonly count: number;
  /** Moments at which they start; a buy and a sell start together. */
  readonly starts: number;
  /** Length of each, ns. */
  readonly horizonNs: number;
  /** Between two starts, ns; 0 where there is one. */
  readonly spacingNs: number;
  /** Shares ordered. */
  readonly shares: number;
  /** Those shares at the mids when the orders arrive, dollars. */
  readonly notionalDollars: number;
}

/** What one strategy's executions of some orders come to. Dollars are exact sums, rounded once. */
export interface OrderSums {
  /** Shares filled by taking and resting, before the final crossing: over those ordered, the fill rate. */
  readonly ownShares: number;
  /** All-in shortfall of the orders that start in each block, dollars; positive is worse. */
  readonly costDollars: readonly number[];
  /** What the shortfall of all blocks together is made of, dollars: disjoint parts that sum to it. */
  readonly parts: Parts<number>;
}

/** One way to work all orders by the strategy that is tuned; its sums are over the orders compared. */
export interface PartRun extends OrderSums {
  /** All-in shortfall of all orders, compared or not, dollars: what tuning minimises. */
  readonly tuningDollars: number;
  /** Index of the set of orders that it could be compared on. */
  readonly compared: number;
}

/** Orders that a run could be compared on, which are the same in all comparisons. */
export interface ComparedOrders {
  /** Number of these orders. */
  readonly orders: number;
  /** Orders that are left out, by the code of the reason, as in artefacts. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Shares ordered by these orders. */
  readonly shares: number;
  /** Those at the mids when the orders arrive, dollars, of the orders that start in each block; it may be 0. */
  readonly notionalDollars: readonly number[];
  /** What the same orders came to by the strategies compared with, by the names of the comparisons. */
  readonly others: Readonly<Record<string, OrderSums>>;
}

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const named = <T extends v.GenericSchema>(value: T) =>
  v.pipe(v.custom((given) => !Array.isArray(given)), v.record(v.string(), value));

const head = { format: v.literal(PART_FORMAT), version: v.string(), task: digest };

const sums = {
  ownShares: finite,
  costDollars: v.array(finite),
  parts: v.strictObject(partsOf(() => finite)),
};

const partSchema: v.GenericSchema<unknown, Part> = v.variant("status", [
  v.strictObject({
    ...head,
    status: v.literal("measured"),
    tape: v.strictObject({
      day: v.pipe(v.string(), v.isoDate()),
      symbol: v.string(),
      dataset: v.string(),
      digest: v.string(),
      rows: count,
      session: v.array(v.strictObject({ from: v.string(), to: v.string() })),
      venues: v.array(v.string()),
      spreadBps: v.nullable(finite),
      volatilityBps: v.nullable(finite),
    }),
    measured: v.strictObject({
      strategy: v.string(),
      residual: v.picklist(["cross", "opportunity"]),
      parameters: v.array(v.string()),
      points: v.pipe(v.array(v.array(finite)), v.minLength(1)),
      comparisons: named(
        v.strictObject({ strategy: v.string(), kind: v.picklist(["routing", "timing", "execution"]) }),
      ),
      main: v.string(),
    }),
    orders: v.strictObject({
      count,
      starts: count,
      horizonNs: finite,
      spacingNs: finite,
      shares: count,
      notionalDollars: finite,
    }),
    blocks: v.pipe(v.array(count), v.minLength(1)),
    runs: v.array(v.strictObject({ ...sums, tuningDollars: finite, compared: count })),
    runAt: v.array(count),
    compared: v.array(v.strictObject({
      orders: count,
      leftOut: named(count),
      shares: count,
      notionalDollars: v.array(finite),
      others: named(v.strictObject(sums)),
    })),
  }),
  v.strictObject({
    ...head,
    status: v.literal("failed"),
    input: v.string(),
    exitCode: count,
    reason: v.string(),
  }),
]);

/**
 * A part as its file holds it: one line of JSON, whose last key is the digest of all before it.
 *
 * @throws {RangeError} if it is larger than {@linkcode MOST_PART_BYTES}.
 */
export function partText(part: Part): string {
  const text = sealed(part);
  if (text.length > MOST_PART_BYTES) {
    throw new RangeError(`A part of ${text.length} bytes; at most ${MOST_PART_BYTES} can be kept`);
  }
  return text;
}

/**
 * Reads a part, and checks that it is whole and one.
 *
 * @param text of its file, or of a message.
 * @param name of the file, for messages.
 * @throws {DataError} if it is no part, of another version of the format, or broken.
 *
 * @example
 * ```ts
 * import { type Part, partText, readPart } from "./part.ts";
 * import { assertEquals } from "@std/assert";
 * const part: Part = {
 *   format: "sorlab-part-1",
 *   version: "1.0.0",
 *   task: "1".repeat(64),
 *   status: "failed",
 *   input: "day.csv",
 *   exitCode: 3,
 *   reason: "no row could be read",
 * };
 * assertEquals(readPart(partText(part), "part.json"), part);
 * ```
 */
export function readPart(text: string, name: string): Part {
  return unsealed(text, name, {
    what: "a part of a study",
    format: PART_FORMAT,
    most: MOST_PART_BYTES,
    schema: partSchema,
    faultOf,
    remedy: "remove it and run its task again",
  });
}

/** What does not fit together in a part; `undefined` where all does. */
function faultOf(part: Part): string | undefined {
  if (part.status === "failed") return undefined;
  const { measured: { parameters, points, comparisons, main }, blocks, runs, runAt, compared } = part;
  const names = Object.keys(comparisons).join();
  const all = [...runs, ...compared.flatMap(({ others }) => Object.values(others))];
  const checks = {
    "a point lacks a parameter": points.every(({ length }) => length === parameters.length),
    "main is none of the comparisons": Object.hasOwn(comparisons, main),
    "runAt does not fit points and runs": runAt.length === points.length &&
      runAt.every((run) => run < runs.length),
    "a run's orders are unknown": runs.every((run) => run.compared < compared.length),
    "sums do not fit the blocks": all.every(({ costDollars }) => costDollars.length === blocks.length) &&
      compared.every(({ notionalDollars }) => notionalDollars.length === blocks.length),
    "a comparison has no sums": compared.every(({ others }) => Object.keys(others).join() === names),
  };
  return Object.entries(checks).find(([, holds]) => !holds)?.[0];
}

/** A point of the grid by its parameters' names, as artefacts give it. */
export function pointAt({ measured: { parameters, points } }: MeasuredPart, point: number): Point {
  return Object.fromEntries(parameters.map((name, i) => [name, points[point]![i]!]));
}

/** What the tuned strategy saved on another over a tape's orders. */
interface PartSaving {
  /** Orders compared; those left out are {@linkcode ComparedOrders.leftOut}. */
  readonly compared: ComparedOrders;
  /** Saved by the orders that start in each block, dollars; positive is better. */
  readonly dollars: readonly number[];
  /** The parts of what all blocks saved, dollars. */
  readonly parts: Parts<number>;
}

/**
 * What the tuned strategy saved at a point of the grid.
 *
 * @param point index of the point.
 * @param comparison name of the comparison.
 */
export function savingAt(part: MeasuredPart, point: number, comparison: string): PartSaving {
  const own = part.runs[part.runAt[point]!]!;
  const compared = part.compared[own.compared]!;
  const other = compared.others[comparison]!;
  return {
    compared,
    dollars: other.costDollars.map((cost, block) => cost - own.costDollars[block]!),
    parts: partsOf((part) => other.parts[part] - own.parts[part]),
  };
}
