/** Fees as plain data. @module */

import { FeeSchedule } from "../market/fee_schedule.ts";

/** Fees as plain data, for workers. */
export type FeeChoice =
  | { readonly kind: "flat"; readonly takeDollars: number; readonly addDollars: number }
  | { readonly kind: "schedule"; readonly csv: string; readonly name: string };

/**
 * The fees of a choice.
 *
 * @throws {SyntaxError} naming the line of the file that cannot be read.
 */
export function feeSchedule(fees: FeeChoice): FeeSchedule {
  return fees.kind === "flat"
    ? FeeSchedule.flat(fees.takeDollars, fees.addDollars)
    : FeeSchedule.parse(fees.csv, fees.name);
}
