/** What must be known of a tape, as an artefact has it. @module */

import type { Tape } from "../market/tape.ts";
import { rowsOf } from "../market/tape_warnings.ts";
import type { Venues } from "../market/venues.ts";
import type { CommonTapeReport } from "./schema.ts";

/** What the reader of a tape noted, and what of it is not used; nothing where there is neither. */
export function noted(
  { notes }: Tape,
  { otherFeeds }: Venues,
): Pick<CommonTapeReport, "notes" | "rows_of_other_feeds"> {
  return {
    ...(otherFeeds.length > 0 ? { rows_of_other_feeds: rowsOf(otherFeeds) } : {}),
    ...(Object.keys(notes).length > 0 ? { notes } : {}),
  };
}
