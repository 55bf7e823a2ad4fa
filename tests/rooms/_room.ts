/**
 * The tests of a room, which share a thread, its modules and what those have made: to start a thread and to load a
 * test's modules takes longer than most tests. So a test gives back what it changes of `Deno`. Files whose tests may leave
 * timers behind come last, as those would count against a test after them that may not.
 *
 * @module
 */

import { filesBelow } from "../_folder.ts";

const TESTS = new URL("../", import.meta.url);

/** Registers the tests of a folder below tests/, those of its folders included. */
export async function registerRoom(room: string): Promise<void> {
  const files = [...filesBelow(new URL(`${room}/`, TESTS), "_test.ts")];
  const leaving = files.filter((file) => Deno.readTextFileSync(file).includes("sanitizeOps: false"));
  const others = files.filter((file) => !leaving.includes(file));
  for (const file of [...others, ...leaving]) await import(file.href);
}
