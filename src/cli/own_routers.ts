/** Routers of a user's own on the command line: the strategy that the options name, and its files. @module */

import { USUAL_STRATEGY } from "../backtest/question.ts";
import type { BacktestOptions } from "../backtest/run.ts";
import type { Run } from "../report/schema.ts";
import type { NamedRouter, OwnRouter } from "../strategy/external/router.ts";
import { type OpenOptions, openStrategy } from "../strategy/open_strategy.ts";
import { isOpen, ownRouters, type StrategyName } from "../strategy/strategy_name.ts";
import type { BacktestValues } from "./backtest_options.ts";
import { UsageError, withFile } from "./errors.ts";

type Named = StrategyName<NamedRouter>;

/**
 * The strategy that `--strategy` names, or `--schedule` and `--placement`.
 *
 * @throws {UsageError} if both are given.
 */
export function strategyOf(
  { strategy, schedule, placement }: Pick<BacktestValues, "strategy" | "schedule" | "placement">,
): Named | undefined {
  if (schedule === undefined && placement === undefined) return strategy;
  if (strategy !== undefined) {
    const other = schedule === undefined ? "--placement" : "--schedule";
    throw new UsageError(
      `--strategy and ${other} exclude each other: --strategy SCHEDULE+PLACEMENT names both parts`,
    );
  }
  return {
    schedule: schedule ?? USUAL_STRATEGY.schedule,
    placement: placement ?? USUAL_STRATEGY.placement,
  };
}

/**
 * The same options with all routers opened that they name.
 *
 * @throws {RouterFault} if a file is no such router.
 * @throws {FileError} if it cannot be read.
 */
export async function withOpenRouters(values: BacktestValues): Promise<BacktestValues> {
  const options = { timeoutNs: values.decisionTimeout, allowExec: values.allowExec };
  return {
    ...values,
    strategy: values.strategy && (await openAll([values.strategy], options))[0],
    compare: await openAll(values.compare, options),
  };
}

/**
 * Strategies with all routers opened that they name.
 *
 * @throws {RouterFault} if a file is no such router.
 * @throws {FileError} if it cannot be read.
 */
export async function openAll(strategies: readonly Named[], options?: OpenOptions): Promise<StrategyName[]> {
  return await Promise.all(strategies.map(async (strategy) => {
    if (isOpen(strategy)) return strategy;
    return await withFile(`read ${ownRouters(strategy)[0]!.text}`, () => openStrategy(strategy, options));
  }));
}

/** What artefacts tell of the routers of the user's own, by name; nothing where there are none. */
export function describeRouters(
  { strategy, compare }: Pick<BacktestValues, "compare"> & Partial<Pick<BacktestValues, "strategy">>,
): Pick<Run, "routers"> {
  const all = [strategy, ...compare].filter((each) => each !== undefined).flatMap((each) => ownRouters(each));
  if (all.length === 0) return {};
  return {
    routers: Object.fromEntries(
      (all as OwnRouter[]).map(({ text, digest, digests }) => [text, { sha256: digest, files: digests }]),
    ),
  };
}

/** What a back-test is told of routers of the user's own. */
export function ownRouterOptions(
  { decisionTimeout, allowExec, workers = navigator.hardwareConcurrency }: BacktestValues,
): Pick<BacktestOptions, "decisionTimeoutNs" | "allowExec" | "programs"> {
  return { decisionTimeoutNs: decisionTimeout, allowExec, programs: workers };
}
