/** What the reader of a tape noted, as an artefact has it. @module */

import type { Tape } from "../market/tape.ts";
import type { CommonTapeReport } from "./schema.ts";

/** The tape's notes; nothing where there are none. */
export function noted({ notes }: Tape): Pick<CommonTapeReport, "notes"> {
  return Object.keys(notes).length === 0 ? {} : { notes };
}
