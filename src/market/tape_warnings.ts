/** What a reader of any figures must know about the tape under them. @module */

import type { Tape } from "./tape.ts";

/** What a tape may be warned of. */
export const TAPE_WARNING_CODES = ["instrument-changes", "skipped-rows"] as const;

/** A warning, for programs and for people. */
export interface TapeWarning {
  /** Which one it is. */
  readonly code: (typeof TAPE_WARNING_CODES)[number];
  /** A sentence without its full stop. */
  readonly text: string;
}

/** What must be known of a tape; often nothing. */
export function tapeWarnings({ notes, skippedRows }: Tape): TapeWarning[] {
  const warnings: TapeWarning[] = [];
  const warn = (code: TapeWarning["code"], count: number | undefined, text: string) => {
    if (count) warnings.push({ code, text: `${count} ${text}` });
  };
  const { instrument_changes } = notes;
  warn(
    "instrument-changes",
    instrument_changes,
    `${instrument_changes === 1 ? "time" : "times"} the instrument's id changes: before and behind it may ` +
      "be two instruments, whose prices have nothing to do with each other (--instrument-id takes one)",
  );
  warn("skipped-rows", skippedRows, "rows could not be read and are left out");
  return warnings;
}
