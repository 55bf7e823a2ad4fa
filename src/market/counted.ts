/** Counts in a sentence. @module */

/**
 * A count with the words behind it, in the singular for one.
 *
 * @param plural of the words; by default with an s.
 *
 * @example
 * ```ts
 * import { counted } from "./counted.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(counted(1, "row is", "rows are"), "1 row is");
 * assertEquals([counted(0, "order"), counted(1, "order")], ["0 orders", "1 order"]);
 * ```
 */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
