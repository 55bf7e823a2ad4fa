/** The artefact of a study, field by field: its type and its JSON Schema come from here. @module */

import { PARTS } from "../../analysis/attribution.ts";
import { VERDICT_CODES } from "../../analysis/verdict.ts";
import { COMPARISON_KINDS } from "../../search/comparison.ts";
import { NO_STUDY_INTERVAL_CODES } from "../../study/pool/pooled_comparison.ts";
import { TRAIT_NAMES } from "../../study/pool/slopes.ts";
import { NO_VARIATION_CODES } from "../../study/pool/variation.ts";
import { STUDY_WARNING_CODES } from "../../study/pool/warnings.ts";
import {
  anything,
  array,
  choice,
  fieldsOf,
  type Infer,
  integer,
  nullable,
  number,
  object,
  optional,
  pair,
  record,
  type Schema,
  text,
  truth,
} from "../json_schema.ts";
import { BPS, DOLLARS, intervalEnds, moment, part, warningsSchema } from "../common_fields.ts";

/** Goes up when a key of a study's artefact changes its meaning or goes. Keys and codes may be added without. */
export const STUDY_SCHEMA_VERSION = 1;

const day = (description: string): Schema<string> => text(`${description} A date (UTC), such as 2024-07-01.`);

function interval(description: string): Schema<{ readonly lower: number; readonly upper: number } | null> {
  return nullable(object(description, intervalEnds));
}

const studySchema = object("What was studied, and what became of its tasks.", {
  id: text("Digest of the study, hexadecimal: the same question about the same tapes has the same."),
  version: text("The version of sorlab that measured the tapes."),
  question: record("What was asked of every tape.", anything("By the setting's name.")),
  tasks: integer("Tapes of the study."),
  measured: integer("Those that were measured."),
  failed: integer("Those that cannot be: see failed."),
  missing: integer("Those that nothing is known of: see missing."),
});

const sampleSchema = object("What was pooled.", {
  tapes: integer("Tapes that were measured."),
  days: integer("Days of them."),
  symbols: integer("Instruments of them."),
  first_day: day("The first."),
  last_day: day("The last."),
  scored_days: integer("Days scored: where parameters are tuned, all but the first."),
  scored_tapes: integer("Tapes of these days."),
  scored_orders: integer("Orders of these tapes, compared or not."),
  train_days: nullable(integer("Days before a day that it is tuned on; null: all of them.")),
  in_sample: truth("Whether the orders scored are those tuned on, as there is one day: no evidence."),
});

const tunedSchema = array(
  "Day by day, what it was tuned to by the days before it.",
  object("A day that was scored.", {
    day: day("It."),
    tuned_on_days: integer("Days before it that were tuned on; 0: there is nothing to tune."),
    point: record("The parameters chosen.", number("By the parameter's name.")),
    in_sample_bps: nullable(number("Saved on the days tuned on, in the main comparison.", BPS)),
    out_of_sample_bps: nullable(number("Saved on the day; null: nothing could be compared.", BPS)),
  }),
);

const confidenceSchema = object("How sure the saving is, days being what was drawn.", {
  days: integer("Days scored that have an order to compare."),
  correlation: number("Of what one day saved with what the next did, 0 to 0.9; 0 of fewer than 10 days."),
  effective_days: number("Independent days of equal notional that would tell as much."),
  freedom: nullable(number("Degrees of freedom of Student's t.")),
  standard_error_bps: nullable(number("Standard error.", BPS)),
  day_deviation_bps: nullable(number("Standard deviation of what a day saved.", BPS)),
  interval_bps: interval("The 95 % interval of this comparison alone; null: see the reason."),
  simultaneous_bps: interval(
    "That of all comparisons of its kind at once, by which the verdict goes; null: see the reason.",
  ),
  next_day_bps: interval("Where the next day will lie, 95 times in a hundred; null: see the reason."),
  detectable_bps: nullable(
    number("The smallest true saving that would be found four times in five.", BPS),
  ),
  reason: optional(text("Why there is no interval.")),
  reason_code: optional(choice("The same for programs.", NO_STUDY_INTERVAL_CODES)),
});

