/** A tape written as Databento CSV. @module */

import { hasPrice } from "../market/price.ts";
import type { Tape } from "../market/tape.ts";
import { formatTime, NS_PER_SECOND } from "../market/time.ts";
import { bidBelow, sizeAt } from "./made_up_levels.ts";

/** Which of Databento's layouts: one level of the book, or ten. */
export type CsvLayout = "mbp-1" | "mbp-10";

/** How {@linkcode databentoCsv} writes. */
export interface DatabentoCsvOptions {
  readonly layout: CsvLayout;
  /** Distance of the levels that mbp-10 has beyond the first, 1e-9 dollars. @default 1e7 */
  readonly tick?: number | undefined;
  /** The record type is that of quotes sampled by the second, or the minute. */
  readonly sampled?: keyof typeof SAMPLED_RTYPES | undefined;
  /** Rows written before these: behind any, there is no header. @default 0 */
  readonly rowsBefore?: number | undefined;
  /** A chunk ends with the row that brings it to so many bytes. @default 131072 */
  readonly chunkBytes?: number | undefined;
}

const LEVELS = { "mbp-1": 1, "mbp-10": 10 } as const;
const RTYPES = { "mbp-1": 1, "mbp-10": 10 } as const;
const SAMPLED_RTYPES = { "bbo-1s": 195, "bbo-1m": 196 } as const;

const HEAD = "ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags," +
  "ts_in_delta,sequence";
const LEVEL = ["bid_px", "ask_px", "bid_sz", "ask_sz", "bid_ct", "ask_ct"];

/** More bytes than the first thirteen fields, ten levels and the line feed can take. */
const MAX_ROW_BYTES = 4096;

const LINE_FEED = 10;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const LETTER_N = 78;
const LETTER_Z = 90;

const encoder = new TextEncoder();

function header(levels: number): string {
  const columns = Array.from(
    { length: levels },
    (_, level) => LEVEL.map((name) => `${name}_${String(level).padStart(2, "0")}`).join(","),
  );
  return `${HEAD},${columns.join(",")},symbol\n`;
}

/**
 * The tape as Databento's CSV with a column `symbol`, in UTF-8, a chunk at a time: 20 columns for mbp-1,
 * 74 for mbp-10. Times are printed as text, prices with nine decimals, a missing price as nothing with
 * size 0. A row without a time of receipt gets its `ts_event`.
 *
 * What a tape does not hold is made up, always alike: `instrument_id` 1, `depth` 0, `sequence` the number
 * of the row from 1, `ts_in_delta` the time from event to receipt, a count of 1 where there is size, and
 * the levels of mbp-10 beyond the first: one tick further each, of a size that depends on price and
 * publisher only.
 *
 * @throws {RangeError} when the first chunk is asked for, if `tick` or `chunkBytes` is not a positive
 *   integer.
 *
 * @example
 * ```ts
 * import { databentoCsv } from "./databento_csv_writer.ts";
 * import { generateTape } from "./generated.ts";
 * import { assertEquals } from "@std/assert";
 * const decoder = new TextDecoder();
 * let text = "";
 * for (const chunk of databentoCsv(generateTape({ durationSeconds: 1 }), { layout: "mbp-1" })) {
 *   text += decoder.decode(chunk, { stream: true });
 * }
 * assertEquals(text.split("\n")[1]!.split(",").length, 20);
 * ```
 */
export function* databentoCsv(tape: Tape, options: DatabentoCsvOptions): Generator<Uint8Array<ArrayBuffer>> {
  const { layout, tick = 1e7, rowsBefore = 0, chunkBytes = 1 << 17 } = options;
  checkPositive("tick", tick);
  checkPositive("chunkBytes", chunkBytes);
  const symbol = encoder.encode(quoteField(tape.symbol));
  const head = encoder.encode(header(LEVELS[layout]));
  const room = Math.max(head.length, MAX_ROW_BYTES + symbol.length);
  const rtype = options.sampled === undefined ? RTYPES[layout] : SAMPLED_RTYPES[options.sampled];
  const bytes = new Uint8Array(chunkBytes + room);
  const writer = new RowWriter(tape, { layout, rtype, tick, symbol, rowsBefore, bytes });
  if (rowsBefore === 0) writer.raw(head);
  for (let row = 0; row < tape.length; row++) {
    if (writer.length >= chunkBytes) yield writer.take();
    writer.row(row);
  }
  yield writer.take();
}

function checkPositive(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value > 0)) {
    throw new RangeError(`Cannot write CSV with ${name} ${value}: it must be a positive integer`);
  }
}

function quoteField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

interface RowWriterOptions {
  readonly layout: CsvLayout;
  readonly rtype: number;
  readonly tick: number;
  /** The last field. */
  readonly symbol: Uint8Array;
  readonly rowsBefore: number;
  /** Room for a chunk. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Prints rows as bytes: strings of a million rows would cost more than all the rest. */
class RowWriter {
  length = 0;
  readonly #tape: Tape;
  readonly #options: RowWriterOptions;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #digits = new Uint8Array(20);
  /** What the origin is beyond a whole second: 0 for a midnight. */
  readonly #originNs: number;
  #second = NaN;
  #secondText: Uint8Array = new Uint8Array(0);

