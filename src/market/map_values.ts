/** Records whose values become others. @module */

/**
 * A record of the same names, each with what its value becomes.
 *
 * @example
 * ```ts
 * import { mapValues } from "./map_values.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(mapValues({ twap: 2, vwap: 3 }, (bps) => -bps), { twap: -2, vwap: -3 });
 * ```
 */
export function mapValues<T, R>(
  record: Readonly<Record<string, T>>,
  become: (value: T, name: string) => R,
): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, become(value, name)]));
}
