/** What each order saved, as columns of the artefact. @module */

import type { PairedSavings } from "../analysis/paired_saving.ts";
import type { ParentOrder } from "../execution/parent_order.ts";
import { sideName } from "../market/side.ts";
import type { Comparison } from "../search/comparison.ts";
import { millionths } from "./millionths.ts";
import type { SavingsByOrderReport } from "./schema.ts";

/** Savings by order, but for what tells an order from others. */
type Columns = Omit<SavingsByOrderReport, "order">;

/**
 * What each order saved on every other strategy: the same orders in all comparisons.
 *
 * @param orders those scored, as the comparisons count them.
 */
export function savingsByOrder<Name>(
  comparisons: Readonly<Record<string, Comparison>>,
  orders: readonly ParentOrder[],
  { nameOf, timeOf }: { readonly nameOf: (order: number) => Name; readonly timeOf: (ns: number) => string },
): Columns & { readonly order: readonly Name[] } {
  const paired = Object.entries(comparisons).map(([name, { saving }]) => [name, saving?.paired] as const);
  const compared: Pick<PairedSavings, "orders" | "weights"> = paired[0]?.[1] ?? { orders: [], weights: [] };
  const fromNs = orders[0]!.startNs;
  const ofEach = <T>(figure: (order: ParentOrder) => T): T[] =>
    compared.orders.map((i) => figure(orders[i]!));
  return {
    order: compared.orders.map(nameOf),
    from: timeOf(fromNs),
    start_ns: ofEach(({ startNs }) => startNs - fromNs),
    side: ofEach(({ side }) => sideName(side)),
    quantity: ofEach(({ quantity }) => quantity),
    notional: compared.weights,
    saving_bps: Object.fromEntries(paired.map(([name, each]) => [name, (each?.bps ?? []).map(millionths)])),
  };
}
