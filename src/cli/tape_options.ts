/** Options that say which tape to use, and reading it. @module */

import type { Tape } from "../market/tape.ts";
import type { TimeBound } from "../market/time.ts";
import type { Run } from "../report/schema.ts";
import { builtInLayout, LAYOUT_FILES, layoutOf } from "../source/layouts/builtin.ts";
import type { ReadOptions } from "../source/tape_reader.ts";
import { TIME_UNITS, type TimeUnit } from "../source/time_unit.ts";
import { UsageError, withFile } from "./errors.ts";
import {
  type Condition,
  flag,
  integer,
  moment,
  onlyWith,
  type Option,
  text,
  type Values,
} from "./options.ts";
import { suggestion } from "./suggestion.ts";

/** What is read only of files of another origin. */
const WITH_LAYOUT: Condition = {
  holds: ({ layout }) => layout !== undefined,
  otherwise: "it is of files of another origin; add --layout",
};

const OWN_LAYOUT: Condition = {
  option: "layout",
  values: [undefined],
  otherwise: "what times count is said by the layout; leave --layout or this out",
};

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
  ...onlyWith(OWN_LAYOUT, {
    timeUnit: timeUnit("what times count that are numbers (ns; another unit than it looks like is an error)"),
  }),
  layout: {
    ...text(
      "NAME|FILE",
      `what the columns of a CSV of another origin mean: ${
        Object.keys(LAYOUT_FILES).join(", ")
      }, or a file such as ` +
        "sorlab layouts prints (Databento's)",
    ),
    words: Object.keys(LAYOUT_FILES),
  },
  ...onlyWith(WITH_LAYOUT, {
    date: date("day that times of day are of, where the file's name does not tell it: 2024-08-01"),
  }),
  keepBadBooks: flag("keep rows flagged as of a book that may be wrong (left out)"),
  skipBadRows: flag("leave unreadable rows out and count them; their venue shows nothing then"),
  seed: integer(1, { min: 0, max: 0xffffffff }, "number that the synthetic tape is made from"),
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

/** `--date`. */
function date(help: string): Option<string | undefined> {
  return {
    placeholder: "DATE",
    help,
    fallback: undefined,
    read(given) {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(given) || Number.isNaN(Date.parse(`${given}T00:00:00Z`))) {
        throw new Error("use a date such as 2024-08-01");
      }
      return given;
    },
  };
}

/** How to read files as the options say, whatever of them is wanted. */
export async function readingOf(
  { layout, date, timeUnit, keepBadBooks, skipBadRows }: Pick<
    Values<typeof tapeOptions>,
    "layout" | "date" | "timeUnit" | "keepBadBooks" | "skipBadRows"
  >,
): Promise<ReadOptions> {
  return { layout: await namedLayout(layout), date, timeUnit, keepBadBooks, skipBadRows };
}

async function namedLayout(name: string | undefined): Promise<ReadOptions["layout"]> {
  if (name === undefined) return undefined;
  const known = builtInLayout(name);
  if (known !== undefined) return known;
  try {
    return layoutOf(await Deno.readTextFile(name), name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      return await withFile(`read ${name}`, () => Promise.reject(error));
    }
    const names = Object.keys(LAYOUT_FILES);
    throw new UsageError(
      `--layout ${name}: no such file, and no layout of that name${
        suggestion(name, names) || `; there are ${names.join(", ")}`
      }`,
    );
  }
}

/** A tape in the order asked for, and where it came from. */
export interface LoadedTape {
  readonly tape: Tape;
  /** For the artefact. */
  readonly source: Run["source"];
  /** The window that a producer was given, where the options name none. */
  readonly window?: Partial<Record<"from" | "to", TimeBound>> | undefined;
}
