/** What the schemas of several artefacts have in common. @module */

import { PARTS, type Parts } from "../analysis/attribution.ts";
import { array, fieldsOf, nullable, number, record, type Schema, text } from "./json_schema.ts";

/** Units, as descriptions name them. */
export const BPS = "basis points";
export const DOLLARS = "dollars";
export const DOLLARS_A_SHARE = "dollars a share";
export const SECONDS = "seconds";
export const SHARES = "shares";

/** A part of a whole. */
export function part(description: string): Schema<number> {
  return number(description, "part of the whole, 1 is all");
}

/** A moment. */
export function moment(description: string): Schema<string> {
  return text(`${description} UTC, to the nanosecond: 2024-08-01T13:36:32.001228944Z.`);
}

/** Values of the parameters searched, by name. */
export function point(description: string): Schema<Readonly<Record<string, number | null>>> {
  return record(
    description,
    nullable(number("By the parameter's name; null: the strategy does not read it.")),
  );
}

/** Savings by what was compared with. */
export function savings(description: string): Schema<Readonly<Record<string, number | null>>> {
  return record(description, nullable(number("Positive is better; null: it cannot be told.", BPS)));
}

/** A figure for each part of a cost, or of a saving. */
export function parts(description: string, unit: string = BPS): Schema<Parts<number>> {
  return fieldsOf(description, PARTS, number("What this part comes to.", unit));
}

/** An interval's ends. */
export const intervalEnds = {
  lower: number("Lower end.", BPS),
  upper: number("Upper end.", BPS),
};

/** Warnings as sentences. */
export const warningsSchema: Schema<readonly string[]> = array(
  "What a reader must know before believing the figures; often nothing.",
  text("For people."),
);
