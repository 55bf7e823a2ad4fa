/** Parent orders from a table. @module */

import { DataError } from "../../market/data_error.ts";
import type { Side } from "../../market/side.ts";
import { readPrice, readShares, readSide, TimeReader } from "./fields.ts";
import type { FillsOptions } from "./fills_table.ts";
import { readTable } from "./table.ts";
import type { Columns } from "./table_layout.ts";

/** The columns of parent orders, each with the names that files have for it. */
export const PARENT_COLUMNS = {
  order: ["order", "parent", "parentid", "parentorder", "parentorderid", "orderid", "id"],
  side: ["side", "buysell", "bs", "direction"],
  quantity: ["quantity", "shares", "qty", "orderqty", "size"],
  start: ["start", "starttime", "arrival", "arrivaltime", "from", "time"],
  end: ["end", "endtime", "until", "to"],
  limit: ["limit", "limitprice", "price"],
} as const satisfies Columns<string>;

/** A parent order as its file has it. */
export interface ParentRow {
  /** Its name. */
  readonly order: string;
  /** To buy or to sell. */
  readonly side: Side;
  /** Shares. */
  readonly quantity: number;
  /** ns after the tape's origin, by the router's clock. */
  readonly startNs: number;
  /** ns after the tape's origin, by the router's clock. */
  readonly endNs: number;
  /** 1e-9 dollars. */
  readonly limit?: number;
  /** Line of the file. */
  readonly line: number;
}

/**
 * Reads parent orders: `order, side, quantity, start, end`, and if there is one `limit`.
 *
 * @throws {DataError} naming file, line and column; for an order that stands twice, or ends before it starts.
 */
export async function readParents(path: string, { originNs, layout }: FillsOptions): Promise<ParentRow[]> {
  const times = new TimeReader(originNs);
  const readTime = (text: string): number => times.readNeeded(text);
  const parents = new Map<string, ParentRow>();
  await readTable(path, PARENT_COLUMNS, ["order", "side", "quantity", "start", "end"], (row) => {
    const order = row.text("order").trim();
    const [startNs, endNs] = [row.read("start", readTime), row.read("end", readTime)];
    if (order === "") throw new DataError("an order without a name", { line: row.line });
    if (!(endNs > startNs)) throw new DataError(`order ${order} ends before it starts`, { line: row.line });
    const twice = parents.get(order);
    if (twice !== undefined) {
      throw new DataError(`order ${order} stands on line ${twice.line} too`, { line: row.line });
    }
    const limit = row.text("limit").trim() === "" ? {} : { limit: row.read("limit", readPrice) };
    parents.set(order, {
      order,
      side: row.read("side", readSide),
      quantity: row.read("quantity", readShares),
      startNs,
      endNs,
      ...limit,
      line: row.line,
    });
  }, layout);
  return [...parents.values()];
}
