/** What is in a file of market data, whatever its format. @module */

import { hasPrice } from "../market/price.ts";
import { publisher } from "../market/publishers.ts";
import { FLAG_BAD_TS_RECV, FLAG_MAYBE_BAD_BOOK, type TapeColumns } from "../market/tape.ts";
import { formatTime } from "../market/time.ts";
import { consolidatedSchema, isSampled } from "./record_types.ts";

/** First and last moment, RFC 3339. */
interface SurveyedSpan {
  readonly from: string;
  readonly to: string;
}

/** An instrument of a file. */
interface SurveyedInstrument extends SurveyedSpan {
  /** Empty where the file names none. */
  readonly symbol: string;
  /** 0 where the file has none. */
  readonly instrument_id: number;
  readonly rows: number;
}

/** A publisher of a file. */
interface SurveyedPublisher {
  readonly publisher_id: number;
  /** Its venue, as a market identifier code. */
  readonly venue: string;
  /** Its feed; empty where the directory does not know it. */
  readonly dataset: string;
  /** Only an exchange can be routed to. */
  readonly kind: string;
  readonly rows: number;
}

/** What is in a file; of rows that are one of a kind, nothing where there is none. */
export interface SurveyReport {
  readonly format: string;
  /** What the file says of itself, where its format has room for it. */
  readonly dataset?: string;
  readonly schema?: string;
  readonly version?: number;
  /** Rows that could be read. */
  readonly rows: number;
  /** By `ts_event` (of sampled quotes by `ts_recv`); `null` where there are no rows. */
  readonly span: SurveyedSpan | null;
  /** The finest unit that any time of receipt needs; `null` where the file has none. */
  readonly clock_resolution: "1ns" | "1us" | "1ms" | "1s" | null;
  readonly instruments: readonly SurveyedInstrument[];
  readonly publishers: readonly SurveyedPublisher[];
  /** Rows by record type. */
  readonly record_types: Readonly<Record<string, number>>;
  /** Counts of rows that somebody should know of; those of which there are none are left out. */
  readonly odd_rows: Readonly<Record<string, number>>;
  /** Where the first row stands that cannot be read, and why not. */
  readonly first_unreadable?: string;
}

interface Tally {
  rows: number;
  firstNs: number;
  lastNs: number;
}

/** The finest of these units is the clock's. */
const UNITS = [["1ns", 1], ["1us", 1e3], ["1ms", 1e6], ["1s", 1e9]] as const;

/** What is given all rows of a file, of any instrument, as its reader meets them. */
export interface RowSink {
  /** What the file says of itself. */
  facts: Pick<SurveyReport, "dataset" | "schema" | "version">;
  /** Told the midnight that the rows' times count from. */
  useOrigin(originNs: bigint): void;
  /** Given a row, as it stands in columns, and whose it is. */
  add(columns: TapeColumns, row: number, symbol: string, instrument: number, rtype: number): void;
  /** Told of rows that no reader could hand over. */
  addOdd(name: string, rows: number): void;
  /** Why the first of these could not be. */
  firstUnreadable?: string | undefined;
}

/** Counts the rows of a file, as its reader meets them; nothing is kept of them. */
export class Survey implements RowSink {
  /** What the file says of itself. */
  facts: Pick<SurveyReport, "dataset" | "schema" | "version"> = {};
  /** Where the first row stands that cannot be read, and why not. */
  /** Why the first row that could not be read could not be. */
  firstUnreadable: string | undefined;
  #originNs = 0n;
  #all: Tally = { rows: 0, firstNs: Infinity, lastNs: -Infinity };
  #instruments = new Map<string, Map<number, Tally>>();
  #publishers = new Map<number, number>();
  #rtypes = new Map<number, number>();
  #odd = new Map<string, number>();
  #unit = UNITS.length - 1;
  #hasReceipts = false;

  /** Told the midnight that the rows' times count from. */
  useOrigin(originNs: bigint): void {
    this.#originNs = originNs;
  }

