/** Levels of the book beyond the first: kept by a tape only where they are asked for. @module */

import { NO_PRICE } from "./price.ts";

/**
 * What each row's venue displays beyond its best quotes. Entry `row * levels + i` is the i-th level behind the best
 * one. A row takes 24 bytes a level.
 */
export interface TapeDepth {
  /** How many levels beyond the first. */
  readonly levels: number;
  /** Prices, 1e-9 dollars; `NaN` where the level is empty. */
  readonly bidPx: Float64Array;
  /** Prices to buy at, likewise. */
  readonly askPx: Float64Array;
  /** Shares displayed there. */
  readonly bidSz: Uint32Array;
  /** Shares displayed there. */
  readonly askSz: Uint32Array;
}

/** Names of a depth's columns, in the order that the digest hashes them. */
export const DEPTH_COLUMNS = ["bidPx", "askPx", "bidSz", "askSz"] as const;

/** Depth of `rows` rows that display nothing, on shared memory. */
export function emptyDepth(levels: number, rows: number): TapeDepth {
  const entries = levels * rows;
  const prices = () => new Float64Array(new SharedArrayBuffer(8 * entries)).fill(NO_PRICE);
  const sizes = () => new Uint32Array(new SharedArrayBuffer(4 * entries));
  return { levels, bidPx: prices(), askPx: prices(), bidSz: sizes(), askSz: sizes() };
}

/** The same rows with room for more, which display nothing. */
export function enlarged(depth: TapeDepth, rows: number): TapeDepth {
  const larger = emptyDepth(depth.levels, rows);
  for (const name of DEPTH_COLUMNS) larger[name].set(depth[name]);
  return larger;
}

/** The first rows, on the same memory. */
export function firstRows(depth: TapeDepth, rows: number): TapeDepth {
  const { levels } = depth;
  const end = rows * levels;
  return {
    levels,
    bidPx: depth.bidPx.subarray(0, end),
    askPx: depth.askPx.subarray(0, end),
    bidSz: depth.bidSz.subarray(0, end),
    askSz: depth.askSz.subarray(0, end),
  };
}

/** Has rows `[from, to)` display nothing beyond their best quotes. */
export function clearDepth(
  { levels, bidPx, askPx, bidSz, askSz }: TapeDepth,
  from: number,
  to: number,
): void {
  bidPx.fill(NO_PRICE, from * levels, to * levels);
  askPx.fill(NO_PRICE, from * levels, to * levels);
  bidSz.fill(0, from * levels, to * levels);
  askSz.fill(0, from * levels, to * levels);
}

/** The rows in another order, on memory of their own. */
export function reordered(depth: TapeDepth, order: Uint32Array): TapeDepth {
  const { levels } = depth;
  const moved = emptyDepth(levels, order.length);
  for (const name of DEPTH_COLUMNS) {
    const [to, from] = [moved[name], depth[name]];
    for (let row = 0; row < order.length; row++) {
      for (let i = 0; i < levels; i++) to[row * levels + i] = from[order[row]! * levels + i]!;
    }
  }
  return moved;
}
