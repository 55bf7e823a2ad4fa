/** Tables of savings for a terminal, with their intervals drawn. @module */

import { alignColumns, dropColumns, leastWidth, tableWidth } from "./align_columns.ts";
import { type Drawn, intervalBars } from "./interval_bar.ts";

/** The terminal that a table is for. */
export interface Terminal {
  /** How wide it is, characters. */
  readonly columns: number;
  /** Whether it lacks all but plain characters. */
  readonly ascii: boolean;
}

/** What a terminal is taken for that tells nothing of itself. */
export const PLAIN_TERMINAL: Terminal = { columns: 80, ascii: false };

/** Cells of a bar, and of the gap before it. */
const BAR = { least: 8, most: 30, gap: 2 } as const;

/** Stands for the bars in a list of what goes; where it is in none, the bars go last. */
export const BARS = "bars";

/**
 * Lines of a table with a bar behind each row that has something to draw.
 *
 * @param drawn what to draw behind the rows below the heading.
 * @param dispensable headings of columns, and {@linkcode BARS}: they go where the terminal is too narrow, the first of
 * them first.
 *
 * @example
 * ```ts
 * import { barTable } from "./bar_table.ts";
 * import { assertEquals } from "@std/assert";
 * const rows = [["against", "orders", "saving"], ["twap", "20", "0.60"]];
 * const drawn = [{ at: 0.6, interval: { lower: 0.5, upper: 0.7 } }];
 * const table = barTable(rows, drawn, { columns: 28, ascii: true }, ["orders"]);
 * assertEquals(table, "against  saving\ntwap       0.60  |      [-*]");
 * ```
 */
export function barTable(
  rows: readonly (readonly string[])[],
  drawn: readonly (Drawn | undefined)[],
  { columns, ascii }: Terminal,
  dispensable: readonly string[],
): string {
  const shown = drawn.filter((each) => each !== undefined);
  const most = columns - BAR.gap - BAR.least;
  const before = dispensable.includes(BARS) ? dispensable.slice(0, dispensable.indexOf(BARS)) : dispensable;
  const besides = dropColumns(rows, most, before);
  if (leastWidth(besides) > most || shown.every(({ interval }) => interval === null)) {
    return alignColumns(dropColumns(rows, columns, dispensable), columns);
  }
  const room = columns - BAR.gap - tableWidth(besides);
  const bars = intervalBars(shown, Math.min(BAR.most, Math.max(BAR.least, room)), { ascii }).values();
  const isDrawn = (row: number): boolean => row > 0 && drawn[row - 1] !== undefined;
  return alignColumns(besides.map((row, i) => [...row, isDrawn(i) ? bars.next().value! : ""]), columns);
}
