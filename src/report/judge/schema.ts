/** The artefact of a judgement, field by field: its type and its JSON Schema come from here. @module */

import { NOT_SIMULATED } from "../../judge/child_simulation.ts";
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
  truth,
} from "../json_schema.ts";
import { strategySchema } from "../strategy_schema.ts";
import {
  comparisonSchema,
  confidenceSchema,
  SAVINGS_BY_ORDER,
  savingsByOrderFields,
} from "../comparison_schema.ts";
import { feesSchema, tapeSchema } from "../tape_schema.ts";
import { runSchema, schemaVersionSchema } from "../run_schema.ts";
import {
  BPS,
  DOLLARS,
  DOLLARS_A_SHARE,
  moment,
  part,
  parts,
  SECONDS,
  SHARES,
  warningsSchema,
} from "../common_fields.ts";
import { shownOrderFields } from "../shown_order_schema.ts";
import { WARNING_CODES } from "../warnings.ts";
import { JUDGE_WARNING_CODES } from "./warning_codes.ts";

const ordersSchema = object("The parent orders that the router worked and the tape covers.", {
  count: integer("Orders."),
  buys: integer("Orders that buy."),
  sells: integer("Orders that sell."),
  quantity: integer("Ordered in all.", SHARES),
  derived: truth("Whether they were made from the fills, for want of a file of them."),
  mean_length_s: number("From start to end, the mean by quantity.", SECONDS),
  mean_spacing_s: number("From one start to the next, the mean; 0: there is one start.", SECONDS),
  window: pair("From the first start to the last end.", moment("A moment.")),
  outside_the_tape: array("Orders left out, as the tape does not cover them.", text("Its name.")),
});

const fillsSchema = object("The router's fills, and what was odd about them.", {
  count: integer("Fills that were read, without those that were undone or repeated."),
  clock: object("How the router's clock relates to the tape's.", {
    offset_s: number("To be added to the router's times.", SECONDS),
    spread_s: number("95 % of the matched fills lie no further from the offset.", SECONDS),
    matched: part("Of the fills that have a print of their own on the tape."),
    estimated: truth("Whether the offset was found by matching fills to prints, and not given."),
  }),
  unknown_venues: array("Venues of fills that the tape does not have.", text("Market identifier.")),
  counts: record("What was odd, by what it was; what did not happen is not there.", integer("How often.")),
});

const spread = (description: string) =>
  nullable(number(`${description} null: none was measured.`, DOLLARS_A_SHARE));

const cellSchema = object("Fills of one venue, kind and size.", {
  venue: text("Market identifier."),
  kind: choice("Whether they took or rested.", ["taken", "rested"]),
  size: text("Shares of a fill."),
  fills: integer("Fills."),
  shares: integer("Their shares.", SHARES),
  effective_spread: spread("Twice the price's distance from the mid."),
  quoted_spread: spread("Twice the touch's distance from the mid."),
  effective_over_quoted: nullable(number("Their ratio; null: there was no spread.")),
  realised_spread: object("Twice the price's distance from the mid some time later.", {
    "50ms": spread("50 ms later."),
    "1s": spread("A second later."),
    "15s": spread("15 seconds later."),
    "1m": spread("A minute later."),
    "5m": spread("Five minutes later."),
  }),
  inside: part("Of the shares, at a better price than the touch to take from."),
  at: part("Of the shares, at that price."),
  outside: part("Of the shares, at a worse one."),
});

const bestExecutionSchema = object("Fills against the quotes, in the manner of SEC Rule 605, by fills.", {
  cells: array("By venue, kind and size.", cellSchema),
  price_improvement: object("What was taken at a better price than the touch.", {
    shares: integer("Shares.", SHARES),
    dollars: number("Saved by it.", DOLLARS),
  }),
  through_the_touch: object("What was taken at a worse price than another venue showed at that moment.", {
    fills: integer("Fills."),
    shares: integer("Their shares.", SHARES),
    dollars: number("What the best other venue would have saved.", DOLLARS),
  }),
});

const spentSchema = object("What some fills cost against the mid when their order arrived.", {
  shares: integer("Shares.", SHARES),
  notional: number("Shares at the mid at arrival.", DOLLARS),
  cost: number("All-in; positive is worse.", DOLLARS),
  cost_bps: nullable(number("Of the notional; null: nothing was filled.", BPS)),
  parts: parts("What the cost is made of.", DOLLARS),
});

const worstOrderSchema = object("An order that cost much.", {
  order: text("Its name."),
  side: choice("What it did.", ["buy", "sell"]),
  quantity: integer("Ordered.", SHARES),
  filled: integer("Filled.", SHARES),
  from: moment("Its start."),
  to: moment("Its end."),
  cost: number("All-in implementation shortfall.", DOLLARS),
  cost_bps: number("The same, of the notional.", BPS),
  parts_bps: parts("What it is made of."),
  ...shownOrderFields,
});

