/** The parent order. @module */

import type { Side } from "../market/side.ts";

/** An order to be worked: so many shares on one side, within a window. */
export interface ParentOrder {
  /** What to do, as the sign of what it costs. */
  readonly side: Side;
  /** Shares. */
  readonly quantity: number;
  /** Start of the window, ns after the tape's origin. */
  readonly startNs: number;
  /** End of the window. */
  readonly endNs: number;
  /** Worst price that the order may pay or get, 1e-9 dollars; undefined is none. */
  readonly limit?: number | undefined;
}
