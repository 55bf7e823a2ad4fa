/**
 * Python, whose libraries are the references for files of other formats. Tests that need them are ignored, with
 * the reason, unless SORLAB_TEST_PYTHON names a Python that has them (`.ci/run` makes one).
 *
 * @module
 */

import { AskedProcess } from "./_asked_process.ts";

const PYTHON = Deno.env.get("SORLAB_TEST_PYTHON") ?? "";

/** The modules that it has. */
const modules: ReadonlySet<string> = new Set(
  PYTHON === ""
    ? []
    : linesOfPython("import pkgutil; print(*(each.name for each in pkgutil.iter_modules()), sep='\\n')"),
);

function linesOfPython(code: string): string[] {
  const { stdout } = new Deno.Command("/bin/sh", { args: ["-c", 'exec "$0" "$@"', PYTHON, "-c", code] })
    .outputSync();
  return new TextDecoder().decode(stdout).split("\n");
}

/** A test that needs modules of Python; its name says why it is ignored. */
export function testWithPython(needed: readonly string[], name: string, fn: () => Promise<void>): void {
  const missing = needed.filter((module) => !modules.has(module));
  const ignore = missing.length > 0;
  const reason = PYTHON === ""
    ? "SORLAB_TEST_PYTHON names no Python"
    : `SORLAB_TEST_PYTHON has no ${missing.join(", ")}`;
  Deno.test({ name: ignore ? `${name} (ignored: ${reason})` : name, ignore, fn });
}

/** For all scripts: to import the libraries takes Python longer than most of these. */
const warm = PYTHON === "" ? undefined : new AskedProcess("/bin/sh", {
  args: ["-c", 'exec "$0" "$@"', PYTHON, decodeURIComponent(new URL("_python.py", import.meta.url).pathname)],
});

/** Runs a script of Python and returns what it prints. */
export async function runPython(script: URL, ...args: string[]): Promise<string> {
  const path = decodeURIComponent(script.pathname);
  const { printed, failure } = JSON.parse(await warm!.ask(JSON.stringify([path, ...args])));
  if (failure !== null) throw new Error(`${path} failed: ${failure}`);
  return printed;
}
