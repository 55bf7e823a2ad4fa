/** What the fields of fills and orders mean. @module */

import { CROSSED, RESTED, TAKEN } from "../../execution/fill_log.ts";
import { DataError } from "../../market/data_error.ts";
import { BUY, SELL, type Side } from "../../market/side.ts";
import { NS_PER_SECOND, parseTimeBound } from "../../market/time.ts";
import { parsePrice, parseTime, timeForm } from "../../source/csv/fields.ts";
import type { TimeUnit } from "../../source/time_unit.ts";

/** The kind of a fill that its file does not tell. */
export const UNTOLD = 255;

const BUYS = new Set(["b", "buy", "bot", "bought", "1", "+1", "3", "buyminus"]);
const SELLS = new Set([
  "s",
  "sell",
  "sld",
  "sold",
  "2",
  "-1",
  "4",
  "5",
  "6",
  "ss",
  "sse",
  "sellshort",
  "short",
]);

/**
 * A side, as desks and FIX write it.
 *
 * @throws {DataError} if it is none.
 */
export function readSide(text: string): Side {
  const word = plainWord(text);
  if (BUYS.has(word)) return BUY;
  if (SELLS.has(word)) return SELL;
  throw new DataError("no side such as buy or sell");
}

const KINDS: ReadonlyMap<string, number> = new Map([
  ...[
    "taken",
    "take",
    "taker",
    "t",
    "remove",
    "removed",
    "remover",
    "r",
    "2",
    "3",
    "4",
    "ioc",
    "fok",
    "auction",
  ]
    .map((word) => [word, TAKEN] as const),
  ...[
    "rested",
    "rest",
    "resting",
    "maker",
    "make",
    "m",
    "add",
    "added",
    "adder",
    "a",
    "passive",
    "p",
    "1",
    "day",
  ]
    .map((word) => [word, RESTED] as const),
  ["crossed", CROSSED],
  ["", UNTOLD],
]);

/**
 * How a fill came about, as desks and FIX (tag 851) write it; {@linkcode UNTOLD} where the field is empty. What
 * was routed out, and what an auction filled, counts as taken.
 *
 * @throws {DataError} if it is none.
 */
export function readKind(text: string): number {
  const kind = KINDS.get(plainWord(text));
  if (kind === undefined) throw new DataError("no kind of fill: use taken, rested or crossed");
  return kind;
}

function plainWord(text: string): string {
  return text.trim().toLowerCase().replaceAll(/[\s_]/g, "");
}

/**
 * A price of more than nothing, in 1e-9 dollars.
 *
 * @throws {DataError} if it is none.
 */
export function readPrice(text: string): number {
  const price = parsePrice(text, "pretty");
  if (Number.isNaN(price)) throw new DataError("no price");
  return price;
}

const MOST_SHARES = 1e9;

/**
 * Whole shares, at least one.
 *
 * @throws {DataError} if they are none.
 */
export function readShares(text: string): number {
  const shares = Number(text.trim().replace(/(\d)\.0*$/, "$1"));
  if (text.trim() === "" || !Number.isInteger(shares)) throw new DataError("not a whole number of shares");
  if (shares < 1) throw new DataError("must be at least 1");
  if (shares > MOST_SHARES) throw new DataError(`above ${MOST_SHARES}`);
  return shares;
}

const MOST_DOLLARS = 9e6;

/**
 * Dollars, below nothing too; `NaN` where the field is empty.
 *
 * @throws {DataError} if they are none.
 */
export function readDollars(text: string): number {
  const word = text.trim();
  if (word === "") return NaN;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word)) throw new DataError("not a number of dollars");
  const dollars = Number(word);
  if (Math.abs(dollars) > MOST_DOLLARS) throw new DataError(`beyond ${MOST_DOLLARS} dollars`);
  return dollars;
}

/** The unit of a time that is a number: of these decades, its size tells it. */
function unitOf(text: string): TimeUnit {
  const time = Number(text);
  if (time < 1e11) return "s";
  if (time < 1e14) return "ms";
  return time < 1e17 ? "us" : "ns";
}

/** Characters up to the second: `2024-08-01T13:36:32`. */
const TO_THE_SECOND = 19;

/**
 * Reads times: RFC 3339, numbers since 1970 (of seconds, ms, µs or ns, as their size tells), times of day, and as FIX writes them (`20240801-13:36:32.491`).
 * Rows mostly share their second with the row before, which is remembered.
 */
export class TimeReader {
  #originNs: bigint;
  #second = "";
  #secondNs = 0;

  /** @param originNs the tape's, from which times count. */
  constructor(originNs: bigint) {
    this.#originNs = originNs;
  }

  /**
   * A time, ns after the tape's origin; `NaN` where the field is empty.
   *
   * @throws {DataError} if it is none.
   */
  read(given: string): number {
    const text = given.trim();
    if (text === "") return NaN;
    if (text[4] === "-" && text.endsWith("Z")) {
      const second = text.slice(0, TO_THE_SECOND);
      const fraction = text.slice(TO_THE_SECOND, -1);
      if (second === this.#second && (fraction === "" || /^\.\d{1,9}$/.test(fraction))) {
        return this.#secondNs + Number(fraction.slice(1).padEnd(9, "0"));
      }
      const ns = this.#instant(text);
      this.#second = second;
      this.#secondNs = ns - Number((fraction.slice(1) + "000000000").slice(0, 9));
      return ns;
    }
    const fix = /^(\d{4})(\d\d)(\d\d)-(\d\d:\d\d:\d\d(?:\.\d{1,9})?)Z?$/.exec(text);
    if (fix !== null) return this.read(`${fix[1]}-${fix[2]}-${fix[3]}T${fix[4]}Z`);
    if (/^\d\d:\d\d/.test(text)) return this.#timeOfDay(text);
    return this.#instant(text);
  }

  /**
   * A time that must be there.
   *
   * @throws {DataError} if it is none.
   */
  readNeeded(text: string): number {
    const ns = this.read(text);
    if (Number.isNaN(ns)) throw new DataError("no time");
    return ns;
  }

  #instant(text: string): number {
    const ns = parseTime(text, timeForm(text), unitOf(text));
    if (ns === null) return NaN;
    const offset = Number(ns - this.#originNs);
    if (!Number.isSafeInteger(offset)) throw new DataError("more than a hundred days from the tape");
    return offset;
  }

  #timeOfDay(text: string): number {
    const bound = parseTimeBound(text);
    if (bound.kind === "time-of-day") return bound.ns;
    throw new DataError("not a time such as 2024-08-01T13:36:32.491911683Z");
  }
}

/** Texts that a reader remembers, at most. */
const MOST_REMEMBERED = 1 << 14;

/** The same reader, which remembers what it read: sides, venues and prices repeat row by row. */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = read(text);
    if (known.size < MOST_REMEMBERED) known.set(text, value);
    return value;
  };
}

/** A length of time as messages show it. */
export function secondsText(ns: number): string {
  return `${Number((ns / NS_PER_SECOND).toPrecision(6))} s`;
}
