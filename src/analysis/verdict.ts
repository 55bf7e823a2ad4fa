/** What can be said of a saving, in a code and a sentence. @module */

import { type AttributionBps, type Part, PARTS, type Parts } from "./attribution.ts";
import { MOST_LEFT_OUT } from "./paired_saving.ts";

/**
 * What can be said of a saving. Of several that hold, the first of this order counts:
 *
 * - `too-many-left-out`: more than 2 % of the orders cannot be compared.
 * - `barely-filled`: one of the two filled less than half of its shares by itself.
 * - `one-venue`: the tape has one venue, so that there is nothing to route.
 * - `same`: there is no difference in any part.
 * - `not-measurable`: it may as well be none.
 * - `fragile`: set-ups as good as this one, on the same tape, turn its sign.
 * - `timing`: the schedules differ, so that nothing is said of routing.
 * - `in-sample`: the parameters were tuned on the orders that they are scored on.
 * - `mostly-drift`: the market moved between the fills.
 * - `mostly-fees`: fees and rebates make up more of it than all else.
 * - `saves`, `costs`: the placements differ under the same schedule.
 */
export const VERDICT_CODES = [
  "too-many-left-out",
  "barely-filled",
  "one-venue",
  "same",
  "not-measurable",
  "fragile",
  "timing",
  "in-sample",
  "mostly-drift",
  "mostly-fees",
  "saves",
  "costs",
] as const;

/** One of {@linkcode VERDICT_CODES}. */
export type VerdictCode = (typeof VERDICT_CODES)[number];

/** Below this part of the shares, what was filled is no saving's ground: the last moment sets the price of the rest. */
export const LEAST_FILLED = 0.5;

/** What a verdict is based on. */
export interface VerdictInput {
  /** Of the strategy on the baseline, pooled, basis points; positive is better. `null`: no order can be compared. */
  readonly saving: AttributionBps | null;
  /** Whether the two differ in their placement alone, or no more is claimed than what the subject did in all. */
  readonly sameSchedule: boolean;
  /** Who saves or costs, as the sentence begins. @default "Routing" */
  readonly subject?: string | undefined;
  /** 95 % interval of the saving, basis points; `null` with the reason why there is none. */
  readonly interval:
    | { readonly lower: number; readonly upper: number; readonly simultaneous?: boolean }
    | null;
  /** Why there is no interval. */
  readonly reason?: string | undefined;
  /** Orders that were scored. */
  readonly scored: number;
  /** Those of them that are left out of the comparisons. */
  readonly leftOut: number;
  /** What the strategy and the baseline filled by themselves, before the end, over what was ordered. */
  readonly fillRates: { readonly own: number; readonly baseline: number };
  /** The venue of a tape that has one only. */
  readonly onlyVenue?: string | undefined;
  /** Whether the parameters were tuned on the orders scored. @default false */
  readonly inSample?: boolean | undefined;
  /** The least and the greatest saving that set-ups as good came to, this one among them, basis points. */
  readonly swing?: { readonly least: number; readonly greatest: number } | undefined;
}

/** A verdict, for programs and for people. */
export interface Verdict {
  /** For programs. */
  readonly code: VerdictCode;
  /** |drift| is more than half of the sum of all parts' sizes, whatever the code. */
  readonly mostlyDrift: boolean;
  /** The same of fees. */
  readonly mostlyFees: boolean;
  /** For people. */
  readonly text: string;
}

