/**
 * sorlab with a reader that pries: whenever a file or standard input is read, or something is printed or written, it tries what
 * hostile data might make a program do, and tells on standard error what it was able to.
 *
 * @module
 */

import { run } from "../../src/cli/run.ts";
import { onReading } from "./_readings.ts";

/** Each throws something else than `NotCapable` where the permission is there. */
const ATTEMPTS: Readonly<Record<string, () => unknown>> = {
  write: () => Deno.mkdirSync("pried"),
  net: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  run: () => new Deno.Command("/bin/sh", { args: ["-c", "true"] }).outputSync(),
  read: () => Deno.readDirSync(".").next(),
};

const seen = new Set<string>();

function pry(): void {
  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    try {
      attempt();
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) continue;
    }
    seen.add(name);
  }
}

onReading(pry);
const code = await run(Deno.args);
Deno.stderr.writeSync(new TextEncoder().encode(`pried: ${[...seen].sort().join(" ")}\n`));
Deno.exit(code);
