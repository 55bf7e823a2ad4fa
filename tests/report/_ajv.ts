/** Ajv, a validator of JSON Schema that others wrote. @module */

import { assertEquals } from "@std/assert";

/** A JSON Schema, and values to be held to it. */
export interface AjvCase {
  readonly schema: unknown;
  readonly values: readonly unknown[];
}

/**
 * What Ajv's strict mode finds wrong, path by path: of each case, for each value. It is a process of its own and
 * has its packages elsewhere, since what is once in the project's node_modules gets into executables.
 *
 * @throws {AssertionError} if Ajv refuses a schema: as none of draft 2020-12, or as careless.
 */
export async function faultsByAjv(cases: readonly AjvCase[]): Promise<string[][][]> {
  const own = ["--no-config", "--no-lock", "--node-modules-dir=none"];
  const script = decodeURIComponent(new URL("_ajv_process.ts", import.meta.url).pathname);
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", ...own, "--allow-env", "--allow-read", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.output();
  await ReadableStream.from([new TextEncoder().encode(JSON.stringify(cases))]).pipeTo(process.stdin);
  const { code, stdout, stderr } = await output;
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
