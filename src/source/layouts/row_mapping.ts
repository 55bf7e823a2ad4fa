/** A row of another layout as the rows that a Databento CSV has in its place. @module */

import { DataError } from "../../market/data_error.ts";
import { instantMs } from "../../market/time_zone.ts";
import { FLAG_LAST } from "../../market/tape.ts";
import { meaning } from "../csv/fields.ts";
import type { ColumnName } from "../csv/layout.ts";
import { inNanoseconds } from "../time_unit.ts";
import type { ForeignLayout, Target } from "./layout_file.ts";

/** The columns of the rows that {@linkcode RowMapping} makes, by index. */
export const MAPPED_COLUMNS: readonly ColumnName[] = [
  "tsEvent",
  "tsRecv",
  "publisher",
  "action",
  "side",
  "price",
  "size",
  "flags",
  "bidPx",
  "askPx",
  "bidSz",
  "askSz",
  "symbol",
];

const DEFAULT_ACTION = "A";
const NS_PER_MS = 1_000_000n;

/** What a row says, as texts in Databento's raw or pretty form. */
interface Row {
  readonly times: readonly [event: string, receipt: string];
  readonly action: string;
  readonly side: string;
  readonly price: string;
  readonly size: string;
  readonly symbol: string;
}

/** A side of the book, and who quotes it. */
interface Quote {
  readonly publisher: number;
  readonly price: string;
  readonly size: string;
}

const NOTHING: Quote = { publisher: 0, price: "", size: "0" };

/** Maps the rows of one file. */
export class RowMapping {
  #layout: ForeignLayout;
  #indices: Partial<Record<Target, readonly number[]>> = {};
  #midnightNs: bigint;
  #symbol: string;
  // By symbol: who quoted the best bid and the best ask, where they are two.
  #best = new Map<string, readonly [bid: number, ask: number]>();

  /**
   * Settles where the columns stand.
   *
   * @param names of the file's columns.
   * @param date `YYYY-MM-DD`, of the midnight that times of day count from.
   * @param symbol where no column names it.
   * @throws {DataError} if a column is missing, or the date is.
   */
  constructor(layout: ForeignLayout, names: readonly string[], date: string | undefined, symbol: string) {
    this.#layout = layout;
    this.#symbol = symbol;
    for (const [target, columns] of Object.entries(layout.columns)) {
      this.#indices[target as Target] = columns.map((name) => {
        const index = names.indexOf(name);
        if (index < 0) {
          throw new DataError(
            `column ${name}, which layout ${layout.name} takes for ${target}, is missing; found: ${
              names.join(", ")
            }`,
          );
        }
        return index;
      });
    }
    this.#midnightNs = layout.times.since === "epoch" ? 0n : midnightNs(layout, date);
  }

  /**
   * The rows that stand for one, each with the texts of {@linkcode MAPPED_COLUMNS}: none where it is no quote and no
   * trade, one for each letter of its action, and where the two sides are two venues', one for each of them and for
   * each that they took the place of, which shows that side no more.
   *
   * @throws {DataError} naming column and value, if it has another time or venue than the layout says.
   */
  map(fields: readonly string[]): string[][] {
    const action = this.#meant(fields, "action", this.#layout.actions, DEFAULT_ACTION);
    if (action === "") return [];
    const row: Row = {
      times: [this.#time(fields, "ts_event"), this.#time(fields, "ts_recv")],
      action,
      side: this.#meant(fields, "side", this.#layout.sides, "N"),
      price: this.#price(fields, "price"),
      size: this.#size(fields, "size"),
      symbol: this.#layout.columns.symbol === undefined ? this.#symbol : this.#text(fields, "symbol"),
    };
    const { columns } = this.#layout;
    const bid = this.#quote(fields, columns.bid_venue ? "bid_venue" : "venue", "bid_px", "bid_sz");
    const ask = this.#quote(fields, columns.ask_venue ? "ask_venue" : "venue", "ask_px", "ask_sz");
    if (columns.bid_venue !== undefined) return this.#ofTwoVenues(row, bid, ask);
    return [...action].map((letter, i) =>
      textsOf(row, letter, bid.publisher, bid, ask, i + 1 === action.length)
    );
  }

  /** A consolidated quote: a venue shows a side as long as it has the best one. */
  #ofTwoVenues(row: Row, bid: Quote, ask: Quote): string[][] {
    const before = this.#best.get(row.symbol) ?? [bid.publisher, ask.publisher];
    this.#best.set(row.symbol, [bid.publisher, ask.publisher]);
    const publishers = [...new Set([...before, bid.publisher, ask.publisher])];
    return publishers.map((publisher, i) =>
      textsOf(
        row,
        row.action[0]!,
        publisher,
        bid.publisher === publisher ? bid : NOTHING,
        ask.publisher === publisher ? ask : NOTHING,
        i + 1 === publishers.length,
      )
    );
  }

  #quote(fields: readonly string[], venue: Target, price: Target, size: Target): Quote {
    return {
      publisher: this.#layout.publisher ?? this.#publisher(fields, venue),
      price: this.#price(fields, price),
      size: this.#size(fields, size),
    };
  }

  #publisher(fields: readonly string[], target: Target): number {
    const value = this.#text(fields, target);
    const publisher = this.#layout.publishers.get(value);
    if (publisher !== undefined) return publisher;
    throw new DataError(
      `${this.#layout.columns[target]![0]} is ${
        JSON.stringify(value)
      }, which layout ${this.#layout.name} has no ` +
        "venue for",
      { value },
    );
  }

  /** The first of the columns that says anything, and its text; empty where none does. */
  #text(fields: readonly string[], target: Target): string {
    for (const index of this.#indices[target] ?? []) {
      const text = meaning(fields[index] ?? "");
      if (text !== "" && !this.#layout.nulls.has(text)) return text;
    }
    return "";
  }

  #meant(
    fields: readonly string[],
    target: Target,
    meanings: ReadonlyMap<string, string> | undefined,
    otherwise: string,
  ): string {
    if (this.#indices[target] === undefined || meanings === undefined) return otherwise;
    const text = this.#text(fields, target);
    return meanings.get(text) ?? (text === "" ? otherwise : text);
  }

  #price(fields: readonly string[], target: Target): string {
    const text = this.#text(fields, target);
    const { priceDecimals } = this.#layout;
    return priceDecimals === 0 ? text : shifted(text, -priceDecimals);
  }

  #size(fields: readonly string[], target: Target): string {
    const text = this.#text(fields, target);
    const { sizeDecimals, lot } = this.#layout;
    const count = sizeDecimals === 0 ? text : shifted(text, sizeDecimals);
    return lot > 1 && /^\d{1,12}(\.0*)?$/.test(count) ? String(Number(count) * lot) : count;
  }

  #time(fields: readonly string[], target: Target): string {
    const text = this.#text(fields, target);
    if (text === "") return "";
    const { unit } = this.#layout.times;
    try {
      return String(this.#midnightNs + (unit === "hhmmss" ? clockNs(text) : inNanoseconds(text, unit)));
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      const column = this.#layout.columns[target]![0];
      throw new DataError(`${column} is ${JSON.stringify(text)}: ${error.reason}`, { value: text });
    }
  }
}

