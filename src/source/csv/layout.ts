/** Where the columns of a Databento CSV stand. @module */

import { parse } from "@std/csv/parse";
import { DataError } from "../../market/data_error.ts";
import { DEPTH_COLUMNS } from "../../market/tape_depth.ts";
import { likelyLayout } from "../layouts/builtin.ts";

/** The columns that sorlab reads, by their Databento names; `Name` is how the reader calls them. */
const DATABENTO_NAMES = {
  tsRecv: "ts_recv",
  tsEvent: "ts_event",
  rtype: "rtype",
  publisher: "publisher_id",
  instrument: "instrument_id",
  action: "action",
  side: "side",
  price: "price",
  size: "size",
  flags: "flags",
  bidPx: "bid_px_00",
  askPx: "ask_px_00",
  bidSz: "bid_sz_00",
  askSz: "ask_sz_00",
  bidPublisher: "bid_pb_00",
  askPublisher: "ask_pb_00",
  symbol: "symbol",
} as const;

/** A column that sorlab reads. */
export type ColumnName = keyof typeof DATABENTO_NAMES;

const INDISPENSABLE: readonly ColumnName[] = ["tsEvent", "publisher", "bidPx", "askPx", "bidSz", "askSz"];
const SEPARATORS = [",", ";", "\t", "|"];

/** Where the columns of one file stand. */
export interface Layout {
  /** One character. */
  readonly separator: string;
  /** Number of fields of every row. */
  readonly fields: number;
  /** The columns found, in the order of the file. */
  readonly columns: readonly { readonly name: ColumnName; readonly index: number }[];
  /** Those of deeper levels, where they were asked for. */
  readonly depth: readonly DepthColumn[];
}

/** A column of a level beyond the first. */
export interface DepthColumn {
  /** Which figure of the level. */
  readonly name: "bidPx" | "askPx" | "bidSz" | "askSz";
  /** From 1, the level behind the best. */
  readonly level: number;
  readonly index: number;
}

/** The Databento name of a column, for messages. */
export function databentoName(column: ColumnName): string {
  return DATABENTO_NAMES[column];
}

/**
 * Finds the columns by name, so that their order, additional ones and deeper levels do not matter.
 *
 * @param line the header without its line end (a byte-order mark is dropped).
 * @param levels of the book that are wanted.
 * @throws {DataError} if an indispensable column is missing or one stands twice.
 */
export function readLayout(line: string, levels = 1): Layout {
  const text = line.replace(/^\uFEFF/, "");
  if (text.includes("\r")) throw new DataError("a carriage return alone ends no line");
  const { separator, names, columns } = SEPARATORS
    .map((candidate) => splitHeader(text, candidate))
    .reduce((best, other) => other.columns.length > best.columns.length ? other : best);
  const isComplete = INDISPENSABLE.every((name) => columns.some((column) => column.name === name));
  const likely = isComplete ? undefined : likelyLayoutOf(text);
  if (likely !== undefined) {
    throw new DataError(`is no CSV of Databento's, but looks like ${likely}: add --layout ${likely}`);
  }
  checkColumns(columns, names);
  return { separator, fields: names.length, columns, depth: depthAmong(names, levels) };
}

/**
 * The columns of levels beyond the first, among those of a file of any format, level by level.
 *
 * @param levels how many are wanted, the first included.
 * @throws {DataError} if the file has fewer.
 */
export function depthAmong(names: readonly string[], levels: number): DepthColumn[] {
  const depth: DepthColumn[] = [];
  for (let level = 1; level < levels; level++) {
    for (const name of DEPTH_COLUMNS) {
      const index = names.indexOf(DATABENTO_NAMES[name].replace("00", `0${level}`));
      if (index < 0) {
        const held = level === 1 ? "one level" : `${level} levels`;
        throw new DataError(`has ${held} of the book, so --levels ${levels} cannot be read`);
      }
      depth.push({ name, level, index });
    }
  }
  return depth;
}

/** The layout that a first line is of, if it is one of those that are known. */
function likelyLayoutOf(line: string): string | undefined {
  return SEPARATORS
    .map((separator) => likelyLayout(splitHeader(line, separator).names))
    .find((name) => name !== undefined);
}

/**
 * Checks that a file has what a tape cannot do without.
 *
 * @param columns those found, in the order of the file.
 * @param names of all columns.
 * @throws {DataError} if an indispensable column is missing or one stands twice.
 */
function checkColumns(columns: Layout["columns"], names: readonly string[]): void {
  for (const name of INDISPENSABLE) {
    if (columns.some((column) => column.name === name)) continue;
    throw new DataError(`column ${DATABENTO_NAMES[name]} is missing; found: ${preview(names)}`);
  }
  for (const { name, index } of columns) {
    if (names.lastIndexOf(DATABENTO_NAMES[name]) === index) continue;
    throw new DataError(`column ${DATABENTO_NAMES[name]} stands twice`);
  }
}

/**
 * The columns that sorlab reads, among those of a file of any format.
 *
 * @throws {DataError} if an indispensable column is missing or one stands twice.
 */
export function columnsAmong(names: readonly string[]): Layout["columns"] {
  const columns = found(names);
  checkColumns(columns, names);
  return columns;
}

function found(names: readonly string[]): Layout["columns"] {
  return (Object.keys(DATABENTO_NAMES) as ColumnName[])
    .map((name) => ({ name, index: names.indexOf(DATABENTO_NAMES[name]) }))
    .filter(({ index }) => index >= 0)
    .sort((a, b) => a.index - b.index);
}

function splitHeader(text: string, separator: string) {
  let names: string[];
  try {
    names = splitRow(text, separator).map((name) => name.trim());
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    names = [text]; // quoted, and not separated by this
  }
  return { separator, names, columns: found(names) };
}

/**
 * The fields of one row, quotes undone.
 *
 * @throws {DataError} if the quotes do not match.
 */
export function splitRow(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  try {
    const rows: string[][] = parse(line, { separator });
    return rows[0] ?? [""];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new DataError("the quotes do not match", {}, { cause: error });
  }
}

function preview(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => JSON.stringify(name).slice(1, -1));
  return shown.join(", ") + (names.length > 20 ? `, … (${names.length})` : "");
}
