/** Fees as plain data. @module */

import { FeeSchedule } from "../market/fee_schedule.ts";
import { US_EQUITY_FEES_CSV } from "../market/us_equity_fees.ts";

/** Fees as plain data, for workers. */
export type FeeChoice =
  | { readonly kind: "flat"; readonly takeDollars: number; readonly addDollars: number }
  | { readonly kind: "schedule"; readonly csv: string; readonly name: string };

/** The built-in fees of US equity venues, by date. */
export const US_EQUITY_FEES: FeeChoice = {
  kind: "schedule",
  name: "built-in US equity fees",
  csv: US_EQUITY_FEES_CSV,
};

/**
 * The fees of a choice.
 *
 * @throws {DataError} naming the line of the file that cannot be read.
 */
export function feeSchedule(fees: FeeChoice): FeeSchedule {
  return fees.kind === "flat"
    ? FeeSchedule.flat(fees.takeDollars, fees.addDollars)
    : FeeSchedule.parse(fees.csv, fees.name);
}