  constructor(tape: Tape, options: RowWriterOptions) {
    this.#tape = tape;
    this.#options = options;
    this.#bytes = options.bytes;
    this.#originNs = Number(tape.originNs % BigInt(NS_PER_SECOND));
  }

  /** The bytes since the last call. */
  take(): Uint8Array<ArrayBuffer> {
    const chunk = this.#bytes.slice(0, this.length);
    this.length = 0;
    return chunk;
  }

  raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  row(row: number): void {
    const { columns } = this.#tape;
    const { layout, rtype, symbol, rowsBefore } = this.#options;
    const eventNs = columns.tsEventNs[row]!;
    const recvNs = columns.tsRecvNs[row]!;
    const receivedNs = Number.isNaN(recvNs) ? eventNs : recvNs;
    this.#time(receivedNs);
    this.#time(eventNs);
    this.#integer(rtype);
    this.#integer(columns.publisher[row]!);
    this.#integer(1);
    this.#letter(columns.action[row]!);
    this.#letter(columns.side[row]!);
    this.#integer(0);
    this.#price(columns.price[row]!);
    this.#integer(columns.size[row]!);
    this.#integer(columns.flags[row]!);
    this.#integer(receivedNs - eventNs);
    this.#integer(rowsBefore + row + 1);
    this.#firstLevel(row);
    for (let level = 1; level < LEVELS[layout]; level++) this.#deeperLevel(row, level);
    this.raw(symbol);
    this.#bytes[this.length++] = LINE_FEED;
  }

  #firstLevel(row: number): void {
    const { bidPx, askPx, bidSz, askSz } = this.#tape.columns;
    this.#level(bidPx[row]!, askPx[row]!, bidSz[row]!, askSz[row]!);
  }

  #deeperLevel(row: number, level: number): void {
    const { bidPx, askPx, publisher } = this.#tape.columns;
    const away = level * this.#options.tick;
    const bid = bidBelow(bidPx[row]!, away);
    const ask = askPx[row]! + away;
    this.#level(bid, ask, sizeAt(bid, publisher[row]!), sizeAt(ask, publisher[row]!));
  }

  #level(bid: number, ask: number, bidSize: number, askSize: number): void {
    const bidShares = hasPrice(bid) ? bidSize : 0;
    const askShares = hasPrice(ask) ? askSize : 0;
    this.#price(bid);
    this.#price(ask);
    this.#integer(bidShares);
    this.#integer(askShares);
    this.#integer(bidShares > 0 ? 1 : 0);
    this.#integer(askShares > 0 ? 1 : 0);
  }

  #time(offsetNs: number): void {
    const ns = offsetNs + this.#originNs;
    const second = Math.floor(ns / NS_PER_SECOND);
    if (second !== this.#second) this.#nextSecond(second);
    this.raw(this.#secondText);
    this.#nineDigits(ns - second * NS_PER_SECOND);
    this.#bytes[this.length++] = LETTER_Z;
    this.#comma();
  }

  // Rows of one second share the text up to the point.
  #nextSecond(second: number): void {
    const ns = this.#tape.originNs - BigInt(this.#originNs) + BigInt(second) * BigInt(NS_PER_SECOND);
    this.#second = second;
    this.#secondText = encoder.encode(formatTime(ns).slice(0, -10));
  }

  #letter(code: number): void {
    this.#bytes[this.length++] = code === 0 ? LETTER_N : code;
    this.#comma();
  }

  #price(units: number): void {
    if (hasPrice(units)) {
      const amount = this.#sign(units);
      const whole = Math.floor(amount / 1e9);
      this.#naturalDigits(whole);
      this.#bytes[this.length++] = POINT;
      this.#nineDigits(amount - whole * 1e9);
    }
    this.#comma();
  }

  #integer(value: number): void {
    this.#naturalDigits(this.#sign(value));
    this.#comma();
  }

  /** Prints the sign of a negative number; returns the number without it. */
  #sign(value: number): number {
    if (value >= 0) return value;
    this.#bytes[this.length++] = MINUS;
    return -value;
  }

  #naturalDigits(value: number): void {
    let rest = value;
    let count = 0;
    do {
      const tenth = Math.floor(rest / 10);
      this.#digits[count++] = ZERO + (rest - tenth * 10);
      rest = tenth;
    } while (rest > 0);
    while (count > 0) this.#bytes[this.length++] = this.#digits[--count]!;
  }

  // Below 1e9, so that 32-bit arithmetic will do.
  #nineDigits(value: number): void {
    let rest = value | 0;
    for (let at = this.length + 8; at >= this.length; at--) {
      const tenth = (rest / 10) | 0;
      this.#bytes[at] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    this.length += 9;
  }

  #comma(): void {
    this.#bytes[this.length++] = COMMA;
  }
}
