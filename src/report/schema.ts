/**
 * The artefact of a back-test, field by field: its type and its JSON Schema come from here. What the trial's
 * artefact has in common with it is exported.
 *
 * @module
 */

import { PARTS, type Parts } from "../analysis/attribution.ts";
import { UNCOMPARED, type UncomparedCode } from "../analysis/paired_saving.ts";
import { NO_INTERVAL_CODES } from "../analysis/statistics/confidence.ts";
import { VERDICT_CODES } from "../analysis/verdict.ts";
import { COMPARISON_KINDS } from "../search/comparison.ts";
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
  openObject,
  optional,
  pair,
  record,
  type Schema,
  text,
  truth,
} from "./json_schema.ts";
import { shownOrderFields } from "./shown_order_schema.ts";
import { WARNING_CODES } from "./warnings.ts";

/** Goes up when a key of an artefact changes its meaning or goes. Keys and codes may be added without. */
export const SCHEMA_VERSION = 3;

const BPS = "basis points";
const DOLLARS = "dollars";
const DOLLARS_A_SHARE = "dollars a share";
const SECONDS = "seconds";
const SHARES = "shares";

/** A part of a whole. */
export function part(description: string): Schema<number> {
  return number(description, "part of the whole, 1 is all");
}

/** A moment. */
export function moment(description: string): Schema<string> {
  return text(`${description} UTC, to the nanosecond: 2024-08-01T13:36:32.001228944Z.`);
}

/** Values of the parameters searched, by name. */
function point(description: string): Schema<Readonly<Record<string, number | null>>> {
  return record(
    description,
    nullable(number("By the parameter's name; null: the strategy does not read it.")),
  );
}

/** Savings by what was compared with. */
function savings(description: string): Schema<Readonly<Record<string, number | null>>> {
  return record(description, nullable(number("Positive is better; null: it cannot be told.", BPS)));
}

/** The version of the schema. */
export const schemaVersionSchema: Schema<typeof SCHEMA_VERSION> = choice(
  "Goes up when a key changes its meaning or goes, not when keys or codes are added.",
  [SCHEMA_VERSION],
);

const feesGivenSchema = object("The fees asked for: one for all venues, or a file.", {
  take: optional(number("For taking, at every venue.", DOLLARS_A_SHARE)),
  add: optional(number("For resting, at every venue; negative is a rebate.", DOLLARS_A_SHARE)),
  schedule: optional(text("The file, or the fees that are built in.")),
  sha256: optional(text("Digest of what the file held, hexadecimal.")),
});

/** How the run can be repeated. */
export const runSchema = object("What was run: the same version makes the same artefact of it.", {
  tool: choice("What made the artefact.", ["sorlab"]),
  version: text("Its version."),
  rules: choice(
    "By which rules orders were filled; judge: by a router outside, beside others by market rules.",
    ["market", "trial", "judge"],
  ),
  tape_digest: text("Digest of the tape's rows, hexadecimal: the same rows have the same."),
  seed: integer("What random search, intervals and a synthetic tape are drawn from."),
  arguments: openObject(
    "The options of the command that the figures depend on.",
    { fees: feesGivenSchema },
    anything("By the option's name, in snake case; times in ns where the name says so."),
  ),
  routers: optional(
    record(
      "Routers of the user's own, by name.",
      object("What its files held.", {
        sha256: text("Digest of all its files, hexadecimal."),
        files: record("By file, imported ones too.", text("Digest of what it held, SHA-256, hexadecimal.")),
      }),
    ),
  ),
  source: object("Where the tape came from; the figures depend on its rows alone.", {
    kind: choice("A file, a topic of Kafka, or made by sorlab itself.", ["file", "kafka", "generated"]),
    path: optional(text("Of a file.")),
    topic: optional(text("Of Kafka.")),
    run_id: optional(text("Of Kafka: the replay that was consumed.")),
    foreign: optional(truth("Of Kafka: the messages are another producer's.")),
    foreign_shape: optional(text("Of another producer: what was taken for a record and for its fields.")),
    foreign_map: optional(text("Of another producer: the file that says what its keys mean.")),
    messages: optional(integer("Of another producer: how many were consumed.")),
    skipped_messages: optional(integer("Of Kafka: how many could not be read and were left out.")),
    venues: optional(integer("Of a generated tape: how many it has.")),
    events_per_second: optional(number("Of a generated tape: the mean rate of events.", "1 / second")),
    duration_seconds: optional(number("Of a generated tape: its length.", SECONDS)),
    seed: optional(integer("Of a generated tape: what it was drawn from.")),
  }),
});

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

