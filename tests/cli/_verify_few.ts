/**
 * `sorlab verify --quiet --format json`, but with no more than the first checks of the groups that take seconds.
 *
 * @module
 */

import { GROUPS, verify } from "../../src/cli/verify.ts";
import type { Check, Group } from "../../src/verify/check.ts";
import { interior } from "../../src/verify/interior.ts";
import { optima } from "../../src/verify/optima.ts";

/** The first so many checks of a group, and the work of no other. */
function first(count: number, { title, run }: Group): Group {
  return { title, run: (): Iterable<Check> => Iterator.from(run()).take(count) };
}

/** An order at one venue and at two; one of two cases. */
const few = new Map([[optima, 5], [interior, 7]]);
await verify(GROUPS.map((group) => first(few.get(group) ?? Infinity, group)), {
  format: "json",
  quiet: true,
});
