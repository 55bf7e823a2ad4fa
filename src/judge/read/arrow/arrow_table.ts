/** A table of Arrow as the text that it would be. @module */

import { type Column, type DataType, setCompressionCodec, type Table, tableFromIPC } from "@uwdata/flechette";
import { DataError } from "../../../market/data_error.ts";
import { formatTime } from "../../../market/time.ts";
import { decodeLz4 } from "../../../source/lz4/lz4.ts";
import { textOf } from "../../../source/parquet/column_reader.ts";
import type { ColumnMeaning } from "../../../source/parquet/parquet_file.ts";
import { unzstdAtOnce } from "../../../source/zstd_at_once.ts";
import { checkMessages } from "./check_messages.ts";

/** A column of plain values, a batch behind the other. */
interface ArrowColumn {
  readonly name: string;
  readonly toText: (value: unknown) => string;
  readonly batches: Column<unknown>["data"];
}

const [LZ4, ZSTD] = [0, 1] as const;

setCompressionCodec(LZ4, decoder(decodeLz4));
setCompressionCodec(ZSTD, decoder(unzstdAtOnce));

/** Buffers must become as long as they say, and stand where a view of numbers can. */
function decoder(decode: (bytes: Uint8Array, length: number) => Uint8Array) {
  return {
    decode(bytes: Uint8Array, length: number): Uint8Array {
      const decoded = decode(bytes, length);
      if (decoded.length !== length) throw new RangeError(`${decoded.length} bytes that should be ${length}`);
      return decoded.byteOffset % 8 === 0 ? decoded : new Uint8Array(decoded);
    },
    encode(): never {
      throw new TypeError("Arrow is only read");
    },
  };
}

/** An Arrow file or stream in memory. */
export class ArrowTable {
  /** Its columns of plain values; those of lists and structures are none. */
  readonly columns: readonly ArrowColumn[];
  readonly #rows: readonly number[];

  /** @throws {DataError} if it is damaged, or of a kind that is not read. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    const { messages, rows } = understood(() => checkMessages(bytes));
    this.#rows = rows;
    this.columns = understood(() => columnsOf(decoded(messages)));
  }

  /**
   * Hands out row by row the texts of some columns; the same list every time, with nothing in the places of others.
   *
   * @throws {DataError} if they are damaged.
   */
  *texts(places: Iterable<number>): Generator<readonly string[]> {
    const texts = this.columns.map(() => "");
    const wanted = [...places].map((place) => ({ place, ...this.columns[place]! }));
    for (const [number, rows] of this.#rows.entries()) {
      const batches = wanted.map(({ name, batches, ...column }) => {
        const batch = batches[number]!;
        understood(() => checkBatch(batch, rows), name);
        return { ...column, name, batch };
      });
      for (let row = 0; row < rows; row++) {
        for (const { place, name, toText, batch } of batches) {
          texts[place] = understood(() => {
            const value = batch.at(row);
            if (value === undefined) throw new RangeError("a value that is not there");
            return toText(value);
          }, name);
        }
        yield texts;
      }
    }
  }
}

function decoded(messages: Uint8Array[]): Table {
  return tableFromIPC(messages, { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true });
}

/** What the library throws is about the file, whatever its class. */
function understood<T>(read: () => T, column?: string): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(column === undefined ? reason : `column ${column}: ${reason}`, error);
  }
}

function damaged(reason: string, cause?: unknown): DataError {
  return new DataError(`is a damaged Arrow file (${reason})`, {}, { cause });
}

function columnsOf({ names, children }: Table): ArrowColumn[] {
  return children.flatMap((column, i) => {
    const name = names[i];
    if (typeof name !== "string") throw new RangeError("a column without a name");
    const toText = textReader(column.type);
    return toText === undefined ? [] : [{ name, toText, batches: column.data }];
  });
}

/** Types of plain values, by their numbers in Arrow's Schema.fbs; a dictionary has none there. */
const TYPE = {
  dictionary: -1,
  null: 1,
  int: 2,
  float: 3,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  largeUtf8: 20,
  utf8View: 24,
} as const;

/** By the number of a unit. */
const UNIT_NS = [1_000_000_000n, 1_000_000n, 1000n, 1n] as const;
const SINGLE = 1;

/** As text, what is of a type; `undefined` for types of lists, structures and bytes. */
function textReader(type: DataType): ((value: unknown) => string) | undefined {
  const as = (meaning: ColumnMeaning) => (value: unknown): string => textOf(value, meaning);
  switch (type.typeId) {
    case TYPE.dictionary:
      return textReader(type.dictionary);
    case TYPE.timestamp:
      return as({ kind: "time", unitNs: UNIT_NS[type.unit] });
    case TYPE.date: // the library makes milliseconds of days
      return as({ kind: "time", unitNs: UNIT_NS[1] });
    case TYPE.time:
      return (value) => value === null ? "" : timeOfDay(BigInt(value as bigint) * UNIT_NS[type.unit]);
    case TYPE.decimal:
      return as({ kind: "decimal", scale: type.scale });
    case TYPE.float:
      return as({ kind: type.precision === SINGLE ? "single" : "plain" });
    case TYPE.null:
    case TYPE.int:
    case TYPE.bool:
    case TYPE.utf8:
    case TYPE.largeUtf8:
    case TYPE.utf8View:
      return as({ kind: "plain" });
    default:
      return undefined;
  }
}

/** As `13:36:32.491000000`. */
function timeOfDay(ns: bigint): string {
  return formatTime(ns).slice("1970-01-01T".length, -1);
}

type Batch = ArrowColumn["batches"][number];

/** Makes sure that a batch has what so many rows take. */
function checkBatch({ type, length, nullCount, validity, values, offsets }: Batch, rows: number): void {
  const needs = (has: number, count: number): void => {
    if (has < count) throw new RangeError(`${has} values where ${count} should be`);
  };
  if (length !== rows) throw new RangeError(`${length} rows in a batch of ${rows}`);
  if (type.typeId === TYPE.null) return;
  if (nullCount !== 0) needs(8 * validity!.length, rows);
  switch (type.typeId) {
    case TYPE.bool:
      return needs(8 * values!.length, rows);
    case TYPE.utf8View:
      return needs(values!.length, 16 * rows);
    case TYPE.decimal:
      return needs(values!.length, rows * Math.max(1, type.bitWidth / 64));
    case TYPE.utf8:
    case TYPE.largeUtf8: {
      needs(offsets!.length, rows + 1);
      for (let i = 0; i < rows; i++) {
        if (!(offsets![i]! >= 0 && offsets![i]! <= offsets![i + 1]!)) {
          throw new RangeError("texts out of order");
        }
      }
      return needs(values!.length, Number(offsets![rows]!));
    }
    default:
      needs(values!.length, rows);
  }
}
