import type { Tape } from "../market/tape.ts";
import type { TimeBound } from "../market/time.ts";
import type { Run } from "../report/schema.ts";
import { TIME_UNITS, type TimeUnit } from "../source/time_unit.ts";
import { flag, integer, moment, type Option, text } from "./options.ts";

/** Options that say which tape to use. */
export const tapeOptions = {
  data: text(
    "FILE",
    "Databento CSV or DBN, also .gz, .zst or .zip; a folder or a pattern of daily files; - is standard input ($DATA_PATH, else ./l1_day.csv, else a synthetic tape)",
  ),
  from: moment("start of the window, inclusive: 13:36:32 (UTC) or RFC 3339 (the first row)"),
  to: moment("end of the window, exclusive (behind the last row)"),
  symbol: text("NAME", "instrument; needed where the file has several"),
  instrumentId: integer(
    undefined,
    { min: 0, max: 0xffffffff },
    "instrument by its instrument_id; needed where the file has several and no symbols",
  ),
  rtype: integer(undefined, { min: 0, max: 255 }, "keep rows of this record type only (all)"),
  timeUnit: timeUnit("what times count that are numbers (ns; another unit than it looks like is an error)"),
  keepBadBooks: flag("keep rows flagged as of a book that may be wrong (left out)"),
  skipBadRows: flag("leave unreadable rows out and count them; their venue shows nothing then"),
  seed: integer(1, { min: 0, max: 0xffffffff }, "number that the synthetic tape is made from (1)"),
};

/** `--time-unit`. */
function timeUnit(help: string): Option<TimeUnit | undefined> {
  return {
    placeholder: TIME_UNITS.join("|"),
    help,
    fallback: undefined,
    read(given) {
      const unit = TIME_UNITS.find((candidate) => candidate === given);
      if (unit === undefined) throw new Error(`use ${TIME_UNITS.join(" or ")}`);
      return unit;
    },
  };
}

/** A tape in the order asked for, and where it came from. */
export interface LoadedTape {
  readonly tape: Tape;
  /** For the artefact. */
  readonly source: Run["source"];
  /** The window that a producer was given, where the options name none. */
  readonly window?: Partial<Record<"from" | "to", TimeBound>> | undefined;
}