/** What is known of a tape under any rules. */
export const commonTapeFields = {
  symbol: text("Instrument."),
  rows: integer("Rows."),
  skipped_rows: integer("Rows that could not be read."),
  venues: array("Where orders could be sent.", text("Market identifier.")),
  rows_of_no_venue: record(
    "Rows that tell of no venue, by kind of publisher.",
    integer("Rows."),
  ),
  rows_of_other_feeds: optional(
    integer("Rows left out, as a larger feed tells of the same venue; left out where there are none."),
  ),
  notes: optional(
    record(
      "What the reader met in the data, by kind; left out where that is nothing.",
      integer("How often."),
    ),
  ),
};

/** The tape by market rules. */
export const tapeSchema = object("The tape, and how far its quotes can be believed.", {
  ...commonTapeFields,
  clock_resolution: choice("Of the times of receipt.", ["1ns", "1ms"]),
  book_before_trades: truth("Whether every row is a trade that tells the book before it."),
  traded_by_venue: record(
    "Printed from the first scored order's start to the last one's end, by venue.",
    integer("Shares.", SHARES),
  ),
  traded_off_exchange: integer("Reported off exchange meanwhile, where no order can be sent.", SHARES),
  reference_venue: text("The venue whose quotes never expire."),
  quotes_expire_after_s: record(
    "By venue.",
    nullable(number("Age at which a quote is dropped; null: never.", SECONDS)),
  ),
  quotes: object("What the quotes are like.", {
    quote_rows: integer("Rows that are quotes."),
    carried_crossed: part(
      "Of the time that the book was crossed, had every quote lived until its venue's next.",
    ),
    killed: integer("Quotes that a newer one crossed."),
    expired: integer("Quotes that were dropped for their age."),
    crossed: part("Of the time that the live book was crossed."),
    locked: part("Of the time that the live book was locked."),
    one_sided: part("Of the time that the live book had one side only."),
  }),
});

const feeByVenue = (description: string) => record(description, number("By venue.", DOLLARS_A_SHARE));

const takeFeesFields = {
  take_per_share: feeByVenue("For taking a share; negative is paid by the venue."),
  assumed: array("Venues that the fees do not know: theirs are assumed.", text("Venue.")),
  extrapolated: array("Venues whose fees are all later than the tape.", text("Venue.")),
};

/** The fees charged where nothing rests. */
export const takeFeesSchema = object("The fees charged.", takeFeesFields);

/** The fees charged by market rules. */
export const feesSchema = object("The fees charged.", {
  ...takeFeesFields,
  add_per_share: feeByVenue("For a share that rested; negative is a rebate."),
});