function textsOf(
  { times: [event, receipt], side, price, size, symbol }: Row,
  action: string,
  publisher: number,
  bid: Quote,
  ask: Quote,
  isLast: boolean,
): string[] {
  const isTrade = action === "T";
  return [
    event,
    receipt,
    String(publisher),
    action,
    isTrade ? side : "N",
    isTrade ? price : "",
    isTrade ? size : "0",
    isLast ? String(FLAG_LAST) : "0",
    bid.price,
    ask.price,
    bid.size,
    ask.size,
    symbol,
  ];
}

/** Midnight in the layout's zone. Clocks are changed at night, so times after noon tell how far it is away. */
function midnightNs({ name, times: { zone } }: ForeignLayout, date: string | undefined): bigint {
  if (date === undefined) {
    throw new DataError(
      `has times of day, and its name tells no date: add --date YYYY-MM-DD (layout ${name})`,
    );
  }
  const midnightMs = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnightMs)) throw new DataError(`no date ${JSON.stringify(date)}: use --date YYYY-MM-DD`);
  const noon = 12 * 60;
  return BigInt(instantMs(midnightMs, noon, zone) - noon * 60_000) * NS_PER_MS;
}

/** Nanoseconds after midnight of a time such as `093000123456789`, whose first 0 a tool may have lost. */
function clockNs(text: string): bigint {
  if (!/^\d{5,15}$/.test(text)) throw new DataError("not a time of day such as 093000123456789");
  const digits = text.padStart(Math.ceil(text.length / 3) * 3, "0");
  const [hours, minutes, seconds] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)));
  if (hours! > 23 || minutes! > 59 || seconds! > 59) throw new DataError("no time of day");
  const decimals = BigInt(digits.slice(6).padEnd(9, "0"));
  return BigInt((hours! * 60 + minutes!) * 60 + seconds!) * 1_000_000_000n + decimals;
}

/** A decimal number times a power of ten, exactly; what is none stays as it is. */
function shifted(text: string, by: number): string {
  const [, sign, whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  const digits = by < 0 ? whole.padStart(1 - by, "0") + fraction : whole + fraction.padEnd(by, "0");
  const point = by < 0 ? Math.max(1, whole.length + by) : whole.length + by;
  const before = digits.slice(0, point).replace(/^0+(?=\d)/, "");
  const behind = digits.slice(point).replace(/0+$/, "");
  return `${sign}${before}${behind === "" ? "" : `.${behind}`}`;
}
