/**
 * sorlab in a process that stays: it runs one command line after another, so that the program is loaded and compiled
 * once, not for each. `_warm_sorlab.ts` starts it and asks it: a line of JSON, answered by one.
 *
 * @module
 */

import { run } from "../../src/cli/run.ts";
import { linesOf } from "../_asked_process.ts";
import { FailingDisk } from "../_failing_disk.ts";
import { onReading } from "./_readings.ts";
import { captured, pretendTerminal } from "./_terminal.ts";
import type { Outcome, Question } from "./_warm_sorlab.ts";

// A search in a worker of its own takes longer here than in this thread; what is about workers says how many.
Object.defineProperty(navigator, "hardwareConcurrency", { value: 1 });

let environment: readonly string[] = [];

const questions = linesOf(Deno.stdin.readable);
const writeAnswer = Deno.stdout.writeSync.bind(Deno.stdout);

// What a command gives up it gives up for good, and the next one may need it. Tests of permissions start a process,
// or ask what it would have given up.
const givenUp = new Set<string>();
Deno.permissions.revokeSync = (permission) => {
  givenUp.add(permission.name);
  return Deno.permissions.querySync(permission);
};
const PERMISSIONS = ["net", "read", "run", "write"];

for await (const question of questions) {
  const answer = new TextEncoder().encode(`${JSON.stringify(await outcomeOf(JSON.parse(question)))}\n`);
  for (let at = 0; at < answer.length;) at += writeAnswer(answer.subarray(at));
}
// As main.ts does: some timers nobody waits for.
Deno.exit(0);

/** Runs sorlab as if it had a process to itself. */
async function outcomeOf(
  { args, cwd, dataPath, env = {}, stdin, columns, redirected, clockStepMs, failing, prying = false }:
    Question,
): Promise<Outcome> {
  Deno.chdir(cwd);
  Deno.env.set("DATA_PATH", dataPath);
  for (const name of environment) Deno.env.delete(name);
  environment = Object.keys(env);
  for (const name of environment) Deno.env.set(name, env[name]!);
  Object.assign(Deno, { stdin: standardInput(Uint8Array.from(stdin)) });
  pretendTerminal(columns);
  if (redirected) Deno.stdout.isTerminal = () => false;
  using _clock = clockStepMs === undefined ? undefined : steppingClock(clockStepMs);
  const [stdout, stderr] = [captured(Deno.stdout), captured(Deno.stderr)];
  using disk = failing === undefined ? undefined : new FailingDisk(failing);
  givenUp.clear();
  const could = new Set<string>();
  using _pries = prying ? onReading(() => kept().forEach((name) => could.add(name))) : undefined;
  const code = await run(args);
  const operations = disk === undefined ? "" : `disk: ${disk.done.join(" ")}\n`;
  const pried = prying ? `pried: ${[...could].sort().join(" ")}\n` : "";
  return { code, stdout: stdout(), stderr: stderr() + operations + pried };
}

function kept(): string[] {
  return PERMISSIONS.filter((name) => !givenUp.has(name));
}

/** Has so much time pass whenever somebody looks at the clock, and no other time, until disposed. */
function steppingClock(stepMs: number): Disposable {
  let nowMs = performance.now();
  Object.defineProperty(performance, "now", { value: () => nowMs += stepMs, configurable: true });
  return { [Symbol.dispose]: () => Reflect.deleteProperty(performance, "now") };
}

function standardInput(bytes: Uint8Array<ArrayBuffer>): typeof Deno.stdin {
  let at = 0;
  const readSync = (into: Uint8Array): number | null => {
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    at += part.length;
    return part.length === 0 ? null : part.length;
  };
  return {
    readSync,
    read: (into) => Promise.resolve(readSync(into)),
    readable: new Blob([bytes]).stream(),
    close: () => {},
    isTerminal: () => false,
    setRaw: () => {},
  };
}
