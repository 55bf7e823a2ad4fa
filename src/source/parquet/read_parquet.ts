/** Reads Parquet with Databento's columns into a tape. @module */

import { DataError } from "../../market/data_error.ts";
import type { Tape } from "../../market/tape.ts";
import type { TapeDepth } from "../../market/tape_depth.ts";
import { boundOffsetNs, type TimeBound } from "../../market/time.ts";
import { allBytes, type ByteSource, type RandomAccess } from "../byte_source.ts";
import {
  ACTION,
  ASK_PUBLISHER,
  ASK_PX,
  ASK_SZ,
  BadRow,
  BID_PUBLISHER,
  BID_PX,
  BID_SZ,
  type FieldColumn,
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
import { columnsAmong, databentoName, depthAmong } from "../csv/layout.ts";
import { FIRST_SAMPLED, isSampled, LAST_SAMPLED } from "../record_types.ts";
import type { ReaderOptions } from "../tape_reader.ts";
import { numberReader, textOf, UNREADABLE } from "./column_reader.ts";
import { ParquetFile, type RowGroup } from "./parquet_file.ts";

/** Rows read at once: what bounds the memory that a row group of millions takes. */
const MOST_ROWS = 1 << 19;
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
export async function readParquet(source: ByteSource, name: string, options: ReaderOptions): Promise<Tape> {
  try {
    const file = await openParquet(source);
    return await new ParquetReader(file, options).read() ?? await new ParquetReader(file, options).readAll();
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: name }) : error;
  }
}

/**
 * Opens a Parquet file, of which those of a regular file are not all read.
 *
 * @throws {DataError} if it is none, or is damaged.
 */
export async function openParquet(source: ByteSource): Promise<ParquetFile> {
  return await ParquetFile.open(source.anywhere ?? inMemory(await allBytes(source)));
}

function inMemory(bytes: ArrayBuffer): RandomAccess {
  return { byteLength: bytes.byteLength, slice: (start, end) => bytes.slice(start, end) };
}

/** A tape's columns of some rows: numbers, or the symbols; by column of the file. */
interface Block {
  readonly from: number;
  readonly rows: number;
  readonly numbers: readonly Float64Array[];
  /** By column of the levels beyond the first. */
  readonly deeper: readonly Float64Array[];
  readonly symbols: readonly unknown[];
}

class ParquetReader {
  #file: ParquetFile;
  #options: ReaderOptions;
  #fields: FieldRows;
  #skipped = 0;
  // The texts of a block's rows, once one of them was unusual.
  #texts: { readonly from: number; readonly byColumn: readonly (readonly string[])[] } | undefined;

  constructor(file: ParquetFile, options: ReaderOptions) {
    this.#file = file;
    this.#options = options;
    const names = file.columns.map(({ name }) => name);
    this.#fields = new FieldRows(columnsAmong(names), options, depthAmong(names, options.levels ?? 1));
    for (const column of this.#fields.columns) {
      const { kind } = file.columns[column.index]!.meaning;
      if (kind === "time" || kind === "decimal") column.form = "pretty";
    }
  }

  /** Reads what may hold rows that are wanted; `undefined` if that was nothing: only all rows say why. */
  async read(): Promise<Tape | undefined> {
    await this.#readGroups((group) => this.#mayHold(group));
    const { mayBeMissing, survey } = this.#options;
    const saysWhy = this.#fields.tape.length === 0 && mayBeMissing !== true && survey === undefined;
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
        for (; at < end; at += MOST_ROWS) {
          await this.#readRows(at, Math.min(end, at + MOST_ROWS));
          await this.#fields.tape.handOver();
        }
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
    const fields = this.#fields;
    const symbols: unknown[] = [];
    const numbers: Float64Array[] = [];
    for (const column of fields.columns) {
      if (column.code !== SYMBOL) numbers.push(await this.#readNumbers(column, column.index, from, to));
      else {
        numbers.push(new Float64Array(0));
        await this.#readValues(column.index, from, to, (value, at) => symbols[at] = value);
      }
    }
    const deeper: Float64Array[] = [];
    for (const { name, index } of fields.depth) {
      const column = fields.columns.find((first) => first.name === name)!;
      deeper.push(await this.#readNumbers(column, index, from, to));
    }
    return { from, rows: to - from, numbers, deeper, symbols };
  }

  /** The numbers of a column of the file, which means the same as one of the first level, and is written alike. */
  async #readNumbers(column: FieldColumn, index: number, from: number, to: number): Promise<Float64Array> {
    const { meaning } = this.#file.columns[index]!;
    const hasTimeUnit = this.#options.timeUnit !== undefined;
    const toNumber = numberReader(column, meaning, this.#fields.originNs!, hasTimeUnit);
    const read = new Float64Array(to - from).fill(UNREADABLE);
    await this.#readValues(index, from, to, (value, at) => read[at] = toNumber(value));
    return read;
  }

  /** Hands out the values of a column in rows `[from, to)`, with how many rows they stand behind the first. */
  async #readValues(
    index: number,
    from: number,
    to: number,
    take: (value: unknown, at: number) => void,
  ): Promise<void> {
    await this.#file.read(this.#file.columns[index]!.name, from, to, (values, firstRow) => {
      const start = Math.max(0, from - firstRow);
      const end = Math.min(values.length, to - firstRow);
      for (let i = start; i < end; i++) take(values[i], firstRow + i - from);
    });
  }

  /** Stores a row of a block; false if the reader of texts has to. */
  #store({ numbers, deeper, symbols }: Block, at: number, row: number): boolean {
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
    return fields.tape.depth === undefined || this.#storeDepth(fields.tape.depth, deeper, at, row);
  }

  #storeDepth(depth: TapeDepth, deeper: Block["deeper"], at: number, row: number): boolean {
    for (const [i, { name, level }] of this.#fields.depth.entries()) {
      const number = deeper[i]![at]!;
      if (number === UNREADABLE) return false;
      depth[name][row * depth.levels + level - 1] = number;
    }
    return true;
  }

  /** Reads a row by its texts, of which those of rows `[from, to)` are made at once. */
  async #readSlowly(fileRow: number, from: number, to: number): Promise<void> {
    if (this.#texts?.from !== from) this.#texts = { from, byColumn: await this.#readTexts(from, to) };
    const { byColumn } = this.#texts;
    const texts: string[] = [];
    const fields = this.#fields;
    for (const [i, { index }] of [...fields.columns, ...fields.depth].entries()) {
      texts[index] = byColumn[i]![fileRow - from]!;
    }
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
      fields.withdraw(() => `row ${fileRow + 1}: ${error.reason}`);
    }
  }

  async #readTexts(from: number, to: number): Promise<string[][]> {
    const byColumn: string[][] = [];
    for (const { index } of [...this.#fields.columns, ...this.#fields.depth]) {
      const { meaning } = this.#file.columns[index]!;
      const texts = new Array<string>(to - from).fill("");
      await this.#readValues(index, from, to, (value, at) => texts[at] = textOf(value, meaning));
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
