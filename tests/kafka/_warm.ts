/**
 * sorlab for tests that are not about its process, in two that have run other command lines before: see
 * tests/cli/_warm_process.ts. What is to be killed, or is run while the broker is, has a process of its own, as
 * _harness.ts starts it; and so has everything where an executable is tested.
 *
 * @module
 */

import { WarmSorlab } from "../cli/_warm_sorlab.ts";
import {
  ENVIRONMENT_OF_NOBODY,
  EXECUTABLE,
  type Outcome,
  PERMISSIONS,
  sorlab as sorlabAlone,
} from "./_harness.ts";

/** Two, for the tests that run two at once. What they are at is counted. */
const processes = EXECUTABLE ? [] : [start(), start()];

function start(): { warm: WarmSorlab; runs: number } {
  return { warm: new WarmSorlab(PERMISSIONS), runs: 0 };
}

/** Runs sorlab to its end; a third at once waits for one of the others. */
export async function sorlab(env: Record<string, string>, ...args: string[]): Promise<Outcome> {
  const [process] = processes.toSorted((a, b) => a.runs - b.runs);
  if (process === undefined) return await sorlabAlone(env, ...args);
  process.runs++;
  try {
    return await process.warm.run({
      args,
      cwd: Deno.cwd(),
      dataPath: "",
      env: { ...ENVIRONMENT_OF_NOBODY, ...env },
      stdin: [],
    });
  } finally {
    process.runs--;
  }
}
