/** Rows that a tape has twice, as downloads that overlap do. @module */

import { receiptTimes, TAPE_COLUMNS, type TapeColumns } from "./tape.ts";

/** Rows of a feed step back by less than this; those of another download by more. */
const LEAST_STEP_NS = 1e9;

/**
 * Counts the rows that stand in a later part of a file and, in full, in an earlier one. A part begins where the
 * times step back; within a part, equal rows are what the feed sent.
 *
 * @param columns as they stand in the file.
 */
export function countRepeatedRows(columns: TapeColumns): number {
  const timesNs = receiptTimes({ columns });
  const starts = partsOf(timesNs);
  if (starts.length === 1) return 0;
  // Rows earlier than every later part's first row cannot be repeated there.
  const fromNs = starts.slice(1).reduce((least, row) => Math.min(least, timesNs[row]!), Infinity);
  const earlier = new Map<string, number>();
  let repeated = 0;
  for (const [part, start] of starts.entries()) {
    const met = new Map<string, number>();
    for (let row = start; row < (starts[part + 1] ?? timesNs.length); row++) {
      if (timesNs[row]! < fromNs) continue;
      const key = TAPE_COLUMNS.map((name) => columns[name][row]).join();
      const times = (met.get(key) ?? 0) + 1;
      met.set(key, times);
      if (times <= (earlier.get(key) ?? 0)) repeated++;
    }
    for (const [key, times] of met) earlier.set(key, Math.max(times, earlier.get(key) ?? 0));
  }
  return repeated;
}

function partsOf(timesNs: Float64Array): number[] {
  const starts = [0];
  for (let row = 1; row < timesNs.length; row++) {
    if (timesNs[row]! < timesNs[row - 1]! - LEAST_STEP_NS) starts.push(row);
  }
  return starts;
}
