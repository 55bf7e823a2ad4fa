import {
  type Tape,
  TapeBuilder,
  type TapeColumns,
  type TapeOptions,
  type TapeOrder,
} from "../../src/market/tape.ts";

/** What a row says beyond the defaults of a new one. */
export type Row = { readonly [K in keyof TapeColumns]?: number };

/** 2024-08-01T00:00:00Z. */
export const MIDNIGHT = 1722470400000000000n;

/** A tape of these rows. */
export function tapeOf(
  rows: readonly Row[],
  options: Partial<TapeOptions> & { readonly capacity?: number; readonly order?: TapeOrder } = {},
): Tape {
  const builder = new TapeBuilder(options.capacity);
  for (const row of rows) {
    const at = builder.next();
    for (const [name, value] of Object.entries(row)) builder.columns[name as keyof TapeColumns][at] = value;
  }
  return builder.finish({ originNs: MIDNIGHT, symbol: "AAPL", ...options });
}
