/** Fills from a FIX log: its execution reports. @module */

import { RESTED } from "../../execution/fill_log.ts";
import { DataError } from "../../market/data_error.ts";
import { fromDollars, toDollars } from "../../market/price.ts";
import { openBytes } from "../../source/open_bytes.ts";
import { countOne, type Fill, Fills, type FillsRead, type ReadCounts } from "../fills.ts";
import { readDollars, readKind, readPrice, readShares, readSide, TimeReader, UNTOLD } from "./fields.ts";
import { type FillsOptions, venueName } from "./fills_table.ts";
import { readLines } from "./lines.ts";

/** A message by tag; of a tag that stands twice, the last. */
type Message = ReadonlyMap<string, string>;

const EXECUTION_REPORT = "8";
const [NEW, PARTIAL, FILL, TRADE, CORRECT, CANCEL] = ["0", "1", "2", "F", "G", "H"];

/** Where a message begins. */
const BEGIN = /8=FIXT?\.\d\.\d/g;
/** Of a message's beginning: what stands between its first field and the next. */
const SEPARATOR = /^8=FIXT?\.\d\.\d(?:SP\d)?(.{1,4}?)9=/s;

/** Whether the first bytes of a file are of a FIX log, which may have a prefix before each message. */
export function looksLikeFix(head: string): boolean {
  return /8=FIXT?\.\d\.\d/.test(head);
}

/**
 * Reads the fills of a FIX log (35=8 with ExecType 150 of F, or 1 and 2 as FIX 4.2 has it), as it is: any separator
 * (SOH, `|`, `^A`, …), anything before a message, several messages a line. Executions that are repeated (the same
 * ExecID 17 of the same OrderID 37) count once; busts (150=H) and corrections (150=G) undo or replace what they refer
 * to by ExecRefID 19.
 *
 * The parent order is OrderID 37 and the child order ClOrdID 11; venue is LastMkt 30, else ExDestination 100.
 *
 * @throws {DataError} naming file, line and tag.
 */
export async function readFixLog(path: string, options: FillsOptions): Promise<FillsRead> {
  const log = new ExecutionReports(options);
  const source = await openBytes(path);
  try {
    await readLines(source, (line, number) => {
      for (const message of messagesIn(line, number)) log.take(message, number);
    });
  } catch (error) {
    throw error instanceof DataError ? error.at({ file: path }) : error;
  } finally {
    source.close();
  }
  return log.finish();
}

/** The messages of a line. */
function* messagesIn(line: string, number: number): Generator<Message> {
  const starts = [...line.matchAll(BEGIN)].map(({ index }) => index);
  for (const [i, start] of starts.entries()) {
    const text = line.slice(start, starts[i + 1]);
    const separator = SEPARATOR.exec(text)?.[1];
    if (separator === undefined) {
      throw new DataError("no FIX message: its second field is not BodyLength, 9=", { line: number });
    }
    const fields = new Map<string, string>();
    for (const field of text.split(separator)) {
      const at = field.indexOf("=");
      if (at > 0) fields.set(field.slice(0, at).trim(), field.slice(at + 1));
    }
    yield fields;
  }
}

/** Makes fills of execution reports. */
class ExecutionReports {
  #fills = new Fills();
  #counts: ReadCounts = {};
  #options: FillsOptions;
  #times: TimeReader;
  /** Fills by execution and order; what a correction replaced is known by both its names. */
  #byId = new Map<string, number>();
  /** Reports that undo or correct, seen already. */
  #undoing = new Set<string>();
  /** Executions that were busted before they were reported. */
  #bustedBefore = new Set<string>();
  #busted = new Set<number>();

  constructor(options: FillsOptions) {
    this.#options = options;
    this.#times = new TimeReader(options.originNs);
  }