const levelSchema = (what: string) =>
  object(`How far ${what} differ.`, {
    levels: integer(`How many ${what} there are.`),
    bps: nullable(
      number("τ: standard deviation of what all tapes of one have in common; null: see the reason.", BPS),
    ),
    interval_bps: interval("The 95 % interval of τ, which takes ten of them; null: see the reason."),
    q: nullable(number("Cochran's Q.")),
    freedom: nullable(integer("What Q would be about, did they not differ.")),
    share: nullable(part("I²: of what they seem to differ by, what is not the luck of their tapes.")),
    reason: optional(text("Why it, or its interval, is not known.")),
    reason_code: optional(choice("The same for programs.", NO_VARIATION_CODES)),
  });

const variationSchema = object("saving = mean + day + symbol + rest, fitted by REML.", {
  day: levelSchema("days"),
  symbol: levelSchema("symbols"),
  rest_bps: nullable(
    number("Standard deviation of the rest of a tape that tells as much as the mean one.", BPS),
  ),
});

const neededSchema = (description: string) =>
  object(description, {
    saving_bps: number("The saving.", BPS),
    days: nullable(integer("Days in all; null: more than a million, or not known.")),
    more_days: nullable(integer("Days beyond those there are.")),
  });

const groupFields = {
  tapes: integer("Tapes."),
  orders: integer("Orders compared."),
  left_out: integer("Orders that could not be compared."),
  notional_dollars: number("Of the orders compared.", DOLLARS),
  saving_bps: number("Saved, weighted by notional.", BPS),
};

const comparisonSchema = object("What the tuned strategy saved on another, out of sample.", {
  strategy: text("The other: its schedule and its placement."),
  kind: choice("Routing: under the same schedule. Timing: under another.", COMPARISON_KINDS),
  verdict: object("What can be said of it.", {
    code: choice("For programs; of several that hold, the first of these.", VERDICT_CODES),
    mostly_drift: truth("Whether drift is more than half of the sum of all parts' sizes."),
    mostly_fees: truth("Whether fees are."),
    text: text("For people."),
  }),
  tapes: integer("Tapes compared."),
  tapes_not_compared: integer("Tapes scored of which no order could be compared."),
  orders: integer("Orders compared."),
  left_out: integer("Orders that could not be compared."),
  notional_dollars: number("Of the orders compared.", DOLLARS),
  saving_bps: nullable(
    number("All-in, weighted by notional; positive is better. null: nothing could be compared.", BPS),
  ),
  in_sample_bps: nullable(
    number("At the one point that is best on all days: no evidence. null: nothing is tuned.", BPS),
  ),
  parts_bps: nullable(
    fieldsOf("Disjoint parts of the saving, which sum to it.", PARTS, number("A part.", BPS)),
  ),
  confidence: confidenceSchema,
  by_precision: object("The same, a tape weighted by what it tells, whatever its notional.", {
    saving_bps: nullable(number("Saved; null: nothing could be compared.", BPS)),
    interval_bps: interval("95 %, alone; null: as that of confidence."),
  }),
  variation: nullable(variationSchema),
  needed: object("How many days find a saving four times in five, if they are like these.", {
    sought: neededSchema("One of 0.1 bps."),
    found: neededSchema("One as large as that found."),
  }),
  power: array(
    "The chance that so many days find a saving; empty: it is not known.",
    object("So many days.", {
      days: integer("Days."),
      of_sought: part("That they find 0.1 bps."),
      of_found: part("That they find as much as was found, were it true."),
    }),
  ),
  by_day: array(
    "By day.",
    object("A day.", {
      day: day("It."),
      ...groupFields,
      interval_bps: interval(
        "95 %, by the luck of its orders alone; null: a tape has fewer than ten blocks.",
      ),
      without_it: object("What the other days say.", {
        saving_bps: nullable(number("Saved on them; null: there are none.", BPS)),
        interval_bps: interval("As simultaneous_bps; null: they are too few."),
      }),
    }),
  ),
  by_symbol: array(
    "By symbol.",
    object("A symbol.", {
      symbol: text("Instrument."),
      ...groupFields,
      interval_bps: interval(
        "95 %, its days being what was drawn; null: too few, or too many orders left out.",
      ),
    }),
  ),
  by_tape: object("Tape by tape, as the tapes are listed; null: not scored, not compared, or not known.", {
    saving_bps: array("Saved.", nullable(number("By a tape.", BPS))),
    lower_bps: array(
      "95 %, by the luck of its orders alone: lower ends.",
      nullable(number("Of a tape.", BPS)),
    ),
    upper_bps: array("Upper ends.", nullable(number("Of a tape.", BPS))),
  }),
  cumulative: array(
    "What was known after each day.",
    object("After a day.", {
      day: day("It."),
      saving_bps: number("Saved until then.", BPS),
      interval_bps: interval("95 %, had this number of days been fixed before; null: too few."),
      any_time_bps: interval(
        "Of the sequence that holds after all days at once, 95 times in a hundred; null: it excludes nothing yet.",
      ),
    }),
  ),
  slopes: array(
    "How savings go with what a tape is like: described, not tested.",
    object("A trait.", {
      against: choice("The trait.", TRAIT_NAMES),
      unit: text("What the slope is per."),
      tapes: integer("Tapes of which it is known."),
      range: nullable(pair("The trait's least and greatest.", number("An end."))),
      slope_bps: nullable(
        number("Saved more for one unit more, weighted by notional; null: the trait never differs.", BPS),
      ),
      leaving_one: nullable(
        pair("Between which the slope lies with any one symbol or day left out.", number("An end.", BPS)),
      ),
    }),
  ),
});

