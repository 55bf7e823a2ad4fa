/** What can be said of a saving. @module */

import { type AttributionBps, type Part, PARTS, type Parts } from "./attribution.ts";

/**
 * What can be said of a saving.
 * - `same`: there is no difference in any part.
 * - `not-measurable`: it may as well be none.
 * - `mostly-drift`: under the same schedule, but the market moved between the fills.
 * - `timing`: the schedules differ, so that nothing is said of routing.
 * - `routing-saves`, `routing-costs`: the placements differ under the same schedule.
 */
export const VERDICT_CODES = [
  "same",
  "not-measurable",
  "mostly-drift",
  "timing",
  "routing-saves",
  "routing-costs",
] as const;

/** One of {@linkcode VERDICT_CODES}. */
export type VerdictCode = (typeof VERDICT_CODES)[number];

/** What a verdict is based on. */
export interface VerdictInput {
  /** Saving of the strategy on the baseline, pooled, basis points; positive is better. */
  readonly saving: AttributionBps;
  readonly sameSchedule: boolean;
  /** 95 % interval of the saving, basis points; `null` with the reason why there is none. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  readonly reason?: string | undefined;
}

/** A verdict, for programs and for people. */
export interface Verdict {
  readonly code: VerdictCode;
  /** |drift| is more than half of the sum of all parts' sizes, whatever the code. */
  readonly mostlyDrift: boolean;
  readonly text: string;
}

/**
 * Judges a saving. Routing is judged only between placements under the same schedule; a difference between
 * schedules is called timing; one that is mostly drift is called so; and one whose interval holds zero, or
 * has none, is not measurable.
 *
 * @example
 * ```ts
 * import { verdictOn } from "./verdict.ts";
 * import { assertEquals } from "@std/assert";
 * const parts = { drift: 0.1, spread: 0.2, venue: 1, passive: 0, residual: 0, fees: -0.3, opportunity: 0 };
 * const { code, text } = verdictOn({
 *   saving: { total: 1, parts },
 *   sameSchedule: true,
 *   interval: { lower: 0.4, upper: 1.7 },
 * });
 * assertEquals(code, "routing-saves");
 * assertEquals(text, "Routing saves 1.00 bps (95 % interval 0.40 to 1.70), above all by venue.");
 * ```
 */
export function verdictOn(input: VerdictInput): Verdict {
  const { total, parts } = input.saving;
  if (PARTS.every((part) => parts[part] === 0)) {
    return { code: "same", mostlyDrift: false, text: "Both cost the same in every part." };
  }
  const mostlyDrift = isMostlyDrift(parts);
  const driftNote = mostlyDrift
    ? " It is mostly drift: the market moved between the fills of the one and of the other."
    : "";
  const { interval } = input;
  if (interval === null) {
    const why = input.reason ?? "there is no interval";
    return { code: "not-measurable", mostlyDrift, text: `Not measurable: ${why}.${driftNote}` };
  }
  const decimals = decimalsFor(total, interval.lower, interval.upper);
  const range = `95 % interval ${interval.lower.toFixed(decimals)} to ${interval.upper.toFixed(decimals)}`;
  const size = `${Math.abs(total).toFixed(decimals)} bps (${range})`;
  if (interval.lower <= 0 && interval.upper >= 0) {
    const text = `Not measurable: a saving of ${
      total.toFixed(decimals)
    } bps (${range}) may be none.${driftNote}`;
    return { code: "not-measurable", mostlyDrift, text };
  }
  const verb = total > 0 ? "saves" : "costs";
  if (!input.sameSchedule) {
    const text = `Timing ${verb} ${size}: the schedules differ, so this says nothing of routing.${driftNote}`;
    return { code: "timing", mostlyDrift, text };
  }
  if (mostlyDrift) {
    return { code: "mostly-drift", mostlyDrift, text: `It ${verb} ${size}, but not by routing.${driftNote}` };
  }
  const part = largestPart(parts, Math.sign(total));
  const text = `Routing ${verb} ${size}, above all by ${part}.`;
  return { code: `routing-${verb}`, mostlyDrift, text };
}

/** Two, or as many as show two digits of the largest. */
function decimalsFor(...figuresBps: readonly number[]): number {
  const largest = Math.max(...figuresBps.map(Math.abs));
  return largest > 0 ? Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(largest)))) : 2;
}

/** Whether |drift| is more than half of the sum of all parts' sizes. */
export function isMostlyDrift(parts: Parts<number>): boolean {
  let sum = 0;
  for (const part of PARTS) sum += Math.abs(parts[part]);
  return Math.abs(parts.drift) > sum / 2;
}

/** The part that goes furthest in a direction; the first of equal ones. */
function largestPart(parts: Parts<number>, sign: number): Part {
  return PARTS.reduce((best, part) => sign * parts[part] > sign * parts[best] ? part : best);
}
