/** What a router that is a program is asked, and what it answers, as JSON Schemas. @module */

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

const UNITS = "1e-9 dollars";
const NS = "ns after the tape's origin";

const prices = array("By venue; null: there is none.", nullable(number("A price.", UNITS)));
const shares = (description: string) => array(description, integer("By venue.", "shares"));
const perShare = array("By venue.", number("Negative is the opposite.", `${UNITS} a share`));

const askedSchema = object("A decision: all that it may depend on.", {
  order: integer("Index of the parent order, from 0."),
  index: integer("Which decision of the order it is, from 0."),
  side: integer("1 buys, -1 sells."),
  now_ns: number("When it is made.", NS),
  until_ns: number("When the next slice begins: what rests is cancelled in time for it.", NS),
  is_last: truth("Whether none follows: what is left then crosses at the end of the horizon."),
  quantity: integer("To be placed.", "shares"),
  overdue: integer("Of them, what earlier slices were due and did not fill.", "shares"),
  leaves: integer("What the parent order has left, at least the quantity.", "shares"),
  mid: nullable(number("Live mid; null: one side has no quote.", UNITS)),
  take_limit: nullable(
    number("Worst price at which child orders take, 2^53 - 1 is no limit; null: none takes just now.", UNITS),
  ),
  offers: object("Live quotes to take from: asks for a buy.", {
    price: prices,
    size: shares("What the order itself has left of what is displayed."),
    take_fee: perShare,
    add_rebate: perShare,
  }),
  near_quotes: object("Live quotes on the order's own side: bids for a buy.", {
    price: prices,
    size: shares("Displayed there, ahead of whoever comes now."),
  }),
  parameters: record("Values of the parameters that the program declared.", number("By name.")),
});

const answeredSchema = object("The child orders of a decision; lists that are left out are zero.", {
  take: optional(shares("To take at once; what does not fill comes back.")),
  take_limit: optional(
    array("Worst prices to take at.", nullable(number("By venue; null: at any.", UNITS))),
  ),
  rest: optional(shares("To rest at the price that near_quotes shows.")),
});

/** Both messages of both kinds, each a line of JSON: what the program reads, and what it writes for it. */
export const decisionSchema = object("What a router that is a program reads and writes, a line a message.", {
  open: object("The first message that it reads.", {
    type: choice("Which message it is.", ["open"]),
    version: choice("Of these messages.", [1]),
  }),
  opened: object("Its answer: what it declares.", {
    type: choice("Which message it is.", ["opened"]),
    rests: optional(truth("Whether child orders may rest; false if left out, like the two that follow.")),
    sequential: optional(
      truth("Whether it decides again when the last answer is back, from venue to venue."),
    ),
    overfills: optional(truth("Whether shares taken and at rest may sum to more than is left.")),
    parameters: optional(
      record(
        "What the search may tune, by name.",
        object("A parameter.", {
          range: array(
            "The least value, where it stands if it is not searched, and the greatest.",
            number("An end."),
          ),
          unit: optional(text("What a value is measured in.")),
        }),
      ),
    ),
  }),
  decide: object("Every other message that it reads: decisions of several orders.", {
    type: choice("Which message it is.", ["decide"]),
    venues: array("Venues by index: all lists have an entry for each.", text("Market identifier.")),
    reference_venue: integer("Index of the venue that prices are held against."),
    decisions: array("To be made.", askedSchema),
  }),
  decided: object("Its answer: child orders, as many and in the same order.", {
    type: choice("Which message it is.", ["decided"]),
    orders: array("By decision.", answeredSchema),
  }),
});
