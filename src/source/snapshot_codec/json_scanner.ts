/** Snapshot messages read in place, where they are of our own making. @module */

import { NO_PRICE, UNITS_PER_DOLLAR } from "../../market/price.ts";
import { ACTION_MODIFY, SIDE_NONE, type TapeBuilder } from "../../market/tape.ts";
import { FastTime } from "../csv/fast_fields.ts";

const literal = (text: string): Uint8Array => new TextEncoder().encode(text);

const HEAD = literal('{"ts_event":"');
const RECORDS = literal('","records":[');
const OWN_TIME = literal('{"ts_event":"');
const OWN_TIME_END = literal('","publisher_id":');
const PUBLISHER = literal('{"publisher_id":');
const ASK_PX = literal(',"ask_px":');
const ASK_SZ = literal(',"ask_sz":');
const BID_PX = literal(',"bid_px":');
const BID_SZ = literal(',"bid_sz":');
const RECEIVED = literal(',"ts_recv":"');
const ACTION = literal(',"action":"');
const SIDE = literal(',"side":"');
const PRICE = literal(',"price":');
const SIZE = literal(',"size":');
const FLAGS = literal(',"flags":');
const NULL = literal("null");
const ACTIONS = literal("ATMCRFN");
const SIDES = literal("ABN");

const QUOTE = 34;
const COMMA = 44;
const DOT = 46;
const CLOSE_LIST = 93;
const CLOSE = 125;
const TIME_BYTES = 30;
const MOST_COUNT = 0xffffffff;
const TENS = [1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 10, 1];

/**
 * Reads messages exactly as `JsonWriter` writes them, byte by byte: many times as fast as `JSON.parse`, and
 * exact. Whatever else is there it leaves to the caller.
 */
export class JsonScanner {
  #builder: TapeBuilder;
  #times: FastTime;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #failed = false;

  constructor(builder: TapeBuilder, originNs: bigint) {
    this.#builder = builder;
    this.#times = new FastTime(originNs);
  }

  /** Appends the message's rows; false if it is of another form, when some rows may have been appended. */
  appendRows(message: Uint8Array): boolean {
    this.#bytes = message;
    this.#at = 0;
    this.#failed = false;
    if (!this.#skip(HEAD)) return false;
    const nowNs = this.#time();
    if (!this.#skip(RECORDS)) return false;
    do this.#row(nowNs); while (!this.#failed && this.#skipByte(COMMA));
    return !this.#failed && this.#skipByte(CLOSE_LIST) && this.#skipByte(CLOSE) &&
      this.#at === message.length;
  }

  #row(nowNs: number): void {
    const row = this.#builder.next();
    const { columns } = this.#builder;
    let eventNs = nowNs;
    if (!this.#skip(PUBLISHER)) {
      this.#expect(OWN_TIME);
      eventNs = this.#time();
      this.#expect(OWN_TIME_END);
    }
    columns.tsEventNs[row] = eventNs;
    columns.publisher[row] = this.#count(0xffff);
    this.#expect(ASK_PX);
    columns.askPx[row] = this.#price();
    this.#expect(ASK_SZ);
    columns.askSz[row] = this.#count();
    this.#expect(BID_PX);
    columns.bidPx[row] = this.#price();
    this.#expect(BID_SZ);
    columns.bidSz[row] = this.#count();
    if (this.#skip(RECEIVED)) {
      columns.tsRecvNs[row] = this.#time();
      if (!this.#skipByte(QUOTE)) this.#failed = true;
    }
    columns.action[row] = this.#skip(ACTION) ? this.#letter(ACTIONS) : ACTION_MODIFY;
    columns.side[row] = this.#skip(SIDE) ? this.#letter(SIDES) : SIDE_NONE;
    if (this.#skip(PRICE)) columns.price[row] = this.#price();
    columns.size[row] = this.#skip(SIZE) ? this.#count() : 0;
    columns.flags[row] = this.#skip(FLAGS) ? this.#count(0xff) : 0;
    if (!this.#skipByte(CLOSE)) this.#failed = true;
  }

  /** Passes over this text if it is next. */
  #skip(text: Uint8Array): boolean {
    const bytes = this.#bytes;
    const at = this.#at;
    for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
    this.#at = at + text.length;
    return true;
  }

  #expect(text: Uint8Array): void {
    if (!this.#skip(text)) this.#failed = true;
  }

  #skipByte(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  #letter(letters: Uint8Array): number {
    const code = this.#bytes[this.#at++] ?? 0;
    if (!letters.includes(code) || !this.#skipByte(QUOTE)) this.#failed = true;
    return code;
  }

  #time(): number {
    const from = this.#at;
    this.#at += TIME_BYTES;
    if (this.#at > this.#bytes.length) this.#failed = true;
    const ns = this.#failed ? -1 : this.#times.read(this.#bytes, from, this.#at, "pretty");
    if (!(ns >= 0)) this.#failed = true;
    return ns;
  }

  #count(most = MOST_COUNT): number {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    let value = 0;
    for (; at - from < 10; at++) {
      const digit = bytes[at]! - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    if (at === from || value > most) this.#failed = true;
    this.#at = at;
    return value;
  }

  #price(): number {
    const bytes = this.#bytes;
    if (this.#bytes[this.#at] === NULL[0]) {
      this.#expect(NULL);
      return NO_PRICE;
    }
    const dollars = this.#count();
    if (this.#bytes[this.#at] !== DOT) return dollars * UNITS_PER_DOLLAR;
    const from = ++this.#at;
    let at = from;
    let fraction = 0;
    for (; at - from < 9; at++) {
      const digit = bytes[at]! - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      fraction = fraction * 10 + digit;
    }
    if (at === from) this.#failed = true;
    this.#at = at;
    return dollars * UNITS_PER_DOLLAR + fraction * TENS[at - from]!;
  }
}
