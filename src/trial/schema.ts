/** The artefact of a trial back-test, field by field: its type and its JSON Schema. @module */

import {
  array,
  choice,
  fieldsOf,
  type Infer,
  integer,
  nullable,
  number,
  object,
  type ObjectOf,
  type Optional,
  optional,
  pair,
  record,
  type Schema,
  text,
  truth,
} from "../report/json_schema.ts";
import { commonTapeFields, takeFeesSchema } from "../report/tape_schema.ts";
import { runSchema, schemaVersionSchema } from "../report/run_schema.ts";
import { BPS, DOLLARS, DOLLARS_A_SHARE, moment, SHARES, warningsSchema } from "../report/common_fields.ts";
import { TAPE_WARNING_CODES } from "../market/tape_warnings.ts";
import { UNSAVED_CODES } from "./cost.ts";

/** The trial's baselines, by the names that the artefact gives them. */
export type TrialBaseline = "best_ask" | "twap" | "vwap";

/** What a reader of a trial's artefact may be warned of. */
const TRIAL_WARNING_CODES = [...TAPE_WARNING_CODES, "large-residual", "unfilled", "overfilled"] as const;

/** One of {@linkcode TRIAL_WARNING_CODES}. */
export type TrialWarningCode = (typeof TRIAL_WARNING_CODES)[number];

function baselineFields<T>(schema: Schema<T>): Readonly<Record<TrialBaseline, Optional<T>>> {
  return { best_ask: optional(schema), twap: optional(schema), vwap: optional(schema) };
}

/** Something of each baseline; nothing where they were skipped. */
function ofBaselines<T>(
  description: string,
  schema: Schema<T>,
): Schema<ObjectOf<Record<TrialBaseline, Optional<T>>>> {
  return object(description, baselineFields(schema));
}

const penaltiesSchema = object("The trial's penalties; never part of cash.", {
  under: number("λ_under times the shares that the strategy itself left unfilled.", DOLLARS),
  over: number("λ_over times the shares beyond the order.", DOLLARS),
  queue: number("θ times both.", DOLLARS),
});

const cashSchema = object("The trial's two figures, and the penalties beside them.", {
  total_cash: number("Paid by a buy, received by a sell, all-in.", DOLLARS),
  avg_fill_px: nullable(number("All-in average price; null: nothing was traded.", DOLLARS_A_SHARE)),
  risk_penalties: penaltiesSchema,
});

const saved = nullable(number("Positive is better; null: it cannot be told.", BPS));

const orderSchema = object("The one parent order.", {
  side: choice("What it does.", ["buy", "sell"]),
  quantity: integer("What was ordered.", SHARES),
  window: pair("From its start to its end.", moment("A moment.")),
  arrival_mid: nullable(
    number("Mid of the first snapshot with both sides; null: none has them.", DOLLARS_A_SHARE),
  ),
});

const tapeSchema = object("The tape, and the snapshots it makes.", {
  ...commonTapeFields,
  snapshots: integer("Snapshots."),
  one_sided_snapshots: integer("Snapshots whose consolidated book has one side only."),
  locked_snapshots: integer("Snapshots whose best bid is the best ask."),
  crossed_snapshots: integer("Snapshots whose best bid is above the best ask."),
});

const searchSchema = object("What the search tried, and whether the parameters change anything.", {
  points: integer("Points of the grid."),
  simulations: integer("Simulations: points that could not be told apart beforehand share one."),
  distinct_executions: integer("Executions that differ in any fill."),
  identified: truth("Whether the parameters changed any fill at all."),
  note: text("What to think of it."),
});

const strategySchema = object("How a strategy worked the order, and what that cost.", {
  schedule: text("When and how much."),
  placement: text("Where and how."),
  filled_quantity: integer("Filled by the strategy itself.", SHARES),
  residual: object("What was crossed at the last touch in the end.", {
    shares: integer("How much.", SHARES),
    price: nullable(number("Before fees; null: nothing was.", DOLLARS_A_SHARE)),
  }),
  unfilled_quantity: integer("What could not even be crossed.", SHARES),
  total_cash: number("Paid by a buy, received by a sell, all-in.", DOLLARS),
  cash_before_fees: number("The same without fees.", DOLLARS),
  fees: number("Fees.", DOLLARS),
  avg_fill_px: nullable(number("All-in average price; null: nothing was traded.", DOLLARS_A_SHARE)),
  avg_px_before_fees: nullable(number("Without fees.", DOLLARS_A_SHARE)),
  shortfall_bps: nullable(
    number("All-in, against the mid at arrival, positive is worse; null: there is none.", BPS),
  ),
  saving_bps: optional(saved),
  saving_reason: optional(text("Why there is no saving.")),
  saving_reason_code: optional(choice("The same for programs.", UNSAVED_CODES)),
  fills: integer("Fills."),
  snapshots: integer("Snapshots that it saw until it was done."),
  first_fill: nullable(moment("Of the first fill; null: there is none.")),
  last_fill: nullable(moment("Of the last fill; null: there is none.")),
  shares_by_venue: record(
    "What each venue filled, the crossing at the end included.",
    integer("By venue.", SHARES),
  ),
  risk_penalties: penaltiesSchema,
});

/** The artefact of a back-test by trial rules: the trial's four keys first. */
export const trialSchema = object("The artefact of a back-test by trial rules.", {
  best_parameters: fieldsOf(
    "The point that cost least.",
    ["lambda_over", "lambda_under", "theta_queue"],
    number("Price of a share.", DOLLARS),
  ),
  optimized: cashSchema,
  baselines: ofBaselines("Empty where they were skipped.", cashSchema),
  savings_vs_baselines_bps: ofBaselines("What the router saved on each baseline, all-in.", saved),
  schema_version: schemaVersionSchema,
  run: runSchema,
  order: orderSchema,
  tape: tapeSchema,
  fees: takeFeesSchema,
  search: searchSchema,
  strategies: object("The router, and the baselines.", {
    router: strategySchema,
    ...baselineFields(strategySchema),
  }),
  warnings: warningsSchema,
  warning_codes: array("The warnings for programs, one by one.", choice("A warning.", TRIAL_WARNING_CODES)),
});

/** The artefact of a back-test by trial rules: plain data, ready for JSON. */
export type TrialArtefact = Infer<typeof trialSchema>;
/** Something of each baseline; nothing where they were skipped. */
export type OfBaselines<T> = { readonly [Name in TrialBaseline]?: T };
/** The trial's two figures, and the penalties beside them. */
export type CashReport = Infer<typeof cashSchema>;
/** A point by the trial's names, dollars. */
export type ParametersReport = TrialArtefact["best_parameters"];
/** The tape, and the snapshots it makes. */
export type SnapshotTapeReport = Infer<typeof tapeSchema>;
/** What the search tried. */
export type GridReport = Infer<typeof searchSchema>;
/** How a strategy worked the order. */
export type TrialStrategyReport = Infer<typeof strategySchema>;
