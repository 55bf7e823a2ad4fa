/** A tape cut into the events that are sent as messages. @module */

import { Snapshots } from "../market/snapshots.ts";
import type { Tape } from "../market/tape.ts";
import { venuesOf } from "../market/venues.ts";

/** Rows `[from, to)` of a tape that one message carries. */
interface EventRows {
  readonly from: number;
  readonly to: number;
}

/** A longer event continues in the next message, so that no message exceeds a broker's limit. */
export const MOST_ROWS_A_MESSAGE = 2000;

/**
 * Cuts a tape, sorted by event time, into its events, as {@linkcode Snapshots} sees them: every row is in
 * exactly one, in order. Rows of publishers that are no venue belong to the event that ends after them; those
 * behind the last event are one more. An event that ends without a row of its own (a venue's unfinished rows,
 * committed when time moves on) is part of the one before.
 *
 * @throws {DataError} if the tape has no venue to route to.
 *
 * @example
 * ```ts
 * import { FLAG_LAST, TapeBuilder } from "../market/tape.ts";
 * import { eventsOf } from "./tape_events.ts";
 * import { assertEquals } from "@std/assert";
 * const builder = new TapeBuilder();
 * for (const flags of [0, FLAG_LAST, FLAG_LAST]) {
 *   const row = builder.next();
 *   builder.columns.publisher[row] = 2;
 *   builder.columns.flags[row] = flags;
 * }
 * const tape = builder.finish({ originNs: 0n, symbol: "" });
 * assertEquals([...eventsOf(tape)], [{ from: 0, to: 2 }, { from: 2, to: 3 }]);
 * ```
 */
export function* eventsOf(tape: Tape): Generator<EventRows> {
  const snapshots = new Snapshots(tape, venuesOf(tape));
  let from = 0;
  while (snapshots.next()) {
    const to = snapshots.row;
    yield* parts(from, to);
    from = to;
  }
  yield* parts(from, tape.length);
}

function* parts(from: number, to: number): Generator<EventRows> {
  for (let at = from; at < to; at += MOST_ROWS_A_MESSAGE) {
    yield { from: at, to: Math.min(to, at + MOST_ROWS_A_MESSAGE) };
  }
}
