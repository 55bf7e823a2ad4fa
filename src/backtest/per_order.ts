/** An outcome order by order. @module */

import { type OrderFigures, orderFigures } from "../analysis/order_figures.ts";
import type { Outcome } from "../search/outcome.ts";

/** The figures of each scored order, by strategy: the tuned one, `router`, first. */
export function perOrderFigures(
  { market: { venues }, lab }: Outcome,
): [name: string, orders: readonly OrderFigures[]][] {
  const measured = { router: lab.tuned, ...lab.others };
  return Object.entries(measured).map(([name, { orders }]) => [
    name,
    orders.map((order) => orderFigures(order, venues.names)),
  ]);
}