const beliefFields = {
  children: integer("Child orders."),
  shares: integer("Their shares.", SHARES),
  predicted_filled: part("Of the child orders that the simulator fills, at least in part."),
  real_filled: part("Of the child orders that were filled, at least in part."),
  predicted_shares: integer("Shares that the simulator fills.", SHARES),
  real_shares: integer("Shares that were filled.", SHARES),
  predicted_seconds_to_fill: nullable(number("To the first share, of those filled; null: none is.", SECONDS)),
  real_seconds_to_fill: nullable(number("To the first share, of those filled; null: none was.", SECONDS)),
  brier: number("Mean of (predicted − real)², each 1 for a child order that fills at all, else 0."),
};

const errorsSchema = (description: string) =>
  object(description, {
    fitted: number("Of the fitted model."),
    risk_averse: number("Of the model in which prints alone advance."),
    prorata: number("Of the model in which cancels are spread evenly."),
  });

const calibrationSchema = object(
  "The queue model's free parameter, fitted to the child orders that rested.",
  {
    queue: nullable(text("The fitted model, as --queue takes it; null: see the reason.")),
    reason: optional(text("Why nothing was fitted.")),
    share: optional(
      part("How often a cancelled share stood ahead, by how often it would if cancels were spread evenly."),
    ),
    as_good: optional(pair("Shares that one standard error cannot tell from the best.", number("An end."))),
    fitted_on: optional(integer("Resting child orders, the first half by time.")),
    tested_on: optional(integer("Resting child orders, the second half.")),
    in_sample: optional(errorsSchema("Mean of (predicted − real)² of the part filled, on the first half.")),
    out_of_sample: optional(errorsSchema("The same on the second half, which the fit did not see.")),
  },
);

const beliefSchema = object(
  "How far the simulator is to be believed: child orders simulated again, one by one.",
  {
    queue_model: text("The queue model that the predictions are of."),
    ...beliefFields,
    brier_of_base_rate: number("The score of predicting for each what part of all were filled."),
    optimism_bps: number("What the simulator says better than it was, of the child orders' notional.", BPS),
    confidence: confidenceSchema,
    not_simulated: record(
      `Child orders left out, by the reason: ${NOT_SIMULATED.join(", ")}.`,
      integer("Child orders."),
    ),
    groups: array(
      "By venue, kind and queue: the points of a reliability diagram.",
      object("A group.", {
        venue: text("Market identifier."),
        kind: choice("Whether they take or rest.", ["taken", "rested"]),
        queue: text("Shares displayed ahead; empty of what takes."),
        ...beliefFields,
      }),
    ),
    calibration: optional(calibrationSchema),
  },
);

/** The artefact of a judgement. */
export const judgeSchema = object("The artefact of a judgement of a router by its fills.", {
  verdict: text("The main comparison in a sentence."),
  main_comparison: text("Its name among the comparisons."),
  schema_version: schemaVersionSchema,
  run: runSchema,
  orders: ordersSchema,
  fills: fillsSchema,
  comparisons: record("What your router saved on others, by their names.", comparisonSchema),
  savings_by_order: object(SAVINGS_BY_ORDER, {
    order: array("Which it is.", text("Name of the parent order.")),
    ...savingsByOrderFields,
  }),
  strategies: record("By name; your router is router.", strategySchema),
  best_execution: bestExecutionSchema,
  money: object("Where the money went.", {
    by_venue: record("Venues that filled anything.", spentSchema),
    by_hour: record(
      "Hours of the tape's day, UTC; what was left unfilled counts at its order's end.",
      spentSchema,
    ),
  }),
  fees_charged: record(
    "By venue, of fills whose file tells a fee.",
    object("What was charged, and what the schedule says.", {
      fills: integer("Fills."),
      charged: number("Negative is a rebate.", DOLLARS),
      due: number("By the schedule.", DOLLARS),
      differing: integer("Fills charged otherwise, by more than a thousandth of a cent a share."),
    }),
  ),
  worst_orders: array("The orders that cost most dollars, the worst first.", worstOrderSchema),
  belief: optional(beliefSchema),
  tape: tapeSchema,
  fees: feesSchema,
  warnings: warningsSchema,
  warning_codes: array(
    "The warnings for programs, one by one.",
    choice("A warning.", [...WARNING_CODES, ...JUDGE_WARNING_CODES]),
  ),
});

/** The artefact of a judgement: plain data, ready for JSON. */
export type JudgeArtefact = Infer<typeof judgeSchema>;
/** How far the simulator is to be believed. */
export type BeliefReport = Infer<typeof beliefSchema>;
/** The fitted queue model. */
export type CalibrationReport = Infer<typeof calibrationSchema>;
/** Fills of one venue, kind and size. */
export type CellReport = Infer<typeof cellSchema>;
/** What some fills cost. */
export type SpentReport = Infer<typeof spentSchema>;
/** An order that cost much. */
export type WorstOrderReport = Infer<typeof worstOrderSchema>;
