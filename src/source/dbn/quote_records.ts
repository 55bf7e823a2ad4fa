/** Records of a DBN file that are quotes, from bytes into a tape's columns. @module */

import { DataError } from "../../market/data_error.ts";
import { hasPrice, NO_PRICE } from "../../market/price.ts";
import {
  ACTION_FILL,
  ACTION_MODIFY,
  ACTION_TRADE,
  FLAG_BAD_TS_RECV,
  FLAG_MAYBE_BAD_BOOK,
} from "../../market/tape.ts";
import { NS_PER_DAY } from "../../market/time.ts";
import { consolidatedSchema, isSampled } from "../record_types.ts";
import type { TapeRows } from "../tape_rows.ts";
import type { SymbolMap } from "./symbol_map.ts";

/** Of tbbo too. */
const MBP_1 = 1;
const MBP_10 = 10;
const SYMBOL_MAPPING = 22;
const SYSTEM = 23;
/** Bytes of the records that are quotes, by type. */
const QUOTES: Readonly<Record<number, number>> = {
  [MBP_1]: 80,
  [MBP_10]: 368,
  177: 80, // cmbp-1
  192: 80, // cbbo-1s
  193: 80, // cbbo-1m
  194: 80, // tcbbo
  195: 80, // bbo-1s
  196: 80, // bbo-1m
};

/** Least bytes of a quote's record by its type; 0 for what is none. */
const QUOTE_BYTES = Uint16Array.from({ length: 256 }, (_, rtype) => QUOTES[rtype] ?? 0);

const HEADER_BYTES = 16;

/** Records that are taken at once: few enough to stay in a processor's nearest cache. */
const LONGEST_RUN = 256;
/** Fewer are quicker taken one by one. */
const SHORTEST_RUN = 4;

// Words of four bytes from a record's start.
const HEADER = 0;
const INSTRUMENT = 1;
const TS_EVENT = 2;
const PRICE = 4;
const SIZE = 6;
/** Action, side, flags, depth. */
const TELLS = 7;
const TS_RECV = 8;
const BID_PX = 12;
const ASK_PX = 14;
const BID_SZ = 16;
const ASK_SZ = 17;
/** Words of a level, of which the next one stands behind it. */
const LEVEL = 8;
/** Of consolidated quotes: whose the sides are. */
const BID_PUBLISHER = 18;
const ASK_PUBLISHER = 19;

const WORD = 2 ** 32;
/** A number of two words is exact in a double if the upper one is below this. */
const EXACT_HIGH = 0x200000;
const INEXACT_BITS = ~(EXACT_HIGH - 1);
const NULL_PRICE_HIGH = 0x7fffffff;
const ALL_ONES = 0xffffffff;
/** The last moment that a signed 64-bit number holds. */
const NEWEST_NS = 2n ** 63n - 1n;
const NULL_TIME = 2n ** 64n - 1n;
/** What stands for a price that is none that can be kept. */
const UNREADABLE = -1;

const ACTIONS = "ACMRTFN";
const SIDES = "ABN";
const QUALITY_FLAGS = FLAG_BAD_TS_RECV | FLAG_MAYBE_BAD_BOOK;
/** 1 for what is not an action, or not a side, in the lower two bytes of {@linkcode TELLS}. */
const ODDITY_OF = new Uint8Array(1 << 16);
const IS_ACTION = tableOf(ACTIONS);
const IS_SIDE = tableOf(SIDES);

for (let tells = 0; tells < ODDITY_OF.length; tells++) {
  ODDITY_OF[tells] = IS_ACTION[tells & 0xff]! & IS_SIDE[tells >>> 8]! ^ 1;
}

function tableOf(letters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const letter of letters) table[letter.charCodeAt(0)] = 1;
  return table;
}

/** What a reader of records needs. */
interface QuoteRecordsOptions {
  readonly bytes: Uint8Array;
  readonly rows: TapeRows;
  readonly symbols: SymbolMap;
  readonly version: number;
  readonly skipBadRows: boolean;
}

/**
 * Takes records out of a buffer and puts the quotes among them into a tape's columns, without an object for
 * any. Prices and times are read as two words of 32 bits: their sum is exact wherever the value is one that a
 * tape can hold.
 */
