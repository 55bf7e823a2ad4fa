/** Every order's figures as CSV. @module */

import { PARTS } from "../analysis/attribution.ts";
import { MARKOUT_SECONDS } from "../analysis/markouts.ts";
import type { OrderFigures } from "../analysis/order_figures.ts";
import { formatTime } from "../market/time.ts";

type Cell = string | number | null;

/** Columns of the file, and where their values come from. */
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
    [
      `markout_${seconds < 1 ? `${1000 * seconds}ms` : `${seconds}s`}_bps`,
      (order: OrderFigures) => order.markouts[i]?.bps ?? null,
    ] as const
  ),
];

/** Which orders they are. */
export interface OrdersShown {
  /** The tape's origin. */
  readonly originNs: bigint;
  /** Number of the first; the parent orders count from 0. */
  readonly first: number;
}

/** A row for each order and strategy, as CSV with a header; what was not measured is empty. */
export function perOrderCsv(
  strategies: readonly (readonly [name: string, orders: readonly OrderFigures[]])[],
  { originNs, first }: OrdersShown,
): string {
  const lines = [["order", "start", "strategy", ...COLUMNS.map(([name]) => name)].join(",")];
  for (const order of strategies[0]![1].keys()) {
    for (const [name, orders] of strategies) {
      const figures = orders[order]!;
      const start = formatTime(originNs + BigInt(Math.floor(figures.startNs)));
      lines.push([first + order, start, name, ...COLUMNS.map(([, value]) => value(figures) ?? "")].join(","));
    }
  }
  return `${lines.join("\n")}\n`;
}