const searchSchema = object("How parameters were found, and whether they mean anything.", {
  strategy: text("What was tuned: its schedule and its placement."),
  method: nullable(choice("How points were chosen; null: nothing was tuned.", ["grid", "random", "cma-es"])),
  evaluations: integer("Points tried, in all folds."),
  in_sample: truth("Whether the orders scored are those tuned on: then the savings are no evidence."),
  distinct_executions: integer("Executions that differ in any fill, in the last search."),
  plateau_points: nullable(
    integer("Points as good as the best, in the last search; null: nothing was tuned."),
  ),
  parameters: record(
    "What the last search tells of each parameter.",
    object("A parameter.", {
      unit: text("What it multiplies."),
      searched: pair("The range searched.", number("An end.")),
      identified: nullable(
        truth("Whether it alone changes any fill; null: no two points differ in it alone."),
      ),
      sensitivity: part("Of the costs' variance that it explains by itself."),
      as_good: pair(
        "Between which values it may lie among the points as good as the best.",
        number("An end."),
      ),
      as_good_share: part("Of the range searched that these span."),
    }),
  ),
  surfaces: array(
    "The least costs that the last search met, over pairs of parameters: of its first four, or over the only one.",
    object("A surface.", {
      parameters: array("Which: one or two.", text("Its name.")),
      values: array(
        "Of each, where the surface's cells lie.",
        array("Ascending: every value tried, or the middles of equal cells.", number("A value.")),
      ),
      least_cost_bps: array(
        "The least cost of the points tried in a cell, the first parameter going slowest.",
        nullable(number("null: none was tried.", BPS)),
      ),
      plateau: array("Whether it is as good as the best.", truth("Of a cell.")),
    }),
  ),
  folds: array(
    "In order of time.",
    object("What was tuned on the past, and scored on what followed.", {
      from: moment("Its start."),
      to: moment("Its end."),
      orders_tuned_on: integer("Orders that ended before it."),
      orders_scored: integer("Orders that start in it."),
      best_parameters: point("The parameters chosen."),
      in_sample_cost_bps: number("What they cost on the orders tuned on.", BPS),
      stopped: choice("Whether all points were tried, or they became alike before.", [
        "complete",
        "converged",
      ]),
    }),
  ),
  note: text("What to think of it."),
});

/** A figure for each part of a cost, or of a saving. */
export function parts(description: string, unit: string = BPS): Schema<Parts<number>> {
  return fieldsOf(description, PARTS, number("What this part comes to.", unit));
}

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
      lower: number("Lower end.", BPS),
      upper: number("Upper end.", BPS),
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
    object("The 95 % interval, of this side alone; null: the orders are too few, or were left out.", {
      lower: number("Lower end.", BPS),
      upper: number("Upper end.", BPS),
    }),
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

