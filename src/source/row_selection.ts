/** Which rows of a file become rows of the tape, whatever its format. @module */

import { DataError } from "../market/data_error.ts";
import type { Tape } from "../market/tape.ts";
import { boundOffsetNs, formatBound, formatTime, type TimeBound } from "../market/time.ts";

/** What of a file is wanted; all of it by default. */
export interface TapeSelection {
  /** First moment of `ts_event`, inclusive. */
  readonly from?: TimeBound | undefined;
  /** Last moment of `ts_event`, exclusive. */
  readonly to?: TimeBound | undefined;
  /** The instrument; may be left out where the file has one only. */
  readonly symbol?: string | undefined;
  /** Record type to keep; all by default. */
  readonly rtype?: number | undefined;
}

/** Decides for each row whether it belongs to the tape, and says in the end why none does. */
export class RowSelection {
  /** Symbol of the rows kept; empty where the file has no such column. */
  symbol = "";
  #wanted: TapeSelection;
  #fromNs = -Infinity;
  #toNs = Infinity;
  // First and last time of the wanted symbol and type, in the window or not.
  #firstNs = Infinity;
  #lastNs = -Infinity;
  #rtypes = new Set<number>();
  #lastRtype = NaN;
  #symbols = new Map<string, number>();
  #countedSymbol: string | undefined;
  #symbolRows = 0;

  /** @param wanted what of the file. */
  constructor(wanted: TapeSelection) {
    this.#wanted = wanted;
  }

  /**
   * Settles what times of day in the selection mean.
   *
   * @throws {DataError} if the window is empty.
   */
  useOrigin(originNs: bigint): void {
    const { from, to } = this.#wanted;
    if (from) this.#fromNs = boundOffsetNs(from, originNs);
    if (to) this.#toNs = boundOffsetNs(to, originNs);
    if (this.#fromNs >= this.#toNs) throw new DataError("the window ends (--to) before it starts (--from)");
  }

  /** Whether a row belongs to the tape. */
  keeps(tsEventNs: number, symbol: string, rtype: number): boolean {
    if (symbol !== this.#countedSymbol) this.#countSymbol(symbol);
    this.#symbolRows++;
    if (rtype !== this.#lastRtype) this.#rtypes.add(this.#lastRtype = rtype);
    const { symbol: wanted, rtype: wantedType } = this.#wanted;
    const ofSymbol = wanted === undefined ? this.#symbols.size === 1 : symbol === wanted;
    const ofType = wantedType === undefined || rtype === wantedType;
    if (!ofSymbol || !ofType) return false;
    this.symbol = symbol;
    if (tsEventNs < this.#firstNs) this.#firstNs = tsEventNs;
    if (tsEventNs > this.#lastNs) this.#lastNs = tsEventNs;
    return tsEventNs >= this.#fromNs && tsEventNs < this.#toNs;
  }

  // Rows of one symbol mostly follow each other, so one look-up serves many rows.
  #countSymbol(symbol: string): void {
    const counted = this.#countedSymbol;
    if (counted !== undefined) this.#symbols.set(counted, this.#symbols.get(counted)! + this.#symbolRows);
    this.#symbols.set(symbol, this.#symbols.get(symbol) ?? 0);
    this.#countedSymbol = symbol;
    this.#symbolRows = 0;
  }

  /**
   * Looks at what was kept.
   *
   * @throws {DataError} if that is nothing, or rows of several symbols and none was asked for.
   */
  check(tape: Tape): void {
    if (this.#countedSymbol !== undefined) this.#countSymbol(this.#countedSymbol);
    const symbols = [...this.#symbols].sort(([a], [b]) => a < b ? -1 : 1);
    const listed = symbols.map(([symbol, rows]) => `${symbol} (${rows})`).join(", ");
    const { symbol, rtype } = this.#wanted;
    if (symbols.length === 0) throw new DataError("no row could be read");
    if (symbol === undefined && symbols.length > 1) {
      throw new DataError(`holds ${symbols.length} symbols; choose one with --symbol: ${listed}`);
    }
    if (symbol !== undefined && !this.#symbols.has(symbol)) {
      throw new DataError(`has no symbol ${JSON.stringify(symbol)}; it holds: ${listed}`);
    }
    if (rtype !== undefined && !this.#rtypes.has(rtype)) {
      const held = [...this.#rtypes].sort((a, b) => a - b).join(", ");
      throw new DataError(`has no rows of rtype ${rtype}; it holds: ${held}`);
    }
    if (this.#firstNs === Infinity) {
      throw new DataError(`has no rows of rtype ${rtype} for symbol ${JSON.stringify(symbol)}`);
    }
    if (tape.length === 0) throw new DataError(this.#emptyWindow(tape.originNs));
  }

  #emptyWindow(originNs: bigint): string {
    const { from, to } = this.#wanted;
    const window = `from ${from ? formatBound(from) : "the start"} to ${to ? formatBound(to) : "the end"}`;
    const [first, last] = [this.#firstNs, this.#lastNs].map((ns) => formatTime(originNs + BigInt(ns)));
    return `no row ${window}; its rows run from ${first} to ${last}`;
  }
}
