import { assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../src/market/data_error.ts";
import { type Tape, TAPE_COLUMNS } from "../../../src/market/tape.ts";
import type { ByteSource } from "../../../src/source/byte_source.ts";
import { readCsv } from "../../../src/source/csv/read_csv.ts";
import type { ReadOptions } from "../../../src/source/tape_reader.ts";

/** A row of mbp-1 with `symbol`, by Databento's names, in Databento's order. */
export const ROW = {
  ts_recv: "2024-08-01T13:36:32.491911683Z",
  ts_event: "2024-08-01T13:36:32.491745123Z",
  rtype: "1",
  publisher_id: "2",
  instrument_id: "38",
  action: "T",
  side: "A",
  depth: "0",
  price: "222.81",
  size: "50",
  flags: "130",
  ts_in_delta: "166560",
  sequence: "11405847",
  bid_px_00: "222.8",
  ask_px_00: "222.820000000",
  bid_sz_00: "300",
  ask_sz_00: "421",
  bid_ct_00: "3",
  ask_ct_00: "4",
  symbol: "AAPL",
};

/** A column of {@linkcode ROW}. */
type Field = keyof typeof ROW;

/** All columns, in order. */
export const FIELDS = Object.keys(ROW) as Field[];

/** The same row with integers for times and prices. */
export const RAW_ROW = {
  ...ROW,
  ts_recv: "1722519392491911683",
  ts_event: "1722519392491745123",
  price: "222810000000",
  bid_px_00: "222800000000",
  ask_px_00: "222820000000",
};

/** How {@linkcode csv} writes. */
interface CsvStyle {
  readonly fields?: readonly string[];
  readonly separator?: string;
  readonly newline?: string;
}

/** The rows, each {@linkcode ROW} with some fields changed, under their header. */
export function csv(rows: Partial<typeof ROW>[], style: CsvStyle = {}): string {
  const { fields = FIELDS, separator = ",", newline = "\n" } = style;
  const lines = rows.map((row) => fields.map((name) => ({ ...ROW, ...row })[name as Field] ?? "x"));
  return [fields, ...lines].map((line) => line.join(separator) + newline).join("");
}

/** Hands out so many bytes at a time. */
export function dripping(bytes: Uint8Array, step: number): ByteSource {
  let at = 0;
  return {
    read(into) {
      const part = bytes.subarray(at, at + Math.min(step, into.length));
      into.set(part);
      at += part.length;
      return Promise.resolve(part.length === 0 ? null : part.length);
    },
    close() {},
  };
}

/** Reads text, called `day.csv` in messages. */
export function read(text: string | Uint8Array, options: ReadOptions = {}): Promise<Tape> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return readCsv(dripping(bytes, Infinity), "day.csv", options);
}

/** Reading must end in a {@linkcode DataError} of this message; `…` at its end stands for anything. */
export async function assertFails(
  text: string | Uint8Array,
  message: string,
  options: ReadOptions = {},
): Promise<void> {
  const error = await assertRejects(() => read(text, options), DataError);
  if (message.endsWith("…")) assertEquals(error.message.slice(0, message.length - 1), message.slice(0, -1));
  else assertEquals(error.message, message);
}

/** All columns alike, `NaN` equal to `NaN`. */
export function assertSameTape(actual: Tape, expected: Tape, where = ""): void {
  assertEquals(
    [actual.length, actual.originNs, actual.symbol],
    [expected.length, expected.originNs, expected.symbol],
    where,
  );
  for (const name of TAPE_COLUMNS) {
    const expectedColumn = expected.columns[name];
    if (actual.columns[name].every((value, row) => Object.is(value, expectedColumn[row]))) continue;
    assertEquals([...actual.columns[name]], [...expectedColumn], `${name} ${where}`);
  }
}

/** One row of a tape, by column. */
export function rowOf(tape: Tape, row: number): Record<string, number> {
  return Object.fromEntries(TAPE_COLUMNS.map((name) => [name, tape.columns[name][row]!]));
}
