/**
 * The artefact of a back-test, field by field: its type and its JSON Schema come from here.
 *
 * @module
 */

import {
  BPS,
  DOLLARS,
  DOLLARS_A_SHARE,
  moment,
  point,
  savings,
  SECONDS,
  SHARES,
  warningsSchema,
} from "./common_fields.ts";
import {
  array,
  choice,
  type Infer,
  integer,
  nullable,
  number,
  object,
  optional,
  pair,
  record,
  text,
} from "./json_schema.ts";
import { comparisonSchema, savingsByOrderSchema, stabilitySchema } from "./comparison_schema.ts";
import { type feesGivenSchema, runSchema, schemaVersionSchema } from "./run_schema.ts";
import { searchSchema } from "./search_schema.ts";
import { shownOrderFields } from "./shown_order_schema.ts";
import { strategySchema } from "./strategy_schema.ts";
import { type commonTapeFields, feesSchema, type takeFeesSchema, tapeSchema } from "./tape_schema.ts";
import { WARNING_CODES } from "./warnings.ts";

const cashFields = {
  total_cash: number("Paid by buys and received by sells, all-in; both count positive.", DOLLARS),
  avg_fill_px: nullable(number("All-in average price; null: nothing was filled.", DOLLARS_A_SHARE)),
};

const ordersSchema = object("The parent orders.", {
  count: integer("Orders."),
  buys: integer("Orders that buy."),
  sells: integer("Orders that sell."),
  quantity: object("What was ordered.", {
    least: integer("By the smallest order.", SHARES),
    most: integer("By the largest order.", SHARES),
    sum: integer("By all.", SHARES),
  }),
  empty: integer("Orders that came to no share and were left out."),
  horizon_s: number("From an order's start to its end.", SECONDS),
  spacing_s: number("From a start to the next.", SECONDS),
  session: text("When orders may be worked: regular, all, or hours of every day."),
  windows: array(
    "The time in session, where orders lie: in order, one a day.",
    pair("From its first mid to its end.", moment("A moment.")),
  ),
  window: pair("From the first start to the last end.", moment("A moment.")),
  scored: integer("Orders that the figures are of: with folds, all but those tuned on alone."),
  scored_from: moment("Start of the first scored order."),
});

const shownOrderSchema = object("An order.", {
  order: integer("Number of the parent order; the first is 0."),
  side: choice("What it did.", ["buy", "sell"]),
  quantity: integer("Ordered.", SHARES),
  from: moment("Its start."),
  to: moment("Its end."),
  saving_bps: nullable(number("Of the main comparison; null: it cannot be compared.", BPS)),
  saving_dollars: nullable(number("The same in money.", DOLLARS)),
  ...shownOrderFields,
});

/** The artefact of a back-test by market rules: the trial's four keys first. */
export const artefactSchema = object("The artefact of a back-test.", {
  best_parameters: point("The parameters that the last search chose."),
  optimized: object("The tuned strategy over the scored orders.", {
    ...cashFields,
    strategy: text("Its schedule and its placement."),
  }),
  baselines: record("The trial's baselines over the scored orders.", object("A baseline.", cashFields)),
  savings_vs_baselines_bps: savings("What the tuned strategy saved on each baseline, all-in."),
  schema_version: schemaVersionSchema,
  verdict: text("The main comparison in a sentence."),
  main_comparison: text("Its name among the comparisons."),
  run: runSchema,
  orders: ordersSchema,
  tape: tapeSchema,
  fees: feesSchema,
  search: searchSchema,
  comparisons: record("By the name of the other strategy.", comparisonSchema),
  savings_by_order: savingsByOrderSchema,
  strategies: record("By name; the tuned one is router.", strategySchema),
  shown_orders: optional(
    array(
      "Orders from near: those on which the main comparison saved least dollars, then those on which it saved most. " +
        "Where none can be compared, the first.",
      shownOrderSchema,
    ),
  ),
  stability: optional(stabilitySchema),
  what_if_fees: record(
    "The same strategies under other fees, by their file.",
    object("The same fills, or those that these fees lead to.", {
      savings_bps: savings("What the tuned strategy saves on each other under these fees, all-in."),
    }),
  ),
  warnings: warningsSchema,
  warning_codes: array("The warnings for programs, one by one.", choice("A warning.", WARNING_CODES)),
});

/** The artefact of a back-test by market rules: plain data, ready for JSON. */
export type Artefact = Infer<typeof artefactSchema>;
/** How a run can be repeated. */
export type Run = Infer<typeof runSchema>;
/** The fees that a run was given. */
export type FeesGiven = Infer<typeof feesGivenSchema>;
/** The parent orders. */
export type OrdersReport = Infer<typeof ordersSchema>;
/** What is known of a tape under any rules. */
export type CommonTapeReport = Pick<TapeReport, keyof typeof commonTapeFields>;
/** The tape. */
export type TapeReport = Infer<typeof tapeSchema>;
/** The fees charged where nothing rests. */
export type TakeFeesReport = Infer<typeof takeFeesSchema>;
/** The fees charged. */
export type FeesReport = Infer<typeof feesSchema>;
/** How parameters were found. */
export type SearchReport = Infer<typeof searchSchema>;
/** What the tuned strategy saved on another. */
export type ComparisonReport = Infer<typeof comparisonSchema>;
/** What each order saved. */
export type SavingsByOrderReport = Infer<typeof savingsByOrderSchema>;
/** An order seen from near. */
export type ShownOrderReport = Infer<typeof shownOrderSchema>;
/** What set-ups as good as this one saved. */
export type StabilityReport = Infer<typeof stabilitySchema>;
/** How a strategy traded. */
export type StrategyReport = Infer<typeof strategySchema>;
