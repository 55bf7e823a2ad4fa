/** Whether a tape tells enough for orders that rest. @module */

import { TRADES_ALONE } from "./live_quotes.ts";
import type { Tape } from "./tape.ts";

/** What a tape is like whose quotes were taken down now and then, for messages. */
const SAMPLED = "the tape's quotes are sampled: what happened between two of them is not known";

/** Why nothing can rest on a tape; `undefined` where it can. */
export function whyNothingRests(
  { tape, live }: { readonly tape: Tape; readonly live: { readonly beforeTrades: boolean } },
): string | undefined {
  if (live.beforeTrades) return TRADES_ALONE;
  return (tape.notes.sampled_rows ?? 0) > 0 ? SAMPLED : undefined;
}
