/** Strategies with routers of a user's own, opened. @module */

import { RouterFault } from "./external/fault.ts";
import { openModule } from "./external/open_module.ts";
import { openProgram } from "./external/open_program.ts";
import { isProgram, type NamedRouter, type OwnRouter, type StrategyPart } from "./external/router.ts";
import type { StrategyName } from "./strategy_name.ts";

/** How routers are opened. */
export interface OpenOptions {
  /** How long a file may take to be evaluated, or a program to answer, ns. @default 5e9 */
  readonly timeoutNs?: number | undefined;
  /** Programs that may be run, by name. @default none */
  readonly allowExec?: readonly string[] | undefined;
}

/**
 * Reads the files, or starts the programs, that a strategy names, so that it can be asked. Files are evaluated in
 * workers without permissions, which takes a Deno that was started with `--unstable-worker-options`.
 *
 * @throws {RouterFault} if one is no such router.
 * @throws {Error} of the operating system, where a file cannot be read.
 *
 * @example
 * ```ts
 * import { openStrategy } from "./open_strategy.ts";
 * import { parametersOf, parseNamed } from "./strategy_name.ts";
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
  { timeoutNs = 5e9, allowExec = [] }: OpenOptions = {},
): Promise<StrategyName> {
  const timeoutMs = timeoutNs / 1e6;
  const open = async <Name extends string>(
    part: StrategyPart,
    given: Name | NamedRouter,
  ): Promise<Name | OwnRouter> => {
    if (typeof given === "string") return given;
    if (!isProgram(given)) return await openModule(given.text, part, timeoutMs);
    if (part === "schedule") {
      throw new RouterFault(
        given.text,
        `a program may be a placement, no schedule: write twap+${given.text}`,
      );
    }
    return await openProgram(given.text, { timeoutMs, allowed: allowExec });
  };
  return { schedule: await open("schedule", schedule), placement: await open("placement", placement) };
}
