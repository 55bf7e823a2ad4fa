/** Lengths of time as people write them. @module */

/** Units of a length of time, ns. */
export const UNITS_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/**
 * A length of time in the largest unit that needs no fraction.
 *
 * @example
 * ```ts
 * import { durationText } from "./duration.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals([0, 1500, 60e9, 90e9].map(durationText), ["0s", "1500ns", "1m", "90s"]);
 * ```
 */
export function durationText(ns: number): string {
  if (ns === 0) return "0s";
  const units = Object.entries(UNITS_NS).toReversed();
  const [unit, length] = units.find(([, length]) => ns % length === 0)!;
  return `${ns / length}${unit}`;
}
