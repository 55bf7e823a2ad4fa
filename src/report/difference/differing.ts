/** What differs between two sets of fields. @module */

import type { Differing } from "./schema.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The fields that are not the same, those of objects within by their path; in the order of the first, then what only
 * the second has. What is missing is `null`.
 *
 * @example
 * ```ts
 * import { differing } from "./differing.ts";
 * import { assertEquals } from "@std/assert";
 * const a = { orders: 40, side: "both", fees: { take: 0.003 }, folds: 5 };
 * const b = { orders: 40, side: "buy", fees: { take: 0.002 }, grid: 3 };
 * assertEquals(differing(a, b), [
 *   { name: "side", a: "both", b: "buy" },
 *   { name: "fees.take", a: 0.003, b: 0.002 },
 *   { name: "folds", a: 5, b: null },
 *   { name: "grid", a: null, b: 3 },
 * ]);
 * ```
 */
export function differing(a: Fields, b: Fields): Differing[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].flatMap((name) => differingValue(name, a[name] ?? null, b[name] ?? null));
}

function differingValue(name: string, a: unknown, b: unknown): Differing[] {
  if (isFields(a) && isFields(b)) {
    return differing(a, b).map((each) => ({ ...each, name: `${name}.${each.name}` }));
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ name, a, b }];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
