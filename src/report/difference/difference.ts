/** What differs between two artefacts: question, tape, version and result. @module */

import {
  independentDifference,
  meanOverPairs,
  type OrderPair,
  type OrderSavings,
  pairedDifferences,
  pairOrders,
} from "../../analysis/saving_difference.ts";
import { type Confidence, confidenceOf, confidencesOf } from "../../analysis/statistics/confidence.ts";
import { meanOf } from "../../analysis/statistics/starts.ts";
import { DataError } from "../../market/data_error.ts";
import { timeWithin } from "../../market/time_windows.ts";
import { SCHEMA_VERSION } from "../run_schema.ts";
import type { Compared, ComparedSaving, OrderTimes } from "./compared.ts";
import { differing } from "./differing.ts";
import type { Difference, DifferenceOfSavings, DifferenceSide, Pairing } from "./schema.ts";
import { verdictText, warningsOf } from "./words.ts";

/** Orders that both have are paired where they are more than this part of each one's. */
const LEAST_IN_BOTH = 0.5;

/**
 * What differs between two artefacts of one kind. Savings are compared order by order where most orders of each are
 * the other's too (the same start, side and quantity), by the block bootstrap that a back-test has its intervals from:
 * the interval of the main comparison stands alone, those of the others hold at once. Elsewhere they are taken as
 * independent, and the intervals that the artefacts print are put together.
 *
 * a and b exchanged give the same differences with the other sign.
 *
 * @throws {DataError} if one is of a judgement, or of trial rules, and the other is not.
 */
export function differenceOf(a: Compared, b: Compared): Difference {
  if (a.rules !== b.rules) {
    throw new DataError(
      `is ${KINDS[b.rules]}, and ${a.file} ${KINDS[a.rules]}: two of a kind are compared`,
      { file: b.file },
    );
  }
  const names = Object.keys(a.savings).filter((name) => Object.hasOwn(b.savings, name));
  const main = mainOf(a, b, names);
  const pairs = a.orders && b.orders && pairOrders(a.orders, b.orders);
  const pairing = pairingOf(a, b, pairs);
  const differences = pairing.method === "paired"
    ? pairedSavings(a, b, names, main, pairs!)
    : independentSavings(a, b, names);
  const savings = Object.fromEntries(names.map((name) => [name, {
    a: describeSaving(a.savings[name]!),
    b: describeSaving(b.savings[name]!),
    ...differences[name]!,
  }]));
  const warnings = warningsOf(a, b, names, pairing);
  return {
    verdict: verdictText(main, main === null ? undefined : savings[main]!.difference),
    schema_version: SCHEMA_VERSION,
    a: describeSide(a),
    b: describeSide(b),
    question: differing(a.question, b.question),
    settings: differing(a.settings, b.settings),
    tape: differing(a.tape, b.tape),
    version: differing(versionsOf(a), versionsOf(b)),
    pairing,
    main_comparison: main,
    savings,
    only_in_a: Object.keys(a.savings).filter((name) => !names.includes(name)),
    only_in_b: Object.keys(b.savings).filter((name) => !names.includes(name)),
    warnings: warnings.map(({ text }) => text),
    warning_codes: warnings.map(({ code }) => code),
  };
}

/** What an artefact is of, by its rules. */
const KINDS: Readonly<Record<Compared["rules"], string>> = {
  market: "of a back-test by market rules",
  trial: "of a back-test by trial rules",
  judge: "of a judgement",
};

/** The name of the comparison that the verdict is about: the same, whichever of the two comes first. */
function mainOf(a: Compared, b: Compared, names: readonly string[]): string | null {
  const [first, second] = [a.main, b.main].map((main) => main ?? "").sort();
  return names.find((name) => name === first) ?? names.find((name) => name === second) ??
    names.toSorted()[0] ?? null;
}

