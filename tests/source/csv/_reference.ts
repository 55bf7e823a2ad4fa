import { parse } from "@std/csv/parse";
import { Tape, type TapeColumns } from "../../../src/market/tape.ts";
import {
  type Form,
  meaning,
  parseCount,
  parsePrice,
  parseTime,
  priceForm,
  timeForm,
} from "../../../src/source/csv/fields.ts";

/** What the file is, or where it is wrong. */
export type Outcome =
  | { readonly tape: Tape }
  | { readonly line: number; readonly field?: number }
  | { readonly empty: true };

const NUMBERS = ["publisher_id", "instrument_id", "flags", "rtype", "size", "bid_sz_00", "ask_sz_00"];
const PRICES = ["price", "bid_px_00", "ask_px_00"];
const TIMES = ["ts_recv", "ts_event"];
const LETTERS: Record<string, string> = { action: "ACMRTFN", side: "ABN" };
const LARGEST: Record<string, number> = { publisher_id: 65535, flags: 255, rtype: 255 };
const KNOWN = [...TIMES, ...NUMBERS, ...PRICES, ...Object.keys(LETTERS), "symbol"];
const NEEDED = ["ts_event", "publisher_id", "bid_px_00", "ask_px_00", "bid_sz_00", "ask_sz_00"];
const NS_PER_DAY = 86_400_000_000_000n;

class Wrong extends Error {
  field?: number;
}

/** The reader, plainly: every line through `@std/csv`, every field through `fields.ts`. One symbol only. */
export function reference(bytes: Uint8Array, skipBadRows = false): Outcome {
  const lines = linesOf(bytes);
  const head = lines.findIndex((line) => line.replace(/^\uFEFF/, "") !== "");
  if (head < 0) return { empty: true };
  const header = readHeader(lines[head]!.replace(/^\uFEFF/, ""));
  if (header === undefined) return { line: head + 1 };
  const reader = new Reader(header.names, header.separator);
  let skipped = 0;
  for (const [index, line] of lines.entries()) {
    if (index <= head || line === "" || line === lines[head]!.replace(/^\uFEFF/, "")) continue;
    // Rows under another header have other columns.
    if (line.includes("ts_event") && line.includes("publisher_id")) return { line: index + 1 };
    try {
      reader.read(line);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      if (!skipBadRows) return { line: index + 1, ...(error.field ? { field: error.field } : {}) };
      skipped++;
      reader.withdraw(line);
    }
  }
  const { symbols } = reader;
  if (reader.consolidated || reader.rows.length === 0) return { empty: true };
  if (reader.rows.length === 0 || symbols.size > 1) return { empty: true };
  // Without a symbol, two ids are two instruments.
  if (symbols.has("") && reader.instruments.size > 1) return { empty: true };
  const options = { originNs: reader.origin!, symbol: [...symbols][0]!, skippedRows: skipped };
  return { tape: new Tape(columnsOf(reader.rows), options) };
}

type Row = Readonly<Record<string, number>>;

function columnsOf(rows: Row[]): TapeColumns {
  const floats = (name: string) => Float64Array.from(rows, (row) => row[name] ?? NaN);
  const bytes = (name: string, otherwise: number) => Uint8Array.from(rows, (row) => row[name] ?? otherwise);
  const sizes = (name: string) => Uint32Array.from(rows, (row) => row[name] ?? 0);
  return {
    tsEventNs: floats("ts_event"),
    tsRecvNs: floats("ts_recv"),
    publisher: Uint16Array.from(rows, (row) => row.publisher_id!),
    action: bytes("action", 77),
    side: bytes("side", 78),
    flags: bytes("flags", 0),
    price: floats("price"),
    size: sizes("size"),
    bidPx: floats("bid_px_00"),
    askPx: floats("ask_px_00"),
    bidSz: sizes("bid_sz_00"),
    askSz: sizes("ask_sz_00"),
  };
}

/** A price without size, or a size without price, is no quote. */
function withQuotesWhole(row: Row): Row {
  const whole = { ...row };
  for (const side of ["bid", "ask"]) {
    if (row[`${side}_sz_00`]! > 0 && row[`${side}_px_00`]! > 0) continue;
    whole[`${side}_px_00`] = NaN;
    whole[`${side}_sz_00`] = 0;
  }
  return whole;
}

function linesOf(bytes: Uint8Array): string[] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const lines: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    lines.push(decoder.decode(bytes.subarray(start, end)).replace(/\r+$/, ""));
    start = end + 1;
  }
  return lines;
}

function split(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  try {
    return parse(line, { separator })[0] as string[];
  } catch {
    throw new Wrong("quotes");
  }
}

function readHeader(line: string): { names: string[]; separator: string } | undefined {
  if (line.includes("\r")) return undefined;
  const found = [",", ";", "\t", "|"].map((separator) => {
    try {
      const names = split(line, separator).map((name) => name.trim());
      return { names, separator, known: KNOWN.filter((name) => names.includes(name)).length };
    } catch {
      return { names: [], separator, known: 0 };
    }
  });
  const best = found.sort((a, b) => b.known - a.known)[0]!;
  if (!NEEDED.every((name) => best.names.includes(name))) return undefined;
  return KNOWN.some((name) => best.names.indexOf(name) !== best.names.lastIndexOf(name)) ? undefined : best;
}

/** Stands for a field that a row which was cut does not have. */
const CUT = "cut off";

class Reader {
  readonly rows: Row[] = [];
  readonly symbols = new Set<string>();
  consolidated = false;
  readonly instruments = new Set<number>();
  origin: bigint | undefined;
  #names: string[];
  #separator: string;
  #forms: Record<string, Form> = {};

  constructor(names: string[], separator: string) {
    this.#names = names;
    this.#separator = separator;
  }

