/** The orders of an outcome that are worth a look from near: what became of them, fill by fill. @module */

import { fillMarks } from "../analysis/fill_marks.ts";
import { BPS } from "../market/price.ts";
import { pairFamily } from "../analysis/paired_saving.ts";
import { touchPath } from "../analysis/touch_path.ts";
import { mapValues } from "../market/map_values.ts";
import { mainOf } from "../search/comparison.ts";
import type { Outcome, ShownOrder } from "../search/outcome.ts";
import { fillsBetween, strategiesOf, workAgain } from "./fills.ts";
import type { Plan } from "./plan.ts";
import type { BacktestOptions } from "./run.ts";

/** How many are shown of those that saved least, and of those that saved most. */
const SHOWN = 3;

/**
 * Works a few orders of an outcome once more, by every strategy, and keeps where and when they filled: those on which
 * the main comparison saved least dollars, and those on which it saved most. Where no order can be compared, the first.
 *
 * @param plan that the outcome came of.
 * @returns the outcome with these orders, the one that saved least first.
 *
 * @example
 * ```ts
 * import { planBacktest } from "./plan.ts";
 * import { runBacktest } from "./run.ts";
 * import { withShownOrders } from "./shown_orders.ts";
 * import { generateTape } from "../source/generated.ts";
 * import { assertEquals } from "@std/assert";
 * const plan = planBacktest({
 *   orders: { count: 4, size: { kind: "shares", shares: 200 }, horizonNs: 10e9 },
 *   strategy: { name: { schedule: "twap", placement: "sweep" }, intervalNs: 2e9 },
 * });
 * const outcome = await runBacktest(generateTape({ durationSeconds: 60 }), plan);
 * const { shown } = await withShownOrders(outcome, plan);
 * const filled = shown!.map(({ fills }) => fills["router"]!.reduce((sum, { shares }) => sum + shares, 0));
 * assertEquals(filled, [200, 200, 200, 200]);
 * ```
 */
export async function withShownOrders(
  outcome: Outcome,
  plan: Plan,
  options: BacktestOptions = {},
): Promise<Outcome> {
  const { market, parentOrders: { orders } } = outcome;
  const strategies = strategiesOf(outcome);
  const shown: ShownOrder[] = [];
  await workAgain(outcome, plan, options, async (evaluate) => {
    for (const chosen of chosenOrders(outcome)) {
      const { startNs, endNs } = orders[chosen.order]!;
      const fills = await fillsBetween(chosen.order, chosen.order + 1, strategies, evaluate);
      shown.push({
        ...chosen,
        path: touchPath(market, startNs, endNs),
        fills: Object.fromEntries(
          strategies.map(({ name }, i) => [name, fillMarks(fills[i]![0]!, startNs, endNs)]),
        ),
      });
    }
  });
  return { ...outcome, shown };
}

type Chosen = Pick<ShownOrder, "order" | "savingBps" | "savedDollars">;

/** By rising saving in dollars; of equal ones the earlier first. */
function chosenOrders(outcome: Outcome): Chosen[] {
  const { lab: { tuned, others, firstScored }, residual } = outcome;
  const family = mapValues(others, ({ orders }) => orders);
  const { orders, bps, weights } = pairFamily(tuned.orders, family, residual)[mainOf(outcome)]!;
  const all = orders.map((order, i): Chosen & { readonly savedDollars: number } => ({
    order: firstScored + order,
    savingBps: bps[i]!,
    savedDollars: bps[i]! * weights[i]! / BPS,
  }));
  if (all.length === 0) return [{ order: firstScored, savingBps: null, savedDollars: null }];
  all.sort((a, b) => a.savedDollars - b.savedDollars || a.order - b.order);
  return all.length <= 2 * SHOWN ? all : [...all.slice(0, SHOWN), ...all.slice(-SHOWN)];
}
