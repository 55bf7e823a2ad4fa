/**
 * Python, whose libraries are the references for files of other formats. Tests that need them are ignored, with
 * the reason, unless SORLAB_TEST_PYTHON names a Python that has them (`.ci/run` makes one).
 *
 * @module
 */

const PYTHON = Deno.env.get("SORLAB_TEST_PYTHON") ?? "";

const asked = new Map<string, boolean>();

function has(module: string): boolean {
  if (PYTHON === "") return false;
  const known = asked.get(module);
  if (known !== undefined) return known;
  const code = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${module}") is None)`;
  const { success } = new Deno.Command("/bin/sh", { args: ["-c", 'exec "$0" "$@"', PYTHON, "-c", code] })
    .outputSync();
  asked.set(module, success);
  return success;
}

/** A test that needs modules of Python; its name says why it is ignored. */
export function testWithPython(modules: readonly string[], name: string, fn: () => Promise<void>): void {
  const missing = modules.filter((module) => !has(module));
  const ignore = missing.length > 0;
  const reason = PYTHON === ""
    ? "SORLAB_TEST_PYTHON names no Python"
    : `SORLAB_TEST_PYTHON has no ${missing.join(", ")}`;
  Deno.test({ name: ignore ? `${name} (ignored: ${reason})` : name, ignore, fn });
}

/** Runs a script of Python and returns what it prints. */
export async function runPython(script: URL, ...args: string[]): Promise<string> {
  const path = decodeURIComponent(script.pathname);
  const { success, stdout, stderr } = await new Deno.Command("/bin/sh", {
    args: ["-c", 'exec "$0" "$@"', PYTHON, path, ...args],
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${path} failed: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
