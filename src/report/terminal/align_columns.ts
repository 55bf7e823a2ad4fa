/** Tables for a terminal. @module */

import widthOf from "fast-string-width";

const GAP = "  ";

/**
 * Lines of equal columns, numbers to the right; the first row is the heading.
 *
 * @example
 * ```ts
 * import { alignColumns } from "./align_columns.ts";
 * import { assertEquals } from "@std/assert";
 * assertEquals(alignColumns([["venue", "shares"], ["XNAS", "300"]]), "venue  shares\nXNAS      300");
 * ```
 */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows);
  return rows.map((row) =>
    row.map((cell, column) => {
      const space = " ".repeat(widths[column]! - widthOf(cell));
      return column === 0 ? cell + space : space + cell;
    }).join(GAP).trimEnd()
  ).join("\n");
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
