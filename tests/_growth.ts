/** How time grows with the length of what is read. @module */

import { assert } from "@std/assert";

const SHORT = 20_000;
const TIMES_LONGER = 16;
/** Well above {@linkcode TIMES_LONGER}, which linear work comes to, and well below its square. */
const MOST_GROWTH = 100;
/** Shorter times are taken for this: they are noise, and of squares nothing is as short. */
const LEAST_MS = 5;
const ROUNDS = 3;

/** Asserts that an action takes about sixteen times as long for sixteen times as much, not 256 times. */
export function assertLinear(what: string, action: (length: number) => void): void {
  const shortMs = Math.max(LEAST_MS, fastestMs(() => action(SHORT)));
  const longMs = fastestMs(() => action(SHORT * TIMES_LONGER));
  assert(longMs < shortMs * MOST_GROWTH, `${what}: ${shortMs} ms, sixteen times as much ${longMs} ms`);
}

function fastestMs(action: () => void): number {
  return Math.min(...Array.from({ length: ROUNDS }, () => {
    const startMs = performance.now();
    action();
    return performance.now() - startMs;
  }));
}
