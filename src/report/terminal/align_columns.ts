/** Tables for a terminal. @module */

import widthOf from "fast-string-width";

const GAP = "  ";

/**
 * Lines of equal columns: numbers stand to the right, the first column and others of words to the left; the first row
 * is the heading.
 *
 * @example
 * ```ts
 * import { alignColumns } from "./align_columns.ts";
 * import { assertEquals } from "@std/assert";
 * const rows = [["venue", "shares", "kind"], ["XNAS", "300", "exchange"], ["XNYS", "n/a", ""]];
 * assertEquals(alignColumns(rows), "venue  shares  kind\nXNAS      300  exchange\nXNYS      n/a");
 * ```
 */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows);
  const isLeft = widths.map((_, column) =>
    column === 0 || areWords(rows.slice(1).map((row) => row[column]!))
  );
  return rows.map((row) =>
    row.map((cell, column) => {
      const space = " ".repeat(widths[column]! - widthOf(cell));
      return isLeft[column] ? cell + space : space + cell;
    }).join(GAP).trimEnd()
  ).join("\n");
}

/** What stands for a number that is not there. */
const NO_NUMBER = "n/a";

/** Whether cells are words, those that are empty or stand for a missing number aside. */
function areWords(cells: readonly string[]): boolean {
  const told = cells.filter((cell) => cell !== "" && cell !== NO_NUMBER);
  return told.length > 0 && told.every((cell) => /^\p{L}/u.test(cell));
}

/**
 * The same rows without the columns that make them too wide.
 *
 * @param columns of the terminal.
 * @param dispensable headings of columns to leave out, the first of them first, until the rest fits.
 *
 * @example
 * ```ts
 * import { dropColumns } from "./align_columns.ts";
 * import { assertEquals } from "@std/assert";
 * const rows = [["venue", "average price", "shares"], ["XNAS", "157.50", "300"]];
 * assertEquals(dropColumns(rows, 20, ["average price"]), [["venue", "shares"], ["XNAS", "300"]]);
 * ```
 */
export function dropColumns(
  rows: readonly (readonly string[])[],
  columns: number,
  dispensable: readonly string[],
): readonly (readonly string[])[] {
  if (tableWidth(rows) <= columns || dispensable.length === 0) return rows;
  const [heading, ...others] = dispensable;
  const at = rows[0]!.indexOf(heading!);
  const left = at < 0 ? rows : rows.map((row) => row.filter((_, column) => column !== at));
  return dropColumns(left, columns, others);
}

/** How wide the aligned rows are. */
export function tableWidth(rows: readonly (readonly string[])[]): number {
  return widthsOf(rows).reduce((sum, width) => sum + GAP.length + width, -GAP.length);
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
}
