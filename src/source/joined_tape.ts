/** Tapes of several files as one. @module */

import { DataError } from "../market/data_error.ts";
import { NO_PRICE } from "../market/price.ts";
import { countRepeatedRows } from "../market/repeated_rows.ts";
import {
  ACTION_CLEAR,
  ACTION_FILL,
  ACTION_TRADE,
  FLAG_LAST,
  SIDE_NONE,
  type Tape,
  TAPE_COLUMNS,
  TapeBuilder,
  type TapeOrder,
} from "../market/tape.ts";
import { DEPTH_COLUMNS } from "../market/tape_depth.ts";
import { NOTE_NAMES, notesOf, type TapeNotes } from "../market/tape_notes.ts";

/**
 * Joins the tapes of files in order of time. Where one begins behind the end of the one before, as days do, the books
 * start empty: every publisher that has shown anything so far shows nothing from the first row of the file on. Files
 * that overlap in time are parts of the same books.
 *
 * @param tapes at least one, each as its rows stand in its file; taken out of the list as they are joined, so that none
 *   is kept longer than that.
 * @throws {DataError} if they are of several instruments, or more than 104 days apart.
 */
export function joinTapes(tapes: Tape[], order: TapeOrder | undefined): Tape {
  tapes.sort((a, b) => Number(a.tsEvent(0) - b.tsEvent(0)));
  const { originNs, symbol } = tapes[0]!;
  const deeper = Math.max(...tapes.map(({ depth }) => depth?.levels ?? 0));
  const builder = new TapeBuilder(undefined, 1 + deeper);
  const shown = new Set<number>();
  const isOfTrades = tapes.every(hasTradesAlone);
  const counted: TapeNotes[] = [];
  let skippedRows = 0;
  let endNs = -Infinity;
  while (tapes.length > 0) {
    const tape = tapes.shift()!;
    const shiftNs = Number(tape.originNs - originNs);
    const [firstNs, lastNs] = spanOf(tape, shiftNs);
    if (!Number.isSafeInteger(lastNs)) throw new DataError("its files are more than 104 days apart");
    if (firstNs > endNs) {
      clear(builder, shown, tape, shiftNs, isOfTrades);
      shown.clear();
    }
    append(builder, tape, shiftNs);
    for (const id of tape.columns.publisher) shown.add(id);
    endNs = Math.max(endNs, lastNs);
    counted.push(tape.notes);
    skippedRows += tape.skippedRows;
  }
  const notes = sumOf(counted, countRepeatedRows(builder.rows()));
  return builder.finish({ originNs, symbol, skippedRows, order, notes });
}

function hasTradesAlone({ columns }: Tape): boolean {
  return columns.action.every((action) => action === ACTION_TRADE || action === ACTION_FILL);
}

function spanOf({ columns }: Tape, shiftNs: number): [firstNs: number, lastNs: number] {
  let first = Infinity;
  let last = -Infinity;
  for (const ns of columns.tsEventNs) {
    if (ns < first) first = ns;
    if (ns > last) last = ns;
  }
  return [first + shiftNs, last + shiftNs];
}

/** Has publishers show nothing from the first row of a tape on. */
function clear(
  builder: TapeBuilder,
  shown: ReadonlySet<number>,
  { columns }: Tape,
  shiftNs: number,
  isOfTrades: boolean,
): void {
  for (const id of [...shown].toSorted((a, b) => a - b)) {
    const row = builder.next();
    builder.columns.tsEventNs[row] = columns.tsEventNs[0]! + shiftNs;
    builder.columns.tsRecvNs[row] = columns.tsRecvNs[0]! + shiftNs;
    builder.columns.publisher[row] = id;
    // Among trades alone, each of which tells the book before it, it takes one that traded nothing.
    builder.columns.action[row] = isOfTrades ? ACTION_TRADE : ACTION_CLEAR;
    builder.columns.side[row] = SIDE_NONE;
    builder.columns.price[row] = NO_PRICE;
    builder.columns.flags[row] = FLAG_LAST;
  }
}

function append(builder: TapeBuilder, { columns, depth, length }: Tape, shiftNs: number): void {
  const from = builder.extend(length);
  for (const name of TAPE_COLUMNS) builder.columns[name].set(columns[name], from);
  if (depth !== undefined) {
    for (const name of DEPTH_COLUMNS) builder.depth![name].set(depth[name], from * depth.levels);
  }
  if (shiftNs === 0) return;
  const { tsEventNs, tsRecvNs } = builder.columns;
  for (let row = from; row < from + length; row++) {
    tsEventNs[row]! += shiftNs;
    tsRecvNs[row]! += shiftNs;
  }
}

/** Counts add up, but for what is told of each row, and for rows that stand twice, in one file or in two. */
function sumOf(counted: readonly TapeNotes[], repeatedRows: number): TapeNotes {
  const sums = NOTE_NAMES.map((name) => {
    const counts = counted.map((notes) => notes[name] ?? 0);
    return [
      name,
      name === "sampled_every_s" ? Math.max(...counts) : counts.reduce((a, b) => a + b, 0),
    ] as const;
  });
  return notesOf({ ...Object.fromEntries(sums), repeated_rows: repeatedRows });
}