export class QuoteRecords {
  /** Records met, of any type. */
  records = 0;
  /** Quotes met, readable or not. */
  quotes = 0;
  /** Quotes that could not be read, left out. */
  skipped = 0;
  /** How many of those withdrew what their venue showed. */
  withdrawn = 0;
  /** Records by type that are no quotes. */
  readonly passedOver = new Map<number, number>();
  #bytes: Uint8Array;
  #words: Uint32Array;
  #rows: TapeRows;
  #symbols: SymbolMap;
  #version: number;
  #skipBadRows: boolean;
  #originNs: bigint | undefined;
  #originHigh = 0;
  #originLow = 0;
  // Records, of a run that needs a closer look, that have to be taken one by one.
  #oneByOne = 0;
  // The instrument at hand, its symbol, and for how long it has that one.
  #instrument = NaN;
  #symbol = "";
  #symbolFromNs = 0;
  #symbolToNs = 0;

  constructor({ bytes, rows, symbols, version, skipBadRows }: QuoteRecordsOptions) {
    this.#bytes = bytes;
    this.#words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    this.#rows = rows;
    this.#symbols = symbols;
    this.#version = version;
    this.#skipBadRows = skipBadRows;
  }

  /**
   * Takes the whole records of `bytes[0, end)`; returns where the unfinished one starts.
   *
   * @throws {DataError} naming the record, if one cannot be read, or says that it is shorter than one can be.
   */
  take(end: number): number {
    const bytes = this.#bytes;
    let at = 0;
    while (at + HEADER_BYTES <= end) {
      const length = bytes[at]! << 2;
      const rtype = bytes[at + 1]!;
      const least = QUOTE_BYTES[rtype]!;
      if (length < HEADER_BYTES || length < least) throw this.#tooShort(length, rtype);
      if (at + length > end) break;
      const run = this.#isOfRuns(rtype) ? this.#takeRun(at, length, end) : 0;
      if (run > 0) {
        at += run;
        continue;
      }
      this.records++;
      if (least === 0) this.#passOver(rtype, bytes.subarray(at, at + length));
      else this.#quote(at >> 2, rtype);
      at += length;
    }
    return at;
  }

  #isOfRuns(rtype: number): boolean {
    if (rtype !== MBP_1 && rtype !== MBP_10) return false;
    if (this.#oneByOne === 0) return true;
    this.#oneByOne--;
    return false;
  }

