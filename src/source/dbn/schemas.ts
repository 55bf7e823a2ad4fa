/** Databento's schemas by their numbers, and what sorlab has to say of each. @module */

import { DataError } from "../../market/data_error.ts";

/** Schemas as the metadata of a DBN file numbers them. */
const SCHEMAS = [
  "mbo",
  "mbp-1",
  "mbp-10",
  "tbbo",
  "trades",
  "ohlcv-1s",
  "ohlcv-1m",
  "ohlcv-1h",
  "ohlcv-1d",
  "definition",
  "statistics",
  "status",
  "imbalance",
  "ohlcv-eod",
  "cmbp-1",
  "cbbo-1s",
  "cbbo-1m",
  "tcbbo",
  "bbo-1s",
  "bbo-1m",
] as const;

/** Name of a schema. */
export type Schema = (typeof SCHEMAS)[number];

/** What the metadata has in place of a schema where records of several may follow, as live feeds have it. */
const MIXED = 0xffff;

/** Name of a schema by its number; `undefined` for a file that mixes several. */
export function schemaOf(number: number): Schema | undefined {
  if (number === MIXED) return undefined;
  const schema = SCHEMAS[number];
  if (schema === undefined) throw new DataError(`has a schema of the unknown number ${number}`);
  return schema;
}

/** The number of a schema. */
export function schemaNumber(schema: Schema): number {
  return SCHEMAS.indexOf(schema);
}

/** What records of a type are that are no quotes, by `rtype`. */
const OTHER_RECORDS: Readonly<Record<number, string>> = {
  0: "trades",
  17: "ohlcv",
  18: "status",
  19: "definition",
  20: "imbalance",
  21: "error",
  22: "symbol mapping",
  23: "system",
  24: "statistics",
  32: "ohlcv-1s",
  33: "ohlcv-1m",
  34: "ohlcv-1h",
  35: "ohlcv-1d",
  36: "ohlcv-eod",
  160: "mbo",
};

/** Types of quotes. */
const QUOTES: ReadonlySet<number> = new Set([1, 10, 177, 192, 193, 194, 195, 196]);

/** Whether a type of record is known. */
export function isRecordType(rtype: number): boolean {
  return rtype in OTHER_RECORDS || QUOTES.has(rtype);
}

/** What records of a type are called in messages. */
export function recordName(rtype: number): string {
  return OTHER_RECORDS[rtype] ?? `rtype ${rtype}`;
}

/** Schemas without a quote in every record, and what has one. */
const REFUSED: Readonly<Partial<Record<Schema, string>>> = {
  "mbo": "single orders, of which sorlab builds no book: ask Databento for mbp-1 (or mbp-10) instead",
  "trades": "trades without the book: ask Databento for tbbo (the quote before each trade) or mbp-1 instead",
  "definition": "what instruments are, no quotes: ask Databento for mbp-1 instead",
  "statistics": "statistics of a venue, no quotes: ask Databento for mbp-1 instead",
  "status": "when trading was halted, no quotes: ask Databento for mbp-1 instead",
  "imbalance": "imbalances of auctions, no quotes: ask Databento for mbp-1 instead",
};

/** @throws {DataError} for a schema that has no quotes, saying what to ask for instead. */
export function checkSchema(schema: Schema | undefined): void {
  if (schema === undefined) return;
  const reason = schema.startsWith("ohlcv")
    ? "bars, without quotes: ask Databento for mbp-1 (or bbo-1s, quotes by the second) instead"
    : REFUSED[schema];
  if (reason !== undefined) throw new DataError(`is of schema ${schema}, which holds ${reason}`);
}
