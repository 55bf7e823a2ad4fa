/** Strategies with routers of a user's own, opened. @module */

import { openModule } from "./external/open_module.ts";
import type { NamedRouter, OwnRouter, StrategyPart } from "./external/router.ts";
import type { StrategyName } from "./strategies.ts";

/** How long a module may take to be evaluated where nothing else is asked for, ns. */
const OPENING_TIMEOUT_NS = 5e9;

/**
 * Reads the files that a strategy names, so that it can be asked.
 *
 * @param timeoutNs how long a file may take to be evaluated.
 * @throws {RouterFault} if a file is no such router.
 * @throws {Error} of the operating system, where a file cannot be read.
 *
 * @example
 * ```ts
 * import { openStrategy } from "./open_strategy.ts";
 * import { parametersOf, parseNamed } from "./strategies.ts";
 * import { assertEquals } from "@std/assert";
 * const file = await Deno.makeTempFile({ suffix: ".js" });
 * await Deno.writeTextFile(file, "export default { parameters: { pace: { range: [1, 2] } }, place() {} };");
 * const strategy = await openStrategy(parseNamed(`twap+${file}`));
 * assertEquals(parametersOf(strategy)["pace"]?.high, 2);
 * await Deno.remove(file);
 * ```
 */
export async function openStrategy(
  { schedule, placement }: StrategyName<NamedRouter>,
  timeoutNs = OPENING_TIMEOUT_NS,
): Promise<StrategyName> {
  const open = async <Name extends string>(
    part: StrategyPart,
    given: Name | NamedRouter,
  ): Promise<Name | OwnRouter> =>
    typeof given === "string" ? given : await openModule(given.text, part, timeoutNs / 1e6);
  return { schedule: await open("schedule", schedule), placement: await open("placement", placement) };
}
