/** Tables for a terminal. @module */

import widthOf from "fast-string-width";
import { wrapCell } from "./wrap_words.ts";

const GAP = "  ";

/** How narrow a column of sentences may become before other columns go. */
const LEAST_SENTENCE = 24;
/** How narrow a column of words may become at all. */
const LEAST_WORD = 4;

/**
 * Lines of equal columns: numbers stand to the right, the first column and others of words to the left; the first row
 * is the heading.
 *
 * @param columns of the terminal: words wrap within their column, the widest first, until the table fits.
 *
 * @example
 * ```ts
 * import { alignColumns } from "./align_columns.ts";
 * import { assertEquals } from "@std/assert";
 * const rows = [["venue", "shares", "kind"], ["XNAS", "300", "exchange"], ["XNYS", "n/a", ""]];
 * assertEquals(alignColumns(rows), "venue  shares  kind\nXNAS      300  exchange\nXNYS      n/a");
 * const why = [["venue", "why"], ["XNAS", "cheapest, taken whole"], ["XNYS", "too dear"]];
 * assertEquals(alignColumns(why, 22), "venue  why\nXNAS   cheapest, taken\n         whole\nXNYS   too dear");
 * ```
 */
export function alignColumns(rows: readonly (readonly string[])[], columns: number = Infinity): string {
  const isLeft = wordColumns(rows);
  const widths = narrowed(widthsOf(rows), isLeft, columns);
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => {
      const space = " ".repeat(widths[column]! - widthOf(cell));
      return isLeft[column] ? cell + space : space + cell;
    }).join(GAP).trimEnd();
  return rows.flatMap((row) => {
    const wrapped = row.map((cell, column) => wrapCell(cell, widths[column]!));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) => line(wrapped.map((lines) => lines[at] ?? "")));
  }).join("\n");
}

/** The widths, of which those of words are reduced, the widest first, until all of them fit or none can be less. */
function narrowed(widths: readonly number[], areWords: readonly boolean[], columns: number): number[] {
  const narrow = [...widths];
  for (let excess = sumOf(widths) - columns; excess > 0; excess--) {
    const widest = narrow.reduce(
      (best, width, i) => areWords[i] && width > (narrow[best] ?? LEAST_WORD) ? i : best,
      -1,
    );
    if (widest < 0) break;
    narrow[widest]!--;
  }
  return narrow;
}

/** Of each column, whether it stands to the left. */
function wordColumns(rows: readonly (readonly string[])[]): boolean[] {
  return rows[0]!.map((_, column) => column === 0 || areWords(rows.slice(1).map((row) => row[column]!)));
}

/** What stands for a number that is not there. */
const NO_NUMBER = "n/a";

/** Whether cells are words, those that are empty or stand for a missing number aside. */
function areWords(cells: readonly string[]): boolean {
  const told = cells.filter((cell) => cell !== "" && cell !== NO_NUMBER);
  return told.length > 0 && told.every((cell) => /^\p{L}/u.test(cell));
}

/**
 * The same rows without the columns that make them too wide, even with their sentences wrapped.
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
  if (leastWidth(rows) <= columns || dispensable.length === 0) return rows;
  const [heading, ...others] = dispensable;
  const at = rows[0]!.indexOf(heading!);
  const left = at < 0 ? rows : rows.map((row) => row.filter((_, column) => column !== at));
  return dropColumns(left, columns, others);
}

/** How wide the aligned rows are. */
export function tableWidth(rows: readonly (readonly string[])[]): number {
  return sumOf(widthsOf(rows));
}

/** How wide they are at least, names being whole: sentences wrap. */
export function leastWidth(rows: readonly (readonly string[])[]): number {
  const isLeft = wordColumns(rows);
  const words = widthsOf(rows.map((row) => row.map(longestWord)));
  return sumOf(
    widthsOf(rows).map((width, i) =>
      isLeft[i] ? Math.min(width, Math.max(words[i]!, LEAST_SENTENCE)) : width
    ),
  );
}

function longestWord(text: string): string {
  return text.split(" ").reduce((longest, word) => widthOf(word) > widthOf(longest) ? word : longest);
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + GAP.length + width, -GAP.length);
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
}
