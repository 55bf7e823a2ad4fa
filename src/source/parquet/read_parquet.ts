/** Reads Parquet with Databento's columns into a tape. @module */

import type { DecodedArray } from "hyparquet";
import { DataError } from "../../market/data_error.ts";
import type { Tape } from "../../market/tape.ts";
import { boundOffsetNs, type TimeBound } from "../../market/time.ts";
import type { ByteSource, RandomAccess } from "../byte_source.ts";
import {
  ACTION,
  ASK_PUBLISHER,
  ASK_PX,
  ASK_SZ,
  BadRow,
  BID_PUBLISHER,
  BID_PX,
  BID_SZ,
  FieldRows,
  FLAGS,
  INSTRUMENT,
  PRICE,
  PUBLISHER,
  RTYPE,
  SIDE,
  SIZE,
  SYMBOL,
  TS_EVENT,
  TS_RECV,
} from "../csv/field_rows.ts";
import { columnsAmong, databentoName } from "../csv/layout.ts";
import { FIRST_SAMPLED, isSampled, LAST_SAMPLED } from "../record_types.ts";
import type { ReadOptions } from "../tape_reader.ts";
import { numberReader, textOf, UNREADABLE } from "./column_reader.ts";
import { ParquetFile, type RowGroup } from "./parquet_file.ts";

/** Rows read at once: what bounds the memory that a row group of millions takes. */
const MOST_ROWS = 1 << 19;
const BUFFER_BYTES = 1 << 20;

/**
 * Reads a Parquet file with Databento's columns (mbp-1, mbp-10, tbbo, …) into a tape, as Databento's own tools,
 * pandas, polars and DuckDB write it: the same tape as that of the CSV of its rows. Only the columns that a tape
 * has are read, and of a file that says what its row groups hold, only those that may have rows of the window and
 * of the symbol.
 *
 * @param source the file's bytes; those of a regular file are not all read.
 * @param name what stands for it in messages.
 * @throws {DataError} naming file and row, if one or the file cannot be read; the file alone, if nothing is left.
 */
export async function readParquet(source: ByteSource, name: string, options: ReadOptions): Promise<Tape> {
  try {
    const file = await ParquetFile.open(source.anywhere ?? inMemory(await allBytes(source)));
    return await new ParquetReader(file, options).read() ?? await new ParquetReader(file, options).readAll();
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: name }) : error;
  }
}

async function allBytes(source: ByteSource): Promise<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  while (true) {
    const part = new Uint8Array(BUFFER_BYTES);
    const count = await source.read(part);
    if (count === null) return await new Blob(parts).arrayBuffer();
    parts.push(part.subarray(0, count));
  }
}

function inMemory(bytes: ArrayBuffer): RandomAccess {
  return { byteLength: bytes.byteLength, slice: (start, end) => bytes.slice(start, end) };
}

/** A tape's columns of some rows: numbers, or the symbols; by column of the file. */
interface Block {
  readonly from: number;
  readonly rows: number;
  readonly numbers: readonly Float64Array[];
  readonly symbols: readonly unknown[];
}

class ParquetReader {
  #file: ParquetFile;
  #options: ReadOptions;
  #fields: FieldRows;
  #skipped = 0;
  // The texts of a block's rows, once one of them was unusual.
  #texts: { readonly from: number; readonly byColumn: readonly (readonly string[])[] } | undefined;

  constructor(file: ParquetFile, options: ReadOptions) {
    this.#file = file;
    this.#options = options;
    this.#fields = new FieldRows(columnsAmong(file.columns.map(({ name }) => name)), options);
    for (const column of this.#fields.columns) {
      const { kind } = file.columns[column.index]!.meaning;
      if (kind === "time" || kind === "decimal") column.form = "pretty";
    }
  }

  /** Reads what may hold rows that are wanted; `undefined` if that was nothing: only all rows say why. */
  async read(): Promise<Tape | undefined> {
    await this.#readGroups((group) => this.#mayHold(group));
    const saysWhy = this.#fields.tape.length === 0 && this.#options.mayBeMissing !== true;
    return saysWhy ? undefined : this.#finish();
  }

  /** Reads all rows. */
  async readAll(): Promise<Tape> {
    await this.#readGroups(() => true);
    return this.#finish();
  }