const savingsByOrderSchema = object(SAVINGS_BY_ORDER, {
  order: array("Which it is.", integer("Number of the parent order; the first is 0.")),
  ...savingsByOrderFields,
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

const stabilitySchema = array(
  "What set-ups as good as this one, on the same tape, saved on the main comparison alone; if asked for.",
  object("A set-up.", {
    variant: text("How it differs."),
    saving_bps: nullable(number("All-in; positive is better; null: see the reason.", BPS)),
    interval_bps: nullable(
      object("The 95 % interval; null: see the reason.", {
        lower: number("Lower end.", BPS),
        upper: number("Upper end.", BPS),
      }),
    ),
    reason: optional(text("Why there is no saving, or no interval.")),
  }),
);

const filledFields = {
  taken: integer("Taken by the strategy.", SHARES),
  rested: integer("Filled while resting.", SHARES),
  crossed: integer("Crossed at the end, of what was displayed.", SHARES),
  unwound: integer("Filled too much, and given back.", SHARES),
};

const markoutBps = (description: string) => nullable(number(`${description} null: none was measured.`, BPS));

const slippage = (benchmark: string) =>
  nullable(number(`Against ${benchmark}, positive is worse; null: there is none.`, BPS));

/** How a strategy traded. */
export const strategySchema = object("How a strategy traded the scored orders, and what that cost.", {
  strategy: text("Its schedule and its placement."),
  parameters: optional(point("Where its parameters stood, if it reads any and was not tuned.")),
  orders: integer("Orders."),
  orders_without_mid: integer("Orders without a mid at arrival: they have no shortfall."),
  orders_beyond: integer("Orders priced beyond the displayed size for more than 5 % of their quantity."),
  orders_of_large_participation: integer(
    "Orders that filled more than 10 % of what the tape traded meanwhile.",
  ),
  largest_participation: nullable(
    number("Filled, over what the tape traded meanwhile, of the order with the most; null: it traded none."),
  ),
  quantity: integer("Ordered.", SHARES),
  filled: integer("Filled in the end, without what was unwound.", SHARES),
  unfilled: integer("Left.", SHARES),
  fills: integer("Fills."),
  shares: object("Shares by how they were filled.", {
    ...filledFields,
    beyond: integer("Crossed at the end, of what nobody displayed.", SHARES),
  }),
  fill_rate: number("What it filled itself, over what was ordered: above 1 is too much."),
  seconds_to_fill: nullable(number("From the start to a share's fill, on average.", SECONDS)),
  beyond_displayed: number("Priced beyond the displayed size, over what was ordered."),
  cash: number("Paid by buys and received by sells, all-in; both count positive.", DOLLARS),
  cash_before_fees: number("The same without fees.", DOLLARS),
  fees: number("Fees; negative is a rebate.", DOLLARS),
  average_price: nullable(number("All-in; null: nothing was filled.", DOLLARS_A_SHARE)),
  average_price_before_fees: nullable(number("Without fees.", DOLLARS_A_SHARE)),
  notional: nullable(number("Quantity at the mid at arrival; null: no order has one.", DOLLARS)),
  shortfall_bps: nullable(
    number("All-in implementation shortfall, of the notional; positive is worse.", BPS),
  ),
  parts_bps: nullable(parts("Disjoint parts of the shortfall, which sum to it.")),
  slippage_bps: object("All-in average price against benchmarks over the orders' time.", {
    vwap: slippage("the volume-weighted price"),
    lit_vwap: slippage("the same without prints off exchange"),
    twap: slippage("the time-weighted mid"),
  }),
  traded_shares: integer("What the tape traded in the orders' time.", SHARES),
  participation: nullable(number("Filled, over what the tape traded meanwhile; null: it traded none.")),
  effective_spread: nullable(
    number("Of what was taken: twice the price's distance from the mid.", DOLLARS_A_SHARE),
  ),
  quoted_spread: nullable(
    number("Of what was taken: twice the touch's distance from the mid.", DOLLARS_A_SHARE),
  ),
  effective_over_quoted: nullable(number("Above 1 it was dearer than the touch; null: there was no spread.")),
  markouts: array(
    "Where the mid went after a fill; positive is good.",
    object("By the time since the fill.", {
      seconds: number("Time since the fill.", SECONDS),
      bps: markoutBps("All fills."),
      taken_bps: markoutBps("What was taken."),
      rested_bps: markoutBps("What rested."),
      measured_shares: integer("Shares measured.", SHARES),
      unmeasured_shares: integer("Shares not measured: the tape ended before, or had no mid yet.", SHARES),
      undefined_mids: integer("Fills measured against the last mid, as just then there was none."),
    }),
  ),
  venues: record(
    "Venues that filled anything.",
    object("What it filled.", {
      ...filledFields,
      average_price: nullable(number("Before fees.", DOLLARS_A_SHARE)),
      fees: number("Paid there; negative is a rebate.", DOLLARS),
      markouts_bps: array("At the times of markouts.", markoutBps("All fills.")),
    }),
  ),
  decisions: integer("Times that the placement was asked."),
  rests_refused: integer("Sent to rest, and back as the touch had moved on.", SHARES),
  refused_shares: object("Sent to take, and back as the price was beyond the limit; again each time.", {
    total: integer("At all venues.", SHARES),
    by_venue: record("By venue, those that refused any.", integer("Refused.", SHARES)),
  }),
  undefined_mids: integer("Fills measured against the last mid, as just then there was none."),
  doubtful_mids: integer("Fills whose mid is a minute older than the last print, or 50 bps from it."),
  shortfalls_bps: nullable(
    object("The orders' shortfalls; null: none has one.", {
      count: integer("Orders."),
      weighted_mean: number("Weighted by notional.", BPS),
      mean: number("Each order counts alike, as in all that follow.", BPS),
      median: number("Median.", BPS),
      standard_deviation: nullable(number("With n − 1; null: there is one order.", BPS)),
      percentile_95: number("What one order in twenty exceeds.", BPS),
    }),
  ),
  model: optional(
    record(
      "What the placement's model met, if it counts. Of cont-kukanov: decisions solved, without_mid, or with a " +
        "thin_history; venues not rested at as resting would not earn there (violated_a1); decisions with λ_over " +
        "raised so that filling too much does not pay (raised_a2), or λ_under so that missing shares does not " +
        "(raised_a3).",
      integer("Times."),
    ),
  ),
});

/** Warnings as sentences. */
export const warningsSchema: Schema<readonly string[]> = array(
  "What a reader must know before believing the figures; often nothing.",
  text("For people."),
);

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
