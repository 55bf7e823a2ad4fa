/** How long the executable takes to start, beside a compiled hello world. It takes what `deno compile` does. @module */

import type { Figure } from "./figure.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const ROUNDS = 40;

/** Starts in turn; nothing, with the reason on standard error, where nothing can be compiled. */
export async function benchStartup(): Promise<Figure[]> {
  const folder = await Deno.makeTempDir({ prefix: "sorlab bench startup " });
  try {
    await Deno.writeTextFile(`${folder}/hello.ts`, 'console.log("hello, world");\n');
    const failure = await compile(ROOT, "task", "--quiet", "compile") ||
      await compile(folder, "compile", "--quiet", "--output", "hello", "hello.ts");
    if (failure !== "") {
      const reason = `startup: left out, as nothing can be compiled here: ${failure}\n`;
      await Deno.stderr.write(new TextEncoder().encode(reason));
      return [];
    }
    return await race(`${folder}/hello`, `${ROOT}dist/sorlab`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What the compiler says where it fails, else nothing. */
async function compile(cwd: string, ...args: string[]): Promise<string> {
  const deno = Deno.env.get("DENORT_BIN") ? Deno.env.get("DENO") ?? Deno.execPath() : Deno.execPath();
  const { success, stderr } = await new Deno.Command(deno, { args, cwd, env: { NO_COLOR: "1" } }).output();
  return success ? "" : new TextDecoder().decode(stderr).trim();
}

async function race(hello: string, sorlab: string): Promise<Figure[]> {
  const contenders = { hello: [hello], version: [sorlab, "--version"], help: [sorlab, "--help"] };
  const names = Object.keys(contenders) as (keyof typeof contenders)[];
  const least = { hello: Infinity, version: Infinity, help: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) least[name] = Math.min(least[name], await startMs(contenders[name]));
  }
  return [
    { name: "startup_hello_world", value: least.hello, unit: "ms" },
    { name: "startup_version", value: least.version, unit: "ms" },
    { name: "startup_version_over_hello_world", value: least.version / least.hello, unit: "times" },
    { name: "executable_size_over_hello_world", value: sizeOf(sorlab) / sizeOf(hello), unit: "times" },
    { name: "startup_help_over_hello_world", value: least.help / least.hello, unit: "times" },
  ];
}

/** From the start to the end of a process, ms. */
async function startMs([program = "", ...args]: readonly string[]): Promise<number> {
  const startMs = performance.now();
  await new Deno.Command(program, { args, stdout: "null", clearEnv: true }).output();
  return performance.now() - startMs;
}

function sizeOf(path: string): number {
  return Deno.statSync(path).size;
}