  #finish(): Tape {
    return this.#fields.finish(this.#skipped, this.#options.order);
  }

  async #readGroups(isWanted: (group: RowGroup) => boolean): Promise<void> {
    const isEmpty = this.#file.groups.every(({ rows }) => rows === 0);
    if (isEmpty && this.#options.mayBeMissing !== true) throw new DataError("has columns but no rows");
    for (const group of this.#file.groups) {
      const end = group.start + group.rows;
      let at = group.start;
      // The first row that can be read settles the midnight, even where it is not wanted itself.
      for (; at < end && this.#fields.originNs === undefined; at++) await this.#readBySlowRows(at, at + 1);
      if (isWanted(group)) {
        for (; at < end; at += MOST_ROWS) await this.#readRows(at, Math.min(end, at + MOST_ROWS));
      }
      this.#options.onProgress?.(group.endByte);
    }
  }

  async #readBySlowRows(from: number, to: number): Promise<void> {
    for (let row = from; row < to; row++) await this.#readSlowly(row, from, to);
  }

  async #readRows(from: number, to: number): Promise<void> {
    const block = await this.#readBlock(from, to);
    const fields = this.#fields;
    const { tape } = fields;
    for (let i = 0; i < block.rows; i++) {
      const row = tape.next();
      if (this.#store(block, i, row) && !isSampled(fields.rtype)) fields.keep(row);
      else {
        tape.undo();
        await this.#readSlowly(from + i, from, to);
      }
    }
    this.#texts = undefined;
  }

  /** The columns of rows `[from, to)`, one after the other, so that only one at a time is there as it is stored. */
  async #readBlock(from: number, to: number): Promise<Block> {
    const rows = to - from;
    const numbers: Float64Array[] = [];
    const symbols: unknown[] = [];
    for (const column of this.#fields.columns) {
      const { name, meaning } = this.#file.columns[column.index]!;
      const toNumber = numberReader(
        column,
        meaning,
        this.#fields.originNs!,
        this.#options.timeUnit !== undefined,
      );
      const read = column.code === SYMBOL ? new Float64Array(0) : new Float64Array(rows).fill(UNREADABLE);
      await this.#file.read(name, from, to, (values, firstRow) => {
        const start = Math.max(0, from - firstRow);
        const end = Math.min(values.length, to - firstRow);
        for (let i = start; i < end; i++) {
          const at = firstRow + i - from;
          if (column.code === SYMBOL) symbols[at] = values[i];
          else read[at] = toNumber(values[i]);
        }
      });
      numbers.push(read);
    }
    return { from, rows, numbers, symbols };
  }

  /** Stores a row of a block; false if the reader of texts has to. */
  #store({ numbers, symbols }: Block, at: number, row: number): boolean {
    const fields = this.#fields;
    const { columns } = fields.tape;
    for (let i = 0; i < fields.columns.length; i++) {
      const { code } = fields.columns[i]!;
      if (code === SYMBOL) {
        const symbol = symbols[at];
        if (typeof symbol !== "string" || symbol.trim() !== symbol) return false;
        fields.symbol = symbol;
        continue;
      }
      const number = numbers[i]![at]!;
      if (number === UNREADABLE) return false;
      switch (code) {
        case TS_EVENT:
          if (number !== number) return false;
          columns.tsEventNs[row] = number;
          break;
        case TS_RECV:
          columns.tsRecvNs[row] = number;
          break;
        case PRICE:
          columns.price[row] = number;
          break;
        case BID_PX:
          columns.bidPx[row] = number;
          break;
        case ASK_PX:
          columns.askPx[row] = number;
          break;
        case SIZE:
          columns.size[row] = number;
          break;
        case BID_SZ:
          columns.bidSz[row] = number;
          break;
        case ASK_SZ:
          columns.askSz[row] = number;
          break;
        case PUBLISHER:
          columns.publisher[row] = number;
          break;
        case FLAGS:
          columns.flags[row] = number;
          break;
        case RTYPE:
          fields.rtype = number;
          break;
        case INSTRUMENT:
          fields.instrument = number;
          break;
        case BID_PUBLISHER:
          fields.tape.bidPublisher = number;
          break;
        case ASK_PUBLISHER:
          fields.tape.askPublisher = number;
          break;
        case ACTION:
          columns.action[row] = number;
          break;
        case SIDE:
          columns.side[row] = number;
      }
    }
    return true;
  }

  /** Reads a row by its texts, of which those of rows `[from, to)` are made at once. */
  async #readSlowly(fileRow: number, from: number, to: number): Promise<void> {
    if (this.#texts?.from !== from) this.#texts = { from, byColumn: await this.#readTexts(from, to) };
    const { byColumn } = this.#texts;
    const texts: string[] = [];
    for (const [i, { index }] of this.#fields.columns.entries()) texts[index] = byColumn[i]![fileRow - from]!;
    const fields = this.#fields;
    const row = fields.tape.next();
    try {
      fields.read(texts, row);
      fields.keep(row);
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      fields.tape.undo();
      if (!this.#options.skipBadRows) {
        throw new DataError(
          `row ${fileRow + 1}: ${error.reason} (--skip-bad-rows leaves such rows out)`,
          { value: error.value },
          { cause: error },
        );
      }
      this.#skipped++;
      fields.withdraw();
    }
  }

  async #readTexts(from: number, to: number): Promise<string[][]> {
    const byColumn: string[][] = [];
    for (const { index } of this.#fields.columns) {
      const { name, meaning } = this.#file.columns[index]!;
      const texts = new Array<string>(to - from).fill("");
      await this.#file.read(name, from, to, (values: DecodedArray, firstRow) => {
        const start = Math.max(0, from - firstRow);
        const end = Math.min(values.length, to - firstRow);
        for (let i = start; i < end; i++) texts[firstRow + i - from] = textOf(values[i], meaning);
      });
      byColumn.push(texts);
    }
    return byColumn;
  }

  /** Whether a row group may have rows that are wanted, by what the file says of its values. */
  #mayHold(group: RowGroup): boolean {
    const { symbol, from, to } = this.#options;
    if (symbol !== undefined && !mayBe(symbol, this.#rangeOf(group, "symbol"))) return false;
    const clock = this.#clockOf(group);
    const span = clock === undefined ? undefined : this.#spanNs(group, clock);
    if (span === undefined) return true;
    const originNs = this.#fields.originNs!;
    const nsOf = (bound: TimeBound) => originNs + BigInt(boundOffsetNs(bound, originNs));
    return !(from !== undefined && span.lastNs < nsOf(from)) &&
      !(to !== undefined && span.firstNs >= nsOf(to));
  }

  #rangeOf(group: RowGroup, column: "symbol" | "rtype" | "tsEvent" | "tsRecv") {
    return group.range(databentoName(column));
  }

  /** The column whose times decide which rows are in the window; `undefined` where that differs from row to row. */
  #clockOf(group: RowGroup): "tsEvent" | "tsRecv" | undefined {
    if (this.#fields.columns.every(({ name }) => name !== "rtype")) return "tsEvent";
    const types = this.#rangeOf(group, "rtype");
    if (types === undefined) return undefined;
    const [least, largest] = [Number(types.least), Number(types.largest)];
    if (largest < FIRST_SAMPLED) return "tsEvent";
    return least >= FIRST_SAMPLED && largest <= LAST_SAMPLED ? "tsRecv" : undefined;
  }

  #spanNs(group: RowGroup, clock: "tsEvent" | "tsRecv"): { firstNs: bigint; lastNs: bigint } | undefined {
    const column = this.#fields.columns.find(({ name }) => name === clock);
    const meaning = column && this.#file.columns[column.index]!.meaning;
    const range = this.#rangeOf(group, clock);
    if (range === undefined || meaning?.kind !== "time") return undefined;
    const { least, largest } = range;
    if (typeof least !== "bigint" || typeof largest !== "bigint") return undefined;
    return { firstNs: least * meaning.unitNs, lastNs: largest * meaning.unitNs };
  }
}

/** Whether a text may stand in a column of this range; ranges of other letters than ASCII's are in another order. */
function mayBe(text: string, range: ReturnType<RowGroup["range"]>): boolean {
  const isAscii = (value: unknown): value is string => typeof value === "string" && !/[^\0-\x7f]/.test(value);
  if (!isAscii(text) || !isAscii(range?.least) || !isAscii(range?.largest)) return true;
  return range.least <= text && text <= range.largest;
}
