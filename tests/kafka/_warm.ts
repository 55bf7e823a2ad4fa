/**
 * sorlab for tests that are not about its process, in one that has run other command lines before: see
 * tests/cli/_warm_process.ts. What is killed, or runs beside others or while the broker is killed, has a process of its
 * own, as _harness.ts starts it; and so has everything where an executable is tested.
 *
 * @module
 */

import { WarmSorlab } from "../cli/_warm_sorlab.ts";
import { ENVIRONMENT_OF_NOBODY, EXECUTABLE, type Outcome, PERMISSIONS, sorlab as alone } from "./_harness.ts";

const warm = EXECUTABLE === undefined ? new WarmSorlab(PERMISSIONS) : undefined;

/** Runs sorlab to its end, after what was asked before. */
export async function sorlab(env: Record<string, string>, ...args: string[]): Promise<Outcome> {
  if (warm === undefined) return await alone(env, ...args);
  const { DATA_PATH: dataPath, ...others } = { ...ENVIRONMENT_OF_NOBODY, ...env };
  return await warm.run({ args, cwd: Deno.cwd(), dataPath, env: others, stdin: [] });
}