/** The artefact of a study. */
export const studyArtefactSchema = object("The artefact of a study.", {
  schema_version: choice(
    "Goes up when a key changes its meaning or goes, not when keys or codes are added.",
    [
      STUDY_SCHEMA_VERSION,
    ],
  ),
  verdict: text("The main comparison in a sentence, and how many days a smaller saving takes."),
  main_comparison: text("Its name among the comparisons."),
  strategy: text("The strategy that was tuned."),
  study: studySchema,
  sample: sampleSchema,
  tuned: tunedSchema,
  comparisons: record("By the name of the other strategy.", comparisonSchema),
  tapes: array(
    "The tapes measured, by day, symbol and feed.",
    object("A tape.", {
      task: text("Id of its task."),
      day: day("The day."),
      symbol: text("Instrument; empty: the file names none."),
      dataset: text("Its feed; empty: not known."),
      digest: text("Digest of its rows, hexadecimal."),
      rows: integer("Rows."),
      windows: array("The time in session, where orders lie.", pair("From and to.", moment("A moment."))),
      venues: integer("Venues that can be routed to."),
      spread_bps: nullable(number("Mean quoted spread, weighted by time; null: there was none.", BPS)),
      volatility_bps: nullable(number("Of the day, by five-minute returns; null: there were none.", BPS)),
      orders: integer("Orders worked."),
      notional_dollars: number("Of these.", DOLLARS),
    }),
  ),
  failed: array(
    "Tasks that fail by their input.",
    object("A task.", {
      task: text("Its id."),
      input: text("What its input is called."),
      exit_code: integer("What sorlab backtest ends with on it."),
      reason: text("Why."),
    }),
  ),
  missing: array(
    "Tasks that nothing is known of.",
    object("A task.", { task: text("Its id."), input: text("What its input is called.") }),
  ),
  warnings: warningsSchema,
  warning_codes: array("The warnings for programs, one by one.", choice("A warning.", STUDY_WARNING_CODES)),
});

/** The artefact of a study: plain data, ready for JSON. */
export type StudyArtefact = Infer<typeof studyArtefactSchema>;
/** What the tuned strategy saved on another, over all tapes. */
export type StudyComparison = Infer<typeof comparisonSchema>;
/** How far days, or symbols, differ. */
export type LevelReport = NonNullable<StudyComparison["variation"]>["day"];
