/** A tape on its way to a worker. @module */

import { Tape, type TapeColumns } from "../market/tape.ts";

/** A tape as plain data on shared memory. */
export interface TapeData {
  /** Its rows. */
  readonly columns: TapeColumns;
  /** Its origin, ns since the Unix epoch. */
  readonly originNs: bigint;
}

/** The tape of this data, without its symbol, which plays no part in a simulation. */
export function tapeOf({ columns, originNs }: TapeData): Tape {
  return new Tape(columns, { originNs, symbol: "" });
}
