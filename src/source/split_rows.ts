/** Rows of a file that many instruments share, sorted into a tape for each: read once. @module */

import { type Tape, TAPE_COLUMNS, type TapeColumns, type WritableColumns } from "../market/tape.ts";
import { consolidatedSchema } from "./record_types.ts";
import type { RowSink } from "./survey.ts";
import type { ReadOptions } from "./tape_reader.ts";
import { TapeRows } from "./tape_rows.ts";

/** Given the rows of a file, keeps those of some instruments as if each had been read alone. */
export class SplitRows implements RowSink {
  facts: RowSink["facts"] = {};
  /** Whether there was a row that cannot be sorted so: its two sides are two publishers'. */
  metConsolidated = false;
  #options: ReadOptions;
  #rows: ReadonlyMap<string, TapeRows>;

  /** @param symbols of the instruments. */
  constructor(symbols: readonly string[], options: ReadOptions) {
    this.#options = options;
    this.#rows = new Map(symbols.map((symbol) => [symbol, new TapeRows({ ...options, symbol })]));
  }

  useOrigin(originNs: bigint): void {
    for (const rows of this.#rows.values()) rows.useOrigin(originNs);
  }

  add(columns: TapeColumns, row: number, symbol: string, instrument: number, rtype: number): void {
    const rows = this.#rows.get(symbol);
    if (rows === undefined) return;
    if (consolidatedSchema(rtype) !== undefined) {
      this.metConsolidated = true;
      return;
    }
    const own = rows.next();
    copyRow(columns, row, rows.columns, own);
    rows.keep(own, symbol, instrument, rtype);
  }

  addOdd(): void {
    // Of a file as a whole; a tape has nothing of it.
  }

  /**
   * The tapes, by symbol; none of an instrument that the file does not have.
   *
   * @throws {DataError} as for a tape that is read alone.
   */
  finish(): Map<string, Tape> {
    const found = [...this.#rows].filter(([, rows]) => rows.length > 0);
    return new Map(found.map(([symbol, rows]) => [symbol, rows.finish(this.#options.order)]));
  }
}

function copyRow(from: TapeColumns, row: number, to: WritableColumns, own: number): void {
  for (const name of TAPE_COLUMNS) to[name][own] = from[name][row]!;
}
