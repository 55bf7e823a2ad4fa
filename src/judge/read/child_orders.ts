/** Child orders from a table. @module */

import { RESTED, TAKEN } from "../../execution/fill_log.ts";
import { DataError } from "../../market/data_error.ts";
import type { Side } from "../../market/side.ts";
import { readPrice, readShares, readSide, TimeReader, UNTOLD } from "./fields.ts";
import { type FillsOptions, venueName } from "./fills_table.ts";
import { readTable } from "./table.ts";
import type { Columns } from "./table_layout.ts";

/** The columns of child orders, each with the names that files have for it. */
export const CHILD_COLUMNS = {
  child: ["child", "childid", "childorder", "childorderid", "clordid", "clientorderid", "id"],
  order: ["order", "parent", "parentid", "parentorder", "parentorderid", "orderid"],
  venue: ["venue", "mic", "exchange", "exdestination", "destination", "market"],
  side: ["side", "buysell", "bs", "direction"],
  price: ["price", "limit", "limitprice", "px"],
  shares: ["shares", "quantity", "qty", "orderqty", "size"],
  time: ["time", "sent", "senttime", "sendtime", "timestamp", "transacttime"],
  acknowledged: ["acknowledged", "ack", "acktime", "acknowledgedtime", "acceptedtime"],
  until: ["until", "cancelled", "canceled", "canceltime", "cancelledtime", "expires", "expiretime", "end"],
  tif: ["tif", "timeinforce", "kind", "type"],
} as const satisfies Columns<string>;

/** A child order as its file has it. */
export interface ChildOrder {
  /** Its name. */
  readonly child: string;
  /** Market identifier. */
  readonly venue: string;
  /** To buy or to sell. */
  readonly side: Side;
  /** 1e-9 dollars; `NaN`: at any price. */
  readonly price: number;
  /** How many it asks for. */
  readonly shares: number;
  /** When it was sent, ns after the tape's origin, by the router's clock. */
  readonly sentNs: number;
  /** When it reached its venue; `NaN` where it is not told. */
  readonly acknowledgedNs: number;
  /** When it was cancelled or expired; `NaN` where it is not told. */
  readonly untilNs: number;
  /** `TAKEN`: immediate or cancel; `RESTED`: may rest; `UNTOLD`: its price decides. */
  readonly kind: number;
  /** Its parent order; empty where it is not told. */
  readonly order: string;
  /** Line of the file. */
  readonly line: number;
}

const TIMES_IN_FORCE: ReadonlyMap<string, number> = new Map([
  ...["ioc", "fok", "3", "4", "take", "taken", "market"].map((word) => [word, TAKEN] as const),
  ...["day", "gtc", "gtd", "gtt", "0", "1", "6", "rest", "rested", "post", "postonly", "alo"]
    .map((word) => [word, RESTED] as const),
  ...["", "limit"].map((word) => [word, UNTOLD] as const),
]);

/**
 * Reads child orders: `child, venue, side, price, shares, time`, and if known `order, acknowledged, until, tif`.
 *
 * @throws {DataError} naming file, line and column; for a child order that stands twice.
 */
export async function readChildOrders(path: string, options: FillsOptions): Promise<ChildOrder[]> {
  const { originNs, layout = {} } = options;
  const times = new TimeReader(originNs);
  const lines = new Map<string, number>();
  const children: ChildOrder[] = [];
  await readTable(path, CHILD_COLUMNS, ["child", "venue", "side", "price", "shares", "time"], (row) => {
    const child = row.text("child").trim();
    if (child === "") throw new DataError("a child order without a name", { line: row.line });
    const twice = lines.get(child);
    if (twice !== undefined) {
      throw new DataError(`child order ${child} stands on line ${twice} too`, { line: row.line });
    }
    lines.set(child, row.line);
    children.push({
      child,
      venue: row.read("venue", (text) => venueName(text, layout)),
      side: row.read("side", readSide),
      price: row.text("price").trim() === "" ? NaN : row.read("price", readPrice),
      shares: row.read("shares", readShares),
      sentNs: row.read("time", (text) => times.readNeeded(text)),
      acknowledgedNs: row.read("acknowledged", (text) => times.read(text)),
      untilNs: row.read("until", (text) => times.read(text)),
      kind: row.read("tif", timeInForce),
      order: row.text("order").trim(),
      line: row.line,
    });
  }, layout);
  return children;
}

function timeInForce(text: string): number {
  const kind = TIMES_IN_FORCE.get(text.trim().toLowerCase().replaceAll(/[\s_-]/g, ""));
  if (kind === undefined) throw new DataError("no time in force such as IOC or DAY");
  return kind;
}
