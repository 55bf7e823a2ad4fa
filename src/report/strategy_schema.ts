/** How a strategy traded, field by field. @module */

import { BPS, DOLLARS, DOLLARS_A_SHARE, parts, point, SECONDS, SHARES } from "./common_fields.ts";
import { array, integer, nullable, number, object, optional, record, text } from "./json_schema.ts";

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
