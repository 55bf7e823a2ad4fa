/** Every order's figures as a table. @module */

import { PARTS } from "../analysis/attribution.ts";
import { MARKOUT_SECONDS } from "../analysis/markouts.ts";
import type { OrderFigures } from "../analysis/order_figures.ts";
import { type Cell, type Column, markoutColumn, timeCell } from "./table.ts";

/** Columns of figures, and where their values come from; all but the side are numbers. */
const COLUMNS: readonly (readonly [name: string, value: (order: OrderFigures) => Cell])[] = [
  ["side", (order) => order.side],
  ["quantity", (order) => order.quantity],
  ["filled", (order) => order.filled],
  ["fill_rate", (order) => order.fillRate],
  ["seconds_to_fill", (order) => order.secondsToFill],
  ["taken", (order) => order.shares.taken],
  ["rested", (order) => order.shares.rested],
  ["crossed", (order) => order.shares.crossed],
  ["beyond_displayed", (order) => order.shares.beyond],
  ["unwound", (order) => order.shares.unwound],
  ["unfilled", (order) => order.unfilled],
  ["arrival_mid", (order) => order.arrivalMid],
  ["average_price", (order) => order.averagePrice],
  ["fees", (order) => order.fees],
  ["shortfall_bps", (order) => order.shortfallBps],
  ...PARTS.map((part) => [`${part}_bps`, (order: OrderFigures) => order.partsBps?.[part] ?? null] as const),
  ["vwap_slippage_bps", (order) => order.slippageBps.vwap],
  ["lit_vwap_slippage_bps", (order) => order.slippageBps.litVwap],
  ["twap_slippage_bps", (order) => order.slippageBps.twap],
  ["participation", (order) => order.participation],
  ["effective_over_quoted_spread", (order) => order.effectiveOverQuoted],
  ...MARKOUT_SECONDS.map((seconds, i) =>
    [markoutColumn(seconds), (order: OrderFigures) => order.markouts[i]?.bps ?? null] as const
  ),
];

/** Which orders they are. */
interface OrdersShown {
  /** The tape's origin. */
  readonly originNs: bigint;
  /** Number of the first; the parent orders count from 0. */
  readonly first: number;
}

/** A row for each order and strategy. */
interface PerOrderTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A row for each order and strategy: the order's number, its start and the strategy, and then the figures. */
export function perOrderTable(
  strategies: readonly (readonly [name: string, orders: readonly OrderFigures[]])[],
  { originNs, first }: OrdersShown,
): PerOrderTable {
  const rows: Cell[][] = [];
  for (const order of strategies[0]![1].keys()) {
    for (const [name, orders] of strategies) {
      const figures = orders[order]!;
      rows.push([
        first + order,
        timeCell(originNs, figures.startNs),
        name,
        ...COLUMNS.map(([, value]) => value(figures)),
      ]);
    }
  }
  return { columns: TABLE_COLUMNS, rows };
}

const TABLE_COLUMNS: readonly Column[] = [
  { name: "order", type: "count" },
  { name: "start", type: "time" },
  { name: "strategy", type: "text" },
  ...COLUMNS.map(([name]) => ({ name, type: name === "side" ? "text" as const : "number" as const })),
];