function pairingOf(a: Compared, b: Compared, pairs: readonly OrderPair[] | undefined): Pairing {
  const counts = {
    orders_of_a: a.orders?.startNs.length ?? null,
    orders_of_b: b.orders?.startNs.length ?? null,
    orders_in_both: pairs?.length ?? null,
  };
  if (a.times === undefined || b.times === undefined) {
    return { method: "none", because: "each is of one order, which tells nothing of noise", ...counts };
  }
  if (pairs === undefined) return { method: "independent", because: olderText(a, b), ...counts };
  const most = Math.max(a.orders!.startNs.length, b.orders!.startNs.length);
  if (pairs.length > LEAST_IN_BOTH * most) {
    const all = pairs.length === a.orders!.startNs.length && pairs.length === b.orders!.startNs.length;
    return {
      method: "paired",
      because: all ? "the orders are the same" : "most orders are the same",
      ...counts,
    };
  }
  const because = pairs.length === 0
    ? "no order is the same (start, side and quantity)"
    : "not even half of the orders are the same (start, side and quantity)";
  return { method: "independent", because, ...counts };
}

function olderText(a: Compared, b: Compared): string {
  const isOlder = ({ orders }: Compared): boolean => orders === undefined;
  return isOlder(a) && isOlder(b)
    ? "both are of an older sorlab and do not tell what each order saved"
    : `${isOlder(a) ? "A" : "B"} is of an older sorlab and does not tell what each order saved`;
}

type Differences = Record<string, Pick<Difference["savings"][string], "over_orders_in_both" | "difference">>;

function pairedSavings(
  a: Compared,
  b: Compared,
  names: readonly string[],
  main: string | null,
  pairs: readonly OrderPair[],
): Differences {
  const withOrders = ({ orders, savings }: Compared, name: string): OrderSavings => ({
    ...orders!,
    bps: savings[name]!.byOrder!,
  });
  const starts = new Map(
    names.map((name) => [name, pairedDifferences(pairs, withOrders(a, name), withOrders(b, name))]),
  );
  const options = confidenceOptions(a, b, pairs);
  const others = names.filter((name) => name !== main);
  const simultaneous = confidencesOf(others.map((name) => starts.get(name)!), options);
  const confidences = new Map(others.map((name, i) => [name, simultaneous[i]!]));
  if (main !== null) confidences.set(main, confidenceOf(starts.get(main)!, options));
  return Object.fromEntries(names.map((name) => {
    const each = starts.get(name)!;
    const isSame = pairs.every(([i, j]) => a.savings[name]!.byOrder![i] === b.savings[name]!.byOrder![j]);
    const means = meanOverPairs(pairs, withOrders(a, name), withOrders(b, name));
    const difference = judged(
      isSame ? 0 : meanOf(each),
      intervalIn(confidences.get(name)!, a.savings[name]!, b.savings[name]!),
      isSame,
    );
    return [name, { over_orders_in_both: means, difference }];
  }));
}

type Interval = NonNullable<DifferenceOfSavings["interval_bps"]>;

/** Where a difference lies, or why that cannot be told. */
type IntervalOrReason = { readonly interval: Interval; readonly reason?: undefined } | {
  readonly interval: null;
  readonly reason: string;
};

function intervalIn(
  { interval, reason }: Confidence,
  ofA: ComparedSaving,
  ofB: ComparedSaving,
): IntervalOrReason {
  const withoutSample = lacking(ofA, ofB, "interval", ({ leftOutTooMany }) => leftOutTooMany);
  if (withoutSample !== undefined) return { interval: null, reason: withoutSample };
  if (interval === null) return { interval, reason: reason! };
  const { lower, upper, simultaneous } = interval;
  return { interval: { lower, upper, simultaneous } };
}

