/** Which rows of a file become rows of the tape, whatever its format. @module */

import { DataError } from "../market/data_error.ts";
import { boundOffsetNs, formatBound, formatTime, type TimeBound } from "../market/time.ts";

/** What of a file is wanted; all of it by default. */
export interface TapeSelection {
  /** First moment of `ts_event`, inclusive. */
  readonly from?: TimeBound | undefined;
  /** Last moment of `ts_event`, exclusive. */
  readonly to?: TimeBound | undefined;
  /** The instrument; may be left out where the file has one only. */
  readonly symbol?: string | undefined;
  /** The instrument by its id; may be left out where the file has one only. */
  readonly instrumentId?: number | undefined;
  /** Record type to keep; all by default. */
  readonly rtype?: number | undefined;
  /** Nothing of this may be in the file, which is one of several: the tape is empty then. @default false */
  readonly mayBeMissing?: boolean | undefined;
}

/** Decides for each row whether it belongs to the tape, and says in the end why none does. */
export class RowSelection {
  /** Symbol of the rows kept; empty where the file has no such column. */
  symbol = "";
  /** How often a row kept has another instrument id than the one kept before it. */
  instrumentChanges = 0;
  #wanted: TapeSelection;
  #fromNs = -Infinity;
  #toNs = Infinity;
  // First and last time of the wanted symbol and type, in the window or not.
  #firstNs = Infinity;
  #lastNs = -Infinity;
  #rtypes = new Set<number>();
  #lastRtype = NaN;
  // Whether the instrument and type at hand are.
  #isWanted = false;
  // Rows by symbol and instrument id, and those of the instrument at hand that are not counted there yet.
  #instruments = new Map<string, Map<number, number>>();
  #countedSymbol: string | undefined;
  #countedId = NaN;
  #uncounted = 0;
  #keptId = NaN;
  #only: string | undefined;

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
  keeps(tsEventNs: number, symbol: string, id: number, rtype: number): boolean {
    const isWanted = this.keepsAnyOf(symbol, id, rtype);
    this.#uncounted++;
    if (!isWanted) return false;
    if (tsEventNs < this.#firstNs) this.#firstNs = tsEventNs;
    if (tsEventNs > this.#lastNs) this.#lastNs = tsEventNs;
    if (tsEventNs < this.#fromNs || tsEventNs >= this.#toNs) return false;
    if (id !== this.#keptId) this.#changeTo(id);
    return true;
  }

  /** Whether rows of an instrument and type are wanted, be their time what it may. */
  keepsAnyOf(symbol: string, id: number, rtype: number): boolean {
    if (symbol !== this.#countedSymbol || id !== this.#countedId || rtype !== this.#lastRtype) {
      this.#turnTo(symbol, id, rtype);
    }
    return this.#isWanted;
  }

  /**
   * Counts rows of the instrument and type at hand, which are wanted, if all of them lie in the window; otherwise
   * they have to be asked for one by one.
   *
   * @param rows how many.
   * @param firstNs the earliest `ts_event` among them.
   * @param lastNs the latest.
   */
  keepsAll(rows: number, firstNs: number, lastNs: number): boolean {
    if (firstNs < this.#fromNs || lastNs >= this.#toNs) return false;
    this.#uncounted += rows;
    if (firstNs < this.#firstNs) this.#firstNs = firstNs;
    if (lastNs > this.#lastNs) this.#lastNs = lastNs;
    if (this.#countedId !== this.#keptId) this.#changeTo(this.#countedId);
    return true;
  }

  /** Settles, once for all rows that follow each other, whether those of an instrument and type are wanted. */
  #turnTo(symbol: string, id: number, rtype: number): void {
    if (symbol !== this.#countedSymbol || id !== this.#countedId) this.#count(symbol, id);
    this.#rtypes.add(this.#lastRtype = rtype);
    const { symbol: wanted, instrumentId, rtype: wantedType } = this.#wanted;
    this.#isWanted = (instrumentId === undefined || id === instrumentId) &&
      (wanted === undefined ? this.#isOnly(symbol) : symbol === wanted) &&
      (wantedType === undefined || rtype === wantedType);
    if (this.#isWanted) this.symbol = symbol;
  }

  #changeTo(id: number): void {
    if (!Number.isNaN(this.#keptId)) this.instrumentChanges++;
    this.#keptId = id;
  }

  /** Whether no other symbol is wanted besides this one, which may stand for the file then. */
  #isOnly(symbol: string): boolean {
    return (this.#only ??= symbol) === symbol;
  }

  /** The symbol of all rows so far; `undefined` where they have several, or there was none. */
  get onlySymbol(): string | undefined {
    const [symbol, ...others] = this.#instruments.keys();
    return others.length === 0 ? symbol : undefined;
  }

  /** Whether there was a row of an instrument. */
  knows(symbol: string, id: number): boolean {
    return this.#instruments.get(symbol)?.has(id) === true;
  }

  // Rows of one instrument mostly follow each other, so one look-up serves many rows.
  #count(symbol: string, id: number): void {
    const counted = this.#countedSymbol;
    if (counted !== undefined) {
      const ids = this.#instruments.get(counted)!;
      ids.set(this.#countedId, ids.get(this.#countedId)! + this.#uncounted);
    }
    const ids = this.#instruments.get(symbol) ?? new Map<number, number>();
    this.#instruments.set(symbol, ids.set(id, ids.get(id) ?? 0));
    this.#countedSymbol = symbol;
    this.#countedId = id;
    this.#uncounted = 0;
  }

  /**
   * Looks at what was kept.
   *
   * @param length rows of the tape.
   * @param originNs that its times count from.
   * @throws {DataError} if that is nothing, or rows of several instruments and none was asked for.
   */
  check(length: number, originNs: bigint): void {
    if (this.#countedSymbol !== undefined) this.#count(this.#countedSymbol, this.#countedId);
    if (length === 0 && this.#wanted.mayBeMissing) return;
    if (this.#instruments.size === 0) throw new DataError("no row could be read");
    this.#checkInstrument();
    const { symbol, rtype } = this.#wanted;
    if (rtype !== undefined && !this.#rtypes.has(rtype)) {
      const held = [...this.#rtypes].sort((a, b) => a - b).join(", ");
      throw new DataError(`has no rows of rtype ${rtype}; it holds: ${held}`);
    }
    if (this.#firstNs === Infinity) {
      throw new DataError(`has no rows of rtype ${rtype} for symbol ${JSON.stringify(symbol)}`);
    }
    if (length === 0) throw new DataError(this.#emptyWindow(originNs));
  }

  #checkInstrument(): void {
    const { symbol, instrumentId } = this.#wanted;
    const symbols = [...this.#instruments].sort(([a], [b]) => a < b ? -1 : 1);
    const listed = symbols.map(([name, ids]) => `${name || "none"} (${sum(ids.values())}${idsText(ids)})`)
      .join(", ");
    if (symbol !== undefined && !this.#instruments.has(symbol)) {
      throw new DataError(`has no symbol ${JSON.stringify(symbol)}; it holds: ${listed}`);
    }
    const among = symbol === undefined ? symbols : symbols.filter(([name]) => name === symbol);
    const rows = among.flatMap(([name, ids]) =>
      [...ids].map(([id, count]) => ({ name, id, text: `${id}${name === "" ? "" : ` ${name}`} (${count})` }))
    ).sort((a, b) => a.id - b.id);
    const held = rows.map(({ text }) => text).join(", ");
    if (instrumentId !== undefined) {
      const found = rows.filter(({ id }) => id === instrumentId);
      if (found.length === 0) {
        throw new DataError(`has no instrument_id ${instrumentId}; it holds: ${held}`);
      }
      if (found.length > 1) {
        const names = found.map(({ name }) => name).join(", ");
        throw new DataError(
          `instrument_id ${instrumentId} stands for ${names}; choose one with --symbol too`,
        );
      }
      return;
    }
    if (symbol === undefined && symbols.length > 1) {
      throw new DataError(`holds ${symbols.length} symbols; choose one with --symbol: ${listed}`);
    }
    // Without a name, nothing says that two ids are one instrument.
    if (among[0]![0] === "" && rows.length > 1) {
      throw new DataError(
        `holds ${rows.length} instruments and no symbol; choose an instrument_id with --instrument-id: ${held}`,
      );
    }
  }

  #emptyWindow(originNs: bigint): string {
    const { from, to } = this.#wanted;
    const window = `from ${from ? formatBound(from) : "the start"} to ${to ? formatBound(to) : "the end"}`;
    const [first, last] = [this.#firstNs, this.#lastNs].map((ns) => formatTime(originNs + BigInt(ns)));
    return `no row ${window}; its rows run from ${first} to ${last}`;
  }
}

/** More ids than this are not worth listing for one symbol. */
const MOST_IDS = 3;

/** The ids of a symbol, for a list; nothing where the file has none. */
function idsText(counts: ReadonlyMap<number, number>): string {
  const ids = [...counts.keys()];
  if (ids.length === 1) return ids[0] === 0 ? "" : `, id ${ids[0]}`;
  if (ids.length > MOST_IDS) return `, ${ids.length} ids`;
  return `, ids ${ids.slice(0, -1).join(", ")} and ${ids.at(-1)}`;
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((a, b) => a + b, 0);
}
