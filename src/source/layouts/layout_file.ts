/** How a CSV of another origin is laid out, as a file says it. @module */

import { DataError } from "../../market/data_error.ts";
import { publisherOfVenue } from "../../market/publishers.ts";
import { isZone } from "../../market/time_zone.ts";
import { TIME_UNITS, type TimeUnit } from "../time_unit.ts";

/** What a layout may map to a column of the file; each to one, or to the first of several that has a value. */
export type Target =
  | "ts_event"
  | "ts_recv"
  | "symbol"
  | "venue"
  | "bid_venue"
  | "ask_venue"
  | "action"
  | "side"
  | "price"
  | "size"
  | "bid_px"
  | "bid_sz"
  | "ask_px"
  | "ask_sz";

const TARGETS: readonly Target[] = [
  "ts_event",
  "ts_recv",
  "symbol",
  "venue",
  "bid_venue",
  "ask_venue",
  "action",
  "side",
  "price",
  "size",
  "bid_px",
  "bid_sz",
  "ask_px",
  "ask_sz",
];

/** What none can do without. */
const NEEDED: readonly Target[] = ["ts_event", "bid_px", "bid_sz", "ask_px", "ask_sz"];

/** How the times of a file are written. */
export interface TimeLayout {
  /** `hhmmss` has the digits of hours, minutes, seconds and decimals side by side. */
  readonly unit: TimeUnit | "hhmmss";
  /** What they count from. */
  readonly since: "epoch" | "midnight";
  /** Whose midnight. */
  readonly zone: string;
}

/** A layout. */
export interface ForeignLayout {
  /** As `--layout` calls it. */
  readonly name: string;
  /** What files it is of. */
  readonly about: string;
  /** One character. */
  readonly separator: string;
  /** Names of the columns, where no line of the file tells them; a line that does is passed over all the same. */
  readonly names: readonly string[] | undefined;
  /** What tells the names of files apart that stand side by side, row by row. */
  readonly parts: readonly string[];
  /** Finds `symbol` and `date` in a file's name. */
  readonly fileName: RegExp | undefined;
  /** The file's columns of what is mapped: the first of them that says anything. */
  readonly columns: Readonly<Partial<Record<Target, readonly string[]>>>;
  /** Of all times of the file. */
  readonly times: TimeLayout;
  /** Decimals of a dollar that prices are written in without a point. */
  readonly priceDecimals: number;
  /** Decimals of a size that count as one. */
  readonly sizeDecimals: number;
  /** Shares that a size of 1 stands for. */
  readonly lot: number;
  /** Publisher of all rows. */
  readonly publisher: number | undefined;
  /** Publishers by what stands in the column of venues. */
  readonly publishers: ReadonlyMap<string, number>;
  /** Letters of `action` by what stands in its column, one for each row that a row becomes. */
  readonly actions: ReadonlyMap<string, string> | undefined;
  /** The aggressor's side of a trade, by what stands in its column. */
  readonly sides: ReadonlyMap<string, string>;
  /** What stands where there is nothing. */
  readonly nulls: ReadonlySet<string>;
  /** First field of the row that ends the data. */
  readonly end: string | undefined;
}

const KEYS = [
  "about",
  "separator",
  "names",
  "parts",
  "file_name",
  "columns",
  "times",
  "prices",
  "sizes",
  "venue",
  "venues",
  "actions",
  "sides",
  "nulls",
  "end",
];

/**
 * Reads a layout.
 *
 * @param json the file's contents.
 * @param name as messages call the layout.
 * @throws {DataError} naming the key that is wrong, and what it may be.
 */
