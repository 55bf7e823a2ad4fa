/** A tape and the fees charged on it, field by field. @module */

import { DOLLARS_A_SHARE, part, SECONDS, SHARES } from "./common_fields.ts";
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
