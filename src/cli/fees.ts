/** Options that say what trading costs, and the fees they come to. @module */

import { type FeeChoice, US_EQUITY_FEES } from "../execution/fee_choice.ts";
import { sha256 } from "../market/sha256.ts";
import type { FeesGiven } from "../report/schema.ts";
import { UsageError, withFile } from "./errors.ts";
import { decimal, text, type Values } from "./options.ts";
import { readText } from "./read_text.ts";

const DOLLARS = { min: -1, max: 1 };

/** Options that say what trading costs. */
export const feeOptions = {
  fee: decimal(
    undefined,
    DOLLARS,
    "one fee for taking a share, dollars, at every venue (dated fees by venue)",
  ),
  rebate: decimal(undefined, DOLLARS, "with --fee: one rebate for adding a share, dollars (0)"),
  fees: text("FILE", "dated fees by venue instead of the built-in ones: venue,from,add,take,source"),
};

/** The fees that the options ask for. A file of them is read here and not checked: see `feeSchedule`. */
export async function chooseFees({ fee, rebate, fees }: Values<typeof feeOptions>): Promise<FeeChoice> {
  if (fee !== undefined || rebate !== undefined) {
    if (fees !== undefined) throw new UsageError("--fees and --fee (or --rebate) exclude each other");
    if (fee === undefined) throw new UsageError("--rebate needs --fee: together they replace the fee file");
    return { kind: "flat", takeDollars: fee, addDollars: 0 - (rebate ?? 0) };
  }
  return fees === undefined ? US_EQUITY_FEES : await readFees(fees);
}

/** The fees of a file, unchecked. */
export async function readFees(path: string): Promise<FeeChoice> {
  const csv = await withFile(`read ${path}`, () => readText(path));
  return { kind: "schedule", name: path, csv };
}

/** Fees as the artefact's arguments show them. */
export function describeFeeChoice(fees: FeeChoice): FeesGiven {
  if (fees.kind === "flat") return { take: fees.takeDollars, add: fees.addDollars };
  return { schedule: fees.name, sha256: sha256(fees.csv) };
}
