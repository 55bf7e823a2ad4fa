/** Ajv, a validator of JSON Schema that others wrote. @module */

import { AssertionError } from "@std/assert";
import { AskedProcess } from "../_asked_process.ts";

/** A JSON Schema, and values to be held to it. */
export interface AjvCase {
  readonly schema: unknown;
  readonly values: readonly unknown[];
}

/** What Ajv says: its faults, or why it refuses a schema. */
export interface AjvAnswer {
  readonly faults?: string[][][];
  readonly refused?: string;
}

// It is a process of its own and has its packages elsewhere, since what is once in the project's node_modules gets into
// executables. It starts before the tests do, as no test may leave a process behind.
const own = ["--no-config", "--no-lock", "--node-modules-dir=none"];
const script = decodeURIComponent(new URL("_ajv_process.ts", import.meta.url).pathname);
const ajv = new AskedProcess(Deno.execPath(), {
  args: ["run", "--quiet", "--no-check", ...own, "--allow-env", "--allow-read", script],
});

/**
 * What Ajv's strict mode finds wrong, path by path: of each case, for each value.
 *
 * @throws {AssertionError} if Ajv refuses a schema: as none of draft 2020-12, or as careless.
 */
export async function faultsByAjv(cases: readonly AjvCase[]): Promise<string[][][]> {
  const { faults, refused }: AjvAnswer = JSON.parse(await ajv.ask(JSON.stringify(cases)));
  if (faults === undefined) throw new AssertionError(refused);
  return faults;
}
