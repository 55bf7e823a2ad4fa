/** Intervals drawn in characters, on one scale. @module */

/** A mean and its interval, if it has one, in one unit. */
export interface Drawn {
  /** The mean. */
  readonly at: number;
  /** The ends of its interval. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
}

/** What bars are drawn with: `zero` where the scale has its zero, and the parts of an interval. */
interface Pen {
  readonly zero: string;
  readonly lower: string;
  readonly within: string;
  readonly upper: string;
  readonly mean: string;
}

const LINES: Pen = { zero: "│", lower: "├", within: "─", upper: "┤", mean: "●" };
const ASCII: Pen = { zero: "|", lower: "[", within: "-", upper: "]", mean: "*" };

/**
 * Draws each interval as a bar of so many characters. All are on one scale, which the zero is always on.
 *
 * @param ascii whether to do without characters that a plain terminal lacks.
 *
 * @example
 * ```ts
 * import { intervalBars } from "./interval_bar.ts";
 * import { assertEquals } from "@std/assert";
 * const drawn = [{ at: 4, interval: { lower: 2, upper: 10 } }, { at: -2, interval: null }];
 * assertEquals(intervalBars(drawn, 13, { ascii: true }), ["  | [-*-----]", "* |          "]);
 * ```
 */
export function intervalBars(
  drawn: readonly Drawn[],
  width: number,
  { ascii }: { readonly ascii: boolean },
): string[] {
  const ends = drawn.flatMap(({ at, interval }) => [at, interval?.lower ?? at, interval?.upper ?? at]);
  const least = Math.min(0, ...ends);
  const most = Math.max(0, ...ends);
  const cellOf = (value: number): number =>
    most === least ? 0 : Math.round((width - 1) * (value - least) / (most - least));
  return drawn.map((each) => bar(each, width, cellOf, ascii ? ASCII : LINES));
}

function bar(
  { at, interval }: Drawn,
  width: number,
  cellOf: (value: number) => number,
  { zero, lower, within, upper, mean }: Pen,
): string {
  const cells = new Array<string>(width).fill(" ");
  cells[cellOf(0)] = zero;
  if (interval !== null) {
    const [from, to] = [cellOf(interval.lower), cellOf(interval.upper)];
    cells.fill(within, from, to + 1);
    cells[to] = upper;
    cells[from] = lower;
  }
  cells[cellOf(at)] = mean;
  return cells.join("");
}
