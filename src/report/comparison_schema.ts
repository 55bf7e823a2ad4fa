/** What a strategy saved on another, field by field. @module */

import { UNCOMPARED, type UncomparedCode } from "../analysis/paired_saving.ts";
import { NO_INTERVAL_CODES } from "../analysis/statistics/confidence.ts";
import { VERDICT_CODES } from "../analysis/verdict.ts";
import { COMPARISON_KINDS } from "../search/comparison.ts";
import { BPS, DOLLARS, DOLLARS_A_SHARE, intervalEnds, moment, part, parts, SHARES } from "./common_fields.ts";
import {
  array,
  choice,
  integer,
  nullable,
  number,
  object,
  optional,
  record,
  text,
  truth,
} from "./json_schema.ts";

/** How sure a figure is. */
export const confidenceSchema = object("How sure the saving is.", {
  starts: integer("Orders, those that start together counted once."),
  mean_block_starts: integer("Starts in a block of the bootstrap, on average."),
  n_eff: integer(
    "Independent horizons that would tell as much, what goes on from one to the next counted.",
  ),
  horizons: integer("Horizons that the orders span; an interval takes 20."),
  correlation: number("Of what one horizon saved with what the next did, 0 to 0.9."),
  interval_bps: nullable(
    object("The 95 % interval; null: see the reason.", {
      ...intervalEnds,
      standard_error: number("Standard error.", BPS),
      simultaneous: truth(
        "Whether it holds at once with those of all other comparisons; that of the main one stands alone.",
      ),
    }),
  ),
  detectable_bps: nullable(
    number("The smallest true saving that would be found four times in five.", BPS),
  ),
  reason: optional(text("Why there is no interval.")),
  reason_code: optional(choice("The same for programs.", NO_INTERVAL_CODES)),
});

const sideSchema = object("A side; left out where no order of it was compared.", {
  orders: integer("Orders compared."),
  saving_bps: number("All-in, weighted by notional.", BPS),
  interval_bps: nullable(
    object(
      "The 95 % interval, of this side alone; null: the orders are too few, or were left out.",
      intervalEnds,
    ),
  ),
});

const UNCOMPARED_CODES = Object.keys(UNCOMPARED) as UncomparedCode[];

/** What was saved on one strategy. */
export const comparisonSchema = object(
  "What the tuned strategy saved on another. Figures are missing where no order could be compared.",
  {
    strategy: text("The other: its schedule and its placement."),
    kind: choice(
      "Routing: under the same schedule. Timing: under another. Execution: of a router known by its fills, all that it did.",
      COMPARISON_KINDS,
    ),
    orders_compared: integer("Orders, the same in all comparisons."),
    orders_not_compared: integer("Orders that one comparison or another cannot be made on: left out of all."),
    not_compared_because: optional(record("Orders by the reason in words.", integer("Orders."))),
    not_compared_codes: optional(
      record(`The same by the reason's code: ${UNCOMPARED_CODES.join(", ")}.`, integer("Orders.")),
    ),
    saving_bps: nullable(
      number("All-in, weighted by notional; positive is better. null: no order could be compared.", BPS),
    ),
    verdict: object("What can be said of it.", {
      code: choice("For programs; of several that hold, the first of these.", VERDICT_CODES),
      mostly_drift: truth("Whether drift is more than half of the sum of all parts' sizes."),
      mostly_fees: truth("Whether fees are."),
      text: text("For people."),
    }),
    saving_dollars: nullable(number("The same in money. null: no order could be compared.", DOLLARS)),
    parts_bps: optional(parts("Disjoint parts of the saving, which sum to it.")),
    by_side: optional(
      object(
        "Of the orders that buy, and of those that sell: what drift gives to the one, it takes from the other.",
        {
          buy: optional(sideSchema),
          sell: optional(sideSchema),
        },
      ),
    ),
    by_order: optional(
      object("Savings order by order, which count alike here.", {
        mean_bps: number("Mean.", BPS),
        median_bps: number("Median.", BPS),
        standard_deviation_bps: nullable(number("With n − 1; null: there is one order.", BPS)),
        gained_share: part("Of the orders that saved."),
        tied_share: part("Of the orders that came to the same."),
        lost_share: part("Of the orders that cost more."),
      }),
    ),
    confidence: optional(confidenceSchema),
    break_even_take_fee_change_per_share: optional(
      nullable(
        number(
          "Change of all take fees at which both cost the same; null: no change does that.",
          DOLLARS_A_SHARE,
        ),
      ),
    ),
    folds: optional(
      array(
        "By fold; all orders count, those too that are not compared.",
        object("A large gap is over-fitting.", {
          in_sample_bps: number("Saved on the orders tuned on.", BPS),
          out_of_sample_bps: nullable(
            number("Saved on the orders then scored; null: these are the same.", BPS),
          ),
        }),
      ),
    ),
  },
);

/** What savings by order are. */
export const SAVINGS_BY_ORDER =
  "What each order saved: columns of one length, an entry for each order compared, in order of start.";

/** Savings by order, but for what tells an order from others. */
export const savingsByOrderFields = {
  from: moment("What start_ns counts from: the start of the first order scored."),
  start_ns: array("Its start.", integer("After from.", "ns")),
  side: array("What it did.", choice("A side.", ["buy", "sell"])),
  quantity: array("How much.", integer("Ordered.", SHARES)),
  notional: array("What it weighs.", number("Quantity at the mid at arrival.", DOLLARS)),
  saving_bps: record(
    "By the comparison's name; their mean, weighted by notional, is its saving_bps.",
    array("What each order saved on the other strategy, all-in.", number("To a millionth.", BPS)),
  ),
};

/** What each order saved. */
export const savingsByOrderSchema = object(SAVINGS_BY_ORDER, {
  order: array("Which it is.", integer("Number of the parent order; the first is 0.")),
  ...savingsByOrderFields,
});

/** What set-ups as good as this one saved. */
export const stabilitySchema = array(
  "What set-ups as good as this one, on the same tape, saved on the main comparison alone; if asked for.",
  object("A set-up.", {
    variant: text("How it differs."),
    saving_bps: nullable(number("All-in; positive is better; null: see the reason.", BPS)),
    interval_bps: nullable(
      object("The 95 % interval; null: see the reason.", intervalEnds),
    ),
    reason: optional(text("Why there is no saving, or no interval.")),
  }),
);