/**
 * Judges a saving. The sentence gives it with its interval, then what it is net of: the spread that was not paid
 * stands together with what resting made of it (passive) and with what the market did meanwhile (drift), the
 * other parts behind; then what is left of it without fees and rebates on the same fills. Parts that round to
 * nothing are left out. Of what costs, all figures are costs.
 *
 * | code | for example |
 * |---|---|
 * | `saves` | Routing saves 0.34 bps (95 % interval 0.12 to 0.55): spread 0.60, passive -0.21 and drift -0.15 net to 0.24, venue 0.06, fees 0.04. Without fees and rebates on the same fills it saves 0.30. |
 * | `costs` | Routing costs 0.20 bps (95 % interval 0.05 to 0.36): venue 0.30, fees -0.10. Without fees and rebates on the same fills it costs 0.30. |
 * | `not-measurable` | Not measurable: a saving of 0.08 bps (95 % interval -0.14 to 0.29) may be none: spread 0.40 and drift -0.32 net to 0.08. |
 * | `not-measurable` | Not measurable: the orders span 8 independent horizons, where an interval takes 20. |
 * | `fragile` | Fragile: it saves 0.31 bps (95 % interval 0.11 to 0.49) here, and -0.15 to 0.31 in set-ups as good on the same tape: venue 0.31. |
 * | `mostly-drift` | Mostly drift: it saves 0.90 bps (95 % interval 0.40 to 1.40), but by the market moving between the fills of the one and of the other, not by routing: spread 0.30 and drift 0.60 net to 0.90. |
 * | `mostly-fees` | Mostly fees: it saves 0.40 bps (95 % interval 0.30 to 0.50), more by fees and rebates than by all else: spread 0.10, fees 0.30. Without fees and rebates on the same fills it saves 0.10. |
 * | `too-many-left-out` | Not measurable: 9 of 80 orders (11.3 %) cannot be compared, and above 2 % what is left is no fair sample. |
 * | `barely-filled` | No saving to speak of: it filled 12.0 % of its shares by itself, and the price of the rest is that of the last moment. |
 * | `one-venue` | Nothing to route: the tape has one venue, XNAS. It saves 0.25 bps (95 % interval 0.10 to 0.40) all the same: spread 0.40, passive -0.10 and drift -0.05 net to 0.25. |
 * | `in-sample` | In sample only: it saves 2.01 bps (95 % interval 1.20 to 2.80) on the orders that it was tuned on, which is no evidence: venue 2.01. |
 * | `timing` | Timing saves 1.20 bps (simultaneous 95 % interval 0.50 to 1.90), which says nothing of routing, as the schedules differ: drift 0.20, venue 1.00. |
 * | `same` | Both cost the same in every part. |
 *
 * @example
 * ```ts
 * import { verdictOn } from "./verdict.ts";
 * import { assertEquals } from "@std/assert";
 * const parts = { drift: -0.15, spread: 0.6, venue: 0.06, passive: -0.21, residual: 0, fees: 0.04, opportunity: 0 };
 * const { code, text } = verdictOn({
 *   saving: { total: 0.34, parts },
 *   sameSchedule: true,
 *   interval: { lower: 0.12, upper: 0.55 },
 *   scored: 400,
 *   leftOut: 3,
 *   fillRates: { own: 0.9, baseline: 1 },
 * });
 * assertEquals(code, "saves");
 * assertEquals(
 *   text,
 *   "Routing saves 0.34 bps (95 % interval 0.12 to 0.55): spread 0.60, passive -0.21 and drift -0.15 net to 0.24, " +
 *     "venue 0.06, fees 0.04. Without fees and rebates on the same fills it saves 0.30.",
 * );
 * ```
 */
export function verdictOn(input: VerdictInput): Verdict {
  const { saving, scored, leftOut, onlyVenue, sameSchedule } = input;
  if (saving === null || tooManyLeftOut(input)) {
    const text = `Not measurable: ${leftOutReason(leftOut, scored)}.`;
    return { code: "too-many-left-out", mostlyDrift: false, mostlyFees: false, text };
  }
  const { parts } = saving;
  const mostly = { mostlyDrift: isMostly("drift", parts), mostlyFees: isMostly("fees", parts) };
  const barely = barelyFilled(input);
  if (barely !== undefined) return { code: "barely-filled", ...mostly, text: barely };
  const code = codeOf(saving, input);
  const text = textOf(code, saving, input);
  if (onlyVenue === undefined || !sameSchedule) return { code, ...mostly, text };
  const whole = `Nothing to route: the tape has one venue, ${onlyVenue}. ${text}`;
  return { code: "one-venue", ...mostly, text: whole };
}

/** Whether so many orders are left out that those compared are no fair sample. */
export function tooManyLeftOut({ leftOut, scored }: Pick<VerdictInput, "leftOut" | "scored">): boolean {
  return leftOut > MOST_LEFT_OUT * scored;
}

/** What keeps comparisons from being measured that leave too many orders out. */
export function leftOutReason(leftOut: number, scored: number): string {
  if (scored === 1) return "the only order cannot be compared";
  if (leftOut === scored) return `none of the ${scored} orders can be compared`;
  return `${leftOut} of ${scored} orders (${percent(leftOut / scored)}) cannot be compared, and above ${
    100 * MOST_LEFT_OUT
  } % what is left is no fair sample`;
}

