/** Whether a tape tells enough for orders that rest. @module */

import { TRADES_ALONE } from "./live_quotes.ts";
import type { Tape } from "./tape.ts";

/** What a tape is like whose quotes were taken down now and then, for messages. */
const SAMPLED = "the tape's quotes are sampled: what happened between two of them is not known";

/** What a tape is like that knows of each venue only what is the best of all. */
const CONSOLIDATED =
  "the tape's quotes are consolidated: what a venue shows behind the best one is not known";

/** Why nothing can rest on a tape; `undefined` where it can. */
export function whyNothingRests(
  { tape, live }: { readonly tape: Tape; readonly live: { readonly beforeTrades: boolean } },
): string | undefined {
  if (live.beforeTrades) return TRADES_ALONE;
  if ((tape.notes.sampled_rows ?? 0) > 0) return SAMPLED;
  return (tape.notes.consolidated_rows ?? 0) > 0 ? CONSOLIDATED : undefined;
}
