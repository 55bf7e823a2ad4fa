/**
 * How much tests try: `deno task test` the few, `deno task test:long`, which sets SORLAB_TEST_LONG, the many.
 *
 * @module
 */

/** Whether this is the long run, for what is no number. */
export const IS_LONG: boolean = Deno.env.get("SORLAB_TEST_LONG") === "1";

/** So many seeds, rounds or points: the first number, or in the long run the second. */
export function seeds(few: number, many: number): number {
  return IS_LONG ? many : few;
}
