/**
 * sorlab for tests that are not about its process, in one that has run other command lines before: see
 * tests/cli/_warm_process.ts. What is killed, or runs beside two others or while the broker is killed, has a process of
 * its own, as _harness.ts starts it; and so has everything where an executable is tested.
 *
 * @module
 */

import { WarmSorlab } from "../cli/_warm_sorlab.ts";
import { ENVIRONMENT_OF_NOBODY, EXECUTABLE, type Outcome, PERMISSIONS, sorlab as alone } from "./_harness.ts";

/** Runs sorlab to its end. */
type Sorlab = (env: Record<string, string>, ...args: string[]) => Promise<Outcome>;

/** Runs it after what was asked before. */
export const sorlab: Sorlab = newSorlab();

let second: Sorlab | undefined;

/** A second one, for what is done at once. To be had before the tests, to which the process would be a leak. */
export function sorlabBeside(): Sorlab {
  return second ??= newSorlab();
}

function newSorlab(): Sorlab {
  if (EXECUTABLE !== undefined) return alone;
  const warm = new WarmSorlab(PERMISSIONS);
  return (env, ...args) => {
    const { DATA_PATH: dataPath, ...others } = { ...ENVIRONMENT_OF_NOBODY, ...env };
    return warm.run({ args, cwd: Deno.cwd(), dataPath, env: others, stdin: [] });
  };
}
