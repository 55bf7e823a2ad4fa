/** Whether routers of a user's own do the same twice. @module */

import { type LabOptions, type LabResult, measureAll, type Measured, type Measures } from "../search/lab.ts";
import type { Evaluate } from "../search/pool.ts";
import type { SimulationResult, SimulationTask } from "../search/order_run.ts";
import { RouterFault } from "../strategy/external/fault.ts";
import { ownRouters, type StrategyName } from "../strategy/strategy_name.ts";

type EvaluateOrders = Evaluate<SimulationTask, readonly SimulationResult[]>;

/**
 * Works all scored orders again by the strategies that have a router of a user's own, in new threads and the last
 * orders first. A router that goes by chance, by a clock, or by what it kept from another order does otherwise then,
 * and nothing that was found by it would be found again.
 *
 * @param lend lends new threads.
 * @throws {RouterFault} naming the first order that costs something else the second time.
 */
export async function checkRepeats(
  question: Omit<LabOptions, "evaluate">,
  lab: LabResult,
  lend: (search: (evaluate: EvaluateOrders) => Promise<Measures>) => Promise<Measures>,
): Promise<void> {
  const others = Object.fromEntries(Object.entries(question.others).filter(([, other]) => isOwn(other)));
  if (!isOwn(question.strategy) && Object.keys(others).length === 0) return;
  const again = await lend((evaluate) =>
    measureAll({ ...question, others, evaluate: lastFirst(evaluate) }, lab.walked)
  );
  checkSame(lab.tuned, again.tuned);
  for (const [name, measured] of Object.entries(again.others)) checkSame(lab.others[name]!, measured);
}

function isOwn(strategy: StrategyName): boolean {
  return ownRouters(strategy).length > 0;
}

function lastFirst(evaluate: EvaluateOrders): EvaluateOrders {
  return (tasks, onResult) => {
    const reversed = tasks.toReversed().map((task) => ({ ...task, wantsMeasures: false, lastFirst: true }));
    return evaluate(reversed, (index, results) => onResult(tasks.length - 1 - index, results));
  };
}

function checkSame({ strategy, costs }: Measured, { costs: again }: Measured): void {
  const order = costs.findIndex((cost, i) => !Object.is(cost, again[i]));
  const [router] = ownRouters(strategy);
  if (order < 0 || router === undefined) return;
  throw new RouterFault(
    router.text,
    "is not deterministic: worked twice, the order came to something else. Chance, clocks, and what is kept from " +
      "another order (other than in decision.memory) have no place in a router",
    { order },
  );
}
