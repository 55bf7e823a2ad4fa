/** Every fill of a back-test as the rows of a table. @module */

import { FILL_PARTS } from "../analysis/fill_figures.ts";
import { MARKOUT_SECONDS } from "../analysis/markouts.ts";
import type { OrderFills } from "../backtest/fills.ts";
import { sideName } from "../market/side.ts";
import { type Cell, type Column, markoutColumn, timeCell } from "./table.ts";

/** The columns, in the order of the cells of {@linkcode fillRows}. */
export const FILL_COLUMNS: readonly Column[] = [
  { name: "order", type: "count" },
  { name: "child", type: "count" },
  { name: "strategy", type: "text" },
  { name: "side", type: "text" },
  { name: "sent", type: "time" },
  { name: "time", type: "time" },
  { name: "venue", type: "text" },
  { name: "price", type: "number" },
  { name: "shares", type: "number" },
  { name: "kind", type: "text" },
  { name: "fee", type: "number" },
  { name: "mid", type: "number" },
  { name: "touch", type: "number" },
  ...FILL_PARTS.map((part) => ({ name: `${part}_dollars`, type: "number" as const })),
  ...MARKOUT_SECONDS.map((seconds) => ({ name: markoutColumn(seconds), type: "number" as const })),
];

/**
 * A row for each fill of an order.
 *
 * @param originNs the tape's origin.
 */
export function fillRows({ order, strategy, side, fills }: OrderFills, originNs: bigint): Cell[][] {
  return fills.map(({ child, sentNs, timeNs, parts, markoutsBps, ...fill }) => [
    order,
    child,
    strategy,
    sideName(side),
    sentNs === null ? null : timeCell(originNs, sentNs),
    timeCell(originNs, timeNs),
    fill.venue,
    fill.price,
    fill.shares,
    fill.kind,
    fill.fee,
    fill.mid,
    fill.touch,
    ...FILL_PARTS.map((part) => parts && parts[part]),
    ...markoutsBps,
  ]);
}