  take(message: Message, line: number): void {
    if (message.get("35") !== EXECUTION_REPORT) return countOne(this.#counts, "other_messages");
    const type = typeOf(message);
    if (type === undefined) return;
    const { symbol } = this.#options;
    const of = message.get("55") ?? "";
    if (of !== "" && symbol !== "" && of !== symbol) return countOne(this.#counts, "other_symbols");
    const order = message.get("37") ?? message.get("11") ?? "";
    const id = this.#id(message, "17", order, line);
    if (type === "bust") return this.#bust(id, this.#id(message, "19", order, line));
    const fill = this.#fill(message, order, line);
    if (type === "correct") return this.#correct(id, this.#id(message, "19", order, line), fill);
    const known = this.#byId.get(id);
    if (known === undefined) return this.#add(id, fill);
    if (!this.#fills.isSame(known, fill) && !this.#undoing.has(id)) {
      const first = this.#fills.line[known];
      throw new DataError(
        `execution 17=${message.get("17")} stands on line ${first} too, with another fill`,
        {
          line,
        },
      );
    }
    countOne(this.#counts, "repeated_executions");
  }

  finish(): FillsRead {
    if (this.#bustedBefore.size > 0) this.#counts["busts_of_unknown_executions"] = this.#bustedBefore.size;
    this.#fills.keep((i) => !this.#busted.has(i));
    return { fills: this.#fills, counts: this.#counts };
  }

  #id(message: Message, tag: string, order: string, line: number): string {
    const id = message.get(tag);
    if (id === undefined || id === "") {
      throw new DataError(`an execution report without ${tag === "17" ? "ExecID 17=" : "ExecRefID 19="}`, {
        line,
      });
    }
    return `${id}\u0001${order}`;
  }

  #add(id: string, fill: Fill): void {
    const index = this.#fills.add(fill);
    this.#byId.set(id, index);
    if (!this.#bustedBefore.delete(id)) return;
    this.#busted.add(index);
    countOne(this.#counts, "busted_executions");
  }

  #bust(id: string, of: string): void {
    if (this.#undoing.has(id)) return countOne(this.#counts, "repeated_executions");
    this.#undoing.add(id);
    const index = this.#byId.get(of);
    if (index === undefined) this.#bustedBefore.add(of);
    else if (!this.#busted.has(index)) {
      this.#busted.add(index);
      countOne(this.#counts, "busted_executions");
    }
  }

  #correct(id: string, of: string, fill: Fill): void {
    if (this.#undoing.has(id)) return countOne(this.#counts, "repeated_executions");
    this.#undoing.add(id);
    const replaced = this.#byId.get(of);
    if (replaced !== undefined) this.#busted.add(replaced);
    // The report that is corrected, should it come again, is no fill of its own.
    const index = this.#fills.add(fill);
    this.#byId.set(id, index);
    this.#byId.set(of, index);
    this.#undoing.add(of);
    countOne(this.#counts, "corrected_executions");
  }

  #fill(message: Message, order: string, line: number): Fill {
    const field = <T>(tags: readonly string[], read: (text: string) => T): T => {
      const tag = tags.find((each) => message.has(each)) ?? tags[0]!;
      const text = message.get(tag) ?? "";
      try {
        return read(text);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        throw new DataError(`${tag}=${JSON.stringify(text.slice(0, 60))}: ${error.reason}`, {
          line,
          value: text,
        });
      }
    };
    const shares = field(["32"], readShares);
    const price = field(["31"], readPrice);
    const { layout = {} } = this.#options;
    return {
      timeNs: field(["60", "52"], (text) => this.#times.readNeeded(text)),
      side: field(["54"], readSide),
      venue: field(["30", "100"], (text) => venueName(text, layout)),
      price,
      shares,
      order,
      child: message.get("11") ?? "",
      sentNs: NaN,
      kind: field(["851"], liquidityOf),
      fee: field(["12"], (text) => commission(readDollars(text), message.get("13") ?? "3", shares, price)),
      line,
    };
  }
}

/** What an execution report is about; `undefined` for what is no fill and undoes none. */
function typeOf(message: Message): "fill" | "bust" | "correct" | undefined {
  const type = message.get("150") ?? message.get("39");
  // As FIX 4.0 and 4.1 undo: ExecTransType.
  const transaction = message.get("20");
  if (type === CANCEL || transaction === "1") return "bust";
  if (type === CORRECT || transaction === "2") return "correct";
  if (type === TRADE) return "fill";
  const isFill = type === PARTIAL || type === FILL || type === NEW;
  return isFill && Number(message.get("32") ?? 0) > 0 ? "fill" : undefined;
}

/** LastLiquidityInd: 1 added, 2 removed, 3 routed out, 4 of an auction. */
function liquidityOf(text: string): number {
  if (text === "") return UNTOLD;
  return text === "1" ? RESTED : readKind(text);
}

/** Of a share, 1e-9 dollars, by CommType 13: 1 a share, 2 percent of the cash, 3 in all. */
function commission(amount: number, type: string, shares: number, price: number): number {
  if (Number.isNaN(amount)) return NaN;
  if (type === "1") return fromDollars(amount);
  if (type === "2") return fromDollars(amount / 100 * toDollars(price));
  if (type === "3") return fromDollars(amount / shares);
  throw new DataError(`13=${JSON.stringify(type)}: no CommType such as 1, 2 or 3`);
}