  #tooShort(length: number, rtype: number): DataError {
    const least = QUOTE_BYTES[rtype] || HEADER_BYTES;
    return new DataError(
      `record ${this.records + 1} says that it has ${length} bytes, where one of rtype ${rtype} has ${least}`,
    );
  }

  #passOver(rtype: number, record: Uint8Array): void {
    if (rtype === SYMBOL_MAPPING) {
      this.#symbols.learn(record, this.#version);
      this.#instrument = NaN;
    } else if (rtype !== SYSTEM) {
      this.passedOver.set(rtype, (this.passedOver.get(rtype) ?? 0) + 1);
    }
  }

  /**
   * Takes the records that begin at a byte as long as they are of one length, type and instrument; returns their bytes,
   * or 0, having taken nothing, where one of them needs a closer look: {@linkcode QuoteRecords.#quote} has it.
   */
  #takeRun(from: number, length: number, end: number): number {
    const words = this.#words;
    const first = from >> 2;
    const stride = length >> 2;
    const kind = words[first]! & 0xffff;
    const id = words[first + INSTRUMENT]!;
    const rows = this.#rows;
    // Levels beyond the first are filled record by record.
    if (rows.depth !== undefined || this.#originNs === undefined || id !== this.#instrument) return 0;
    if (!rows.wantsAnyOf(this.#symbol, id, kind >>> 8)) return 0;
    const most = Math.min(LONGEST_RUN, Math.floor((end - from) / length));
    let count = 1;
    for (let at = first + stride; count < most; at += stride, count++) {
      if ((words[at]! & 0xffff) !== kind || words[at + INSTRUMENT] !== id) break;
    }
    if (count < SHORTEST_RUN) return 0;
    if (!this.#fillRun(first, stride, count)) {
      this.#oneByOne = count;
      return 0;
    }
    this.records += count;
    this.quotes += count;
    return count * length;
  }

  /** Fills so many rows from records; takes them back, and returns false, if one of them is not plain. */
  #fillRun(first: number, stride: number, count: number): boolean {
    const rows = this.#rows;
    const words = this.#words;
    const originHigh = this.#originHigh;
    const originLow = this.#originLow;
    let row = rows.extend(count);
    const { tsEventNs, tsRecvNs, publisher, action, side, flags, price, size, bidPx, askPx, bidSz, askSz } =
      rows.columns;
    let oddities = 0;
    let firstEventNs = Infinity;
    let lastEventNs = -Infinity;
    let firstRecvNs = Infinity;
    let lastRecvNs = -Infinity;
    const end = first + count * stride;
    for (let at = first; at < end; at += stride, row++) {
      const eventNs = (words[at + TS_EVENT + 1]! - originHigh) * WORD + (words[at + TS_EVENT]! - originLow);
      const recvNs = (words[at + TS_RECV + 1]! - originHigh) * WORD + (words[at + TS_RECV]! - originLow);
      if (eventNs < firstEventNs) firstEventNs = eventNs;
      if (eventNs > lastEventNs) lastEventNs = eventNs;
      if (recvNs < firstRecvNs) firstRecvNs = recvNs;
      if (recvNs > lastRecvNs) lastRecvNs = recvNs;
      tsEventNs[row] = eventNs;
      tsRecvNs[row] = recvNs;
      publisher[row] = words[at]! >>> 16;
      const tells = words[at + TELLS]!;
      oddities |= ODDITY_OF[tells & 0xffff]! | (tells >>> 16) & QUALITY_FLAGS;
      action[row] = tells;
      side[row] = tells >>> 8;
      flags[row] = tells >>> 16;
      const high = words[at + PRICE + 1]!;
      const bidHigh = words[at + BID_PX + 1]!;
      const askHigh = words[at + ASK_PX + 1]!;
      const units = high * WORD + words[at + PRICE]!;
      const bid = bidHigh * WORD + words[at + BID_PX]!;
      const ask = askHigh * WORD + words[at + ASK_PX]!;
      const bidShares = words[at + BID_SZ]!;
      const askShares = words[at + ASK_SZ]!;
      size[row] = words[at + SIZE]!;
      if (
        ((high | bidHigh | askHigh) & INEXACT_BITS) === 0 && units !== 0 && bid !== 0 && ask !== 0 &&
        bidShares !== 0 && askShares !== 0
      ) {
        price[row] = units;
        bidPx[row] = bid;
        askPx[row] = ask;
        bidSz[row] = bidShares;
        askSz[row] = askShares;
        continue;
      }
      const kept = priceOf(words[at + PRICE]!, high);
      const keptBid = priceOf(words[at + BID_PX]!, bidHigh);
      const keptAsk = priceOf(words[at + ASK_PX]!, askHigh);
      if (kept === UNREADABLE || keptBid === UNREADABLE || keptAsk === UNREADABLE) oddities = 1;
      const hasBid = hasPrice(keptBid) && bidShares !== 0;
      const hasAsk = hasPrice(keptAsk) && askShares !== 0;
      price[row] = kept;
      bidPx[row] = hasBid ? keptBid : NO_PRICE;
      askPx[row] = hasAsk ? keptAsk : NO_PRICE;
      bidSz[row] = hasBid ? bidShares : 0;
      askSz[row] = hasAsk ? askShares : 0;
    }
    const isPlain = oddities === 0 && isExact(firstEventNs) && isExact(lastEventNs) &&
      firstRecvNs >= this.#symbolFromNs && lastRecvNs < this.#symbolToNs && isExact(firstRecvNs) &&
      isExact(lastRecvNs);
    return rows.settleAll(count, isPlain, firstEventNs, lastEventNs);
  }

  #quote(at: number, rtype: number): void {
    this.quotes++;
    if (this.#originNs === undefined) this.#settleOrigin(at, rtype);
    const words = this.#words;
    const recvHigh = words[at + TS_RECV + 1]!;
    const recvLow = words[at + TS_RECV]!;
    const hasRecv = recvHigh !== ALL_ONES || recvLow !== ALL_ONES;
    const recvNs = hasRecv ? (recvHigh - this.#originHigh) * WORD + (recvLow - this.#originLow) : NaN;
    const sampled = isSampled(rtype);
    const eventNs = sampled
      ? recvNs
      : (words[at + TS_EVENT + 1]! - this.#originHigh) * WORD + (words[at + TS_EVENT]! - this.#originLow);
    if (!isExact(eventNs) || (hasRecv && !isExact(recvNs))) return this.#leaveOut(at, rtype);
    const id = words[at + INSTRUMENT]!;
    const clockNs = hasRecv ? recvNs : eventNs;
    if (id !== this.#instrument || clockNs < this.#symbolFromNs || clockNs >= this.#symbolToNs) {
      this.#resolve(id, clockNs);
    }
    const rows = this.#rows;
    if (!rows.wants(eventNs, this.#symbol, id, rtype)) return;
    const price = priceOf(words[at + PRICE]!, words[at + PRICE + 1]!);
    const bidPx = priceOf(words[at + BID_PX]!, words[at + BID_PX + 1]!);
    const askPx = priceOf(words[at + ASK_PX]!, words[at + ASK_PX + 1]!);
    const tells = words[at + TELLS]!;
    // A sampled quote has nothing in the place of an action.
    const action = sampled ? ACTION_MODIFY : tells & 0xff;
    const side = (tells >>> 8) & 0xff;
    if (
      price === UNREADABLE || bidPx === UNREADABLE || askPx === UNREADABLE || IS_ACTION[action] === 0 ||
      IS_SIDE[side] === 0
    ) {
      return this.#leaveOut(at, rtype);
    }
    const deeper = this.#deeperLevels(rtype);
    for (let level = 1; level <= deeper; level++) {
      if (!this.#isReadable(at + level * LEVEL)) return this.#leaveOut(at, rtype);
    }
    const row = rows.next();
    for (let level = 1; level <= deeper; level++) this.#storeLevel(row, level, at + level * LEVEL);
    const { columns } = rows;
    columns.tsEventNs[row] = eventNs;
    columns.tsRecvNs[row] = recvNs;
    columns.publisher[row] = words[at + HEADER]! >>> 16;
    columns.action[row] = action;
    columns.side[row] = side;
    columns.flags[row] = (tells >>> 16) & 0xff;
    columns.price[row] = price;
    columns.size[row] = words[at + SIZE]!;
    columns.bidPx[row] = bidPx;
    columns.askPx[row] = askPx;
    columns.bidSz[row] = words[at + BID_SZ]!;
    columns.askSz[row] = words[at + ASK_SZ]!;
    const isConsolidated = consolidatedSchema(rtype) !== undefined;
    rows.bidPublisher = isConsolidated ? words[at + BID_PUBLISHER]! & 0xffff : NaN;
    rows.askPublisher = isConsolidated ? words[at + ASK_PUBLISHER]! & 0xffff : NaN;
    rows.settle(row, rtype);
  }

  /** Levels beyond the first that are kept. */
  #deeperLevels(rtype: number): number {
    const { depth } = this.#rows;
    if (depth === undefined) return 0;
    if (rtype === MBP_10) return depth.levels;
    throw new DataError(`has one level of the book, so --levels ${depth.levels + 1} cannot be read`);
  }

  /** Whether the prices of a level, of which the best one would be at a word, are some that a tape can hold. */
  #isReadable(at: number): boolean {
    const words = this.#words;
    return priceOf(words[at + BID_PX]!, words[at + BID_PX + 1]!) !== UNREADABLE &&
      priceOf(words[at + ASK_PX]!, words[at + ASK_PX + 1]!) !== UNREADABLE;
  }

  #storeLevel(row: number, level: number, at: number): void {
    const words = this.#words;
    const depth = this.#rows.depth!;
    const entry = row * depth.levels + level - 1;
    depth.bidPx[entry] = priceOf(words[at + BID_PX]!, words[at + BID_PX + 1]!);
    depth.askPx[entry] = priceOf(words[at + ASK_PX]!, words[at + ASK_PX + 1]!);
    depth.bidSz[entry] = words[at + BID_SZ]!;
    depth.askSz[entry] = words[at + ASK_SZ]!;
  }

  /** The midnight before the first quote that can be read; a quote without a time is found out later. */
  #settleOrigin(at: number, rtype: number): void {
    const ns = this.#time(at + (isSampled(rtype) ? TS_RECV : TS_EVENT));
    if (ns > NEWEST_NS) return;
    const originNs = ns - ns % BigInt(NS_PER_DAY);
    this.#originNs = originNs;
    this.#originHigh = Number(originNs >> 32n);
    this.#originLow = Number(originNs & 0xffffffffn);
    this.#rows.useOrigin(originNs);
  }

  #time(word: number): bigint {
    return (BigInt(this.#words[word + 1]!) << 32n) | BigInt(this.#words[word]!);
  }

  #resolve(id: number, clockNs: number): void {
    const originNs = this.#originNs!;
    const { symbol, fromNs, toNs } = this.#symbols.at(id, originNs + BigInt(clockNs));
    this.#instrument = id;
    this.#symbol = symbol;
    this.#symbolFromNs = Number(fromNs - originNs);
    this.#symbolToNs = Number(toNs - originNs);
  }

  /**
   * Leaves a quote that cannot be read out, and has its venue show nothing from then on: what cannot be read is
   * not still quoted. A trade changes no book, and without a time nothing can be said.
   *
   * @throws {DataError} naming the record, its field and its value, unless such rows are to be left out.
   */
  #leaveOut(at: number, rtype: number): void {
    const why = (): string => `record ${this.records}: ${this.#complaint(at, rtype)}`;
    if (!this.#skipBadRows) throw new DataError(`${why()} (--skip-bad-rows leaves such rows out)`);
    this.#rows.leaveOut(why);
    // Until one can be read, none has settled the origin.
    if (this.quotes === ++this.skipped) {
      this.#originNs = undefined;
      return;
    }
    const words = this.#words;
    const sampled = isSampled(rtype);
    const eventNs = this.#offset(at + (sampled ? TS_RECV : TS_EVENT));
    const action = sampled ? ACTION_MODIFY : words[at + TELLS]! & 0xff;
    const changesNoBook = action === ACTION_TRADE || action === ACTION_FILL || IS_ACTION[action] === 0;
    const id = words[at + INSTRUMENT]!;
    const rows = this.#rows;
    if (changesNoBook || !isExact(eventNs) || !rows.knows(this.#symbol, id)) return;
    const row = rows.next();
    const { columns } = rows;
    const recvNs = this.#offset(at + TS_RECV);
    columns.tsEventNs[row] = eventNs;
    columns.tsRecvNs[row] = isExact(recvNs) ? recvNs : NaN;
    columns.publisher[row] = words[at + HEADER]! >>> 16;
    columns.action[row] = action;
    columns.flags[row] = (words[at + TELLS]! >>> 16) & 0xff;
    rows.bidPublisher = consolidatedSchema(rtype) === undefined ? NaN : 0;
    rows.askPublisher = rows.bidPublisher;
    if (rows.keep(row, this.#symbol, id, rtype)) this.withdrawn++;
  }

  #offset(word: number): number {
    return Number(this.#time(word) - this.#originNs!);
  }

  /** What is wrong with a quote, in the words that a CSV gets for it. */
  #complaint(at: number, rtype: number): string {
    const times = isSampled(rtype)
      ? [["ts_recv", TS_RECV]] as const
      : [["ts_event", TS_EVENT], ["ts_recv", TS_RECV]] as const;
    for (const [name, word] of times) {
      const ns = this.#time(at + word);
      if (ns === NULL_TIME && name === times[0][0]) return `${name} is ${ns}: no time`;
      if (ns > NEWEST_NS && ns !== NULL_TIME) return `${name} is ${ns}: a time after 2262`;
      if (ns !== NULL_TIME && !isExact(Number(ns - this.#originNs!))) {
        return `${name} is ${ns}: more than 104 days from the first row`;
      }
    }
    const levels = 1 + (this.#rows.depth?.levels ?? 0);
    const prices: (readonly [name: string, word: number])[] = [["price", PRICE]];
    for (let level = 0; level < levels; level++) {
      prices.push([`bid_px_0${level}`, BID_PX + level * LEVEL], [`ask_px_0${level}`, ASK_PX + level * LEVEL]);
    }
    for (const [name, word] of prices) {
      const price = BigInt.asIntN(64, this.#time(at + word));
      if (price < 0n) return `${name} is ${price}: a negative price`;
      if (priceOf(this.#words[at + word]!, this.#words[at + word + 1]!) === UNREADABLE) {
        return `${name} is ${price}: a price too large to be exact`;
      }
    }
    const tells = this.#words[at + TELLS]!;
    const [action, side] = [tells & 0xff, (tells >>> 8) & 0xff];
    const [name, letter, letters] = IS_ACTION[action] === 0 && !isSampled(rtype)
      ? ["action", action, ACTIONS]
      : ["side", side, SIDES];
    return `${name} is ${JSON.stringify(String.fromCharCode(letter))}: not one of ${[...letters].join(", ")}`;
  }
}

/** A price by its lower and upper word; {@linkcode UNREADABLE} for what no tape can hold. */
function priceOf(low: number, high: number): number {
  if (high < EXACT_HIGH) {
    const price = high * WORD + low;
    return price === 0 ? NO_PRICE : price;
  }
  return high === NULL_PRICE_HIGH && low === ALL_ONES ? NO_PRICE : UNREADABLE;
}

/** Whether a time is so near to the origin that its distance is exact. */
function isExact(offsetNs: number): boolean {
  return offsetNs <= Number.MAX_SAFE_INTEGER && offsetNs >= -Number.MAX_SAFE_INTEGER;
}