export function parseLayout(json: unknown, name: string): ForeignLayout {
  const file = new Checked(json, "the layout", KEYS);
  const columns = columnsOf(file.object("columns", TARGETS));
  const times = file.object("times", ["unit", "since", "zone"]);
  const since = times.choice("since", ["epoch", "midnight"] as const, "epoch");
  const zone = times.text("zone") ?? "UTC";
  if (!isZone(zone)) throw times.fault("zone", "no time zone such as America/New_York");
  const unit = times.choice("unit", [...TIME_UNITS, "hhmmss"] as const, "ns");
  if (unit === "hhmmss" && since !== "midnight") throw times.fault("since", 'not "midnight"');
  const [prices, sizes] = [file.object("prices", ["decimals"]), file.object("sizes", ["decimals", "lot"])];
  const venue = file.raw("venue");
  const isVenued = columns.venue !== undefined ||
    (columns.bid_venue !== undefined && columns.ask_venue !== undefined);
  if (isVenued === (venue !== undefined)) {
    throw file.fault("venue", "not given once: here, or as a column venue, or as bid_venue and ask_venue");
  }
  return {
    name,
    about: file.text("about") ?? "",
    separator: file.text("separator") ?? ",",
    names: file.texts("names"),
    parts: file.texts("parts") ?? [],
    fileName: patternOf(file),
    columns,
    times: { unit, since, zone },
    priceDecimals: prices.count("decimals", 0),
    sizeDecimals: sizes.count("decimals", 0),
    lot: Math.max(1, sizes.count("lot", 1)),
    publisher: venue === undefined ? undefined : publisherId(file, "venue", venue),
    publishers: new Map(
      file.entries("venues").map(([value, id]) => [value, publisherId(file, "venues", id)]),
    ),
    actions: file.raw("actions") === undefined
      ? undefined
      : new Map(letters(file, "actions", /^[ACMRTFN]*$/)),
    sides: new Map(letters(file, "sides", /^[ABN]$/)),
    nulls: new Set(file.texts("nulls") ?? []),
    end: file.text("end"),
  };
}

function columnsOf(given: Checked): ForeignLayout["columns"] {
  const columns: Partial<Record<Target, readonly string[]>> = {};
  for (const target of TARGETS) {
    const name = given.raw(target);
    if (name !== undefined) columns[target] = typeof name === "string" ? [name] : given.texts(target)!;
    else if (NEEDED.includes(target)) throw given.fault(target, "missing");
  }
  return columns;
}

function patternOf(file: Checked): RegExp | undefined {
  const text = file.text("file_name");
  try {
    return text === undefined ? undefined : new RegExp(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw file.fault("file_name", `no regular expression (${error.message})`);
  }
}

function publisherId(file: Checked, key: string, value: unknown): number {
  const id = typeof value === "string" ? publisherOfVenue(value) : value;
  if (typeof id === "number" && Number.isInteger(id) && id >= 1 && id <= 0xffff) return id;
  throw file.fault(key, `${JSON.stringify(value)}, which is no venue such as "XNAS" and no publisher id`);
}

function letters(file: Checked, key: string, allowed: RegExp): [string, string][] {
  return file.entries(key).map(([value, letter]) => {
    if (typeof letter === "string" && allowed.test(letter)) return [value, letter];
    throw file.fault(key, `${JSON.stringify(letter)} for ${JSON.stringify(value)}, not ${allowed.source}`);
  });
}

/** An object of a layout file, whose values are taken out with their types. */
class Checked {
  #values: Readonly<Record<string, unknown>>;
  #where: string;

  constructor(value: unknown, where: string, keys: readonly string[]) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new DataError(`${where} is no JSON object`);
    }
    this.#values = value as Record<string, unknown>;
    this.#where = where;
    const unknown = Object.keys(value).find((key) => !keys.includes(key));
    if (unknown !== undefined) throw this.fault(unknown, `no key of a layout here: use ${keys.join(", ")}`);
  }

  fault(key: string, reason: string): DataError {
    return new DataError(`${this.#where}: ${key} is ${reason}`);
  }

  raw(key: string): unknown {
    return this.#values[key] ?? undefined;
  }

  text(key: string): string | undefined {
    const value = this.raw(key);
    if (value === undefined || typeof value === "string") return value;
    throw this.fault(key, "no text");
  }

  texts(key: string): readonly string[] | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string")) {
      return value;
    }
    throw this.fault(key, "no list of texts");
  }

  count(key: string, fallback: number): number {
    const value = this.raw(key) ?? fallback;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 1e9) return value;
    throw this.fault(key, "no whole number from 0");
  }

  choice<T extends string>(key: string, choices: readonly T[], fallback: T): T {
    const value = this.raw(key) ?? fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.fault(key, `not one of ${choices.join(", ")}`);
    return found;
  }

  object(key: string, keys: readonly string[]): Checked {
    return new Checked(this.raw(key) ?? {}, `${this.#where}: ${key}`, keys);
  }

  entries(key: string): [string, unknown][] {
    const value = this.raw(key) ?? {};
    if (typeof value === "object" && !Array.isArray(value)) return Object.entries(value as object);
    throw this.fault(key, "no JSON object");
  }
}
