/**
 * All tests of Kafka in one thread, as `deno task test` runs them: see tests/rooms/_room.ts. It stands here, so that
 * `--ignore=tests/kafka` leaves it out, and is no `_test.ts`, so that `deno task test tests/kafka` runs file by file.
 *
 * @module
 */

import { filesBelow } from "../_folder.ts";

/** Whether a file's tests may leave timers behind, which would count against a test after them that may not. */
function leavesTimers(file: URL): boolean {
  return Deno.readTextFileSync(file).includes("sanitizeOps: false");
}

const files = [...filesBelow(new URL("./", import.meta.url), "_test.ts")];
for (const isLast of [false, true]) {
  for (const file of files) if (leavesTimers(file) === isLast) await import(file.href);
}
