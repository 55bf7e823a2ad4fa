/**
 * The executable, for tests that put it to work: compiled as `deno task compile` does it. `deno compile` needs Deno's
 * standalone runtime: where DENORT_BIN names it, DENO names the Deno of the very same version; else Deno downloads it;
 * else there is none.
 *
 * @module
 */

const ROOT = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** The Deno that compiles. */
export const COMPILER: string = Deno.env.get("DENORT_BIN")
  ? Deno.env.get("DENO") ?? Deno.execPath()
  : Deno.execPath();

/** The executable. */
export const EXECUTABLE: string = `${ROOT}dist/sorlab`;

/** How a command ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of bash's; the other arguments are its `$1`, `$2`, … */
export async function bash(script: string, ...args: string[]): Promise<Outcome> {
  const command = new Deno.Command("bash", { args: ["-c", script, "bash", ...args], stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Why there is no executable to test; empty where it was compiled, or should have been. */
interface Compiled {
  readonly missing: string;
  readonly failure: string;
}

let compiled: Promise<Compiled> | undefined;

/** Compiles it, unless it is of this commit and newer than all that it is made of: once, for all tests of a room. */
export function compile(): Promise<Compiled> {
  return compiled ??= compileNow();
}

async function compileNow(): Promise<Compiled> {
  if (Deno.build.os === "windows") return { missing: "these tests run by bash and env", failure: "" };
  const { code, stderr } = await bash(
    `cd "$1" || exit 1
    made="$2 $(git rev-parse HEAD)"
    if [[ -x dist/sorlab && $(cat dist/.made 2>/dev/null) == "$made" ]] &&
      [[ ! $(find src main.ts deno.json scripts/compile.ts -newer dist/sorlab -print -quit) ]]; then exit 0; fi
    NO_COLOR=1 SOURCE_DATE_EPOCH=1000000000 "$2" task --quiet compile && echo "$made" >dist/.made`,
    ROOT,
    COMPILER,
  );
  if (code === 0) return { missing: "", failure: "" };
  const download = /dl\.deno\.land|denort/i.test(stderr) && !Deno.env.get("DENORT_BIN");
  return download
    ? { missing: "DENORT_BIN is unset and the runtime cannot be downloaded", failure: "" }
    : { missing: "", failure: stderr };
}

/** The programs among these that this machine does not have. */
export async function missingPrograms(...names: string[]): Promise<string[]> {
  const found = await Promise.all(names.map((name) => bash('type -P "$1"', name)));
  return names.filter((_, i) => found[i]!.code !== 0);
}

/** A test that is ignored, with the reason printed, where there is one. */
export function testUnless(reason: string, name: string, fn: () => void | Promise<void>): void {
  // deno-lint-ignore no-console -- the test runner has no reason beside "ignored"
  if (reason !== "") console.warn(`ignored: ${name}: ${reason}`);
  Deno.test({ name, ignore: reason !== "", fn });
}
