/** An order seen from near, field by field: the market meanwhile, and what was filled where and when. @module */

import { DOLLARS, DOLLARS_A_SHARE } from "./common_fields.ts";
import { FILL_KINDS } from "../analysis/fill_breakdown.ts";
import { PATH_STEPS } from "../analysis/touch_path.ts";
import { array, choice, type Infer, integer, nullable, number, object, record, text } from "./json_schema.ts";

const prices = (description: string) =>
  array(description, nullable(number("null: there was none.", DOLLARS_A_SHARE)));

const pathSchema = object(
  "The live touch meanwhile, in equal steps of time: columns of one length. A step in which all stands as in the one " +
    "before has no entry.",
  {
    steps: choice("Steps in all.", [PATH_STEPS]),
    step: array("Which step, from 0.", integer("Steps.")),
    bid_low: prices("The least best bid that stood in the step."),
    bid_high: prices("The greatest."),
    ask_low: prices("The least best ask."),
    ask_high: prices("The greatest."),
    mid: prices("The mid as the step ends."),
  },
);

const marksSchema = object(
  "Fills in order of time: columns of one length. Of more than a hundred and twenty, those of one step, venue and " +
    "kind are one entry, with their mean price and the time of the first.",
  {
    after_ns: array("When.", integer("After the order's start.", "ns")),
    venue: array("Where; null: beyond what any venue displayed.", nullable(text("Market identifier."))),
    price: array("At what price.", number("To a millionth.", DOLLARS_A_SHARE)),
    shares: array("How much; negative was given back.", integer("Shares.", "shares")),
    kind: array("How.", choice("A kind.", Object.values(FILL_KINDS))),
    cost: array(
      "What it adds to the order's all-in shortfall; null: there was no mid at arrival.",
      nullable(number("To a millionth.", DOLLARS)),
    ),
    fills: array("How many fills it is.", integer("Fills.")),
  },
);

/** What is seen of an order from near. */
export const shownOrderFields = {
  arrival_mid: nullable(number("Mid at arrival; null: there was none.", DOLLARS_A_SHARE)),
  path: pathSchema,
  fills: record("What each strategy filled of it; the measured one is router.", marksSchema),
};

/** The live touch while an order was worked. */
export type PathReport = Infer<typeof pathSchema>;
/** Fills of an order. */
export type MarksReport = Infer<typeof marksSchema>;
