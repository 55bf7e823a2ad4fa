/** The volume printed on a tape, as running sums. @module */

import type { Tape } from "../tape.ts";
import { NO_VENUE } from "../venues.ts";
import { sharedArray } from "./shared.ts";

/** Running sums over the prints that count; the sums have one entry more than prints. */
export interface Volume {
  /** Rows of these prints, of all venues and off exchange, in order. */
  readonly volumeRow: Uint32Array;
  /** Shares of all these prints so far. */
  readonly volumeShares: Float64Array;
  /** Price times shares of them, 1e-9 dollars. */
  readonly volumeNotional: Float64Array;
  /** The same, without prints off exchange. */
  readonly litShares: Float64Array;
  /** Price times shares of these, 1e-9 dollars. */
  readonly litNotional: Float64Array;
}

/** Sums up the prints that `isPrint` marks. */
export function volumeOf({ columns }: Tape, venueOfRow: Int16Array, isPrint: Uint8Array): Volume {
  let count = 0;
  for (let row = 0; row < isPrint.length; row++) count += isPrint[row]!;
  const volumeRow = sharedArray(Uint32Array, count);
  const sums = (): Float64Array => sharedArray(Float64Array, count + 1);
  const [volumeShares, volumeNotional, litShares, litNotional] = [sums(), sums(), sums(), sums()];
  let i = 0;
  for (let row = 0; row < isPrint.length; row++) {
    if (isPrint[row] === 0) continue;
    const shares = columns.size[row]!;
    const notional = shares * columns.price[row]!;
    const isLit = venueOfRow[row] !== NO_VENUE;
    volumeRow[i] = row;
    volumeShares[i + 1] = volumeShares[i]! + shares;
    volumeNotional[i + 1] = volumeNotional[i]! + notional;
    litShares[i + 1] = litShares[i]! + (isLit ? shares : 0);
    litNotional[i + 1] = litNotional[i]! + (isLit ? notional : 0);
    i++;
  }
  return { volumeRow, volumeShares, volumeNotional, litShares, litNotional };
}