  read(line: string): void {
    const fields = split(line, this.#separator);
    if (fields.length !== this.#names.length) throw new Wrong("fields");
    const forms = { ...this.#forms };
    const type = Number(fields[this.#names.indexOf("rtype")]);
    const sampled = this.#names.includes("ts_recv") && type >= 192 && type <= 198;
    const origin = this.origin ??
      this.#midnight(fields[this.#names.indexOf(sampled ? "ts_recv" : "ts_event")]!);
    const values: Record<string, number> = {};
    for (const [index, name] of this.#names.entries()) {
      if (!KNOWN.includes(name)) continue;
      try {
        if (name === "symbol" || (sampled && name === "ts_event")) continue;
        values[name] = value(name, fields[index]!, forms, origin);
        if (sampled && Number.isNaN(values["ts_recv"])) throw new SyntaxError("no time of receipt");
      } catch (error) {
        throw Object.assign(new Wrong((error as Error).message), { field: index + 1 });
      }
    }
    if (sampled) values["ts_event"] = values["ts_recv"]!;
    this.#forms = forms;
    this.origin = origin;
    this.symbols.add((fields[this.#names.indexOf("symbol")] ?? "").trim());
    this.consolidated ||= [177, 192, 193, 194].includes(values["rtype"]!);
    this.instruments.add(values["instrument_id"] ?? 0);
    this.#keep(values);
  }

  #keep(values: Record<string, number>): void {
    const flags = values["flags"] ?? 0;
    if ((flags & 4) !== 0) return;
    const type = values["rtype"] ?? 0;
    if ((flags & 8) !== 0 && !(type >= 192 && type <= 198)) values["ts_recv"] = NaN;
    this.rows.push(withQuotesWhole(values));
  }

  /** What cannot be read is not still quoted, if it can be told whose and when it was. */
  withdraw(line: string): void {
    const quotes = /^(side|size|price|bid_|ask_)/;
    const blank: Record<string, string> = { side: "N" };
    let fields: string[];
    try {
      fields = split(line, this.#separator);
    } catch {
      return;
    }
    if (fields.length > this.#names.length || this.origin === undefined) return;
    // A row that is cut may be so within its last field.
    if (fields.length < this.#names.length) fields.pop();
    const texts = fields.map((text, index) => {
      const name = this.#names[index]!;
      return quotes.test(name) && KNOWN.includes(name) ? blank[name] ?? "" : text;
    });
    const cut = Array<string>(this.#names.length - texts.length).fill(CUT);
    const attempts = [{}, { ts_recv: "" }, { flags: "128" }, { ts_recv: "", flags: "128" }];
    for (const attempt of attempts as Record<string, string>[]) {
      if (this.#withdrawn([...texts, ...cut].map((text, i) => attempt[this.#names[i]!] ?? text))) return;
    }
  }

  #withdrawn(texts: string[]): boolean {
    const of = (name: string) => texts[this.#names.indexOf(name)];
    const values: Record<string, number> = {};
    try {
      for (const name of KNOWN) {
        if (name === "symbol" || of(name) === undefined) continue;
        if (of(name) === CUT && /^(side|size|price|bid_|ask_)/.test(name)) continue;
        values[name] = name === "ts_event"
          ? this.#timeOr(of(name)!, this.rows.at(-1)?.["ts_event"])
          : value(name, of(name)!, { ...this.#forms }, this.origin);
      }
    } catch {
      return false;
    }
    const isTrade = ["T", "F"].includes(of("action")?.trim() ?? "");
    const isKnown = this.symbols.has(this.#symbolOf(of("symbol") ?? "")) &&
      this.instruments.has(values["instrument_id"] ?? 0);
    if (!isTrade && isKnown) this.#keep(values);
    return true;
  }

  /** The time, or where it cannot be read that of the row before. */
  #timeOr(text: string, before: number | undefined): number {
    try {
      return value("ts_event", text, { ...this.#forms }, this.origin);
    } catch (error) {
      if (before === undefined) throw error;
      return before;
    }
  }

  #symbolOf(text: string): string {
    return text === CUT && this.symbols.size === 1 ? [...this.symbols][0]! : text.trim();
  }

  #midnight(text: string): bigint | undefined {
    try {
      const ns = parseTime(text, timeForm(text));
      return ns === null ? undefined : ns / NS_PER_DAY * NS_PER_DAY;
    } catch {
      return undefined;
    }
  }
}

function value(name: string, text: string, forms: Record<string, Form>, origin: bigint | undefined): number {
  const letters = LETTERS[name];
  if (letters !== undefined) {
    text = text.trim();
    if (text.length !== 1 || !letters.includes(text)) throw new SyntaxError("letter");
    return text.charCodeAt(0);
  }
  if (PRICES.includes(name)) {
    const price = parsePrice(text, forms[name] ?? priceForm(text) ?? "pretty");
    const form = forms[name] ?? priceForm(text);
    if (form !== undefined) forms[name] = form;
    return price;
  }
  if (TIMES.includes(name)) return offset(name, text, forms, origin);
  const mayBeEmpty = !(name in LARGEST);
  return mayBeEmpty && meaning(text) === "" ? 0 : parseCount(text, LARGEST[name] ?? 0xffffffff);
}

function offset(name: string, text: string, forms: Record<string, Form>, origin: bigint | undefined): number {
  const ns = parseTime(text, forms[name] ?? timeForm(text));
  if (ns === null || origin === undefined) {
    if (name === "ts_event") throw new SyntaxError("no time");
    return NaN;
  }
  forms[name] ??= timeForm(text);
  const away = Number(ns - origin);
  if (!Number.isSafeInteger(away)) throw new RangeError("too far");
  return away;
}
