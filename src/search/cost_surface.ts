/** What a search found, as surfaces over pairs of parameters. @module */

import { PLATEAU_BPS } from "./identifiability.ts";
import { type Axis, valuesOf } from "./parameters.ts";
import type { Tried } from "./tune.ts";

/** The least cost that a search met over two parameters, or over one where it had one. */
interface CostSurface {
  /** Which parameters. */
  readonly parameters: readonly string[];
  /** By parameter: the values of the surface's rows and columns, ascending, the middles of cells where they are many. */
  readonly values: readonly (readonly number[])[];
  /**
   * The least cost of the points tried in a cell, whatever their other parameters, basis points; the first parameter
   * goes slowest. `null` where none was tried.
   */
  readonly leastBps: readonly (number | null)[];
  /** By cell: whether a point in it is as good as the best. */
  readonly plateau: readonly boolean[];
}

/** Cells along a parameter, at most. */
const MOST_CELLS = 16;

/** Parameters that are paired, at most: the first. */
const MOST_PARAMETERS = 4;

/**
 * Surfaces of the costs that a search met, for each pair of its parameters.
 *
 * @param tried not empty.
 *
 * @example
 * ```ts
 * import { costSurfaces } from "./cost_surface.ts";
 * import { assertEquals } from "@std/assert";
 * const axis = { low: 0, high: 1, values: [0, 1] };
 * const axes = [{ name: "a", ...axis }, { name: "b", ...axis }, { name: "c", ...axis }];
 * const points = [[0, 1, 0, 3], [0, 1, 1, 2], [1, 0, 0, 4]] as const;
 * const tried = points.map(([a, b, c, costBps]) => ({ point: { a, b, c }, costBps }));
 * const [ab] = costSurfaces(tried, axes);
 * assertEquals(ab!.leastBps, [null, 2, 4, null]);
 * assertEquals(ab!.plateau, [false, true, false, false]);
 * ```
 */
export function costSurfaces(tried: readonly Tried[], axes: readonly Axis[]): CostSurface[] {
  const points = tried.map(({ point }) => valuesOf(axes, point));
  const cells = axes.slice(0, MOST_PARAMETERS).map((axis, i) =>
    cellsOf(axis, points.map((point) => point[i]!))
  );
  if (cells.length === 1) return [surfaceOver(cells, tried)];
  return cells.flatMap((first, i) => cells.slice(i + 1).map((second) => surfaceOver([first, second], tried)));
}

/** The cells of a parameter, and by point in which of them it lies. */
interface Cells {
  readonly name: string;
  readonly values: readonly number[];
  readonly cellOf: readonly number[];
}

/** A cell for each value that was tried, or where they are many, cells of equal width over the range. */
function cellsOf({ name, low, high }: Axis, tried: readonly number[]): Cells {
  const distinct = [...new Set(tried)].sort((a, b) => a - b);
  if (distinct.length <= MOST_CELLS) {
    return { name, values: distinct, cellOf: tried.map((value) => distinct.indexOf(value)) };
  }
  const width = (high - low) / MOST_CELLS;
  return {
    name,
    values: Array.from({ length: MOST_CELLS }, (_, i) => low + (i + 0.5) * width),
    cellOf: tried.map((value) => Math.min(MOST_CELLS - 1, Math.floor((value - low) / width))),
  };
}

function surfaceOver(cells: readonly Cells[], tried: readonly Tried[]): CostSurface {
  const size = cells.reduce((product, { values }) => product * values.length, 1);
  const leastBps = new Array<number | null>(size).fill(null);
  for (const [point, { costBps }] of tried.entries()) {
    const cell = cells.reduce((at, { values, cellOf }) => at * values.length + cellOf[point]!, 0);
    leastBps[cell] = Math.min(leastBps[cell] ?? Infinity, costBps);
  }
  const best = tried.reduce((least, { costBps }) => Math.min(least, costBps), Infinity);
  return {
    parameters: cells.map(({ name }) => name),
    values: cells.map(({ values }) => values),
    leastBps,
    plateau: leastBps.map((cost) => cost !== null && cost <= best + PLATEAU_BPS),
  };
}
