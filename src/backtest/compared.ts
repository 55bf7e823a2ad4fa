/** What a strategy is compared with. @module */

import type { NamedRouter } from "../strategy/external/router.ts";
import { type StrategyName, strategyText } from "../strategy/strategy_name.ts";

/**
 * The strategies that another one is compared with, by the names that artefacts give them: best ask, TWAP and
 * VWAP in any case, then other placements of the same schedule, then those that were asked for.
 *
 * @param compare those asked for; what is there already is not there twice.
 *
 * @example
 * ```ts
 * import { comparedWith } from "./compared.ts";
 * import { assertEquals } from "@std/assert";
 * const names = Object.keys(comparedWith({ schedule: "twap", placement: "sweep" }, []));
 * assertEquals(names, ["best_ask", "twap", "vwap", "twap+home", "twap+join"]);
 * ```
 */
export function comparedWith<Own extends NamedRouter>(
  strategy: StrategyName<Own>,
  compare: readonly StrategyName<Own>[],
): Record<string, StrategyName<Own>> {
  const { schedule } = strategy;
  const named: Record<string, StrategyName<Own>> = {
    best_ask: { schedule: "immediate", placement: "best-quote" },
    twap: { schedule: "twap", placement: "best-quote" },
    vwap: { schedule: "vwap", placement: "best-quote" },
  };
  const others = [
    { schedule, placement: "best-quote" },
    { schedule, placement: "home" },
    { schedule, placement: "sweep" },
    { schedule, placement: "join" },
    ...compare,
  ] as const;
  const there = new Set([strategy, ...Object.values(named)].map(strategyText));
  for (const other of others) {
    const text = strategyText(other);
    if (!there.has(text)) named[text] = other;
    there.add(text);
  }
  return named;
}