function confidenceOptions(a: Compared, b: Compared, pairs: readonly OrderPair[]) {
  const times = [a.times!, b.times!];
  const firstNs = a.orders!.startNs[pairs[0]![0]]!;
  const lastNs = a.orders!.startNs[pairs.at(-1)![0]]!;
  const horizonNs = Math.max(...times.map((each) => each.horizonNs));
  return {
    horizonNs,
    spacingNs: Math.max(...times.map((each) => each.spacingNs)),
    scoredNs: Math.min(...times.map((each) => timeBetween(each, firstNs, lastNs))),
    seed: Math.min(...times.map(({ seed }) => seed)),
  };
}

/** Time in which orders may trade from one start on to the end of an order that starts last. */
function timeBetween({ windows, originNs, horizonNs }: OrderTimes, firstNs: bigint, lastNs: bigint): number {
  const [from, to] = [Number(firstNs - originNs), Number(lastNs - originNs) + horizonNs];
  // At least the order's own horizon, if it lies in no window.
  return Math.max(horizonNs, timeWithin(windows, from, to));
}

function independentSavings(a: Compared, b: Compared, names: readonly string[]): Differences {
  const isSame = isSameRun(a, b);
  const differenceIn = (name: string): DifferenceOfSavings => {
    const [ofA, ofB] = [a.savings[name]!, b.savings[name]!];
    if (ofA.bps === null || ofB.bps === null) {
      const reason = lacking(ofA, ofB, "saving", ({ bps }) => bps === null)!;
      return { saving_bps: null, interval_bps: null, reason, verdict: "not-measurable" };
    }
    const simultaneous = name !== a.main || name !== b.main;
    return judged(ofA.bps - ofB.bps, independentInterval(ofA, ofB, simultaneous), isSame);
  };
  return Object.fromEntries(names.map((name) => [name, { difference: differenceIn(name) }]));
}

function independentInterval(
  a: ComparedSaving,
  b: ComparedSaving,
  simultaneous: boolean,
): IntervalOrReason {
  const reason = lacking(a, b, "interval", ({ interval }) => interval === null);
  if (reason !== undefined) return { interval: null, reason };
  const ends = independentDifference({ bps: a.bps!, ...a.interval! }, { bps: b.bps!, ...b.interval! });
  return { interval: { ...ends, simultaneous } };
}

/** Which of two lacks something and why, if one does. */
function lacking(
  a: ComparedSaving,
  b: ComparedSaving,
  what: "saving" | "interval",
  lacks: (saving: ComparedSaving) => boolean,
): string | undefined {
  if (!lacks(a) && !lacks(b)) return undefined;
  const [side, { reason = "the artefact does not tell why" }] = lacks(a)
    ? ["A", a] as const
    : ["B", b] as const;
  return `${side} has no ${what}: ${reason}`;
}

/** Whether nothing that the figures depend on differs: then nothing in them does. */
function isSameRun(a: Compared, b: Compared): boolean {
  return a.tapeDigest === b.tapeDigest && a.version === b.version &&
    differing(a.question, b.question).length === 0;
}

function judged(bps: number, { interval, reason }: IntervalOrReason, isSame: boolean): DifferenceOfSavings {
  const because = reason === undefined ? {} : { reason };
  return { saving_bps: bps, interval_bps: interval, ...because, verdict: codeOf(interval, isSame) };
}

function codeOf(interval: Interval | null, isSame: boolean): DifferenceOfSavings["verdict"] {
  if (isSame) return "same";
  if (interval === null || (interval.lower <= 0 && interval.upper >= 0)) return "not-measurable";
  return interval.lower > 0 ? "a-saves-more" : "b-saves-more";
}

function describeSaving({ strategy, bps, interval }: ComparedSaving): Difference["savings"][string]["a"] {
  return { strategy, saving_bps: bps, interval_bps: interval };
}

function describeSide(side: Compared): DifferenceSide {
  const { file, strategy, rules, version, schemaVersion, tapeDigest } = side;
  return { file, strategy, rules, version, schema_version: schemaVersion, tape_digest: tapeDigest };
}

function versionsOf({ version, schemaVersion }: Compared): Readonly<Record<string, unknown>> {
  return { version, schema_version: schemaVersion };
}
