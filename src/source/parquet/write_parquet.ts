/** A tape written as Parquet, with Databento's columns of mbp-1. @module */

import { hasPrice, toDollars } from "../../market/price.ts";
import type { Tape } from "../../market/tape.ts";
import { ParquetTable, parquetTable, type TableColumn, type TableValues } from "./parquet_table.ts";

const GROUP_ROWS = 1 << 17;

/** Of mbp-1, whatever the tape was made from. */
const RTYPE = 1;
/** As the CSV has it: a tape knows one instrument, and not its id. */
const INSTRUMENT = 1;

const COLUMNS: readonly TableColumn[] = [
  { name: "ts_recv", type: "time" },
  { name: "ts_event", type: "time" },
  { name: "rtype", type: "count" },
  { name: "publisher_id", type: "count" },
  { name: "instrument_id", type: "count" },
  { name: "action", type: "text" },
  { name: "side", type: "text" },
  { name: "price", type: "number" },
  { name: "size", type: "count" },
  { name: "flags", type: "count" },
  { name: "bid_px_00", type: "number" },
  { name: "ask_px_00", type: "number" },
  { name: "bid_sz_00", type: "count" },
  { name: "ask_sz_00", type: "count" },
  { name: "symbol", type: "text" },
];

/**
 * The tape as Parquet, a row group at a time: what a tape has of Databento's mbp-1, under Databento's names, with
 * `symbol`. Prices are dollars. Where there is no price there is none; a row without a time of receipt gets its
 * `ts_event`, as in the CSV that sorlab writes.
 *
 * @example
 * ```ts
 * import { databentoParquet } from "./write_parquet.ts";
 * import { generateTape } from "../generated.ts";
 * import { assertEquals } from "@std/assert";
 * const [start] = databentoParquet(generateTape({ durationSeconds: 1 }));
 * assertEquals(new TextDecoder().decode(start!.subarray(0, 4)), "PAR1");
 * ```
 */
export function databentoParquet(tape: Tape): Generator<Uint8Array<ArrayBuffer>> {
  return parquetTable(COLUMNS, groupsOf(tape));
}

/** Writes tapes as Parquet that stand one behind the other; whole row groups, all but the last one. */
export class DatabentoParquet {
  #table = new ParquetTable(COLUMNS);

  /** The file's next bytes. */
  *block(rows: Tape): Generator<Uint8Array<ArrayBuffer>> {
    for (const values of groupsOf(rows)) yield this.#table.group(values);
  }

  /** The file's end. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#table.finish();
  }
}

function* groupsOf(tape: Tape): Generator<TableValues[]> {
  for (let from = 0; from < tape.length; from += GROUP_ROWS) {
    yield valuesOf(tape, from, Math.min(tape.length, from + GROUP_ROWS));
  }
}

function valuesOf({ columns, originNs, symbol }: Tape, from: number, to: number): TableValues[] {
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  const numbers = (column: ArrayLike<number>) => rows.map((row) => column[row]!);
  const letters = (column: Uint8Array) => rows.map((row) => String.fromCharCode(column[row]!));
  const dollars = (column: Float64Array) =>
    rows.map((row) => hasPrice(column[row]!) ? toDollars(column[row]!) : null);
  const { tsEventNs, tsRecvNs } = columns;
  return [
    rows.map((row) => originNs + BigInt(Number.isNaN(tsRecvNs[row]!) ? tsEventNs[row]! : tsRecvNs[row]!)),
    rows.map((row) => originNs + BigInt(tsEventNs[row]!)),
    rows.map(() => RTYPE),
    numbers(columns.publisher),
    rows.map(() => INSTRUMENT),
    letters(columns.action),
    letters(columns.side),
    dollars(columns.price),
    numbers(columns.size),
    numbers(columns.flags),
    dollars(columns.bidPx),
    dollars(columns.askPx),
    numbers(columns.bidSz),
    numbers(columns.askSz),
    rows.map(() => symbol),
  ];
}