/** Why there is no saving to speak of, where one of the two hardly filled; else nothing. */
function barelyFilled(
  { fillRates: { own, baseline }, subject = "it" }: Pick<VerdictInput, "fillRates" | "subject">,
): string | undefined {
  const name = subject[0]!.toLowerCase() + subject.slice(1);
  const who: string[] = [];
  if (own < LEAST_FILLED) who.push(`${name} filled ${percent(own)} of its shares`);
  if (baseline < LEAST_FILLED) who.push(`the other filled ${percent(baseline)} of its shares`);
  if (who.length === 0) return undefined;
  return `No saving to speak of: ${
    who.join(" and ")
  } by itself, and the price of the rest is that of the last moment.`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

/** The code, but that one venue comes first of all. */
function codeOf({ total, parts }: AttributionBps, input: VerdictInput): VerdictCode {
  const { interval, sameSchedule, inSample, swing, onlyVenue } = input;
  if (PARTS.every((part) => parts[part] === 0)) return "same";
  if (interval === null || mayBeNone(interval)) return "not-measurable";
  if (swing !== undefined && swing.least < 0 && swing.greatest > 0) return "fragile";
  if (!sameSchedule) return "timing";
  if (onlyVenue !== undefined) return "one-venue";
  if (inSample === true) return "in-sample";
  if (isMostly("drift", parts)) return "mostly-drift";
  if (isMostly("fees", parts)) return "mostly-fees";
  return total > 0 ? "saves" : "costs";
}

function mayBeNone({ lower, upper }: NonNullable<VerdictInput["interval"]>): boolean {
  return lower <= 0 && upper >= 0;
}

function textOf(code: VerdictCode, saving: AttributionBps, input: VerdictInput): string {
  if (code === "same") return "Both cost the same in every part.";
  const { interval, reason = "there is no interval" } = input;
  if (interval === null) return `Not measurable: ${reason}.`;
  const { total, parts } = saving;
  const decimals = decimalsFor(total, interval.lower, interval.upper);
  // Where the strategy costs instead of saving, all figures are shown as costs.
  const sign = total < 0 && code !== "not-measurable" ? -1 : 1;
  const show = (savedBps: number): string => fixed(sign * savedBps, decimals);
  const reach = (...ends: number[]): string => ends.sort((a, b) => sign * (a - b)).map(show).join(" to ");
  const kind = interval.simultaneous === true ? "simultaneous " : "";
  const size = `${show(total)} bps (${kind}95 % interval ${reach(interval.lower, interval.upper)})`;
  const { least, greatest } = input.swing ?? { least: total, greatest: total };
  const verb = total > 0 ? "saves" : "costs";
  const head = headOf(code, size, verb, reach(least, greatest), input.subject);
  return `${head}: ${composition(parts, show)}.${feesNote(total, parts, decimals)}${
    notesOn(code, parts, input)
  }`;
}

function headOf(
  code: VerdictCode,
  size: string,
  verb: "saves" | "costs",
  swing: string,
  subject = "Routing",
): string {
  switch (code) {
    case "not-measurable":
      return `Not measurable: a saving of ${size} may be none`;
    case "fragile":
      return `Fragile: it ${verb} ${size} here, and ${swing} in set-ups as good on the same tape`;
    case "timing":
      return `Timing ${verb} ${size}, which says nothing of routing, as the schedules differ`;
    case "one-venue":
      return `It ${verb} ${size} all the same`;
    case "in-sample":
      return `In sample only: it ${verb} ${size} on the orders that it was tuned on, which is no evidence`;
    case "mostly-drift":
      return `Mostly drift: it ${verb} ${size}, but by the market moving between the fills of the one and of the ` +
        "other, not by routing";
    case "mostly-fees":
      return `Mostly fees: it ${verb} ${size}, more by fees and rebates than by all else`;
    default:
      return `${subject} ${verb} ${size}`;
  }
}

/** What else weakens a saving, where its code says something else. */
function notesOn(code: VerdictCode, parts: Parts<number>, { inSample }: VerdictInput): string {
  const notes: string[] = [];
  if (isMostly("drift", parts) && code !== "mostly-drift") notes.push(" It is mostly drift.");
  if (isMostly("fees", parts) && code !== "mostly-fees") notes.push(" It is mostly fees.");
  if (inSample === true && code !== "in-sample") notes.push(" It is in sample only.");
  return notes.join("");
}

/** What resting trades off: the spread not paid, what came of it, and where the market went meanwhile. */
const RESTING: readonly Part[] = ["spread", "passive", "drift"];

/** The parts that do not round to nothing, those of resting together with what they net to. */
function composition(parts: Parts<number>, show: (savedBps: number) => string): string {
  const shown = (part: Part): string[] => {
    const text = show(parts[part]);
    return Number(text) === 0 ? [] : [`${part} ${text}`];
  };
  const resting = RESTING.flatMap(shown);
  const net = show(RESTING.reduce((sum, part) => sum + parts[part], 0));
  const together = resting.length < 2
    ? resting
    : [`${resting.slice(0, -1).join(", ")} and ${resting.at(-1)} net to ${net}`];
  const others = PARTS.filter((part) => !RESTING.includes(part)).flatMap(shown);
  return [...together, ...others].join(", ") || "no part stands out";
}

/** What is left of a saving without fees and rebates on the same fills. */
function feesNote(total: number, parts: Parts<number>, decimals: number): string {
  if (Number(fixed(parts.fees, decimals)) === 0) return "";
  const left = total - parts.fees;
  const verb = left < 0 ? "costs" : "saves";
  return ` Without fees and rebates on the same fills it ${verb} ${fixed(Math.abs(left), decimals)}.`;
}

/** A number with so many decimals; of what rounds to nothing, the sign goes. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** Two decimals, or as many as show two digits of the largest figure. */
export function decimalsFor(...figuresBps: readonly number[]): number {
  const largest = Math.max(...figuresBps.map(Math.abs));
  return largest > 0 ? Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(largest)))) : 2;
}

/** Whether the size of a part is more than half of the sum of all parts' sizes. */
export function isMostly(part: Part, parts: Parts<number>): boolean {
  let sum = 0;
  for (const each of PARTS) sum += Math.abs(parts[each]);
  return Math.abs(parts[part]) > sum / 2;
}
