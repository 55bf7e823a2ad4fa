/**
 * The tests of a room, which share a thread, its modules and what those have made: to start a thread and to load a
 * test's modules takes longer than most tests. So a test gives back what it changes of `Deno`.
 *
 * @module
 */

import { filesBelow } from "../_folder.ts";

const TESTS = new URL("../", import.meta.url);

/** Registers the tests of a folder below tests/, those of its folders included. */
export async function registerRoom(room: string): Promise<void> {
  for (const file of filesBelow(new URL(`${room}/`, TESTS), "_test.ts")) await import(file.href);
}
