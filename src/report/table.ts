/** What tables of figures have in common: their cells, their columns, and how CSV writes them. @module */

import { formatTime } from "../market/time.ts";

/** A value: bigints are times, ns since the Unix epoch; `null` is what is not known or was not measured. */
export type Cell = string | number | bigint | null;

/** A column, and what its values are. */
export interface Column {
  readonly name: string;
  readonly type: "count" | "number" | "text" | "time";
}

/**
 * Cells as a line of CSV: times as RFC 3339 in UTC, to the nanosecond; `null` is empty. What would end a cell is
 * quoted: a strategy may bear the name of a user's file.
 *
 * @example
 * ```ts
 * import { csvLine } from "./table.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(csvLine([1, null, "XNAS", 1n]), "1,,XNAS,1970-01-01T00:00:00.000000001Z\n");
 * assertEquals(csvLine(["twap+a,b.js", 2]), '"twap+a,b.js",2\n');
 * ```
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

function csvCell(cell: Cell): string {
  if (typeof cell === "bigint") return formatTime(cell);
  const text = `${cell ?? ""}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A moment as a cell; fractions of a nanosecond are cut off. */
export function timeCell(originNs: bigint, ns: number): bigint {
  return originNs + BigInt(Math.floor(ns));
}

/** The name of a markout's column. */
export function markoutColumn(seconds: number): string {
  return `markout_${seconds < 1 ? `${1000 * seconds}ms` : `${seconds}s`}_bps`;
}
