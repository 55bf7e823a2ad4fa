/** Small questions, and a tape to ask. @module */

import type { Question } from "../../src/backtest/question.ts";
import type { Tape } from "../../src/market/tape.ts";
import { generateTape } from "../../src/source/generated.ts";
import { parseStrategy } from "../../src/strategy/strategy_name.ts";

let tape: Tape | undefined;

/** A minute of five venues, 20 dollars a share. Tests share it, and leave it as it is. */
export function makeTape(): Tape {
  return tape ??= generateTape({ seed: 3, durationSeconds: 60, eventsPerSecond: 40, venues: 5, price: 20e9 });
}

/** Pairs of 200 shares, five seconds long, by a strategy with one parameter. */
export const SMALL = {
  orders: { count: 12, sides: "both", size: { kind: "shares", shares: 200 }, horizonNs: 5e9 },
  strategy: { name: parseStrategy("twap+static-relative"), intervalNs: 1e9 },
  search: { levels: 3, folds: 3 },
} as const satisfies Question;