  /** Counts a row, as it stands in columns. */
  add(columns: TapeColumns, row: number, symbol: string, instrument: number, rtype: number): void {
    const eventNs = columns.tsEventNs[row]!;
    const ids = this.#instruments.get(symbol) ?? new Map<number, Tally>();
    if (ids.size === 0) this.#instruments.set(symbol, ids);
    const tally = ids.get(instrument) ?? { rows: 0, firstNs: Infinity, lastNs: -Infinity };
    if (tally.rows === 0) ids.set(instrument, tally);
    for (const one of [tally, this.#all]) {
      one.rows++;
      one.firstNs = Math.min(one.firstNs, eventNs);
      one.lastNs = Math.max(one.lastNs, eventNs);
    }
    count(this.#publishers, columns.publisher[row]!);
    count(this.#rtypes, rtype);
    this.#lookAtClock(columns.tsRecvNs[row]!);
    this.#lookForOddities(columns, row, rtype);
  }

  #lookAtClock(recvNs: number): void {
    if (Number.isNaN(recvNs)) return;
    this.#hasReceipts = true;
    while (this.#unit > 0 && recvNs % UNITS[this.#unit]![1] !== 0) this.#unit--;
  }

  #lookForOddities({ flags, bidPx, askPx, bidSz, askSz }: TapeColumns, row: number, rtype: number): void {
    const odd = (name: string, isOdd: boolean) => isOdd && count(this.#odd, name);
    const hasBid = hasPrice(bidPx[row]!) && bidSz[row]! > 0;
    const hasAsk = hasPrice(askPx[row]!) && askSz[row]! > 0;
    odd("maybe_bad_book", (flags[row]! & FLAG_MAYBE_BAD_BOOK) !== 0);
    odd("bad_ts_recv", (flags[row]! & FLAG_BAD_TS_RECV) !== 0);
    odd("sampled", isSampled(rtype));
    odd("consolidated", consolidatedSchema(rtype) !== undefined);
    odd("no_bid", !hasBid && hasAsk);
    odd("no_ask", hasBid && !hasAsk);
    odd("no_quote", !hasBid && !hasAsk);
    odd("crossed", hasBid && hasAsk && bidPx[row]! > askPx[row]!);
    odd("locked", hasBid && hasAsk && bidPx[row]! === askPx[row]!);
  }

  /** Counts rows that no reader could hand over. */
  addOdd(name: string, rows: number): void {
    if (rows > 0) this.#odd.set(name, (this.#odd.get(name) ?? 0) + rows);
  }

  /**
   * What was met.
   *
   * @param format the file's.
   */
  report(format: string): SurveyReport {
    const span = (tally: Tally): SurveyedSpan => ({
      from: formatTime(this.#originNs + BigInt(tally.firstNs)),
      to: formatTime(this.#originNs + BigInt(tally.lastNs)),
    });
    const instruments = [...this.#instruments].flatMap(([symbol, ids]) =>
      [...ids].map(([id, tally]) => ({ symbol, instrument_id: id, rows: tally.rows, ...span(tally) }))
    );
    return {
      format,
      ...this.facts,
      rows: this.#all.rows,
      span: this.#all.rows === 0 ? null : span(this.#all),
      clock_resolution: this.#hasReceipts ? UNITS[this.#unit]![0] : null,
      instruments: instruments.toSorted((a, b) =>
        a.symbol === b.symbol ? a.instrument_id - b.instrument_id : a.symbol < b.symbol ? -1 : 1
      ),
      publishers: [...this.#publishers].toSorted(([a], [b]) => a - b).map(([id, rows]) => {
        const { venue, dataset, kind } = publisher(id);
        return { publisher_id: id, venue, dataset, kind, rows };
      }),
      record_types: Object.fromEntries([...this.#rtypes].toSorted(([a], [b]) => a - b)),
      odd_rows: Object.fromEntries(this.#odd),
      ...(this.firstUnreadable === undefined ? {} : { first_unreadable: this.firstUnreadable }),
    };
  }
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
