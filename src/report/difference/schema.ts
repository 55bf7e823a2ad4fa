/** What differs between two artefacts, field by field: its type and its JSON Schema. @module */

import {
  anything,
  array,
  choice,
  type Infer,
  integer,
  nullable,
  number,
  object,
  optional,
  record,
  text,
  truth,
} from "../json_schema.ts";
import { schemaVersionSchema } from "../run_schema.ts";
import { BPS, intervalEnds, warningsSchema } from "../common_fields.ts";

/** How the savings of two artefacts were set against each other. */
const PAIRINGS = ["paired", "independent", "none"] as const;

/**
 * What can be said of a difference:
 *
 * - `same`: every order saved the same in both.
 * - `not-measurable`: it may as well be none, or there is no interval.
 * - `a-saves-more`, `b-saves-more`: it is more than noise.
 */
const DIFFERENCE_CODES = ["same", "not-measurable", "a-saves-more", "b-saves-more"] as const;

/** What a reader of a difference may be warned of. */
const DIFFERENCE_WARNINGS = ["other-tape", "other-version", "in-sample", "other-baseline"] as const;

/** One of {@linkcode DIFFERENCE_WARNINGS}. */
export type DifferenceWarning = (typeof DIFFERENCE_WARNINGS)[number];

const sideSchema = (which: string) =>
  object(`The ${which} artefact.`, {
    file: text("Its name as it was given."),
    strategy: text("What was measured: its schedule and its placement."),
    rules: choice("Its rules.", ["market", "trial", "judge"]),
    version: text("Version of the sorlab that made it."),
    schema_version: integer("Version of its schema."),
    tape_digest: text("Digest of its tape's rows, hexadecimal."),
  });

const differingSchema = object("A field.", {
  name: text("Its name; of a field within another, its path."),
  a: anything("What the first has; null: it has none."),
  b: anything("What the second has; null: it has none."),
});

const savingSchema = (which: string) =>
  object(`Of the ${which} artefact.`, {
    strategy: nullable(text("The other strategy; null: the artefact does not tell.")),
    saving_bps: nullable(number("As it is printed there; positive is better; null: there is none.", BPS)),
    interval_bps: nullable(
      object("Its 95 % interval; null: there is none.", intervalEnds),
    ),
  });

/** A difference between two savings. */
const differenceOfSavingsSchema = object("The first saving less the second.", {
  saving_bps: nullable(
    number("Positive: the first saves more; null: one of the two has no saving.", BPS),
  ),
  interval_bps: nullable(
    object("The 95 % interval; null: see the reason.", {
      ...intervalEnds,
      simultaneous: truth("Whether it holds at once with those of all other comparisons."),
    }),
  ),
  reason: optional(text("Why there is no interval.")),
  verdict: choice("What can be said of it.", DIFFERENCE_CODES),
});

/** What sorlab compare prints as JSON. */
export const differenceSchema = object("What differs between two artefacts.", {
  verdict: text("The difference in savings in a sentence."),
  schema_version: schemaVersionSchema,
  a: sideSchema("first"),
  b: sideSchema("second"),
  question: array("What was asked that is not the same, by the option's name.", differingSchema),
  settings: array("What that came to on the tapes and is not the same.", differingSchema),
  tape: array("What of the tapes is not the same.", differingSchema),
  version: array("What made them, where that is not the same.", differingSchema),
  pairing: object("How the savings were set against each other.", {
    method: choice(
      "Paired: order by order, by a block bootstrap of the differences. Independent: by the intervals of both, " +
        "taken as independent. None: there is nothing to go by.",
      PAIRINGS,
    ),
    because: text("Why so."),
    orders_of_a: nullable(integer("Orders compared in the first; null: the artefact does not tell.")),
    orders_of_b: nullable(integer("Orders compared in the second; null: the artefact does not tell.")),
    orders_in_both: nullable(integer("Those of the same start, side and quantity; null: it cannot be told.")),
  }),
  main_comparison: nullable(
    text("What the verdict is about, by its name among the savings; null: they have none in common."),
  ),
  savings: record(
    "By the name of the comparison, those that both have.",
    object("A saving.", {
      a: savingSchema("first"),
      b: savingSchema("second"),
      over_orders_in_both: optional(
        object("Where the difference is paired: what was saved on the orders that both have.", {
          a: number("By the first.", BPS),
          b: number("By the second.", BPS),
        }),
      ),
      difference: differenceOfSavingsSchema,
    }),
  ),
  only_in_a: array("Comparisons that the first has alone.", text("Name.")),
  only_in_b: array("Comparisons that the second has alone.", text("Name.")),
  warnings: warningsSchema,
  warning_codes: array("The warnings for programs, one by one.", choice("A warning.", DIFFERENCE_WARNINGS)),
});

/** What differs between two artefacts: plain data, ready for JSON. */
export type Difference = Infer<typeof differenceSchema>;
/** A field that is not the same. */
export type Differing = Infer<typeof differingSchema>;
/** One of the two artefacts. */
export type DifferenceSide = Difference["a"];
/** How the savings were set against each other. */
export type Pairing = Difference["pairing"];
/** A difference between two savings. */
export type DifferenceOfSavings = Infer<typeof differenceOfSavingsSchema>;
