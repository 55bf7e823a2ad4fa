/** A study's question from a file: an artefact, or options by name. @module */

import { backtestOptions } from "../backtest_options.ts";
import { withConfig } from "../config_file.ts";
import { UsageError } from "../errors.ts";
import type { Options } from "../options.ts";
import type { Arguments } from "../read_arguments.ts";
import { isQuestionOption, planOptions, type PlanValues } from "./options.ts";

/**
 * Fills in from a file what the command line leaves open. What of a back-test a study does not ask (its data, its
 * instrument, its folds) is left out.
 *
 * @throws {UsageError} if it is of the trial's rules.
 */
export async function withQuestion(
  flags: Arguments<typeof planOptions>,
  path: string,
): Promise<Arguments<typeof planOptions>> {
  const all: Options = { ...backtestOptions, ...planOptions, symbol: backtestOptions.symbol };
  const fallbacks = Object.entries(all).map(([name, { fallback }]) => [name, fallback]);
  const values = { ...Object.fromEntries(fallbacks), ...flags.values, symbol: undefined };
  const given = new Set([...flags.given].filter((name) => name !== "symbol"));
  const filed = await withConfig({ ...flags, values, given }, path, all);
  if (filed.values["rules"] === "trial") {
    throw new UsageError(`${path}: is of the trial's rules; a study works by market rules`);
  }
  const taken = [...filed.given].filter((name) => !flags.given.has(name) && isQuestionOption(name));
  const filled = Object.fromEntries(taken.map((name) => [name, filed.values[name]]));
  return {
    ...flags,
    values: { ...flags.values, ...filled } as PlanValues,
    given: new Set([...flags.given, ...taken]),
  };
}
